//! Holds: a number in a cart is kept from others for a while.

use tandem_domain::{AccountId, NumberMove, NumberState, Refusal, Timestamp};
use tandem_store::number::Number;

use crate::{Cx, HOLD_SECONDS, HOLD_SECONDS_MAX, Halt};

impl Cx<'_> {
    /// Keeps a locked number for `holder`. `since` is when the holder first put it aside: a hold
    /// slides, but not for ever.
    pub(super) fn hold(
        &mut self,
        number: &Number,
        holder: AccountId,
        since: Timestamp,
    ) -> Result<NumberMove, Halt> {
        if !number.is_for_sale(holder, self.now) {
            return Err(self.not_for_sale(number, holder).into());
        }
        let until = self.now.plus_seconds(HOLD_SECONDS).min(since.plus_seconds(HOLD_SECONDS_MAX));
        let held =
            Number { state: NumberState::Held, owner: Some(holder), until: Some(until), ..*number };
        self.advance(number, held)
    }

    /// Ends a hold: the number is back on the shelf.
    pub(super) fn unhold(&mut self, number: &Number) -> Result<NumberMove, Halt> {
        let shelf = Number { state: NumberState::Available, owner: None, until: None, ..*number };
        self.advance(number, shelf)
    }

    /// Why a number cannot be had.
    pub(super) fn not_for_sale(&self, number: &Number, buyer: AccountId) -> Refusal {
        let did = number.did;
        let of_service = number.state.is_in_service() || number.state == NumberState::Ordering;
        if number.owner == Some(buyer) && of_service {
            Refusal::NumberAlreadyOwned { did }
        } else {
            Refusal::NumberNotForSale { did, state: number.state }
        }
    }
}
