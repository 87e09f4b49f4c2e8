//! What is kept for a time only is forgotten: attempts after a day, lock-outs when they end, what calls were routed by
//! after ninety days, what somebody outside answered of a number after thirty.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, attempt, lockout, lookup, past};

use crate::{
    ATTEMPT_SECONDS, ATTEMPTS_EXPIRED_MAX, Command, Cx, Halt, LOCKOUTS_EXPIRED_MAX,
    LOOKUP_ANSWER_DAYS, LOOKUP_ANSWERS_EXPIRED_MAX, Mode, PAST_SECONDS, PASTS_EXPIRED_MAX,
};

/// Asks whether there is anything to forget, so that a store at rest is not written to. The
/// operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptDue;

impl Command for AttemptDue {
    const NAME: &'static str = "attempt.due";
    const MODE: Mode = Mode::Read;
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        Ok(attempt::is_due(cx.tx, cx.now.plus_seconds(-ATTEMPT_SECONDS))?
            || lockout::is_due(cx.tx, cx.now)?
            || past::is_due(cx.tx, cx.now.plus_seconds(-PAST_SECONDS))?
            || lookup::is_due(cx.tx, cx.now.plus_days(-LOOKUP_ANSWER_DAYS))?)
    }
}

/// Forgets attempts that are too old to be repeated, at most [`ATTEMPTS_EXPIRED_MAX`] at once, and
/// lock-outs that have ended, and what calls were routed by and what look-ups were answered with long ago. The
/// operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptExpire;

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// How many attempts.
    pub attempts: u64,
    /// Whether there may be more to forget. The command leaves an attempt itself; only a full page says so.
    pub more: bool,
}

impl Command for AttemptExpire {
    const NAME: &'static str = "attempt.expire";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = Forgotten;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Forgotten, Halt> {
        cx.require_operator()?;
        let before = cx.now.plus_seconds(-ATTEMPT_SECONDS);
        let lockouts = lockout::expire(cx.tx, cx.now, LOCKOUTS_EXPIRED_MAX)?;
        let long_ago = cx.now.plus_seconds(-PAST_SECONDS);
        let pasts = past::expire(cx.tx, long_ago, PASTS_EXPIRED_MAX)?;
        let old = cx.now.plus_days(-LOOKUP_ANSWER_DAYS);
        let answers = lookup::expire(cx.tx, old, LOOKUP_ANSWERS_EXPIRED_MAX)?;
        let attempts = attempt::expire(cx.tx, before, ATTEMPTS_EXPIRED_MAX)?;
        let more = lockouts >= LOCKOUTS_EXPIRED_MAX
            || pasts >= PASTS_EXPIRED_MAX
            || answers >= LOOKUP_ANSWERS_EXPIRED_MAX
            || attempts >= ATTEMPTS_EXPIRED_MAX;
        Ok(Forgotten { attempts, more })
    }
}
