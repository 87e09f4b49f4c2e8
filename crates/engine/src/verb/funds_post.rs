//! The operator moves money: a customer paid in, or a balance is put right. Emits `funds_posted`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Actor, CASH, EventBody, Money, Posting, PostingId, Reason, Refusal, Scope,
};
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode};

/// Moves money into a customer's balance, or out of it. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundsPost {
    /// The customer.
    pub account: AccountId,
    /// How much; negative takes away, for adjustments only.
    pub amount: Money,
    /// A top-up or an adjustment.
    pub reason: Reason,
    /// In words; stands on the statement.
    pub note: String,
}

/// Money that was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundsPosted {
    /// The posting.
    pub posting: PostingId,
    /// The balance afterwards.
    pub balance: Money,
}

impl Command for FundsPost {
    const NAME: &'static str = "funds.post";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = FundsPosted;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<FundsPosted, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let account = cx.account(self.account)?;
        let fits = match self.reason {
            Reason::TopUp => self.amount.is_positive(),
            Reason::Adjustment => self.amount != Money::ZERO && self.amount.0 != i64::MIN,
            _ => false,
        };
        // A sub-account has no money of its own: its customer pays.
        if !fits || !Cx::is_customer(&account) {
            return Err(Refusal::AmountInvalid.into());
        }
        let (debit, credit) =
            if self.amount.is_positive() { (CASH, account.id) } else { (account.id, CASH) };
        let posting = Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit,
            credit,
            amount: Money(self.amount.0.abs()),
            currency: account.currency,
            reason: self.reason,
            did: None,
            order: None,
            plan: None,
            period: None,
            reverses: None,
            note: self.note.clone(),
        };
        let posting = cx.post(posting)?;
        let (change, reason) = (self.amount, self.reason);
        cx.emit(account.id, EventBody::FundsPosted { posting, change, reason })?;
        Ok(FundsPosted { posting, balance: cx.account(account.id)?.balance })
    }
}
