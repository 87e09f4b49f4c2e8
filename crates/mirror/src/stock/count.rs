//! Counting what is on the shelf, from counters wherever the criteria allow it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use tandem_domain::{Criteria, Offer};

use super::area::AreaNo;
use super::walk::{Stop, Walk};
use super::{Shelf, Stock};

/// How finely a shelf is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// By offer and area code.
    Area,
    /// By offer and exchange.
    Exchange,
}

/// How many numbers there are under one offer in one area code or exchange.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The offer.
    pub offer: Arc<Offer>,
    /// The first number that there could be.
    pub first: u64,
    /// How many there are.
    pub count: u64,
}

impl Stock {
    /// How many numbers fit. Where neither digits nor a beginning within an area code were asked for,
    /// no number is looked at.
    pub fn count(&self, criteria: &Criteria) -> u64 {
        if *criteria == Criteria::default() && self.withheld().is_empty() {
            return self.total();
        }
        let mut count = 0;
        self.tallied(criteria, Grain::Area, &mut |_, _, more| count += more);
        count
    }

    /// How many numbers fit under each offer, area by area or exchange by exchange.
    pub fn tally(&self, criteria: &Criteria, grain: Grain) -> Vec<Tally> {
        let mut rows: Vec<(u32, u64, u64)> = Vec::new();
        self.tallied(criteria, grain, &mut |no, first, count| rows.push((no, first, count)));
        rows.sort_unstable();
        let shelf = self.read();
        let tally = |(no, first, count): &(u32, u64, u64)| {
            let offer = Arc::clone(&shelf.places.get(*no)?.offer);
            Some(Tally { offer, first: *first, count: *count })
        };
        let same = |a: &(u32, u64, u64), b: &(u32, u64, u64)| (a.0, a.1) == (b.0, b.1);
        let rows = rows.chunk_by(same).filter_map(|part| {
            let count = part.iter().map(|(.., count)| count).sum();
            Some((part.first()?.0, part.first()?.1, count))
        });
        rows.filter_map(|row| tally(&row)).collect()
    }

    /// Every offer that fits and that numbers were ever stocked under, sold out or not.
    pub fn known(&self, criteria: &Criteria) -> Vec<Arc<Offer>> {
        let shelf = self.read();
        shelf.places.known(criteria).map(|stand| Arc::clone(&stand.offer)).collect()
    }

    /// What is on the shelf under each offer that can fit: the offers, without the numbers.
    pub fn offers(&self, criteria: &Criteria) -> Vec<Arc<Offer>> {
        let mut seen = BTreeSet::new();
        self.tallied(criteria, Grain::Area, &mut |no, _, _| {
            seen.insert(no);
        });
        let shelf = self.read();
        let offer = |no: &u32| shelf.places.get(*no).map(|stand| Arc::clone(&stand.offer));
        seen.iter().filter_map(offer).collect()
    }

    /// Tells of each offer and area, or exchange, how many numbers fit. The same may be told of
    /// twice, with different numbers; nothing is told of where there are none.
    fn tallied(&self, criteria: &Criteria, grain: Grain, tell: &mut impl FnMut(u32, u64, u64)) {
        let mut walk = self.read().walk(criteria, |_| true);
        if walk.sieves.is_open() && grain == Grain::Area && criteria.prefixes.is_empty() {
            self.read().spreads(&walk, tell);
            return;
        }
        while !walk.ranges.is_empty() {
            let shelf = self.read();
            shelf.step(&mut walk, |stop| {
                stop.tell(grain, tell);
                ControlFlow::Continue(())
            });
        }
    }
}

impl Shelf {
    /// Tells of whole areas, from the counters that each offer keeps.
    fn spreads(&self, walk: &Walk, tell: &mut impl FnMut(u32, u64, u64)) {
        let mut of_offer = |no: u32| {
            for (area, spread) in self.places.get(no).iter().flat_map(|stand| &stand.areas) {
                tell(no, area.number(0, 0), u64::from(spread.count));
            }
        };
        match walk.scope.offers() {
            Some(offers) => offers.for_each(&mut of_offer),
            None => (0..self.places.all().len() as u32).for_each(&mut of_offer),
        }
    }
}

impl Stop<'_> {
    fn tell(&self, grain: Grain, tell: &mut impl FnMut(u32, u64, u64)) {
        let exchange = if grain == Grain::Exchange { self.exchange } else { 0 };
        for (no, block) in self.blocks() {
            let count = match self.sieve.is_open() {
                true => block.count_between(self.lines.0, self.lines.1),
                false => block.sifted(self.lines, self.exchange, self.sieve).count(),
            };
            if count > 0 {
                tell(no, AreaNo::number(self.no, exchange, 0), count as u64);
            }
        }
    }
}
