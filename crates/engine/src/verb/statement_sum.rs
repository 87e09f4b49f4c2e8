//! What an account has spent.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Money, Timestamp};
use tandem_store::posting;

use crate::{Command, Cx, Halt, Mode};

/// Adds up what the actor's account was charged, less what was given back of it.
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
}

impl Command for StatementSum {
    const NAME: &'static str = "statement.sum";
    const MODE: Mode = Mode::Read;
    type Outcome = Spent;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Spent, Halt> {
        let account: AccountId = cx.actor.account;
        let (total, since) = posting::spent(cx.tx, account, self.since)?;
        Ok(Spent { balance: cx.account(account)?.balance, total, since })
    }
}
