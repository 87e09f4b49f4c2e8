//! The shelf in memory: a bit for each number for sale, a thousand to a block.
//!
//! Blocks are kept in the order of their numbers, so that an area code or an exchange is a range,
//! and are listed by place, so that a rate centre is a short walk. A search reads only blocks that
//! can hold what it looks for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, ControlFlow};
use std::sync::{Arc, PoisonError, RwLock};

use tandem_domain::{Criteria, Event, EventBody, NumberState, Offer, OfferId, Rng};
use tandem_numbering::Did;
use tandem_store::{StoreError, Tx};

use crate::Follower;

/// Numbers in one block: those that share all digits but the last three.
const BLOCK: u64 = 1000;
const WORDS: usize = 16;
/// How many rows one read of the shelf asks for.
const PAGE: i64 = 50_000;

/// The numbers of one offer in one block of a thousand.
#[derive(Clone)]
struct Block {
    bits: [u64; WORDS],
    count: u32,
}

impl Block {
    const EMPTY: Self = Self { bits: [0; WORDS], count: 0 };

    fn set(&mut self, index: u64, on: bool) -> bool {
        let (word, bit) = ((index / 64) as usize, 1_u64 << (index % 64));
        let changed = (self.bits[word] & bit != 0) != on;
        if changed {
            self.bits[word] ^= bit;
            self.count = if on { self.count + 1 } else { self.count - 1 };
        }
        changed
    }

    /// The indices that are set, from `start` on and then from the beginning.
    fn from(&self, start: u64) -> impl Iterator<Item = u64> + '_ {
        let on = move |index: &u64| self.bits[(*index / 64) as usize] >> (*index % 64) & 1 == 1;
        (start..BLOCK).chain(0..start).filter(on)
    }
}

/// Blocks are found by their first digits and the offer their numbers stand under.
type Key = (u64, OfferId);
/// Country, region, rate centre in capitals.
type Place = (String, String, String);

#[derive(Default)]
struct Shelf {
    offers: BTreeMap<OfferId, Arc<Offer>>,
    blocks: BTreeMap<Key, Block>,
    places: BTreeMap<Place, BTreeSet<Key>>,
    /// Blocks of offers that no event has brought yet: events of several accounts may overtake one
    /// another. Nobody is shown their numbers.
    unplaced: BTreeMap<OfferId, BTreeSet<Key>>,
    /// The row version of each number that changed since the shelf was loaded and the offer it
    /// stands under, so that an event that comes late cannot bring back what is gone.
    versions: BTreeMap<Did, i64>,
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

    /// How many numbers fit.
    pub fn count(&self, criteria: &Criteria) -> u64 {
        let mut count = 0;
        let by_block = criteria.prefixes.is_empty() && criteria.patterns.is_empty();
        self.read().walk(criteria, None, |_, block, key| {
            count += if by_block {
                u64::from(block.count)
            } else {
                block.from(0).filter(|index| fits(criteria, key, *index)).count() as u64
            };
            ControlFlow::Continue(())
        });
        count
    }

    /// The first numbers that fit, in the order of their digits within each block.
    pub fn list(&self, criteria: &Criteria, limit: usize) -> Vec<Found> {
        self.pick(criteria, limit, None, |_, _| true)
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
        let found = self.pick(criteria, limit, Some(rng), |did, _| !tried.contains(&did));
        found.into_iter().map(|found| found.did).collect()
    }

    /// How many numbers fit, a thousand to a block, under each offer: the first number that the
    /// block could hold, and how many it does.
    pub fn tally(&self, criteria: &Criteria) -> Vec<(Arc<Offer>, u64, u64)> {
        let mut tally = Vec::new();
        let by_block = criteria.prefixes.is_empty() && criteria.patterns.is_empty();
        self.read().walk(criteria, None, |offer, block, key| {
            let count = if by_block {
                u64::from(block.count)
            } else {
                block.from(0).filter(|index| fits(criteria, key, *index)).count() as u64
            };
            tally.push((Arc::clone(offer), key.0 * BLOCK, count));
            ControlFlow::Continue(())
        });
        tally
    }

    /// Every offer that fits and that numbers were ever stocked under, sold out or not.
    pub fn known(&self, criteria: &Criteria) -> Vec<Arc<Offer>> {
        let shelf = self.read();
        shelf.offers.values().filter(|offer| criteria.fits_offer(offer)).map(Arc::clone).collect()
    }

    /// What is on the shelf under each offer that can fit: the offers, without the numbers.
    pub fn offers(&self, criteria: &Criteria) -> Vec<Arc<Offer>> {
        let shelf = self.read();
        let mut seen = BTreeSet::new();
        shelf.walk(criteria, None, |_, block, (_, offer)| {
            if block.count > 0 {
                seen.insert(*offer);
            }
            ControlFlow::Continue(())
        });
        seen.iter().filter_map(|id| shelf.offers.get(id)).map(Arc::clone).collect()
    }

    /// Numbers that fit and that are `wanted` besides, in the order of their digits within each
    /// block; with chance, from a random place on.
    pub fn pick(
        &self,
        criteria: &Criteria,
        limit: usize,
        mut rng: Option<&mut Rng>,
        wanted: impl Fn(Did, &Offer) -> bool,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        if limit == 0 {
            return found;
        }
        let start = rng.as_mut().map(|rng| rng.next());
        let mut within = rng.map_or(0, |rng| rng.below(BLOCK));
        self.read().walk(criteria, start, |offer, block, key| {
            let numbers = block
                .from(within)
                .filter(|index| fits(criteria, key, *index))
                .filter_map(|index| Did::new(key.0 * BLOCK + index))
                .filter(|did| wanted(*did, offer));
            for did in numbers {
                found.push(Found { did, offer: Arc::clone(offer) });
                if found.len() == limit {
                    return ControlFlow::Break(());
                }
            }
            within = 0;
            ControlFlow::Continue(())
        });
        found
    }
}

fn fits(criteria: &Criteria, key: &Key, index: u64) -> bool {
    Did::new(key.0 * BLOCK + index).is_some_and(|did| criteria.fits_did(did))
}

impl Shelf {
    /// Visits each block that can hold numbers that fit. With a `start`, the walk begins at a place
    /// that it chooses and goes round.
    fn walk(
        &self,
        criteria: &Criteria,
        start: Option<u64>,
        mut visit: impl FnMut(&Arc<Offer>, &Block, &Key) -> ControlFlow<()>,
    ) {
        let mut fitting: BTreeMap<OfferId, bool> = BTreeMap::new();
        let mut consider = |key: &Key, block: &Block| {
            let Some(offer) = self.offers.get(&key.1) else {
                return ControlFlow::Continue(());
            };
            let fits = fitting.entry(key.1).or_insert_with(|| criteria.fits_offer(offer));
            if *fits && block.count > 0 {
                visit(offer, block, key)
            } else {
                ControlFlow::Continue(())
            }
        };
        let place = criteria.region.as_ref().filter(|_| criteria.prefixes.is_empty());
        if let Some(region) = place {
            let keys =
                self.keys_of(criteria.country.as_deref(), region, criteria.rate_centre.as_deref());
            let turn = start.map_or(0, |start| turn(start, keys.len()));
            for key in keys[turn..].iter().chain(&keys[..turn]) {
                if let Some(block) = self.blocks.get(key)
                    && consider(key, block).is_break()
                {
                    return;
                }
            }
            return;
        }
        let ranges: Vec<(u64, u64)> = if criteria.prefixes.is_empty() {
            vec![(0, u64::MAX / BLOCK)]
        } else {
            let block = |(first, last): (u64, u64)| (first / BLOCK, last / BLOCK);
            merged(criteria.prefixes.iter().map(|prefix| block(prefix.range())).collect())
        };
        let turned = start.map_or(0, |start| turn(start, ranges.len()));
        for (first, last) in ranges[turned..].iter().chain(&ranges[..turned]).copied() {
            let (first, last) = self.occupied(first, last);
            let width = last.saturating_sub(first).saturating_add(1);
            let middle = first + start.map_or(0, |start| start % width);
            for (from, to) in [(middle, last), (first, middle.wrapping_sub(1))] {
                if from > to || (from == first && to == middle.wrapping_sub(1) && middle == first) {
                    continue;
                }
                let range = (
                    Bound::Included((from, OfferId(i64::MIN))),
                    Bound::Included((to, OfferId(i64::MAX))),
                );
                for (key, block) in self.blocks.range(range) {
                    if consider(key, block).is_break() {
                        return;
                    }
                }
            }
        }
    }

    /// The part of a range of blocks that holds anything: where a random start makes sense.
    fn occupied(&self, first: u64, last: u64) -> (u64, u64) {
        let range = (first, OfferId(i64::MIN))..=(last, OfferId(i64::MAX));
        let mut blocks = self.blocks.range(range);
        let low = blocks.next().map_or(first, |(key, _)| key.0);
        let high = blocks.next_back().map_or(low, |(key, _)| key.0);
        (low, high)
    }

    fn keys_of(&self, country: Option<&str>, region: &str, centre: Option<&str>) -> Vec<Key> {
        let region = region.to_ascii_uppercase();
        let centre = centre.map(str::to_ascii_uppercase);
        let countries: Vec<String> = match country {
            Some(country) => vec![country.to_ascii_uppercase()],
            None => {
                let mut countries: Vec<_> =
                    self.places.keys().map(|(country, ..)| country.clone()).collect();
                countries.dedup();
                countries
            }
        };
        let mut keys = Vec::new();
        for country in countries {
            let first = (country.clone(), region.clone(), centre.clone().unwrap_or_default());
            let of_region = self
                .places
                .range(first..)
                .take_while(|(place, _)| place.0 == country && place.1 == region)
                .take_while(|(place, _)| centre.as_ref().is_none_or(|centre| place.2 == *centre));
            keys.extend(of_region.flat_map(|(_, keys)| keys.iter().copied()));
        }
        keys
    }

    /// Takes note of an offer. Numbers may have come to stand under it before it was known.
    fn learn(&mut self, id: OfferId, offer: Arc<Offer>) {
        let place = place_of(&offer);
        if self.offers.insert(id, offer).is_none()
            && let Some(keys) = self.unplaced.remove(&id)
        {
            self.places.entry(place).or_default().extend(keys);
        }
    }

    /// Puts a number on the shelf under an offer, or takes it off, and off any other offer that it
    /// stood under.
    fn stand(&mut self, did: Did, offer: OfferId, on: bool) {
        let block = did.digits() / BLOCK;
        let others: Vec<OfferId> = self
            .blocks
            .range((block, OfferId(i64::MIN))..=(block, OfferId(i64::MAX)))
            .map(|((_, other), _)| *other)
            .filter(|other| *other != offer)
            .collect();
        for other in others {
            self.put(did, other, false);
        }
        self.put(did, offer, on);
    }

    fn put(&mut self, did: Did, offer: OfferId, on: bool) {
        let key = (did.digits() / BLOCK, offer);
        if on {
            let block = self.blocks.entry(key).or_insert_with(|| Block::EMPTY.clone());
            if block.set(did.digits() % BLOCK, true) {
                self.total += 1;
                if block.count == 1 {
                    self.place(key);
                }
            }
        } else if let Some(block) = self.blocks.get_mut(&key)
            && block.set(did.digits() % BLOCK, false)
        {
            self.total -= 1;
            if block.count == 0 {
                self.blocks.remove(&key);
                let keys = match self.offers.get(&offer) {
                    Some(terms) => self.places.get_mut(&place_of(terms)),
                    None => self.unplaced.get_mut(&offer),
                };
                if let Some(keys) = keys {
                    keys.remove(&key);
                }
            }
        }
    }

    /// Lists a block under its place, or until its offer is known under that.
    fn place(&mut self, key: Key) {
        let keys = match self.offers.get(&key.1) {
            Some(terms) => self.places.entry(place_of(terms)).or_default(),
            None => self.unplaced.entry(key.1).or_default(),
        };
        keys.insert(key);
    }

    /// Takes note of a version; says whether it is news.
    fn is_news(&mut self, did: Did, version: i64) -> bool {
        let known = self.versions.entry(did).or_insert(0);
        let news = version > *known;
        if news {
            *known = version;
        }
        news
    }
}

/// Ranges without overlaps, so that no block is visited twice.
fn merged(mut ranges: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let overlaps = next.0 <= kept.1;
        if overlaps {
            kept.1 = kept.1.max(next.1);
        }
        overlaps
    });
    ranges
}

fn turn(start: u64, length: usize) -> usize {
    usize::try_from(start % (length.max(1) as u64)).unwrap_or(0)
}

fn place_of(offer: &Offer) -> Place {
    let upper = |text: &str| text.to_ascii_uppercase();
    (upper(&offer.country), upper(&offer.region), upper(&offer.rate_centre))
}

impl Follower for Stock {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let mut shelf = Shelf::default();
        let mut after = OfferId(i64::MIN);
        loop {
            let page = tandem_store::offer::page(tx, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            shelf.offers.extend(page.into_iter().map(|(id, offer)| (id, Arc::new(offer))));
        }
        let mut after = 0;
        loop {
            let page = tandem_store::number::shelf_page(tx, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = i64::try_from(last.digits()).unwrap_or(i64::MAX);
            for (did, offer) in page {
                shelf.put(did, offer, true);
            }
        }
        *self.write() = shelf;
        Ok(())
    }

    fn apply(&self, event: &Event) {
        let body = &event.body;
        if let EventBody::NumbersStocked { ranges, offers } = body {
            let mut shelf = self.write();
            for (id, offer) in offers {
                shelf.learn(*id, Arc::new(offer.clone()));
            }
            for range in ranges {
                for digits in range.first.digits()..=range.last.digits() {
                    let Some(did) = Did::new(digits) else {
                        continue;
                    };
                    if !shelf.is_news(did, range.version) {
                        continue;
                    }
                    shelf.stand(did, range.offer, range.state == NumberState::Available);
                }
            }
            return;
        }
        let moves = body.moves();
        if moves.is_empty() {
            return;
        }
        let mut shelf = self.write();
        for step in moves {
            if shelf.is_news(step.did, step.version) {
                shelf.stand(step.did, step.offer, step.to == NumberState::Available);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use tandem_domain::{
        AccountId, Capabilities, Cleansed, NumberMove, Origin, Prefix, StockRange, Timestamp,
    };
    use tandem_numbering::{Npa, NumberKind, Nxx};

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a literal of this file")
    }

    fn offer(region: &str, centre: &str) -> Offer {
        Offer {
            country: "US".to_owned(),
            kind: NumberKind::Geographic,
            region: region.to_owned(),
            rate_centre: centre.to_owned(),
            locality: String::new(),
            postal_code: String::new(),
            lata: String::new(),
            point: None,
            capabilities: Capabilities { voice: true, sms: true, mms: false, fax: false },
            cleansed: Cleansed::Carrier,
            origin: Origin::Own,
            supplier: None,
            plans: Vec::new(),
        }
    }

    fn event(body: EventBody) -> Event {
        let operator = AccountId::OPERATOR;
        Event { account: operator, seq: 1, at: Timestamp(0), by: operator, body }
    }

    fn stocked(first: u64, last: u64, id: i64, terms: Offer) -> Event {
        let range = StockRange {
            first: did(first),
            last: did(last),
            state: NumberState::Available,
            offer: OfferId(id),
            version: 1,
        };
        event(EventBody::NumbersStocked { ranges: vec![range], offers: vec![(OfferId(id), terms)] })
    }

    fn moved(digits: u64, id: i64, to: NumberState, version: i64) -> Event {
        let step = NumberMove {
            did: did(digits),
            from: NumberState::Available,
            to,
            version,
            offer: OfferId(id),
        };
        event(EventBody::NumbersMoved { moves: vec![step], why: String::new() })
    }

    fn exchange(npa: u16, nxx: u16) -> Criteria {
        let npa = Npa::new(npa).expect("an area code");
        let nxx = Nxx::new(nxx).expect("an exchange");
        Criteria { prefixes: vec![Prefix::exchange(npa, nxx)], ..Criteria::default() }
    }

    #[test]
    fn a_late_event_does_not_bring_a_sold_number_back() {
        let stock = Stock::default();
        stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
        stock.apply(&moved(13055550101, 1, NumberState::Active, 3));
        stock.apply(&moved(13055550101, 1, NumberState::Available, 2));
        assert_eq!(stock.total(), 9);
        assert_eq!(stock.count(&exchange(305, 555)), 9);
    }

    #[test]
    fn a_place_is_its_region_and_its_name() {
        let stock = Stock::default();
        stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
        stock.apply(&stocked(19185550100, 19185550104, 2, offer("OK", "MIAMI")));
        let of = |region: &str, centre: Option<&str>| Criteria {
            region: Some(region.to_owned()),
            rate_centre: centre.map(str::to_owned),
            ..Criteria::default()
        };
        assert_eq!(stock.count(&of("FL", Some("Miami"))), 10);
        assert_eq!(stock.count(&of("OK", Some("miami"))), 5);
        assert_eq!(stock.count(&of("FL", None)), 10);
        assert_eq!(stock.count(&of("GA", Some("MIAMI"))), 0);
    }

    #[test]
    fn events_that_overtake_each_other_end_at_the_same_shelf() {
        let sold = |version| moved(13055550101, 1, NumberState::Active, version);
        let back = moved(13055550101, 1, NumberState::Available, 4);
        let inside = Criteria { region: Some("FL".to_owned()), ..Criteria::default() };
        let loaded = stocked(13055550101, 13055550101, 1, offer("FL", "MIAMI"));
        let stock = Stock::default();
        for event in [&back, &sold(3), &loaded, &back] {
            stock.apply(event);
        }
        assert_eq!((stock.total(), stock.count(&inside)), (1, 1));

        // Its terms changed, and it was sold under the new ones, which is heard of first.
        let stock = Stock::default();
        stock.apply(&loaded);
        stock.apply(&moved(13055550101, 2, NumberState::Active, 3));
        assert_eq!((stock.total(), stock.count(&inside)), (0, 0));
    }

    #[test]
    fn beginnings_that_overlap_show_a_number_once() {
        let stock = Stock::default();
        stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
        let mut twice = exchange(305, 555);
        twice.prefixes.push(Prefix::npa(Npa::new(305).expect("an area code")));
        assert_eq!(stock.count(&twice), 10);
        assert_eq!(stock.list(&twice, 100).len(), 10);
    }

    proptest! {
        #[test]
        fn wherever_the_walk_begins_it_finds_everything_once(
            numbers in proptest::collection::btree_set(13_050_000_000_u64..13_050_020_000, 1..80),
            seed in any::<u64>(),
            by_place in any::<bool>(),
        ) {
            let stock = Stock::default();
            for number in &numbers {
                stock.apply(&stocked(*number, *number, 1, offer("FL", "MIAMI")));
            }
            let criteria = Criteria {
                region: by_place.then(|| "FL".to_owned()),
                ..Criteria::default()
            };
            let mut rng = Rng::seeded(seed);
            let found = stock.propose(&criteria, 1000, &BTreeSet::new(), &mut rng);
            let unique: BTreeSet<u64> = found.iter().map(|did| did.digits()).collect();
            prop_assert_eq!(found.len(), numbers.len());
            prop_assert_eq!(unique, numbers);
        }
    }
}
