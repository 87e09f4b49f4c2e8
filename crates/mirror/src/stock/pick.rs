//! Taking numbers from the shelf that somebody may want.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use tandem_domain::{Criteria, Offer, Rng};
use tandem_numbering::Did;

use super::area::AreaNo;
use super::walk::{Stop, Walk};
use super::{Found, Shelf, Stock};

/// How much more is taken at most in one step when what was taken before could not be sold.
const HASTE_MAX: usize = 64;

/// Where a look at the shelf begins.
pub enum Start<'r> {
    /// At the lowest number.
    First,
    /// Behind a number: the next page of those who have seen it.
    After(Did),
    /// Somewhere: buyers who want the same thing are sent to different places.
    Anywhere(&'r mut Rng),
}

/// A look at the shelf.
pub struct Look<'l> {
    /// What fits.
    pub criteria: &'l Criteria,
    /// How many to take.
    pub limit: usize,
    /// Where to begin.
    pub start: Start<'l>,
    /// Numbers to pass over: seen, or tried in vain.
    pub but: &'l BTreeSet<Did>,
}

/// An offer in one area: numbers that no plan tells apart.
pub(super) type Lot = (u32, AreaNo);

/// What was decided about lots so far.
#[derive(Default)]
pub(super) struct Judged {
    sold: BTreeSet<Lot>,
    unsold: BTreeSet<Lot>,
}

impl Judged {
    /// Whether a lot is sold; asked of each once.
    pub(super) fn sells(&mut self, lot: Lot, ask: impl FnOnce() -> bool) -> bool {
        if self.sold.contains(&lot) {
            return true;
        }
        if self.unsold.contains(&lot) {
            return false;
        }
        let sold = ask();
        let lots = if sold { &mut self.sold } else { &mut self.unsold };
        lots.insert(lot);
        sold
    }
}

/// Numbers of one step, and the offers of those lots that are new.
#[derive(Default)]
struct Taken {
    numbers: Vec<(Lot, Did)>,
    offers: BTreeMap<u32, Arc<Offer>>,
    of_lot: BTreeMap<Lot, usize>,
}

impl Stock {
    /// Numbers that fit and that can be sold, in the order of their digits from the start on.
    ///
    /// `sells` is asked once for each offer and area code, with one of its numbers, which is as fine
    /// as plans tell numbers apart. Nobody waits for the answer: the shelf is not locked meanwhile.
    pub fn pick(&self, look: Look<'_>, sells: impl FnMut(Did, &Offer) -> bool) -> Vec<Found> {
        self.pick_among(look, |_| true, sells)
    }

    /// The same for somebody who asks for a price. So that a price which nothing has is found out
    /// without looking at numbers, `may_sell` is asked first of each offer that fits, if they are few;
    /// the shelf is locked meanwhile, so it should not think for long.
    pub fn pick_among(
        &self,
        look: Look<'_>,
        may_sell: impl Fn(&Offer) -> bool,
        mut sells: impl FnMut(Did, &Offer) -> bool,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        let mut walk = self.begin(look.criteria, look.start, may_sell);
        let mut judged = Judged::default();
        let mut offers = BTreeMap::new();
        let mut haste = 1;
        while found.len() < look.limit && !walk.ranges.is_empty() {
            let wanted = look.limit - found.len();
            let mut taken = Taken { offers, ..Taken::default() };
            self.read().take(&mut walk, &mut taken, &judged, (wanted, haste), look.but);
            for (lot, did) in taken.numbers {
                let Some(offer) = taken.offers.get(&lot.0) else { continue };
                if judged.sells(lot, || sells(did, offer)) && found.len() < look.limit {
                    found.push(Found { did, offer: Arc::clone(offer) });
                }
            }
            offers = taken.offers;
            haste = (haste * 4).min(HASTE_MAX);
        }
        found
    }

    pub(super) fn begin(
        &self,
        criteria: &Criteria,
        start: Start<'_>,
        may_sell: impl Fn(&Offer) -> bool,
    ) -> Walk {
        let shelf = self.read();
        let mut walk = shelf.walk(criteria, may_sell);
        match start {
            Start::First => {}
            Start::After(did) => walk.skip_to(did.digits() + 1),
            Start::Anywhere(rng) => shelf.turn(&mut walk, rng),
        }
        walk
    }
}

impl Walk {
    fn skip_to(&mut self, from: u64) {
        self.ranges.retain(|(_, last)| *last >= from);
        if let Some((first, _)) = self.ranges.front_mut() {
            *first = from.max(*first);
        }
    }
}

impl Shelf {
    /// One step: takes until there would be enough if everything new could be sold. Of a lot that is
    /// not judged yet no more is taken than is wanted in all: if it is sold, that is enough, and if
    /// it is not, none of it is wanted.
    fn take(
        &self,
        walk: &mut Walk,
        taken: &mut Taken,
        judged: &Judged,
        (wanted, haste): (usize, usize),
        but: &BTreeSet<Did>,
    ) {
        self.step(walk, |stop| {
            let from = taken.numbers.len();
            let mut blocks = 0;
            for (no, block) in stop.blocks() {
                let lot = (no, stop.no);
                if judged.unsold.contains(&lot) {
                    continue;
                }
                let had = taken.of_lot.get(&lot).copied().unwrap_or_default();
                let lines = block.sifted(stop.lines, stop.exchange, stop.sieve);
                let numbers = lines.filter_map(|line| did(&stop, line));
                let numbers =
                    numbers.filter(|did| !but.contains(did)).take(wanted - had.min(wanted));
                let before = taken.numbers.len();
                taken.numbers.extend(numbers.map(|did| (lot, did)));
                let more = taken.numbers.len() - before;
                if more > 0 {
                    blocks += 1;
                    *taken.of_lot.entry(lot).or_default() += more;
                    if let Some(stand) = self.places.get(no) {
                        taken.offers.entry(no).or_insert_with(|| Arc::clone(&stand.offer));
                    }
                }
            }
            if blocks > 1 {
                taken.numbers[from..].sort_unstable_by_key(|(_, did)| *did);
            }
            if taken.numbers.len() >= wanted.saturating_mul(haste) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
    }
}

fn did(stop: &Stop<'_>, line: u16) -> Option<Did> {
    Did::new(stop.no.number(stop.exchange, line))
}
