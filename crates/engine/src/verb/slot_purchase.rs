//! A customer buys slots apart from an order. Emits `slots_bought`.

use serde::{Deserialize, Serialize};
use tandem_domain::{Money, Posting, PostingId, REVENUE, RatePlan, Reason, Refusal, SlotKind};
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode, SLOTS_BOUGHT_MAX};

/// Buys slots at the price of the customer's own plan. They are free until numbers use them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlotPurchase {
    /// Which kind.
    pub slot: SlotKind,
    /// How many.
    pub quantity: u32,
}

/// Slots that were bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsPurchased {
    /// Which kind.
    pub slot: SlotKind,
    /// How many.
    pub quantity: u32,
    /// What was taken from the balance.
    pub charged: Money,
}

impl Command for SlotPurchase {
    const NAME: &'static str = "slot.purchase";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = SlotsPurchased;

    fn run(&self, cx: &mut Cx<'_>) -> Result<SlotsPurchased, Halt> {
        let customer = cx.lock_customer()?;
        let payer = cx.require_open(customer)?;
        if self.quantity > SLOTS_BOUGHT_MAX {
            let (wanted, max) = (u64::from(self.quantity), SLOTS_BOUGHT_MAX);
            return Err(Refusal::TooMany { wanted, max }.into());
        }
        let (plan_id, plan) = cx.plan_in_force(&payer.profile.plan, customer)?;
        if plan.currency != payer.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        let charged = self.price(&plan).ok_or(Refusal::AmountInvalid)?;
        if charged > payer.spendable() {
            let (needed, balance) = (charged, payer.spendable());
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        cx.post(Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit: customer,
            credit: REVENUE,
            amount: charged,
            currency: plan.currency,
            reason: Reason::Slot,
            did: None,
            order: None,
            plan: Some(plan_id),
            period: None,
            reverses: None,
            note: format!("{} × {} at {}", self.quantity, self.slot.word(), plan.slot),
        })?;
        cx.add_slots(customer, self.slot, self.quantity, charged)?;
        Ok(SlotsPurchased { slot: self.slot, quantity: self.quantity, charged })
    }
}

impl SlotPurchase {
    /// What they cost; `None` for no slots at all, and for more than an account can hold.
    fn price(&self, plan: &RatePlan) -> Option<Money> {
        let quantity = i64::from(self.quantity);
        (quantity > 0).then(|| plan.slot.0.checked_mul(quantity).map(Money)).flatten()
    }
}
