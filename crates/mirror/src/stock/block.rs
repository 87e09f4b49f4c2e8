//! The numbers of one offer in one exchange.

use super::bits::{self, Lines};
use super::pattern::Sieve;

/// How many lines fit where the address of more would stand.
const HANDFUL: usize = 11;
/// Beyond so many lines a bit for each of the ten thousand takes less room than a list of them …
const LISTED_MAX: usize = 640;
/// … and below so many it no longer does, with some room between the two: a block at the edge is
/// not built anew at each sale.
const BITS_MIN: usize = 480;
/// The last line of an exchange.
pub(super) const LAST_LINE: u16 = 9999;

/// Lines (the last four digits) that are for sale, kept as befits how many they are.
#[derive(Debug)]
pub(super) enum Block {
    /// Up to eleven, in place.
    Handful { count: u8, lines: [u16; HANDFUL] },
    /// Some hundreds, listed in order.
    Listed(Box<[u16]>),
    /// More: a bit for each line there can be.
    Bits(Box<Dense>),
}

#[derive(Debug)]
pub(super) struct Dense {
    lines: Lines,
    count: u16,
}

impl Block {
    pub(super) const EMPTY: Self = Self::Handful { count: 0, lines: [0; HANDFUL] };

    /// A block of lines that are in order, each once.
    pub(super) fn of(lines: &[u16]) -> Self {
        if lines.len() <= HANDFUL {
            let mut few = [0; HANDFUL];
            few[..lines.len()].copy_from_slice(lines);
            return Self::Handful { count: lines.len() as u8, lines: few };
        }
        if lines.len() <= LISTED_MAX {
            return Self::Listed(lines.into());
        }
        let mut dense = Dense { lines: Lines::NONE, count: 0 };
        for line in lines {
            dense.count += u16::from(dense.lines.set(*line, true));
        }
        Self::Bits(Box::new(dense))
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Handful { .. } | Self::Listed(_) => self.listed().len(),
            Self::Bits(dense) => usize::from(dense.count),
        }
    }

    /// How many words the bits of a block take.
    pub(super) const WORDS: usize = 157;

    /// Whether so many lines are written down as a list.
    pub(super) const fn is_listed(count: usize) -> bool {
        count <= LISTED_MAX
    }

    /// The bits, where there are more lines than are written down as a list.
    pub(super) fn words(&self) -> Option<&[u64]> {
        match self {
            Self::Bits(dense) if !Self::is_listed(self.len()) => Some(dense.lines.words()),
            Self::Bits(_) | Self::Handful { .. } | Self::Listed(_) => None,
        }
    }

    /// The lines where they are listed; nothing where they are bits.
    fn listed(&self) -> &[u16] {
        match self {
            Self::Handful { count, lines } => &lines[..usize::from(*count)],
            Self::Listed(lines) => lines,
            Self::Bits(_) => &[],
        }
    }

    pub(super) fn has(&self, line: u16) -> bool {
        match self {
            Self::Handful { .. } | Self::Listed(_) => self.listed().binary_search(&line).is_ok(),
            Self::Bits(dense) => dense.lines.has(line),
        }
    }

    /// Puts a line in or takes it out; says whether that changed anything.
    pub(super) fn set(&mut self, line: u16, on: bool) -> bool {
        if let Self::Bits(dense) = self {
            let changed = dense.lines.set(line, on);
            if changed {
                dense.count = if on { dense.count + 1 } else { dense.count - 1 };
                if usize::from(dense.count) < BITS_MIN {
                    *self = Self::of(&self.between(0, LAST_LINE).collect::<Vec<_>>());
                }
            }
            return changed;
        }
        let place = self.listed().binary_search(&line);
        if place.is_ok() == on {
            return false;
        }
        let mut lines = self.listed().to_vec();
        match place {
            Ok(place) => drop(lines.remove(place)),
            Err(place) => lines.insert(place, line),
        }
        *self = Self::of(&lines);
        true
    }

    /// The lines from `first` to `last`, both included, in their order.
    pub(super) fn between(&self, first: u16, last: u16) -> impl Iterator<Item = u16> + '_ {
        let listed = self.listed();
        let from = listed.partition_point(|line| *line < first);
        let listed = listed[from..].iter().copied().take_while(move |line| *line <= last);
        let dense = match self {
            Self::Bits(dense) => Some(dense.lines.between(first, last)),
            Self::Handful { .. } | Self::Listed(_) => None,
        };
        listed.chain(dense.into_iter().flatten())
    }

    /// How many lines there are from `first` to `last`, both included.
    pub(super) fn count_between(&self, first: u16, last: u16) -> usize {
        match self {
            _ if (first, last) == (0, LAST_LINE) => self.len(),
            Self::Handful { .. } | Self::Listed(_) => self.between(first, last).count(),
            Self::Bits(dense) => {
                let words = dense.lines.words();
                let ones = |(place, span): (usize, u64)| (words[place] & span).count_ones();
                bits::spans(first, last).map(ones).sum::<u32>() as usize
            }
        }
    }

    /// The lines between two that pass a sieve, in their order. Where few can, these are looked up;
    /// otherwise a whole word of bits is sifted at once.
    pub(super) fn sifted<'b>(
        &'b self,
        (first, last): (u16, u16),
        exchange: u16,
        sieve: &'b Sieve<'_>,
    ) -> impl Iterator<Item = u16> + 'b {
        let few = sieve.few().unwrap_or_default().iter().copied();
        let few = few.filter(move |line| {
            (first..=last).contains(line) && self.has(*line) && sieve.passes(exchange, *line)
        });
        let whole = sieve.few().is_none();
        let listed = if whole { self.listed() } else { &[] };
        let from = listed.partition_point(|line| *line < first);
        let listed = listed[from..].iter().copied().take_while(move |line| *line <= last);
        let listed = listed.filter(move |line| sieve.passes(exchange, *line));
        let dense = match self {
            Self::Bits(dense) if whole => {
                Some(bits::spans(first, last).flat_map(move |(place, span)| {
                    let word = dense.lines.words()[place] & span;
                    bits::each(place, sieve.sift(exchange, place, word))
                }))
            }
            Self::Bits(_) | Self::Handful { .. } | Self::Listed(_) => None,
        };
        few.chain(listed).chain(dense.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use std::collections::BTreeSet;

    #[test]
    fn a_handful_takes_no_more_room_than_the_address_of_more() {
        assert_eq!(size_of::<Block>(), 24);
    }

    proptest! {
        #[test]
        fn a_block_is_a_set_of_lines(
            steps in proptest::collection::vec((0_u16..1500, any::<bool>()), 0..3000),
            (first, last) in (0_u16..1500, 0_u16..1500),
        ) {
            let (mut block, mut model) = (Block::EMPTY, BTreeSet::new());
            for (line, on) in steps {
                // Mostly more, so that a block comes to every one of its forms.
                let on = on || line % 5 != 0;
                let changed = if on { model.insert(line) } else { model.remove(&line) };
                prop_assert_eq!(block.set(line, on), changed);
                prop_assert_eq!(block.len(), model.len());
            }
            let lines: Vec<u16> = model.iter().copied().collect();
            prop_assert!(lines.iter().all(|line| block.has(*line)));
            prop_assert_eq!(block.between(0, LAST_LINE).collect::<Vec<_>>(), lines);
            let part = model.iter().filter(|line| (first..=last).contains(*line)).count();
            prop_assert_eq!(block.count_between(first, last), part);
        }
    }
}
