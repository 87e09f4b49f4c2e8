//! Under which plans whoever looks at the shelf is shown prices.

use std::sync::Arc;

use tandem_domain::{Criteria, Offer, Price, RatePlan};
use tandem_numbering::Did;

use crate::{Cx, Halt, Known};

/// Plans, in the order in which they were asked for.
#[derive(Default)]
pub(super) struct Pricing {
    pub(super) plans: Vec<Arc<RatePlan>>,
}

/// Whether what fits is all in a few places, so that whoever asks may look through it himself. What
/// may have to look far and wide is left to a reading thread.
pub(super) fn is_near(asked: &Criteria) -> bool {
    !asked.prefixes.is_empty()
        || asked.rate_centre.is_some()
        || asked.location.is_some()
        || asked.postal_code.is_some()
}

impl Pricing {
    /// The plans of these codes; the customer's own, if none is named.
    pub(super) fn under(cx: &mut Cx<'_>, codes: &[String]) -> Result<Self, Halt> {
        let customer = cx.actor.root;
        let own;
        let codes = if codes.is_empty() {
            own = [cx.account(customer)?.profile.plan];
            if let Some(heard) = cx.heard {
                cx.tariffs.learn_own(heard, customer, &own[0]);
            }
            &own
        } else {
            codes
        };
        let plan = |code: &String| {
            let (_, plan) = cx.plan_in_force(code, customer)?;
            if let Some(heard) = cx.heard {
                cx.tariffs.learn(heard, code, customer, &plan);
            }
            Ok(plan)
        };
        Ok(Self { plans: codes.iter().map(plan).collect::<Result<_, Halt>>()? })
    }

    /// The same of what is in memory, if all of it is.
    pub(super) fn known(known: &Known<'_>, codes: &[String]) -> Option<Self> {
        let customer = known.actor.root;
        let own;
        let codes = if codes.is_empty() {
            own = [known.tariffs.own(customer)?];
            &own
        } else {
            codes
        };
        let plan = |code: &String| known.tariffs.in_force(code, customer);
        Some(Self { plans: codes.iter().map(plan).collect::<Option<_>>()? })
    }

    /// What a number costs under each, where that is no more than was asked for.
    pub(super) fn prices(&self, asked: &Criteria, did: Did, offer: &Offer) -> Vec<Option<Price>> {
        let affordable = |price: &Price| asked.affords(*price);
        self.plans.iter().map(|plan| plan.price(did, offer).filter(affordable)).collect()
    }

    /// Whether any of them may sell a number of the offer, for no more than was asked for.
    pub(super) fn may_sell(&self, asked: &Criteria, offer: &Offer) -> bool {
        self.plans.iter().any(|plan| plan.may_sell(offer, |price| asked.affords(price)))
    }

    /// Whether any of them sells a number, for no more than was asked for.
    pub(super) fn sells(&self, asked: &Criteria, did: Did, offer: &Offer) -> bool {
        let price = |plan: &Arc<RatePlan>| plan.price(did, offer);
        self.plans.iter().filter_map(price).any(|price| asked.affords(price))
    }
}
