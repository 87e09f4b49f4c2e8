//! The queue of back-orders in memory: who waits for what, and whose turn has come.
//!
//! Each back-order is listed under a few keys: the exchange, area code, rate centre, region or
//! country it wants, whichever says most. Numbers that arrive mark only their own keys, so that a
//! million of them that nobody waits for cost a few look-ups for each exchange, and a hundred
//! thousand back-orders for other places are not looked at. What is marked has its turn, oldest
//! first, and until that is over the numbers in question are not proposed to others who leave the
//! choice to us.

mod key;
mod lines;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use tandem_domain::{
    AccountId, BackorderId, BackorderState, Criteria, Event, EventBody, NumberState, Offer,
    OfferId, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::{StoreError, Tx, backorder};

use key::{EXCHANGE, Key, keys_of};
use lines::Lines;

/// How many rows one read of the queue asks for.
const PAGE: i64 = 5000;
/// How many back-orders are looked at to say how much is waited for; beyond that, it is a lot.
const DEMAND_LOOKS_MAX: usize = 1000;
/// A back-order that is open.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Who pays.
    pub account: AccountId,
    /// Who is to have the numbers.
    pub owner: AccountId,
    /// How many it waits for.
    pub waiting: u32,
    /// Whether they are wanted all at once or not at all.
    pub whole: bool,
    /// Whether its buyer could have a number; if not, it lets others pass.
    pub is_ready: bool,
    /// What fits, the most wanted first.
    pub tiers: Arc<[Criteria]>,
}

/// The back-orders that are open.
#[derive(Default)]
pub struct Queue {
    lines: RwLock<Lines>,
}

impl Queue {
    fn read(&self) -> std::sync::RwLockReadGuard<'_, Lines> {
        self.lines.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Lines> {
        self.lines.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many back-orders are open.
    pub fn len(&self) -> usize {
        self.read().open.len()
    }

    /// Whether nobody waits for anything.
    pub fn is_empty(&self) -> bool {
        self.read().open.is_empty()
    }

    /// The back-order, if it is open.
    pub fn get(&self, id: BackorderId) -> Option<Waiting> {
        self.read().open.get(&id).cloned()
    }

    /// Whether anybody is to have a turn.
    pub fn is_due(&self) -> bool {
        let lines = self.read();
        !(lines.marked.is_empty() && lines.called.is_empty())
    }

    /// Whether anything arrived that somebody waits for, and that has not been given out yet.
    pub fn is_turning(&self) -> bool {
        let lines = self.read();
        !(lines.marked.is_empty() && lines.turning.is_empty())
    }

    /// Begins a turn: those who may have something, oldest first. What arrives from now on is for
    /// the next turn.
    pub fn begin_turn(&self) -> Vec<BackorderId> {
        let mut lines = self.write();
        let lines = &mut *lines;
        lines.turning = std::mem::take(&mut lines.marked);
        let mut due = std::mem::take(&mut lines.called);
        for key in &lines.turning {
            let waiting = lines.keys.get(key).into_iter().flatten();
            due.extend(waiting.filter(|id| lines.open.get(id).is_some_and(|open| open.is_ready)));
        }
        due.into_iter().collect()
    }

    /// The turn is over.
    pub fn end_turn(&self) {
        self.write().turning.clear();
    }

    /// Lets a back-order have another turn at an instant: then its suppliers may be asked again.
    pub fn rest(&self, id: BackorderId, until: Timestamp) {
        let mut lines = self.write();
        if lines.open.contains_key(&id) {
            lines.resting.insert(id, until);
        }
    }

    /// Calls those whose instant has come.
    pub fn wake(&self, now: Timestamp) {
        if self.read().resting.is_empty() {
            return;
        }
        let mut lines = self.write();
        let lines = &mut *lines;
        let called = &mut lines.called;
        lines.resting.retain(|id, until| {
            let rests = *until > now;
            if !rests {
                called.insert(*id);
            }
            rests
        });
    }

    /// Lets a back-order have another turn.
    pub fn call(&self, id: BackorderId) {
        let mut lines = self.write();
        if lines.open.contains_key(&id) {
            lines.called.insert(id);
        }
    }

    /// Whether the number is kept for those who wait for it: it arrived, and they have not had
    /// their turn yet.
    pub fn keeps(&self, did: Did, offer: &Offer) -> bool {
        let lines = self.read();
        if lines.marked.is_empty() && lines.turning.is_empty() {
            return false;
        }
        keys_of(did.digits() / EXCHANGE, offer).iter().any(|key| {
            (lines.marked.contains(key) || lines.turning.contains(key))
                && lines.ready(key).take(DEMAND_LOOKS_MAX).any(|open| open.wants(did, offer))
        })
    }

    /// How many numbers those wait for whose turn is coming; nobody is, mostly.
    pub fn demand(&self) -> u64 {
        let lines = self.read();
        let due = lines.marked.iter().chain(&lines.turning);
        let mut looks = 0;
        let mut demand = 0;
        for open in due.flat_map(|key| lines.ready(key)) {
            looks += 1;
            if looks > DEMAND_LOOKS_MAX {
                return u64::MAX;
            }
            demand += u64::from(open.waiting);
        }
        demand
    }

    /// Forgets those that were closed before it was asked to forget the last time: no event that is
    /// still to come can be older than that.
    pub fn forget(&self) {
        let mut lines = self.write();
        let lines = &mut *lines;
        for id in std::mem::take(&mut lines.closed) {
            if !lines.open.contains_key(&id) {
                lines.versions.remove(&id);
            }
        }
        let closed = lines.versions.keys().filter(|id| !lines.open.contains_key(id));
        lines.closed = closed.copied().collect();
    }

    /// Reads the queue, in place of what was there. Everybody in it has a turn.
    pub fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let mut lines = Lines::default();
        let mut after = BackorderId(i64::MIN);
        loop {
            let page = backorder::queue(tx, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for stored in page {
                lines.versions.insert(stored.id, stored.version);
                let open = Waiting {
                    account: stored.account,
                    owner: stored.owner,
                    waiting: stored.waiting,
                    whole: stored.wish.whole,
                    is_ready: stored.state == BackorderState::Waiting,
                    tiers: stored.wish.tiers.into(),
                };
                lines.join(stored.id, open);
            }
        }
        *self.write() = lines;
        Ok(())
    }

    /// Follows one event. `offer` says what an offer is, if that is known.
    pub(crate) fn apply(&self, event: &Event, offer: impl Fn(OfferId) -> Option<Arc<Offer>>) {
        match &event.body {
            EventBody::BackorderPlaced { backorder, version, owner, waiting, whole, tiers } => {
                let mut lines = self.write();
                if lines.is_news(*backorder, *version) {
                    lines.leave(*backorder);
                    let open = Waiting {
                        account: event.account,
                        owner: *owner,
                        waiting: *waiting,
                        whole: *whole,
                        is_ready: true,
                        tiers: tiers.as_slice().into(),
                    };
                    lines.join(*backorder, open);
                }
            }
            EventBody::BackorderFilled { backorder, version, waiting, .. } => {
                let mut lines = self.write();
                // Of one that is not known yet, all that happened comes by the feed, in its order.
                let is_early = *waiting > 0 && !lines.open.contains_key(backorder);
                if !is_early && lines.is_news(*backorder, *version) {
                    lines.set_ready(*backorder, true);
                    match lines.open.get_mut(backorder) {
                        Some(open) if *waiting > 0 => open.waiting = *waiting,
                        _ => lines.leave(*backorder),
                    }
                }
            }
            EventBody::BackorderShort { backorder, version, .. } => {
                let mut lines = self.write();
                // It says nothing of how many are waited for: what happened before it has to be known.
                if lines.follows(*backorder, *version) && lines.is_news(*backorder, *version) {
                    // What it could not have is for those behind it.
                    lines.mark_all_of(*backorder);
                    lines.set_ready(*backorder, false);
                }
            }
            EventBody::BackorderCancelled { backorder, version, .. } => {
                let mut lines = self.write();
                if lines.is_news(*backorder, *version) {
                    lines.mark_all_of(*backorder);
                    lines.leave(*backorder);
                }
            }
            // What a customer lacked may have been mended.
            EventBody::FundsPosted { .. }
            | EventBody::CreditSet { .. }
            | EventBody::AccountChanged { .. }
            | EventBody::SlotsBought { .. }
            | EventBody::NumbersReleased { .. }
            | EventBody::NumbersMoved { .. }
            | EventBody::OrderSettled { .. } => self.recall(event.account),
            EventBody::NumbersStocked { ranges, .. } => {
                for range in ranges.iter().filter(|range| range.state == NumberState::Available) {
                    let exchanges =
                        range.first.digits() / EXCHANGE..=range.last.digits() / EXCHANGE;
                    exchanges.for_each(|exchange| self.arrive(exchange, offer(range.offer)));
                }
            }
            // What only costs money mends nothing.
            EventBody::OrderPlaced { .. }
            | EventBody::MessagingSet { .. }
            | EventBody::MessageSent { .. }
            | EventBody::MessageReceived { .. }
            | EventBody::MessageRemoved { .. }
            | EventBody::MessagesMovedIn { .. }
            | EventBody::VoiceMessageLeft { .. }
            | EventBody::VoiceMessageSet { .. }
            | EventBody::VoiceMessageMailed { .. }
            | EventBody::VoiceMessagesRemoved { .. }
            | EventBody::CallRecorded { .. }
            | EventBody::CallsGuarded { .. }
            | EventBody::NumbersRestored { .. }
            | EventBody::NumbersRenewed { .. }
            | EventBody::NumbersUnpaid { .. }
            | EventBody::LoginSet { .. }
            | EventBody::AccountClosed { .. }
            | EventBody::NumberSet { .. }
            | EventBody::NumbersHeld { .. }
            | EventBody::HoldsEnded { .. }
            | EventBody::AccountOpened { .. }
            | EventBody::CredentialIssued { .. }
            | EventBody::CredentialLocked { .. }
            | EventBody::CredentialsRevoked { .. }
            | EventBody::PlanSet { .. }
            | EventBody::NumbersHandedOver { .. }
            | EventBody::ClientsRenewed { .. }
            | EventBody::PortSet { .. }
            | EventBody::PortOutSet { .. }
            | EventBody::LookedUp { .. }
            | EventBody::HookSet { .. }
            | EventBody::HookRemoved { .. }
            | EventBody::HookTested { .. }
            | EventBody::ObjectSet { .. }
            | EventBody::ObjectRemoved { .. } => {}
        }
        for step in event.body.moves().iter().filter(|step| step.to == NumberState::Available) {
            self.arrive(step.did.digits() / EXCHANGE, offer(step.offer));
        }
    }

    /// Numbers of an exchange arrived.
    fn arrive(&self, exchange: u64, offer: Option<Arc<Offer>>) {
        if self.is_empty() {
            return;
        }
        let mut lines = self.write();
        let lines = &mut *lines;
        let Some(offer) = offer else {
            // Nobody has told us yet what they are.
            lines.marked.extend(lines.keys.keys().cloned());
            return;
        };
        let waited_for = |key: &Key| lines.keys.contains_key(key);
        lines.marked.extend(keys_of(exchange, &offer).into_iter().filter(waited_for));
    }

    /// Calls those of a customer's back-orders that could not have what there was.
    fn recall(&self, account: AccountId) {
        if self.is_empty() {
            return;
        }
        let mut lines = self.write();
        let lines = &mut *lines;
        let of_account = (account, BackorderId(i64::MIN))..=(account, BackorderId(i64::MAX));
        lines.called.extend(lines.short.range(of_account).map(|(_, id)| *id));
    }
}
