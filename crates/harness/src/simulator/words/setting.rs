//! Numbers that are set up in another way, in the engine's words.

use futures_util::future::BoxFuture;
use tandem_domain::{Destination, PlanWish, RingAt, SettingsChange, Telephone};
use tandem_engine::{NumberPlan, NumberSet};

use super::{Reply, Sender, moving, objects};
use crate::shelf;
use crate::simulator::deed::{At, Ring, Set};
use crate::simulator::reply::replanned_text;

pub(super) fn send(sender: Sender, number: u64, set: &Set) -> BoxFuture<'static, Reply> {
    let (did, plan) = (shelf::did(number), set.plan.clone().map(PlanWish::Code));
    match (&set.ring, set.at, plan) {
        (None, None, Some(plan)) => sender.send(NumberPlan { did, plan }, replanned_text),
        _ => sender.send_setting(of(number, set)),
    }
}

/// Where a number is to ring, and by which plan it is to be charged.
pub(super) fn of(number: u64, set: &Set) -> NumberSet {
    let (did, plan) = (shelf::did(number), set.plan.clone().map(PlanWish::Code));
    // What an order leaves open rings nowhere; what is set so does as well.
    let routing = match &set.ring {
        None => None,
        Some(Ring::Default) => Some(Destination::None),
        Some(ring) => moving::routing(ring),
    };
    let ring_at = set.at.map(|at| match at {
        At::Phone(phone) => {
            let number = objects::number(&format!("object{phone}"));
            RingAt::Telephone(Telephone::Number(number))
        }
        At::Unforwarded => RingAt::Unforwarded,
    });
    let change = SettingsChange { routing, ring_at, ..SettingsChange::default() };
    NumberSet { did, change, plan }
}
