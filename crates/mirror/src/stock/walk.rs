//! Walking the shelf: from exchange to exchange, in the order of the digits, past everything that
//! cannot fit.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;

use tandem_domain::{Criteria, Offer, Rng};

use super::Shelf;
use super::area::{Area, AreaNo};
use super::bits::Exchanges;
use super::block::{Block, LAST_LINE};
use super::pattern::{Sieve, Sieves};
use super::place::Fitting;

/// How many exchanges are passed under one lock: some tenths of a millisecond, so that nobody who
/// writes waits long for somebody who looks.
const EXCHANGES_MAX: u32 = 4096;
/// How many offers are sought out one by one, if they are also few among all; more are met on the
/// way …
const OFFERS_MAX: usize = 8192;
/// … and so are more than this where the digits already say in which area codes to look. Tests have
/// few offers and are to go both ways.
const OFFERS_WITHIN_MAX: usize = if cfg!(test) { 3 } else { 256 };
/// An offer in so many is few among all.
const ONE_IN: usize = 16;
/// How often a random number is drawn again because it does not fit. What is so rare is found behind
/// wherever the draw ended.
const DRAWS_MAX: u32 = 32;
/// The largest number there is.
const LAST: u64 = 999_999_999_999_999;

/// The offers that fit, as a walk needs them.
#[derive(Default)]
pub(super) struct Scope {
    /// A bit for each, by its place in memory; `None`: all of them.
    marked: Option<Vec<u64>>,
    /// Where they are and how many numbers they have there, if they are few enough to be sought out.
    pub(super) areas: Option<BTreeMap<AreaNo, (Exchanges, u64)>>,
}

impl Scope {
    pub(super) fn has(&self, no: u32) -> bool {
        self.marked.as_ref().is_none_or(|marked| {
            marked.get(no as usize / 64).is_some_and(|word| word >> (no % 64) & 1 == 1)
        })
    }

    /// Those that fit; `None`: all of them.
    pub(super) fn offers(&self) -> Option<impl Iterator<Item = u32>> {
        let bit_of = |(place, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place as u32 * 64 + bit)
        };
        let words = self.marked.as_ref()?.iter().enumerate().filter(|(_, word)| **word != 0);
        Some(words.flat_map(bit_of))
    }
}

/// A walk, and how far it has come.
pub(super) struct Walk {
    /// What is still to be walked.
    pub(super) ranges: VecDeque<(u64, u64)>,
    pub(super) scope: Scope,
    pub(super) sieves: Sieves,
}

/// One exchange on the way.
pub(super) struct Stop<'s> {
    pub(super) no: AreaNo,
    pub(super) area: &'s Area,
    pub(super) exchange: u16,
    /// The first and the last line that was asked for.
    pub(super) lines: (u16, u16),
    pub(super) sieve: &'s Sieve<'s>,
    pub(super) scope: &'s Scope,
}

impl<'s> Stop<'s> {
    /// The blocks of offers that fit.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u32, &'s Block)> {
        let (scope, blocks) = (self.scope, self.area.exchange(self.exchange));
        blocks.filter(move |(no, _)| scope.has(*no))
    }
}

impl Shelf {
    /// A walk over everything that the criteria allow. Where they name a price, offers that cannot
    /// have it are left out, if these are few enough to be asked about.
    pub(super) fn walk(&self, criteria: &Criteria, may_sell: impl Fn(&Offer) -> bool) -> Walk {
        let ranges = match criteria.prefixes.as_slice() {
            [] => VecDeque::from([(0, LAST)]),
            prefixes => merged(prefixes.iter().map(|prefix| prefix.range()).collect()),
        };
        let most = if criteria.prefixes.is_empty() { OFFERS_MAX } else { OFFERS_WITHIN_MAX };
        let mut fitting = self.places.fitting(criteria);
        if let Fitting::These(offers) = &mut fitting
            && criteria.monthly_max.is_some()
            && offers.len() <= OFFERS_MAX
        {
            offers.retain(|no| self.places.get(*no).is_some_and(|stand| may_sell(&stand.offer)));
        }
        let scope = self.scope(fitting, most);
        Walk { ranges, scope, sieves: Sieves::new(&criteria.patterns) }
    }

    fn scope(&self, fitting: Fitting, most: usize) -> Scope {
        let Fitting::These(offers) = fitting else { return Scope::default() };
        let mut marked = vec![0_u64; self.places.all().len().div_ceil(64)];
        for no in &offers {
            marked[*no as usize / 64] |= 1 << (no % 64);
        }
        let mut areas = BTreeMap::new();
        let is_few = offers.len() <= OFFERS_WITHIN_MAX
            || offers.len().saturating_mul(ONE_IN) <= self.places.all().len();
        let few = offers.len() <= most && is_few;
        for stand in offers.iter().filter(|_| few).filter_map(|no| self.places.get(*no)) {
            for (area, spread) in &stand.areas {
                let (exchanges, count) = areas.entry(*area).or_insert((Exchanges::NONE, 0));
                exchanges.add(&spread.exchanges);
                *count += u64::from(spread.count);
            }
        }
        Scope { marked: Some(marked), areas: few.then_some(areas) }
    }

    /// Goes on with a walk, for as long as whoever visits does and the lock may be held. The walk is
    /// over once nothing is left of its ranges.
    pub(super) fn step(&self, walk: &mut Walk, mut visit: impl FnMut(Stop<'_>) -> ControlFlow<()>) {
        let mut visited = 0;
        while let Some((first, last)) = walk.ranges.front().copied() {
            let ended = self.stretch(walk, first, last, &mut |stop| {
                visited += 1;
                let (_, end) = (stop.no, stop.no.number(stop.exchange, LAST_LINE));
                let full = visited >= EXCHANGES_MAX;
                match visit(stop) {
                    ControlFlow::Continue(()) if !full => ControlFlow::Continue(()),
                    _ => ControlFlow::Break(end),
                }
            });
            match ended {
                Some(end) if end < last => {
                    walk.ranges[0].0 = end + 1;
                    return;
                }
                ended => {
                    walk.ranges.pop_front();
                    if ended.is_some() {
                        return;
                    }
                }
            }
        }
    }

    /// Walks one range; returns where it was broken off.
    fn stretch(
        &self,
        walk: &Walk,
        first: u64,
        last: u64,
        visit: &mut impl FnMut(Stop<'_>) -> ControlFlow<u64>,
    ) -> Option<u64> {
        let ((low, ..), (high, ..)) = (AreaNo::of(first), AreaNo::of(last));
        let mut of_area = |no: AreaNo, area: &Area, exchanges: Option<&Exchanges>| {
            let Some(mut sieve) = walk.sieves.of(no, area) else {
                return ControlFlow::Continue(());
            };
            if let Some(exchanges) = exchanges {
                sieve.exchanges.keep(exchanges);
            }
            let (from, to) = no.range();
            let (_, from, from_line) = AreaNo::of(first.max(from));
            let (_, to, to_line) = AreaNo::of(last.min(to));
            for exchange in sieve.exchanges.between(from, to) {
                let lines = (
                    if exchange == from { from_line } else { 0 },
                    if exchange == to { to_line } else { LAST_LINE },
                );
                let (sieve, scope) = (&sieve, &walk.scope);
                visit(Stop { no, area, exchange, lines, sieve, scope })?;
            }
            ControlFlow::Continue(())
        };
        let mut walked = || match &walk.scope.areas {
            Some(areas) => areas.range(low..=high).try_for_each(|(no, (exchanges, _))| {
                let area = self.areas.get(no);
                area.map_or(ControlFlow::Continue(()), |area| of_area(*no, area, Some(exchanges)))
            }),
            None => {
                self.areas.range(low..=high).try_for_each(|(no, area)| of_area(*no, area, None))
            }
        };
        walked().break_value()
    }

    /// Turns a walk so that it begins at a number of its own drawn by chance, each as likely as any
    /// other, and ends before it. Buyers who want the same thing are thereby sent to different
    /// places, however the numbers lie.
    pub(super) fn turn(&self, walk: &mut Walk, rng: &mut Rng) {
        let weights: Vec<(AreaNo, (u64, u64), u64)> = self.weights(walk);
        let total: u64 = weights.iter().map(|(.., weight)| weight).sum();
        let mut pivot = None;
        for _ in 0..DRAWS_MAX {
            let mut rank = rng.below(total);
            let drawn = weights.iter().find(|(.., weight)| {
                let here = rank < *weight;
                rank -= if here { 0 } else { *weight };
                here
            });
            let Some((no, range, _)) = drawn else { return };
            let Some((number, fits)) = self.ranked(walk, *no, *range, rank) else { return };
            pivot = Some(number);
            if fits {
                break;
            }
        }
        let Some(pivot) = pivot else { return };
        let before: Vec<(u64, u64)> = walk
            .ranges
            .iter()
            .filter(|(first, _)| *first < pivot)
            .map(|(first, last)| (*first, (*last).min(pivot - 1)))
            .collect();
        walk.ranges.retain(|(_, last)| *last >= pivot);
        if let Some((first, _)) = walk.ranges.front_mut() {
            *first = pivot.max(*first);
        }
        walk.ranges.extend(before);
    }

    /// How many numbers each area has within each range: of the offers that fit, where these were
    /// sought out, and of any offer otherwise.
    fn weights(&self, walk: &Walk) -> Vec<(AreaNo, (u64, u64), u64)> {
        let mut weights = Vec::new();
        for (first, last) in &walk.ranges {
            let ((low, ..), (high, ..)) = (AreaNo::of(*first), AreaNo::of(*last));
            for (no, area) in self.areas.range(low..=high) {
                let all = no.range();
                let range = ((*first).max(all.0), (*last).min(all.1));
                let sought = walk.scope.areas.as_ref();
                let weight = match sought.map(|areas| areas.get(no)) {
                    Some(None) => 0,
                    Some(Some((_, count))) if range == all => *count,
                    None if range == all => area.count(),
                    _ => self.lined(walk, *no, range).map(|(_, count, ..)| count).sum(),
                };
                weights.push((*no, range, weight));
            }
        }
        weights
    }

    /// The blocks of an area within a range, each with how many numbers of it lie there.
    fn lined<'s>(
        &'s self,
        walk: &'s Walk,
        no: AreaNo,
        (first, last): (u64, u64),
    ) -> impl Iterator<Item = (u16, u64, (u16, u16), u32, &'s Block)> + 's {
        let ((_, from, from_line), (_, to, to_line)) = (AreaNo::of(first), AreaNo::of(last));
        let blocks = self.areas.get(&no).into_iter().flat_map(move |area| {
            let exchanges = area.exchanges().between(from, to);
            exchanges.flat_map(move |exchange| {
                area.exchange(exchange).map(move |(offer, block)| (exchange, offer, block))
            })
        });
        let sought = walk.scope.areas.is_some();
        let blocks = blocks.filter(move |(_, offer, _)| !sought || walk.scope.has(*offer));
        blocks.map(move |(exchange, offer, block)| {
            let lines = (
                if exchange == from { from_line } else { 0 },
                if exchange == to { to_line } else { LAST_LINE },
            );
            let count = block.count_between(lines.0, lines.1) as u64;
            (exchange, count, lines, offer, block)
        })
    }

    /// The number of that rank in an area, and whether it fits.
    fn ranked(
        &self,
        walk: &Walk,
        no: AreaNo,
        range: (u64, u64),
        mut rank: u64,
    ) -> Option<(u64, bool)> {
        let found = self.lined(walk, no, range).find(|(_, count, ..)| {
            let here = rank < *count;
            rank -= if here { 0 } else { *count };
            here
        });
        let (exchange, _, lines, offer, block) = found?;
        let line = block.between(lines.0, lines.1).nth(usize::try_from(rank).ok()?)?;
        let passes = || {
            let sieve = walk.sieves.of(no, self.areas.get(&no)?)?;
            sieve.passes(exchange, line).then_some(())
        };
        let fits = walk.scope.has(offer) && passes().is_some();
        Some((no.number(exchange, line), fits))
    }
}

/// Ranges in order and without overlaps, so that nothing is visited twice.
fn merged(mut ranges: Vec<(u64, u64)>) -> VecDeque<(u64, u64)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let overlaps = next.0 <= kept.1;
        if overlaps {
            kept.1 = kept.1.max(next.1);
        }
        overlaps
    });
    ranges.into()
}
