//! Attempts are forgotten after a day.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, attempt};

use crate::{ATTEMPT_SECONDS, Command, Cx, Halt, Mode};

/// How many rows one command deletes.
const ROWS_MAX: i64 = 500;

/// Forgets attempts that are too old to be repeated. The operator's job.
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
        Ok(attempt::expire(
            cx.tx,
            cx.now.plus_seconds(-ATTEMPT_SECONDS),
            ROWS_MAX,
        )?)
    }
}
