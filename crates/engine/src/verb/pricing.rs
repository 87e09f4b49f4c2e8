//! Under which plans whoever looks at the shelf is shown prices.

use std::sync::Arc;

use tandem_domain::{Criteria, Offer, Price, RatePlan, Refusal};
use tandem_numbering::Did;

use crate::{Cx, Halt, Known};

/// Plans, in the order in which they were asked for; nothing in the place of one that is not in force.
#[derive(Default)]
pub(super) struct Pricing {
    plans: Vec<Option<Arc<RatePlan>>>,
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
    /// The plans of these codes; the customer's own, if none is named. One of them must be in force: an operator
    /// need not have every plan that a dialect shows the prices of.
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
        let mut plans = Vec::with_capacity(codes.len());
        let mut lacking = None;
        for code in codes {
            match cx.plan_in_force(code, customer) {
                Ok((_, plan)) => {
                    if let Some(heard) = cx.heard {
                        cx.tariffs.learn(heard, code, customer, &plan);
                    }
                    plans.push(Some(plan));
                }
                Err(Halt::Refused(refusal @ Refusal::PlanUnknown { .. })) => {
                    lacking = lacking.or(Some(refusal));
                    plans.push(None);
                }
                Err(halt) => return Err(halt),
            }
        }
        match lacking {
            Some(refusal) if plans.iter().all(Option::is_none) => Err(refusal.into()),
            Some(_) | None => Ok(Self { plans }),
        }
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
        // Of one that is not there, memory does not know that it is not.
        let plan = |code: &String| known.tariffs.in_force(code, customer).map(Some);
        Some(Self { plans: codes.iter().map(plan).collect::<Option<_>>()? })
    }

    /// How many plans were asked for.
    pub(super) const fn len(&self) -> usize {
        self.plans.len()
    }

    /// What each plan says, where it is in force and says anything.
    pub(super) fn each(
        &self,
        says: impl Fn(&RatePlan) -> Option<Price>,
    ) -> impl Iterator<Item = Option<Price>> {
        self.plans.iter().map(move |plan| plan.as_deref().and_then(&says))
    }

    /// What a number costs under each, where that is no more than was asked for.
    pub(super) fn prices(&self, asked: &Criteria, did: Did, offer: &Offer) -> Vec<Option<Price>> {
        let affordable = |price: &Price| asked.affords(*price);
        self.each(|plan| plan.price(did, offer).filter(affordable)).collect()
    }

    /// Whether any of them may sell a number of the offer, for no more than was asked for.
    pub(super) fn may_sell(&self, asked: &Criteria, offer: &Offer) -> bool {
        let mut plans = self.plans.iter().flatten();
        plans.any(|plan| plan.may_sell(offer, |price| asked.affords(price)))
    }

    /// Whether any of them sells a number, for no more than was asked for.
    pub(super) fn sells(&self, asked: &Criteria, did: Did, offer: &Offer) -> bool {
        let price = |plan: &Arc<RatePlan>| plan.price(did, offer);
        self.plans.iter().flatten().filter_map(price).any(|price| asked.affords(price))
    }
}
