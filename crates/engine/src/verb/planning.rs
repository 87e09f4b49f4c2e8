//! What it costs to go from one plan to another.
//!
//! The new price of a minute holds at once, the new price of a month from the next month on. If that
//! month is dearer, the rest of the running one is, too: the difference is charged at once, for as much
//! of the month as is left. Nothing is given back when it is cheaper; so who goes back to the dearer
//! plan before the month is over pays nothing for that, the month being paid at that price already. The
//! set-up is for setting a number up, and is not charged again.

use tandem_domain::{
    Money, NumberState, Period, PlanWish, Reason, Refusal, Timestamp, month_before,
};
use tandem_store::number::Number;
use tandem_store::plan_change::{self, PlanChange};
use tandem_store::tenure::Tenure;

use super::renewal::month_posting;
use crate::{Cx, Halt};

impl Cx<'_> {
    /// Has a number of the actor's charged by another plan; returns what was charged at once, or
    /// nothing if it has the plan that is wished for. The tenure is left to be written.
    pub(super) fn change_plan(
        &mut self,
        stored: &Number,
        held: &mut Tenure,
        wish: &PlanWish,
    ) -> Result<Option<Money>, Halt> {
        let code = self.plan(held.plan)?.code.clone();
        if wish.is_met(&code, held.price) {
            return Ok(None);
        }
        self.require_open(held.payer)?;
        if held.resale.is_some() && self.actor.account != self.actor.root {
            // What the number costs is between its reseller and us.
            return Err(Refusal::Forbidden.into());
        }
        let (did, state) = (held.did, stored.state);
        if state != NumberState::Active {
            return Err(Refusal::NumberState { did, state }.into());
        }
        if held.deadline.is_some() {
            // A month that has begun is owed at the price at which it began.
            let (needed, balance) = (held.price.monthly, self.account(held.payer)?.spendable());
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        let (plan_id, plan) = self.plan_in_force(wish.code(), held.payer)?;
        if plan.currency != self.account(held.payer)?.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        let offer = self.offer(stored.offer)?;
        let unsold = || Refusal::PlanNotOffered { code: wish.code().to_owned() };
        let price = plan.price(did, &offer).ok_or_else(unsold)?;
        let paid =
            Period { from: month_before(held.next_billing, held.anchor()), to: held.next_billing };
        let before = held.price.monthly;
        let dearest = plan_change::dearest(self.tx, did, held.order, paid.to)?;
        let charged = rest(paid, self.now, dearest.unwrap_or(before).max(before), price.monthly)
            .ok_or(Refusal::AmountInvalid)?;
        let balance = self.account(held.payer)?.spendable();
        if charged.is_positive() && charged > balance {
            return Err(Refusal::InsufficientFunds { needed: charged, balance }.into());
        }
        held.plan = plan_id;
        (held.price.monthly, held.price.minute) = (price.monthly, price.minute);
        let left = Period { from: self.now, to: paid.to };
        let line = month_posting(self, held, left, charged, Reason::Difference)?;
        self.post(line)?;
        let change = PlanChange {
            id: self.id(),
            did,
            order: held.order,
            at: self.now,
            plan: plan_id,
            before,
            monthly: price.monthly,
            paid,
            charged,
        };
        plan_change::insert(self.tx, &change)?;
        Ok(Some(charged))
    }
}

/// What the rest of a month costs that was paid at one price and goes on at another; `None` beyond what
/// an account can hold.
pub(crate) fn rest(paid: Period, now: Timestamp, price: Money, dearer: Money) -> Option<Money> {
    let left = Period { from: now, to: paid.to }.micros();
    if dearer <= price || left == 0 {
        return Some(Money::ZERO);
    }
    dearer.minus(price)?.share(left, paid.micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a literal of this file")
    }

    #[test]
    fn half_a_month_costs_half_the_difference() {
        let june = Period { from: at("2026-06-01"), to: at("2026-07-01") };
        let cost = |now, dearer| rest(june, at(now), Money::cents(99), Money::cents(dearer));
        assert_eq!(cost("2026-06-16", 495), Some(Money::cents(198)));
        assert_eq!(cost("2026-06-01", 495), Some(Money::cents(396)));
        assert_eq!(cost("2026-06-16", 50), Some(Money::ZERO), "nothing is given back");
        assert_eq!(cost("2026-07-01", 495), Some(Money::ZERO), "the month is over");
    }
}
