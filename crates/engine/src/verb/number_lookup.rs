//! A customer looks a number up: which carrier has it, how whoever has it is called.
//!
//! An answer costs what the plan says for it; that nothing is known costs nothing. Whoever repeats a look
//! under its idempotency key gets the same answer and pays once. Emits `looked_up`, where something was
//! charged.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    CarrierRecord, EventBody, Money, Posting, PostingId, REVENUE, Reason, Refusal,
};
use tandem_numbering::Did;
use tandem_store::{Lane, lookup};

use crate::{Command, Cx, Halt, Mode};

/// Looks a number up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberLookup {
    /// The number.
    pub did: Did,
    /// Whether its carrier is of interest.
    pub carrier: bool,
    /// Whether the name of whoever has it is.
    pub name: bool,
}

/// What is known of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// The number.
    pub did: Did,
    /// Its carrier, if that was asked for and is known.
    pub carrier: Option<CarrierRecord>,
    /// The name, likewise.
    pub name: Option<String>,
    /// What was charged.
    pub charged: Money,
}

impl Command for NumberLookup {
    const NAME: &'static str = "number.lookup";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = LookedUp;

    fn run(&self, cx: &mut Cx<'_>) -> Result<LookedUp, Halt> {
        let customer = cx.lock_customer()?;
        let payer = cx.require_open(customer)?;
        let did = self.did;
        let carrier = if self.carrier { lookup::carrier(cx.tx, did)? } else { None };
        let name = if self.name { lookup::name(cx.tx, did)? } else { None };
        let (plan_id, plan) = cx.plan_in_force(&payer.profile.plan, customer)?;
        if plan.currency != payer.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        let asked = [
            (carrier.is_some(), plan.fees.carrier_lookup, "carrier"),
            (name.is_some(), plan.fees.cnam_lookup, "name"),
        ];
        let known = asked.into_iter().filter(|(is_known, ..)| *is_known);
        let charged = known.clone().try_fold(Money::ZERO, |sum, (_, fee, _)| sum.plus(fee));
        let charged = charged.ok_or(Refusal::AmountInvalid)?;
        if charged.is_positive() && charged > payer.spendable() {
            let (needed, balance) = (charged, payer.spendable());
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        for (_, amount, what) in known {
            cx.post(Posting {
                id: PostingId(cx.id()),
                at: cx.now,
                debit: customer,
                credit: REVENUE,
                amount,
                currency: plan.currency,
                reason: Reason::Lookup,
                // The number is somebody else's: no statement of the customer's numbers is to count it.
                did: None,
                order: None,
                plan: Some(plan_id),
                period: None,
                reverses: None,
                note: format!("{what} of {did}"),
            })?;
        }
        if charged.is_positive() {
            cx.emit(customer, EventBody::LookedUp { did, charged })?;
        }
        Ok(LookedUp { did, carrier, name, charged })
    }
}
