//! Numbers that are set up in another way, in the engine's words.

use futures_util::future::BoxFuture;
use tandem_domain::{Destination, PlanWish, SettingsChange};
use tandem_engine::{NumberPlan, NumberSet, Replanned};

use super::{Reply, Sender, moving};
use crate::shelf;
use crate::simulator::deed::{Ring, Set};

pub(super) fn send(sender: Sender, number: u64, set: &Set) -> BoxFuture<'static, Reply> {
    let text =
        |done: &Replanned| format!("charged={} next={}", done.charged.0, done.next_billing.0);
    let (did, plan) = (shelf::did(number), set.plan.clone().map(PlanWish::Code));
    match (&set.ring, plan) {
        (None, Some(plan)) => sender.send(NumberPlan { did, plan }, text),
        (ring, plan) => {
            // What an order leaves open rings nowhere; what is set so does as well.
            let routing = match ring {
                None => None,
                Some(Ring::Default) => Some(Destination::None),
                Some(ring) => moving::routing(ring),
            };
            let change = SettingsChange { routing, ..SettingsChange::default() };
            sender.send(NumberSet { did, change, plan }, text)
        }
    }
}
