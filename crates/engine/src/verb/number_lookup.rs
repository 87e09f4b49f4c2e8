//! A customer looks a number up: which carrier has it, how whoever has it is called.
//!
//! What the operator loaded of a number says it; where that says nothing, what somebody outside answered, who is asked
//! before, if anybody is ([`LookupNeed`](super::LookupNeed) says of what). Either way it is told and charged here.
//!
//! An answer costs what the plan says for it; that nothing is known costs nothing. Whoever repeats a look
//! under its idempotency key gets the same answer and pays once. Emits `looked_up`, where something was
//! charged.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    CarrierRecord, EventBody, Money, Posting, PostingId, REVENUE, Reason, Timestamp,
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
    /// When somebody outside said so, the earlier of two answers; `None`: what was loaded says it.
    #[serde(default)]
    pub answered: Option<Timestamp>,
}

impl Command for NumberLookup {
    const NAME: &'static str = "number.lookup";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = LookedUp;

    fn run(&self, cx: &mut Cx<'_>) -> Result<LookedUp, Halt> {
        let customer = cx.lock_customer()?;
        let did = self.did;
        let (plan_id, plan) = cx.plan_of_looks(customer)?;
        let (carrier, carrier_answered) =
            if self.carrier { carrier(cx, did)? } else { (None, None) };
        let (name, name_answered) = if self.name { name(cx, did)? } else { (None, None) };
        let asked = [
            (carrier.is_some(), plan.fees.carrier_lookup, "carrier"),
            (name.is_some(), plan.fees.cnam_lookup, "name"),
        ];
        let known = asked.into_iter().filter(|(is_known, ..)| *is_known);
        let charged = cx.price_of_looks(customer, known.clone().map(|(_, fee, _)| fee))?;
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
        let answered = [carrier_answered, name_answered].into_iter().flatten().min();
        Ok(LookedUp { did, carrier, name, charged, answered })
    }
}

/// Which carrier has a number, and when somebody outside said so, if they did.
fn carrier(cx: &mut Cx<'_>, did: Did) -> Result<(Option<CarrierRecord>, Option<Timestamp>), Halt> {
    if let Some(loaded) = lookup::carrier(cx.tx, did)? {
        return Ok((Some(loaded), None));
    }
    let answer = lookup::carrier_answer(cx.tx, did)?;
    Ok(cx.told_on(answer).unzip())
}

/// How whoever has it is called, likewise.
fn name(cx: &mut Cx<'_>, did: Did) -> Result<(Option<String>, Option<Timestamp>), Halt> {
    if let Some(loaded) = lookup::name(cx.tx, did)? {
        return Ok((Some(loaded), None));
    }
    let answer = lookup::name_answer(cx.tx, did)?;
    Ok(cx.told_on(answer).unzip())
}
