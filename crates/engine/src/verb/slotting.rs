//! Slots: a DialogTech plan counts how many numbers of a kind an account may have.

use tandem_domain::{AccountId, EventBody, Money, SlotKind};
use tandem_store::slot;
use tandem_store::tenure::Tenure;

use crate::{Cx, Halt};

impl Cx<'_> {
    /// Adds slots to those that a customer has bought, and says so. The customer's row must be locked.
    pub(super) fn add_slots(
        &mut self,
        customer: AccountId,
        kind: SlotKind,
        quantity: u32,
        charged: Money,
    ) -> Result<(), Halt> {
        let mut slots = slot::get(self.tx, customer, kind)?;
        slots.bought = slots.bought.saturating_add(i64::from(quantity));
        slot::put(self.tx, customer, kind, slots)?;
        let slot = kind.word().to_owned();
        self.emit(customer, EventBody::SlotsBought { slot, quantity, charged })
    }

    /// Puts a slot of the customer to use, a newly bought one if so wished; says whether there was
    /// one. The customer's row must be locked.
    pub(super) fn use_slot(
        &mut self,
        customer: AccountId,
        kind: SlotKind,
        buy: bool,
    ) -> Result<bool, Halt> {
        let mut slots = slot::get(self.tx, customer, kind)?;
        slots.bought += i64::from(buy);
        if slots.used >= slots.bought {
            return Ok(false);
        }
        slots.used += 1;
        slot::put(self.tx, customer, kind, slots)?;
        Ok(true)
    }

    /// Frees the slot that a number used; it stays bought.
    pub(super) fn free_slot(&mut self, tenure: &Tenure) -> Result<(), Halt> {
        self.return_slot(tenure, false)
    }

    /// Undoes what an order did to slots for a number that could not be had after all.
    pub(super) fn undo_slot(&mut self, tenure: &Tenure) -> Result<(), Halt> {
        self.return_slot(tenure, tenure.slot_fee.is_some())
    }

    fn return_slot(&mut self, tenure: &Tenure, sell_back: bool) -> Result<(), Halt> {
        let Some(kind) = tenure.slot else { return Ok(()) };
        let mut slots = slot::get(self.tx, tenure.payer, kind)?;
        slots.used -= 1;
        slots.bought -= i64::from(sell_back);
        slot::put(self.tx, tenure.payer, kind, slots)?;
        Ok(())
    }
}
