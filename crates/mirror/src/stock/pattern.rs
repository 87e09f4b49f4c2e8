//! Patterns as sieves: what a number may look like, as sets of exchanges and sets of lines.
//!
//! A key at one place of the exchange leaves a hundred of its thousand numbers, and a key at one
//! place of the line a thousand of its ten thousand; both sets are known beforehand. Wherever a
//! pattern may stand in a number, it is therefore three things: digits that the area must have, a
//! set of exchanges, and a set of lines. No number is looked at to compute them.

use std::cell::OnceCell;

use tandem_numbering::{Pattern, Place};

use super::area::{Area, AreaNo};
use super::bits::{EXCHANGES_SHOWING, Exchanges, LINES_SHOWING, Lines};
use super::block::LAST_LINE;

/// How many digits stand behind those of the area: three of the exchange and four of the line.
const BEHIND: usize = 7;
/// The most digits of a national number.
const DIGITS_MAX: usize = 15;

/// One place at which a pattern can stand in numbers of some length.
struct Stand {
    /// What the digits of the area must be.
    area: Vec<Option<u8>>,
    exchanges: Exchanges,
    lines: Lines,
}

impl Stand {
    /// The keys, shifted by some digits, in a number of so many.
    fn new(keys: &[Option<u8>], shift: usize, digits: usize) -> Self {
        let key_at = |place: usize| *place.checked_sub(shift).and_then(|at| keys.get(at))?;
        let area = digits - BEHIND;
        let mut stand = Self {
            area: (0..area).map(key_at).collect(),
            exchanges: Exchanges::ALL,
            lines: Lines::ALL,
        };
        for (place, keyed) in EXCHANGES_SHOWING.iter().enumerate() {
            if let Some(key) = key_at(area + place) {
                stand.exchanges.keep(&keyed[usize::from(key)]);
            }
        }
        for (place, keyed) in LINES_SHOWING.iter().enumerate() {
            if let Some(key) = key_at(area + 3 + place) {
                stand.lines.keep(&keyed[usize::from(key)]);
            }
        }
        stand
    }

    fn fits(&self, area: &[u8]) -> bool {
        let pairs = self.area.iter().zip(area);
        pairs.into_iter().all(|(key, digit)| key.is_none_or(|key| key == *digit))
    }
}

/// Up to so many lines are looked up one by one; more are sifted.
const FEW_LINES: usize = 16;

/// Patterns, made ready for numbers of each length when the first such number is met.
pub(super) struct Sieves {
    patterns: Vec<Pattern>,
    by_digits: [OnceCell<Vec<Vec<Stand>>>; DIGITS_MAX + 1],
}

impl Sieves {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        Self { patterns: patterns.to_vec(), by_digits: Default::default() }
    }

    /// Whether everything passes.
    pub(super) const fn is_open(&self) -> bool {
        self.patterns.is_empty()
    }

    /// What of an area can pass, or nothing where none of it can.
    pub(super) fn of(&self, no: AreaNo, area: &Area) -> Option<Sieve<'_>> {
        let mut sieve =
            Sieve { exchanges: area.exchanges().clone(), patterns: Vec::new(), few: None };
        if self.is_open() {
            return Some(sieve);
        }
        let digits = no.digits();
        let ready = self.by_digits.get(digits.len() + BEHIND)?;
        let ready = ready.get_or_init(|| self.ready(digits.len() + BEHIND));
        for stands in ready {
            let can = |stand: &&Stand| {
                stand.fits(&digits)
                    && stand.exchanges.meets(area.exchanges())
                    && area.may_end_in(&stand.lines)
            };
            let alive: Vec<&Stand> = stands.iter().filter(can).collect();
            let mut exchanges = Exchanges::NONE;
            alive.iter().for_each(|stand| exchanges.add(&stand.exchanges));
            sieve.exchanges.keep(&exchanges);
            sieve.patterns.push(alive);
        }
        sieve.few = sieve.few_lines();
        (!sieve.exchanges.is_empty()).then_some(sieve)
    }

    fn ready(&self, digits: usize) -> Vec<Vec<Stand>> {
        let stands = |pattern: &Pattern| {
            let keys = pattern.keys();
            let Some(room) = digits.checked_sub(keys.len()) else { return Vec::new() };
            let shifts = match pattern.place() {
                Place::Starts => 0..1,
                Place::Ends => room..room + 1,
                Place::Whole if room > 0 => 0..0,
                Place::Whole => 0..1,
                Place::Contains => 0..room + 1,
            };
            shifts.map(|shift| Stand::new(keys, shift, digits)).collect()
        };
        self.patterns.iter().map(stands).collect()
    }
}

/// What passes of one area.
pub(super) struct Sieve<'s> {
    /// The exchanges worth a look.
    pub(super) exchanges: Exchanges,
    /// For each pattern the places at which it can still stand.
    patterns: Vec<Vec<&'s Stand>>,
    /// All lines that can pass, if they are few and the same whatever the exchange.
    few: Option<Vec<u16>>,
}

impl Sieve<'_> {
    /// The lines that can pass, where each pattern can stand at one place only.
    fn few_lines(&self) -> Option<Vec<u16>> {
        let mut lines = Lines::ALL;
        for pattern in &self.patterns {
            let [stand] = pattern.as_slice() else { return None };
            lines.keep(&stand.lines);
        }
        let few: Vec<u16> = lines.between(0, LAST_LINE).take(FEW_LINES + 1).collect();
        (few.len() <= FEW_LINES).then_some(few)
    }

    /// All lines that can pass, if they are few enough to be looked up one by one.
    pub(super) fn few(&self) -> Option<&[u16]> {
        self.few.as_deref()
    }

    /// Whether every line passes.
    pub(super) const fn is_open(&self) -> bool {
        self.patterns.is_empty()
    }

    pub(super) fn passes(&self, exchange: u16, line: u16) -> bool {
        let stands = |stand: &Stand| stand.exchanges.has(exchange) && stand.lines.has(line);
        self.patterns.iter().all(|pattern| pattern.iter().any(|stand| stands(stand)))
    }

    /// What passes of a word of lines.
    pub(super) fn sift(&self, exchange: u16, place: usize, mut word: u64) -> u64 {
        for pattern in &self.patterns {
            if word == 0 {
                break;
            }
            let here = pattern.iter().filter(|stand| stand.exchanges.has(exchange));
            word &= here.fold(0, |some, stand| some | stand.lines.words()[place]);
        }
        word
    }
}
