//! Jobs that one node at a time is to do.
//!
//! Whoever wants to do such a job takes its lease, does the job in commands that carry the lease,
//! takes it anew before it ends if there is more to do, and gives it up in the end. Each of those
//! commands begins with [`Cx::require_lease`], so that what it does is committed together with that
//! check: a node that was thought dead and wakes up can do no harm. A node that dies leaves a lease
//! that runs out.

use serde::{Deserialize, Serialize};
use tandem_domain::{Refusal, Scope, Timestamp};
use tandem_store::{Lane, job};

use crate::{Command, Cx, Halt, Mode};

/// The right to do a job for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The job: `renewal`, or one thing to be done, such as `delivery:17`.
    pub job: String,
    /// Who has it: a number that a process draws by chance when it starts.
    pub holder: i64,
}

impl Cx<'_> {
    /// Goes on only if the lease holds, and sees to it that it does until the commit. The first
    /// thing that a command of a leased job does, before it locks anything else.
    pub fn require_lease(&mut self, lease: &Lease) -> Result<(), Halt> {
        if job::hold(self.tx, &lease.job, lease.holder, self.now)? {
            return Ok(());
        }
        Err(Refusal::LeaseLost { job: lease.job.clone() }.into())
    }
}

/// Takes a lease, or makes one's own longer. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobTake {
    /// Which, and for whom.
    pub lease: Lease,
    /// For how long from now.
    pub seconds: i64,
}

impl Command for JobTake {
    const NAME: &'static str = "job.take";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// Until when it holds; `None`: somebody else has it.
    type Outcome = Option<Timestamp>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Option<Timestamp>, Halt> {
        cx.require_operator()?;
        let until = cx.now.plus_seconds(self.seconds);
        let taken = job::take(cx.tx, &self.lease.job, self.lease.holder, until, cx.now)?;
        Ok(taken.then_some(until))
    }
}
