//! Holds: a number in a cart is kept from others for a while.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, NumberMove, NumberState, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::hold::{self, Hold};
use tandem_store::number::Number;

use crate::{Cx, HELD_NUMBERS_MAX, HOLD_REST_SECONDS, HOLD_SECONDS, HOLD_SECONDS_MAX, Halt};

/// What a customer keeps from others, and has kept of late.
pub(super) struct Holds {
    customer: AccountId,
    /// How many it may keep at a time.
    max: u32,
    known: BTreeMap<Did, Hold>,
}

impl Holds {
    /// Reads what is remembered, and forgets what need not be any more.
    pub(super) fn of(cx: &mut Cx<'_>, customer: AccountId) -> Result<Self, Halt> {
        let before = cx.now.plus_seconds(-HOLD_REST_SECONDS);
        hold::forget(cx.tx, customer, before)?;
        let max = cx.account(customer)?.profile.held_max.unwrap_or(HELD_NUMBERS_MAX);
        Ok(Self { customer, max, known: hold::list(cx.tx, customer)? })
    }

    /// Until when a number is kept.
    pub(super) fn until(&self, did: Did) -> Option<Timestamp> {
        self.known.get(&did).map(|hold| hold.ended)
    }

    /// How many numbers are kept at this moment.
    fn count(&self, now: Timestamp) -> usize {
        self.known.values().filter(|hold| hold.ended > now).count()
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
        if !is_kept && self.count(cx.now) >= self.max as usize {
            return Err(Refusal::CartFull { max: self.max }.into());
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
        self.known.insert(did, hold);
        let held =
            Number { state: NumberState::Held, owner: Some(holder), until: Some(until), ..*number };
        Ok((cx.advance(number, held)?, since))
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
