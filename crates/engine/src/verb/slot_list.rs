//! Slots: how many a customer has.

use serde::{Deserialize, Serialize};
use tandem_domain::SlotKind;
use tandem_store::slot;

use crate::{Command, Cx, Halt, Mode};

/// Looks at the customer's slots, every kind of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlotList;

/// The slots of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotCount {
    /// Which kind.
    pub slot: SlotKind,
    /// How many were bought and are used by no number.
    pub free: i64,
    /// How many are used by numbers.
    pub used: i64,
}

impl Command for SlotList {
    const NAME: &'static str = "slot.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<SlotCount>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<SlotCount>, Halt> {
        let customer = cx.actor.root;
        let kinds = SlotKind::WORDS.into_iter();
        kinds
            .map(|(kind, _)| {
                let slots = slot::get(cx.tx, customer, kind)?;
                Ok(SlotCount { slot: kind, free: slots.bought - slots.used, used: slots.used })
            })
            .collect()
    }
}
