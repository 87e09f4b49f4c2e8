//! The operator gives a charge back, whole or in part. Emits `funds_posted`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Actor, EventBody, LineOutcome, Money, Posting, PostingId, RESALE, REVENUE, Reason,
    Refusal, SUSPENSE, Scope,
};
use tandem_store::{Lane, order, posting};

use super::order_lines;
use crate::{Command, Cx, FundsPosted, Halt, Mode};

/// Gives back what was charged for a set-up, a month or a slot: never more than was charged, however
/// often it is asked for. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundsRefund {
    /// The customer who was charged.
    pub account: AccountId,
    /// The charge.
    pub charge: PostingId,
    /// How much; `None`: all of it that was not given back before.
    pub amount: Option<Money>,
    /// In words; stands on the statement.
    pub note: String,
}

impl Command for FundsRefund {
    const NAME: &'static str = "funds.refund";
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
        let found = posting::with_refunds(cx.tx, self.charge)?;
        let (charge, refunded) = found
            .filter(|(charge, _)| charge.reason.is_charge() && charge.debit == self.account)
            // What a reseller asked of its client is not ours to give back.
            .filter(|(charge, _)| charge.credit != RESALE)
            .ok_or(Refusal::ChargeUnknown)?;
        let left = match charge.amount.minus(refunded) {
            Some(left) if is_earned(cx, &charge)? => left,
            _ => Money::ZERO,
        };
        let amount = self.amount.unwrap_or(left);
        if self.amount.is_some_and(|asked| !asked.is_positive()) {
            return Err(Refusal::AmountInvalid.into());
        }
        if amount > left || left == Money::ZERO {
            return Err(Refusal::RefundTooMuch { left }.into());
        }
        let refund = Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit: REVENUE,
            credit: self.account,
            amount,
            reason: Reason::Refund,
            reverses: Some(charge.id),
            note: self.note.clone(),
            ..charge
        };
        let posting = cx.post(refund)?;
        let reason = Reason::Refund;
        cx.emit(self.account, EventBody::FundsPosted { posting, change: amount, reason })?;
        Ok(FundsPosted { posting, balance: cx.account(self.account)?.balance })
    }
}

/// Whether the charge is ours: what was paid for a number that its supplier has not sold, or did not
/// sell, waits in suspense or went back from there.
fn is_earned(cx: &mut Cx<'_>, charge: &Posting) -> Result<bool, Halt> {
    if charge.credit != SUSPENSE {
        return Ok(true);
    }
    let (Some(order), Some(did)) = (charge.order, charge.did) else { return Ok(false) };
    let Some(stored) = order::get(cx.tx, order)? else { return Ok(false) };
    let (lines, _) = order_lines::lines(cx.tx, &stored)?;
    let line = lines.iter().find(|line| line.did == did);
    Ok(line.is_some_and(|line| matches!(line.outcome, LineOutcome::Bought(_))))
}
