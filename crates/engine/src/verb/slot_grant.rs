//! Slots are handed to an account. Emits `slots_bought`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Money, Scope, SlotKind};
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode};

/// Gives an account free slots, without charge. The operator's command; customers buy theirs with
/// an order, or by [`crate::SlotPurchase`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlotGrant {
    /// The account.
    pub account: AccountId,
    /// Which kind.
    pub slot: SlotKind,
    /// How many.
    pub quantity: u32,
}

impl Command for SlotGrant {
    const NAME: &'static str = "slot.grant";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        cx.add_slots(self.account, self.slot, self.quantity, Money::ZERO)
    }
}
