//! Holds: a number in a cart is kept from others for a while.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, NumberMove, NumberState, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::hold::{self, Hold};
use tandem_store::number::Number;

use crate::{
    Cx, HELD_NUMBERS_MAX, HOLD_REST_SECONDS, HOLD_SECONDS, HOLD_SECONDS_MAX, HOLDS_REMEMBERED_MAX,
    Halt,
};

/// What a customer keeps from others, and has kept of late, as far as some numbers are concerned.
pub(super) struct Holds {
    customer: AccountId,
    /// How many it may keep at a time …
    max: u64,
    /// … and how many it keeps.
    kept: u64,
    known: BTreeMap<Did, Hold>,
}

impl Holds {
    /// Reads what is remembered of these numbers, and forgets what need not be remembered any more.
    pub(super) fn of(cx: &mut Cx<'_>, customer: AccountId, numbers: &[Did]) -> Result<Self, Halt> {
        let before = cx.now.plus_seconds(-HOLD_REST_SECONDS);
        hold::forget(cx.tx, customer, before)?;
        let max = cx.account(customer)?.profile.held_max.unwrap_or(HELD_NUMBERS_MAX);
        let kept = hold::kept(cx.tx, customer, cx.now)?;
        Ok(Self { customer, max: max.into(), kept, known: hold::of(cx.tx, customer, numbers)? })
    }

    /// Until when a number is kept.
    pub(super) fn until(&self, did: Did) -> Option<Timestamp> {
        self.known.get(&did).map(|hold| hold.ended)
    }

    /// Keeps a locked number for `holder`, for a while from now on. A hold slides, but not for ever,
    /// and putting the number back in between does not help: its time goes on. Says since when it
    /// is counted.
    pub(super) fn keep(
        &mut self,
        cx: &mut Cx<'_>,
        number: &Number,
        holder: AccountId,
    ) -> Result<(NumberMove, Timestamp), Halt> {
        if !number.is_for_sale(holder, cx.now) {
            return Err(cx.not_for_sale(number, holder).into());
        }
        let did = number.did;
        let known = self.known.get(&did).copied();
        let since = known.map_or(cx.now, |known| known.since);
        let is_kept = known.is_some_and(|known| known.ended > cx.now);
        if !is_kept {
            self.require_room(cx, known.is_none())?;
        }
        let end = since.plus_seconds(HOLD_SECONDS_MAX);
        let until = cx.now.plus_seconds(HOLD_SECONDS).min(end);
        if until <= cx.now {
            let ended = known.map_or(cx.now, |known| known.ended);
            let again = ended.plus_seconds(HOLD_REST_SECONDS);
            return Err(Refusal::HoldSpent { did, again }.into());
        }
        let hold = Hold { since, ended: until };
        hold::put(cx.tx, self.customer, did, hold)?;
        self.kept += u64::from(!is_kept);
        self.known.insert(did, hold);
        let held =
            Number { state: NumberState::Held, owner: Some(holder), until: Some(until), ..*number };
        Ok((cx.advance(number, held)?, since))
    }

    /// One more may be kept: there are not too many at a time, nor too many one after the other to remember
    /// since when each was kept.
    fn require_room(&self, cx: &mut Cx<'_>, is_new: bool) -> Result<(), Halt> {
        let full = |max: u64| Refusal::CartFull { max: u32::try_from(max).unwrap_or(u32::MAX) };
        if self.kept >= self.max {
            return Err(full(self.max).into());
        }
        let max = self.max.max(HOLDS_REMEMBERED_MAX);
        if is_new && hold::remembered(cx.tx, self.customer)? >= max {
            return Err(full(max).into());
        }
        Ok(())
    }
}

/// Whether `holder` keeps the number from others at this moment.
pub(super) fn is_kept(number: &Number, holder: AccountId, now: Timestamp) -> bool {
    number.state == NumberState::Held
        && number.owner == Some(holder)
        && number.until.is_some_and(|until| until > now)
}

impl Cx<'_> {
    /// Ends a hold of a customer's: the number is back on the shelf.
    pub(super) fn unhold(
        &mut self,
        customer: AccountId,
        number: &Number,
    ) -> Result<NumberMove, Halt> {
        hold::end(self.tx, customer, number.did, self.now)?;
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
