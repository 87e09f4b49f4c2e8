//! What an account has spent.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Money, Timestamp};
use tandem_store::call_record::Tally;
use tandem_store::{call_record, posting};

use crate::{Command, Cx, Halt, Mode};

/// Adds up what the actor's account was charged, less what was given back of it, and its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSum {
    /// Also since this instant.
    pub since: Timestamp,
}

/// What was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// What is left of it all.
    pub balance: Money,
    /// Ever.
    pub total: Money,
    /// Since that instant.
    pub since: Money,
    /// How many calls were answered ever …
    pub calls: i64,
    /// … and how long they took, in seconds.
    pub seconds: i64,
    /// How many of them began since that instant …
    pub calls_since: i64,
    /// … and how long those took.
    pub seconds_since: i64,
}

impl Command for StatementSum {
    const NAME: &'static str = "statement.sum";
    const MODE: Mode = Mode::Read;
    type Outcome = Spent;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Spent, Halt> {
        let account: AccountId = cx.actor.account;
        let (total, since) = posting::spent(cx.tx, account, self.since)?;
        let customer = cx.actor.root;
        let owner = (account != customer).then_some(account);
        let Tally { calls, seconds, calls_since, seconds_since } =
            call_record::tally(cx.tx, customer, owner, self.since)?;
        let balance = cx.account(account)?.balance;
        Ok(Spent { balance, total, since, calls, seconds, calls_since, seconds_since })
    }
}
