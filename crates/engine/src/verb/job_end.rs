//! A lease is given up before its time, so that nobody has to wait for its end.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, job};

use crate::{Command, Cx, Halt, Lease, Mode};

/// Gives a lease up. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobEnd {
    /// Which, and whose.
    pub lease: Lease,
}

impl Command for JobEnd {
    const NAME: &'static str = "job.end";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// Whether it was still the holder's.
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        Ok(job::end(cx.tx, &self.lease.job, self.lease.holder)?)
    }
}
