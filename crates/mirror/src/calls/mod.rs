//! The calls that are up, and what is set aside for them: what says whether one more may come in.
//!
//! A call is counted from when its plan is asked for until its record comes, or its time is over. What it
//! may cost at most is set aside meanwhile, so that calls beside each other cannot spend the same
//! money. Balances and limits are read ([`Calls::refresh`]) when something was heard of an account; a
//! call whose record has come gives back what was set aside for it only together with a balance
//! that was read after that record was charged.
//!
//! This is a node's own memory. Nodes do not ask each other: each gives out its part of a balance, one
//! divided by how many nodes there are (ADR 12 says what that costs, and how far it can be overdrawn).

mod hour;
mod image;
mod ledger;
mod live;
mod payer;
mod reading;
#[cfg(test)]
mod tests;
mod told;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tandem_domain::route::{Allowance, CallsUp};
use tandem_domain::{
    AccountId, CallDirection, CallRecord, CallTerms, Event, EventBody, Money, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::{StoreError, Tx, account, node};

use crate::Follower;
pub(crate) use image::Stands;
use ledger::Ledger;
pub use live::{CallKey, LiveCall};
use payer::Read;
use reading::{HourDue, Noted};
pub use told::Guarded;
use told::Told;

/// Calls of one customer are in one part; others need not wait for it.
const PARTS: usize = 16;
/// How often what was heard of is read.
const READ_EVERY_MICROS: i64 = 250_000;
/// How often it is read how many nodes there are, and what was spent in an hour, when nothing was heard.
const READ_SELDOM_MICROS: i64 = 10_000_000;
/// How many rows one statement reads when everything is read.
const PAGE: i64 = 5000;
/// What an hour is.
const HOUR_MICROS: i64 = 3_600_000_000;

/// What asks to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A call that comes in. If others of its name are up, it is one more: whoever calls chooses the name, and may give
    /// it to any number of calls.
    In,
    /// A call that its switch has asked about before and goes on with. If one of its name is up, it is that.
    Onwards,
    /// What the caller of a call dialled on, in the name of whoever has the number: no further call to the number, but
    /// money that is spent.
    Outward,
}

/// A call that wants to come in.
#[derive(Clone, Debug)]
pub struct Wish<'w> {
    /// What its switch calls it. A call without a name is looked at and not counted: nobody could say
    /// when it is over.
    pub name: &'w str,
    /// The number.
    pub to: Did,
    /// What asks.
    pub way: Way,
    /// When.
    pub at: Timestamp,
    /// Who pays, and what a minute costs each: the customer, and behind it a client of its.
    pub payers: &'w [(AccountId, Money)],
    /// How calls are charged.
    pub terms: &'w CallTerms,
}

/// The calls that are up.
pub struct Calls {
    parts: [Mutex<Ledger>; PARTS],
    noted: Mutex<Noted>,
    told: Mutex<Told>,
    /// One reads at a time, so that nothing older is put over what is newer.
    reading: Mutex<()>,
    nodes: AtomicU32,
    read_at: AtomicI64,
    /// When what was spent in an hour was read last.
    hours_read_at: AtomicI64,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            parts: std::array::from_fn(|_| Mutex::default()),
            noted: Mutex::default(),
            told: Mutex::default(),
            reading: Mutex::default(),
            nodes: AtomicU32::new(1),
            read_at: AtomicI64::new(i64::MIN / 2),
            hours_read_at: AtomicI64::new(i64::MIN / 2),
        }
    }
}

impl Calls {
    /// What a call may use. If it is let in and anything depends on it, it is counted from now on, and known by what
    /// is handed back.
    pub fn admit(&self, wish: &Wish<'_>) -> (Allowance, Option<CallKey>) {
        match wish.payers.first() {
            Some((customer, _)) => self.part(*customer).admit(wish, self.nodes()),
            None => (Allowance::default(), None),
        }
    }

    /// What a call might use; nothing is counted.
    pub fn look(&self, wish: &Wish<'_>) -> Allowance {
        let Some((customer, _)) = wish.payers.first() else { return Allowance::default() };
        self.part(*customer).look(wish, self.nodes())
    }

    /// A call that was let in goes nowhere after all.
    pub fn withdraw(&self, key: &CallKey) {
        self.part(key.account).remove(key);
    }

    /// A call of a customer was reported, and its record cannot be written down: others may come in its place, and
    /// of what was set aside for it what it cost stays so until it is charged.
    pub fn conclude(&self, customer: AccountId, record: &CallRecord, now: Timestamp) {
        let key = of_record(customer, record.did, &record.call, record.direction);
        self.part(customer).conclude(&key, record.seconds(), now);
    }

    /// What is up to a number, and takes of what these have.
    pub fn up(&self, to: Did, payers: &[AccountId], now: Timestamp) -> CallsUp {
        let nodes = self.nodes();
        match payers.first() {
            Some(customer) => self.part(*customer).all_up(to, payers, now, nodes),
            None => CallsUp { nodes, ..CallsUp::default() },
        }
    }

    /// Whether nothing was ever read of one of these.
    pub fn is_unknown(&self, payers: &[(AccountId, Money)]) -> bool {
        let customer = payers.first().map(|(customer, _)| *customer);
        customer.is_some_and(|customer| !self.part(customer).knows(payers))
    }

    /// Whether something was heard of one of these that has not been read.
    pub fn is_stale_for(&self, payers: &[(AccountId, Money)]) -> bool {
        let noted = self.noted();
        payers.iter().any(|(account, _)| noted.accounts.contains(account))
    }

    /// Takes note that a call was kept out. Of each rule an account is told once an hour.
    pub fn keep_out(&self, guarded: Guarded) {
        if guarded.guard.is_told() {
            self.told().keep_out(guarded);
        }
    }

    /// The refusals that nobody was told of yet; they are the taker's to tell.
    pub fn take_untold(&self) -> Vec<Guarded> {
        self.told().take()
    }

    /// Puts back one that could not be told.
    pub fn put_back(&self, guarded: Guarded) {
        self.told().put_back(guarded);
    }

    /// Every call that is up, by customer.
    pub fn live(&self, now: Timestamp) -> Vec<LiveCall> {
        let parts = self.parts.iter().map(|part| locked(part).live(now));
        parts.flatten().collect()
    }

    /// How many calls are up.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| locked(part).count()).sum()
    }

    /// Whether it is time to read what was heard of.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let every = match self.noted().is_empty() {
            false => READ_EVERY_MICROS,
            true => READ_SELDOM_MICROS,
        };
        now.0.saturating_sub(self.read_at.load(Ordering::Relaxed)) >= every
    }

    /// Reads the balances and limits of those of whom something was heard, and gives back what was set
    /// aside for calls that are over. While somebody else reads, nothing is to be done.
    pub fn refresh(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), StoreError> {
        let Ok(_alone) = self.reading.try_lock() else { return Ok(()) };
        // Before the first statement: what is heard of while the tables are read may not be in them yet.
        let is_time =
            |at: &AtomicI64| now.0.saturating_sub(at.load(Ordering::Relaxed)) >= READ_SELDOM_MICROS;
        let mut hours = if is_time(&self.hours_read_at) { self.hours_due(now) } else { Vec::new() };
        self.read_balances(tx)?;
        let nodes = node::count(tx, now.0)?;
        self.nodes.store(u32::try_from(nodes).unwrap_or(1).max(1), Ordering::Relaxed);
        self.read_at.store(now.0, Ordering::Relaxed);
        // Whoever has been given a limit only now has not been heard of before.
        let known: BTreeSet<AccountId> = hours.iter().map(|due| due.account).collect();
        let is_new = |due: &HourDue| due.is_first && !known.contains(&due.account);
        let first = self.hours_due(now).into_iter().filter(is_new);
        hours.extend(first.map(|due| HourDue { heard: Money::ZERO, ..due }));
        self.read_hours(tx, hours, now)?;
        self.hours_read_at.store(now.0, Ordering::Relaxed);
        Ok(())
    }

    fn nodes(&self) -> i64 {
        self.nodes.load(Ordering::Relaxed).into()
    }

    fn part(&self, customer: AccountId) -> MutexGuard<'_, Ledger> {
        // Ids count milliseconds in their upper bits; the product mixes them into those that are taken.
        let mixed = customer.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60;
        locked(&self.parts[mixed as usize % PARTS])
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn locked(part: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Follower for Calls {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut after = AccountId(i64::MIN);
        loop {
            let page = account::page(tx, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for found in page {
                // What it spent in the last hour is read with the first look that is due.
                self.part(found.root).set(Read::of(found));
            }
        }
    }

    fn apply(&self, event: &Event) {
        if event.account <= AccountId::OPERATOR {
            return;
        }
        let concerned = self.part(event.account).concerned(event.account);
        self.noted().accounts.extend(concerned);
        if let EventBody::CallRecorded { name, did, direction, charged, .. } = &event.body {
            let key = of_record(event.account, *did, name, *direction);
            let mut part = self.part(event.account);
            part.hear(event.account, *charged);
            let over = part.end(&key);
            drop(part);
            self.noted().over.extend(over);
        }
    }
}

/// What a call is known by that was reported. What one is forwarded by ends beside it: as a leg of its own it ends no
/// other than what was dialled on.
fn of_record(customer: AccountId, to: Did, name: &str, direction: CallDirection) -> CallKey {
    let way = if direction.is_inbound() { Way::In } else { Way::Outward };
    CallKey::first(customer, to, name, way)
}
