//! What comes along from another system, in the engine's words.

use tandem_domain::{Destination, Money, NumberSettings, ObjectKind, SlotKind, Timestamp};
use tandem_engine::{Arriving, KeptPrice, MovedIn, Service};

use super::{Ids, word};
use crate::shelf;
use crate::simulator::deed::{Coming, Ring};

pub(super) fn routing(ring: &Ring) -> Option<Destination> {
    let forwarding = |record: String| Some(Destination::object(ObjectKind::Forwarding, record));
    match ring {
        Ring::Default => None,
        Ring::Id(id) => forwarding(id.to_string()),
        Ring::Name(name) => forwarding(name.clone()),
        Ring::Login(name) => Some(Destination::object(ObjectKind::Account, name.clone())),
    }
}

pub(super) fn arriving(ids: &Ids, coming: &Coming) -> Arriving {
    Arriving {
        did: shelf::did(coming.number),
        owner: ids.by_name(coming.owner),
        service: Service::Active,
        plan: coming.plan.clone(),
        price: KeptPrice { monthly: coming.monthly.map(Money), ..KeptPrice::default() },
        began: None,
        next_billing: Timestamp(coming.next),
        anchor_day: None,
        slot: coming.slot.then_some(SlotKind::Local),
        slot_fee: None,
        settings: NumberSettings { routing: routing(&coming.ring), ..NumberSettings::default() },
        resale: None,
    }
}

pub(super) fn text(moved: &MovedIn) -> String {
    let refused: Vec<String> = moved
        .refused
        .iter()
        .map(|misfit| format!("{}:{}:{}", misfit.place, misfit.field, word(&misfit.why)))
        .collect();
    format!("done={} already={} refused={}", moved.done, moved.already, refused.join(","))
}
