//! Sets of small numbers, a bit each.

use std::sync::LazyLock;

/// The exchanges of one area code: three digits.
pub(super) type Exchanges = Bits<16>;
/// The lines of one exchange: four digits.
pub(super) type Lines = Bits<157>;

/// A set of the numbers below 64 × `WORDS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Bits<WORDS> {
    pub(super) const NONE: Self = Self([0; WORDS]);
    pub(super) const ALL: Self = Self([u64::MAX; WORDS]);

    pub(super) const fn has(&self, index: u16) -> bool {
        self.0[index as usize / 64] >> (index % 64) & 1 == 1
    }

    /// Puts a number in or takes it out; says whether that changed anything.
    pub(super) const fn set(&mut self, index: u16, on: bool) -> bool {
        let changed = self.has(index) != on;
        if changed {
            self.0[index as usize / 64] ^= 1 << (index % 64);
        }
        changed
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Whether they have anything in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(word, other)| word & other != 0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) const fn words(&self) -> &[u64; WORDS] {
        &self.0
    }

    /// Those from `first` to `last`, both included, in their order.
    pub(super) fn between(&self, first: u16, last: u16) -> impl Iterator<Item = u16> + '_ {
        spans(first, last).flat_map(|(place, span)| each(place, self.0[place] & span))
    }
}

/// The words that hold the bits from `first` to `last`, each with those of its bits that are meant.
pub(super) fn spans(first: u16, last: u16) -> impl Iterator<Item = (usize, u64)> {
    let (from, to) = (first as usize / 64, last as usize / 64);
    let words = if first <= last { from..to + 1 } else { 0..0 };
    words.map(move |place| {
        let low = if place == from { u64::MAX << (first % 64) } else { u64::MAX };
        let high = if place == to { u64::MAX >> (63 - last % 64) } else { u64::MAX };
        (place, low & high)
    })
}

/// The numbers whose bits are set in one word.
pub(super) fn each(place: usize, mut word: u64) -> impl Iterator<Item = u16> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        u16::try_from(place * 64 + bit as usize).ok()
    })
}

/// Those of so many digits that show a key at a place.
fn showing<const WORDS: usize>(digits: u32, place: u32, key: u16) -> Bits<WORDS> {
    let mut set = Bits::NONE;
    let unit = 10_u16.pow(digits - 1 - place);
    for number in (0..10_u16.pow(digits)).filter(|number| number / unit % 10 == key) {
        set.set(number, true);
    }
    set
}

type Keyed<const WORDS: usize, const DIGITS: usize> = [[Bits<WORDS>; 10]; DIGITS];

fn keyed<const WORDS: usize, const DIGITS: usize>() -> Box<Keyed<WORDS, DIGITS>> {
    Box::new(std::array::from_fn(|place| {
        std::array::from_fn(|key| showing(DIGITS as u32, place as u32, key as u16))
    }))
}

/// The exchanges that show a key at one of their three places.
pub(super) static EXCHANGES_SHOWING: LazyLock<Box<Keyed<16, 3>>> = LazyLock::new(keyed);
/// The lines that show a key at one of their four places.
pub(super) static LINES_SHOWING: LazyLock<Box<Keyed<157, 4>>> = LazyLock::new(keyed);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_has_both_its_ends() {
        let mut set = Lines::NONE;
        for line in [0, 63, 64, 127, 128, 5000, 9999] {
            assert!(set.set(line, true));
            assert!(!set.set(line, true));
        }
        assert_eq!(set.between(63, 128).collect::<Vec<_>>(), [63, 64, 127, 128]);
        assert_eq!(set.between(0, 9999).count(), 7);
        assert_eq!(set.between(65, 126).count(), 0);
        assert_eq!(set.between(9, 3).count(), 0);
    }

    #[test]
    fn the_places_of_a_line_are_its_digits() {
        assert!(LINES_SHOWING[0][4].has(4782));
        assert!(LINES_SHOWING[3][2].has(4782));
        assert!(!LINES_SHOWING[3][3].has(4782));
        assert!(EXCHANGES_SHOWING[0][0].has(55));
        assert_eq!(LINES_SHOWING[1][7].between(0, 9999).count(), 1000);
    }
}
