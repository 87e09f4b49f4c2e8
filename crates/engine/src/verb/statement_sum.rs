//! What an account has, and what it has spent.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, Money, Timestamp};
use tandem_store::call_record::Tally;
use tandem_store::{call_record, posting};

use crate::{Command, Cx, Halt, Mode};

/// What an account has. Asked for more, it adds up what the account was charged, less what was
/// given back of it, and its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSum {
    /// Adds up ever, and since this instant. That reads all that the account was ever charged, on a
    /// thread of its own, and is not asked in passing.
    pub since: Option<Timestamp>,
    /// Whose, if not the actor's: an account under it.
    #[serde(default)]
    pub of: Option<AccountRef>,
}

/// What an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funds {
    /// What is left of it all.
    pub balance: Money,
    /// What was spent, if that was asked.
    pub spent: Option<Spent>,
}

/// What was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
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
    type Outcome = Funds;

    fn adds_up(&self) -> bool {
        self.since.is_some()
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Funds, Halt> {
        let account = match &self.of {
            Some(named) => cx.own_account(named)?.id,
            None => cx.actor.account,
        };
        let balance = cx.account(account)?.balance;
        let spent = self.since.map(|since| spent(cx, account, since)).transpose()?;
        Ok(Funds { balance, spent })
    }
}

fn spent(cx: &mut Cx<'_>, account: AccountId, from: Timestamp) -> Result<Spent, Halt> {
    let (total, since) = posting::spent(cx.tx, account, from)?;
    let customer = cx.actor.root;
    let owner = (account != customer).then_some(account);
    let Tally { calls, seconds, calls_since, seconds_since } =
        call_record::tally(cx.tx, customer, owner, from)?;
    Ok(Spent { total, since, calls, seconds, calls_since, seconds_since })
}
