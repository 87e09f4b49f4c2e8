//! Numbers in a row: what a telephone system is given as a range.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use tandem_domain::{Criteria, Offer};
use tandem_numbering::Did;

use super::area::AreaNo;
use super::pick::{Judged, Lot, Start};
use super::{Shelf, Stock};

/// How many exchanges that may hold a run are copied out under one lock.
const EXCHANGES_MAX: usize = 16;

/// Consecutive numbers of one exchange.
#[derive(Clone, Debug)]
pub struct Run {
    /// The first.
    pub first: Did,
    /// What they are, part by part in their order: how many numbers stand under each offer.
    pub parts: Vec<(Arc<Offer>, u32)>,
}

/// A look for numbers in a row.
pub struct RunLook<'l> {
    /// What each of them must be.
    pub criteria: &'l Criteria,
    /// How many in a row.
    pub length: u32,
    /// How many such rows.
    pub limit: usize,
    /// The row begins behind this number.
    pub after: Option<Did>,
}

/// The lines of one exchange that fit, in their order.
struct Copied {
    no: AreaNo,
    exchange: u16,
    lines: Vec<(u16, u32)>,
}

impl Stock {
    /// Rows of consecutive numbers that fit and that can be sold, in the order of their digits, none
    /// of which shares a number with another. A row does not go from one exchange into the next:
    /// these are routed apart.
    ///
    /// `sells` is asked as [`Stock::pick`] asks.
    pub fn runs(&self, look: &RunLook<'_>, mut sells: impl FnMut(Did, &Offer) -> bool) -> Vec<Run> {
        let mut found = Vec::new();
        let start = look.after.map_or(Start::First, Start::After);
        let mut walk = self.begin(look.criteria, start, |_| true);
        let mut judged = Judged::default();
        let length = look.length.max(1) as usize;
        while found.len() < look.limit && !walk.ranges.is_empty() {
            let mut copied = Vec::new();
            let mut offers = BTreeMap::new();
            self.read().step(&mut walk, |stop| {
                let all: usize = stop.blocks().map(|(_, block)| block.len()).sum();
                if all < length {
                    return ControlFlow::Continue(());
                }
                let mut lines = Vec::new();
                for (no, block) in stop.blocks() {
                    let fitting = block.sifted(stop.lines, stop.exchange, stop.sieve);
                    lines.extend(fitting.map(|line| (line, no)));
                }
                lines.sort_unstable();
                if lines.len() >= length {
                    copied.push(Copied { no: stop.no, exchange: stop.exchange, lines });
                }
                match copied.len() < EXCHANGES_MAX {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
            self.read().offers_of(&copied, &mut offers);
            for copy in copied {
                let mut sold = |line: u16, no: u32| {
                    let did = Did::new(copy.no.number(copy.exchange, line));
                    let lot: Lot = (no, copy.no);
                    did.zip(offers.get(&no))
                        .is_some_and(|(did, offer)| judged.sells(lot, || sells(did, offer)))
                };
                let lines: Vec<(u16, u32)> =
                    copy.lines.into_iter().filter(|(line, no)| sold(*line, *no)).collect();
                let rows = rows(&lines, length);
                let run = |row: &[(u16, u32)]| {
                    let first = row.first().map(|(line, _)| copy.no.number(copy.exchange, *line));
                    let parts = row.chunk_by(|a, b| a.1 == b.1);
                    let part = |part: &[(u16, u32)]| {
                        let offer = offers.get(&part.first()?.1)?;
                        Some((Arc::clone(offer), part.len() as u32))
                    };
                    Some(Run { first: Did::new(first?)?, parts: parts.filter_map(part).collect() })
                };
                let left = look.limit - found.len();
                found.extend(rows.iter().filter_map(|row| run(row)).take(left));
            }
        }
        found
    }
}

impl Shelf {
    fn offers_of(&self, copied: &[Copied], offers: &mut BTreeMap<u32, Arc<Offer>>) {
        for (_, no) in copied.iter().flat_map(|copy| &copy.lines) {
            if let Some(stand) = self.places.get(*no) {
                offers.entry(*no).or_insert_with(|| Arc::clone(&stand.offer));
            }
        }
    }
}

/// The rows of so many lines that follow on each other, none of which shares a line with another.
fn rows(lines: &[(u16, u32)], length: usize) -> Vec<&[(u16, u32)]> {
    let stretches = lines.chunk_by(|a, b| a.0 + 1 == b.0);
    stretches.flat_map(|stretch| stretch.chunks_exact(length)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_whole_and_apart() {
        let lines: Vec<(u16, u32)> = [1, 2, 3, 5, 6, 7, 8, 9, 20].map(|line| (line, 0)).into();
        let firsts = |length| {
            let rows = rows(&lines, length);
            rows.iter().map(|row| row[0].0).collect::<Vec<u16>>()
        };
        assert_eq!(firsts(2), [1, 5, 7]);
        assert_eq!(firsts(3), [1, 5]);
        assert_eq!(firsts(6), [0; 0]);
    }
}
