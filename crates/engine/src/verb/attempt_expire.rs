//! Attempts are forgotten after a day.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, attempt, lockout, past};

use crate::{
    ATTEMPT_SECONDS, ATTEMPTS_EXPIRED_MAX, Command, Cx, Halt, LOCKOUTS_EXPIRED_MAX, Mode,
    PAST_SECONDS, PASTS_EXPIRED_MAX,
};

/// Asks whether there are attempts to forget, so that a store at rest is not written to. The
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
        Ok(attempt::is_due(cx.tx, cx.now.plus_seconds(-ATTEMPT_SECONDS))?)
    }
}

/// Forgets attempts that are too old to be repeated, at most [`ATTEMPTS_EXPIRED_MAX`] at once, and
/// lock-outs that have ended, and what calls were routed by long ago. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptExpire;

impl Command for AttemptExpire {
    const NAME: &'static str = "attempt.expire";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// How many were forgotten.
    type Outcome = u64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<u64, Halt> {
        cx.require_operator()?;
        let before = cx.now.plus_seconds(-ATTEMPT_SECONDS);
        lockout::expire(cx.tx, cx.now, LOCKOUTS_EXPIRED_MAX)?;
        past::expire(cx.tx, cx.now.plus_seconds(-PAST_SECONDS), PASTS_EXPIRED_MAX)?;
        Ok(attempt::expire(cx.tx, before, ATTEMPTS_EXPIRED_MAX)?)
    }
}
