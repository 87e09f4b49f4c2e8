//! The shelf in memory: the numbers for sale.
//!
//! Numbers are kept as a telephone plan is built. All digits but the last seven name an *area* (an
//! area code), the next three an *exchange* in it, the last four a *line*. What one offer has in one
//! exchange is a *block*: a list of lines while they are few, a bit for each of the ten thousand once
//! they are many. A search passes over whole areas and exchanges that cannot hold what it looks for;
//! patterns are sets of exchanges and lines ([`pattern`]); offers are found by what buyers ask for
//! ([`place`]) and know in which exchanges their numbers are.

mod area;
mod bits;
mod block;
mod count;
pub mod image;
mod load;
mod news;
mod pattern;
mod pick;
mod place;
mod run;
mod walk;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use tandem_domain::{Criteria, Offer, OfferId, Rng};
use tandem_numbering::Did;

use area::{Area, AreaNo};
pub use count::{Grain, Tally};
use news::News;
pub use pick::{Look, Start};
use place::Places;
pub use run::{Run, RunLook};

#[derive(Default)]
struct Shelf {
    places: Places,
    areas: BTreeMap<AreaNo, Area>,
    /// Numbers of offers that no event has brought yet: events of several accounts may overtake one
    /// another. Nobody is shown them.
    unplaced: BTreeMap<OfferId, BTreeSet<Did>>,
    news: News,
    total: u64,
}

/// A number on the shelf.
#[derive(Clone, Debug)]
pub struct Found {
    /// The number.
    pub did: Did,
    /// What it is and at what terms it sells.
    pub offer: Arc<Offer>,
}

/// The numbers for sale.
#[derive(Default)]
pub struct Stock {
    shelf: RwLock<Shelf>,
}

impl Stock {
    fn read(&self) -> std::sync::RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Shelf> {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many numbers are for sale in all.
    pub fn total(&self) -> u64 {
        self.read().total
    }

    /// What an offer says, if it was heard of.
    pub fn offer(&self, id: OfferId) -> Option<Arc<Offer>> {
        let shelf = self.read();
        let stand = shelf.places.no(id).and_then(|no| shelf.places.get(no));
        stand.map(|stand| Arc::clone(&stand.offer))
    }

    /// The first numbers that fit, in the order of their digits.
    pub fn list(&self, criteria: &Criteria, limit: usize) -> Vec<Found> {
        let look = Look { criteria, limit, start: Start::First, but: &BTreeSet::new() };
        self.pick(look, |_, _| true)
    }

    /// Numbers that fit, from a random place on, without those that were tried already: buyers who
    /// want the same thing are sent to different places.
    pub fn propose(
        &self,
        criteria: &Criteria,
        limit: usize,
        tried: &BTreeSet<Did>,
        rng: &mut Rng,
    ) -> Vec<Did> {
        let look = Look { criteria, limit, start: Start::Anywhere(rng), but: tried };
        self.pick(look, |_, _| true).into_iter().map(|found| found.did).collect()
    }

    /// From now on numbers of these suppliers are shown and of no others: who orders what nobody can buy
    /// is told no in the end, and had better not been told of it. Our own numbers are always shown.
    pub fn buy_from(&self, suppliers: impl IntoIterator<Item = String>) {
        self.write().places.buy_from(Some(Arc::new(suppliers.into_iter().collect())));
    }

    /// Whether the numbers of an offer are shown to nobody.
    pub fn withholds(&self, offer: &Offer) -> bool {
        self.read().places.withholds(offer)
    }

    /// How many numbers are shown to nobody, by supplier.
    pub fn withheld(&self) -> BTreeMap<String, u64> {
        let mut numbers = BTreeMap::new();
        for stand in self.read().places.withheld().filter(|stand| stand.count > 0) {
            let supplier = stand.offer.supplier.clone().unwrap_or_default();
            *numbers.entry(supplier).or_default() += stand.count;
        }
        numbers
    }

    /// An empty shelf for the suppliers that are bought from.
    fn empty(&self) -> Shelf {
        let mut shelf = Shelf::default();
        shelf.places.buy_from(self.read().places.suppliers());
        shelf
    }

    /// Takes note of how new what is known of a number is, where its events may yet come again.
    pub fn remember(&self, did: Did, version: i64) {
        self.write().news.hear(did, version);
    }

    /// Forgets what no event can be older than any more; see [`News`].
    pub fn forget(&self) {
        self.write().news.forget();
    }

    /// Of how many numbers it is remembered how new what is known of them is.
    pub fn remembered(&self) -> usize {
        self.read().news.len()
    }
}

impl Shelf {
    /// Takes note of an offer. Numbers may have come to stand under it before it was known.
    fn learn(&mut self, id: OfferId, offer: Arc<Offer>) {
        if self.places.learn(id, offer) {
            for did in self.unplaced.remove(&id).unwrap_or_default() {
                self.put(did, id, true);
            }
        }
    }

    /// Puts a number on the shelf under an offer, or takes it off, and off any other offer that it
    /// stood under.
    fn stand(&mut self, did: Did, offer: OfferId, on: bool) {
        let (area, exchange, line) = AreaNo::of(did.digits());
        let blocks = self.areas.get(&area).into_iter().flat_map(|area| area.exchange(exchange));
        let holders = blocks.filter(|(_, block)| block.has(line)).map(|(no, _)| no);
        let ids = holders.filter_map(|no| self.places.get(no)).map(|stand| stand.id);
        let others: Vec<OfferId> = ids.filter(|other| *other != offer).collect();
        for other in others {
            self.put(did, other, false);
        }
        self.unplaced.retain(|_, numbers| {
            numbers.remove(&did);
            !numbers.is_empty()
        });
        self.put(did, offer, on);
    }

    fn put(&mut self, did: Did, offer: OfferId, on: bool) {
        let Some(no) = self.places.no(offer) else {
            if on {
                self.unplaced.entry(offer).or_default().insert(did);
            }
            return;
        };
        let (at, exchange, line) = AreaNo::of(did.digits());
        let area = self.areas.entry(at).or_insert(Area::EMPTY);
        let left = area.set((exchange, no), line, on);
        if area.count() == 0 {
            self.areas.remove(&at);
        }
        if let Some(left) = left
            && let Some(stand) = self.places.get_mut(no)
        {
            stand.turn(at, exchange, on, left);
            self.total = if on { self.total + 1 } else { self.total - 1 };
        }
    }
}
