//! Numbers whose month is over are charged the next one. Emits `numbers_renewed`, `numbers_unpaid`
//! and `numbers_moved`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, Money, Scope};
use tandem_numbering::Did;
use tandem_store::{Lane, tenure};

use super::renewal::MonthsEnd;
use crate::{Command, Cx, Halt, Lease, Mode, RENEWAL_LOOK_MAX, RENEWAL_NUMBERS_MAX};

/// The job whose lease [`RenewalRun`] asks for.
pub const RENEWAL_JOB: &str = "renewal";

/// Looks whose numbers are due, the longest due first, so that a shop in which nothing is due writes
/// nothing. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewalDue;

impl Command for RenewalDue {
    const NAME: &'static str = "renewal.due";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<AccountId>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<AccountId>, Halt> {
        cx.require_operator()?;
        Ok(tenure::due_payers(cx.tx, cx.now, RENEWAL_LOOK_MAX)?)
    }
}

/// The due numbers of one payer that the next run would charge, the longest due first. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewalList {
    /// Who pays.
    pub payer: AccountId,
}

impl Command for RenewalList {
    const NAME: &'static str = "renewal.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Did>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Did>, Halt> {
        cx.require_operator()?;
        Ok(tenure::due_numbers(cx.tx, self.payer, cx.now, RENEWAL_NUMBERS_MAX)?)
    }
}

/// Charges the due numbers of one payer a month each, the longest due first, a bounded number of
/// them. The operator's job, done by whoever holds the lease of [`RENEWAL_JOB`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewalRun {
    /// Who pays.
    pub payer: AccountId,
    /// Only this number, if it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Did>,
    /// Who holds the lease.
    pub holder: i64,
}

/// What became of the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// How many months were charged.
    pub months: usize,
    /// For how much.
    pub charged: Money,
    /// How many numbers could not be paid, and are in their days of grace from now on.
    pub unpaid: usize,
    /// How many numbers were suspended.
    pub suspended: usize,
    /// How many numbers are in service again.
    pub resumed: usize,
    /// How many numbers were taken back.
    pub released: usize,
    /// Whether there may be more that is due.
    pub more: bool,
}

impl Renewed {
    /// Counts another run in.
    pub fn add(&mut self, other: &Self) {
        self.months += other.months;
        self.charged = self.charged.plus(other.charged).unwrap_or(self.charged);
        self.unpaid += other.unpaid;
        self.suspended += other.suspended;
        self.resumed += other.resumed;
        self.released += other.released;
        self.more = other.more;
    }
}

impl Command for RenewalRun {
    const NAME: &'static str = "renewal.run";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = Renewed;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.payer.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Renewed, Halt> {
        cx.require_operator()?;
        cx.require_lease(&Lease { job: RENEWAL_JOB.to_owned(), holder: self.holder })?;
        cx.lock(self.payer)?;
        let due = tenure::due(cx.tx, self.payer, self.only, cx.now, RENEWAL_NUMBERS_MAX)?;
        let full = due.len() >= usize::try_from(RENEWAL_NUMBERS_MAX).unwrap_or(usize::MAX);
        let mut end = MonthsEnd { more: full, ..MonthsEnd::default() };
        for (held, state) in &due {
            end.charge_due(cx, held, *state)?;
        }
        end.tell(cx, self.payer)?;
        Ok(Renewed {
            months: end.months.len(),
            charged: end.charged,
            unpaid: end.unpaid.len(),
            suspended: end.suspended.len(),
            resumed: end.resumed.len(),
            released: end.released.len(),
            more: end.more,
        })
    }
}
