//! Carts: what lies in one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{NumberState, Offer, Price, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::{cart, number};

use crate::{Command, Cx, Halt, Mode};

/// Looks into the actor's cart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CartList;

/// A number in a cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartNumber {
    /// The number.
    pub did: Did,
    /// Until when it is kept from others; `None` once that has lapsed: it can still be ordered
    /// unless somebody else was quicker.
    pub kept_until: Option<Timestamp>,
    /// What it is.
    pub offer: Arc<Offer>,
    /// What it costs under the customer's plan, if that is in force and it is sold under it.
    pub price: Option<Price>,
}

impl Command for CartList {
    const NAME: &'static str = "cart.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CartNumber>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CartNumber>, Halt> {
        let holder = cx.actor.account;
        let code = cx.account(cx.actor.root)?.profile.plan;
        let plan = match cx.plan_in_force(&code, cx.actor.root) {
            Ok((_, plan)) => Some(plan),
            // Nothing is sold at the moment; what lies in the cart lies there all the same.
            Err(Halt::Refused(Refusal::PlanUnknown { .. })) => None,
            Err(halt) => return Err(halt),
        };
        let mut found = Vec::new();
        for item in cart::list(cx.tx, holder)? {
            let Some(stored) = number::get(cx.tx, item.did)? else {
                continue;
            };
            let offer = cx.offer(stored.offer)?;
            let kept = stored.state == NumberState::Held && stored.owner == Some(holder);
            found.push(CartNumber {
                did: item.did,
                kept_until: stored.until.filter(|until| kept && *until > cx.now),
                price: plan.as_ref().and_then(|plan| plan.price(item.did, &offer)),
                offer,
            });
        }
        Ok(found)
    }
}
