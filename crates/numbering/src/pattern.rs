//! What the digits of a number should look like: `305…`, `…GRUB…`, `8**555****`.
//!
//! A pattern is about the national number ([`Did::national`]): the ten digits of the North American
//! plan, all digits elsewhere. Letters stand for the keys they are printed on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Did, Npa, keypad};

/// The longest pattern: the longest national number there is.
pub const PATTERN_KEYS_MAX: usize = 15;
/// How many digits a national number of North America has …
const NANP_DIGITS: usize = 10;
/// … and how many of them are its area code.
const AREA_CODE_DIGITS: usize = 3;

/// Where in the number the keys have to stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// At its beginning.
    Starts,
    /// Anywhere in it.
    Contains,
    /// At its end.
    Ends,
    /// From its first digit to its last.
    Whole,
}

/// Keys that a number must show, with gaps where any digit will do.
///
/// Written, and stored, as the keys with `*` for a gap and `…` where more digits may stand:
/// `305…`, `…4782…`, `…00`, `8**4782***`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    place: Place,
    /// A digit, or nothing where any will do.
    keys: Vec<Option<u8>>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatternFault {
    /// It has no keys at all.
    Empty,
    /// It has more keys than any number has digits.
    TooLong,
    /// It holds something that is neither digit, letter nor `*`.
    NotAKey(char),
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it holds no digit and no letter"),
            Self::TooLong => write!(f, "it holds more than {PATTERN_KEYS_MAX} digits"),
            Self::NotAKey(other) => {
                write!(f, "{other:?} is neither a digit, a letter A to Z, nor *")
            }
        }
    }
}

impl std::error::Error for PatternFault {}

impl Pattern {
    /// The keys, which have to stand at that place. Digits and letters count in either case, `*` is
    /// any digit, and the punctuation numbers are written with is dropped. So is the 1 or +1 in front
    /// of a number of North America, with which no national number begins.
    pub fn new(place: Place, keys: &str) -> Result<Self, PatternFault> {
        let from_start = matches!(place, Place::Starts | Place::Whole);
        let written = keys.trim_start();
        let keys = written.strip_prefix('+').filter(|_| from_start).unwrap_or(written);
        let mut read = Vec::new();
        for key in keys.chars() {
            match key {
                '*' => read.push(None),
                ' ' | '.' | '-' | '(' | ')' => {}
                key => {
                    let digit = keypad::key(key).ok_or(PatternFault::NotAKey(key))?;
                    read.push(Some(digit));
                }
            }
            if read.len() > PATTERN_KEYS_MAX {
                return Err(PatternFault::TooLong);
            }
        }
        let is_trunk = from_start
            && read.first() == Some(&Some(1))
            && (place == Place::Whole && read.len() > NANP_DIGITS
                || place == Place::Starts && read.len() > 1);
        if is_trunk {
            read.remove(0);
        }
        if read.is_empty() { Err(PatternFault::Empty) } else { Ok(Self { place, keys: read }) }
    }

    /// The area code that a number of North America must have to fit, where the keys say all of it.
    pub fn area_code(&self) -> Option<Npa> {
        let is_national = self.place == Place::Whole && self.keys.len() == NANP_DIGITS;
        if self.place != Place::Starts && !is_national {
            return None;
        }
        let digit = |place: usize| self.keys.get(place).copied().flatten().map(u16::from);
        Npa::new(digit(0)? * 100 + digit(1)? * 10 + digit(2)?)
    }

    /// The same of any area code; `None` where nothing else was said.
    #[must_use]
    pub fn in_any_area(&self) -> Option<Self> {
        let begins = self.keys.iter().take(AREA_CODE_DIGITS).map(|_| None);
        let keys: Vec<_> = begins.chain(self.keys.iter().skip(AREA_CODE_DIGITS).copied()).collect();
        let says_more = keys.iter().any(Option::is_some);
        says_more.then_some(Self { place: self.place, keys })
    }

    /// The same keys anywhere in the number, without the gaps before and behind them; `None` where that
    /// is no other pattern.
    #[must_use]
    pub fn anywhere(&self) -> Option<Self> {
        if self.place == Place::Contains {
            return None;
        }
        let first = self.keys.iter().position(Option::is_some)?;
        let last = self.keys.iter().rposition(Option::is_some)?;
        let keys = self.keys.get(first..=last)?.to_vec();
        Some(Self { place: Place::Contains, keys })
    }

    /// Where the keys have to stand.
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The keys from first to last: a digit, or nothing where any will do.
    pub fn keys(&self) -> &[Option<u8>] {
        &self.keys
    }

    /// Whether the number looks like this.
    pub fn fits(&self, did: Did) -> bool {
        let national = did.national();
        let digits = national.as_bytes();
        let stands_at = |from: usize| {
            digits.get(from..from + self.keys.len()).is_some_and(|part| {
                let pairs = self.keys.iter().zip(part);
                pairs.into_iter().all(|(key, digit)| key.is_none_or(|key| key == digit - b'0'))
            })
        };
        let Some(room) = digits.len().checked_sub(self.keys.len()) else { return false };
        match self.place {
            Place::Starts => stands_at(0),
            Place::Ends => stands_at(room),
            Place::Whole => room == 0 && stands_at(0),
            Place::Contains => (0..=room).any(stands_at),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = |at| {
            matches!((self.place, at), (Place::Contains, _) | (Place::Ends, 0) | (Place::Starts, 1))
        };
        if open(0) {
            f.write_str("…")?;
        }
        for key in &self.keys {
            match key {
                Some(digit) => write!(f, "{digit}")?,
                None => f.write_str("*")?,
            }
        }
        if open(1) { f.write_str("…") } else { Ok(()) }
    }
}

impl FromStr for Pattern {
    type Err = PatternFault;

    fn from_str(text: &str) -> Result<Self, PatternFault> {
        let (text, open_before) = text.strip_prefix('…').map_or((text, false), |rest| (rest, true));
        let (keys, open_behind) = text.strip_suffix('…').map_or((text, false), |rest| (rest, true));
        let place = match (open_before, open_behind) {
            (false, true) => Place::Starts,
            (true, true) => Place::Contains,
            (true, false) => Place::Ends,
            (false, false) => Place::Whole,
        };
        Self::new(place, keys)
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternFault;

    fn try_from(text: String) -> Result<Self, PatternFault> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a number of this file")
    }

    #[test]
    fn keys_stand_where_they_were_asked_for() {
        let miami = did(17_862_285_619);
        for (pattern, fits) in [
            ("786…", true),
            ("7862285619", true),
            ("786", false),
            ("…619", true),
            ("…228…", true),
            ("…229…", false),
            ("7**228****", true),
            ("7**228***", false),
            ("…786…", true),
            ("…7862285619…", true),
            ("…17862285619…", false),
        ] {
            let read: Pattern = pattern.parse().expect("a pattern of this file");
            assert_eq!(read.fits(miami), fits, "{pattern}");
            assert_eq!(read.to_string(), pattern);
        }
    }

    #[test]
    fn the_1_before_an_area_code_may_be_written() {
        for (written, read) in [("1305", "305…"), ("+1 (305) 555", "305555…"), ("1", "1…")] {
            let pattern = Pattern::new(Place::Starts, written).expect(written);
            assert_eq!(pattern.to_string(), read);
        }
        let whole = |keys| Pattern::new(Place::Whole, keys).expect(keys).to_string();
        assert_eq!(
            (whole("+1305555****"), whole("1*********")),
            ("305555****".into(), "1*********".into())
        );
        assert_eq!(Pattern::new(Place::Ends, "+1305"), Err(PatternFault::NotAKey('+')));
        let ends = Pattern::new(Place::Ends, "1305").expect("four digits");
        assert_eq!(ends.to_string(), "…1305", "it stands at the end");
    }

    #[test]
    fn a_pattern_is_loosened_step_by_step() {
        let read = |text: &str| text.parse::<Pattern>().expect("a pattern of this file");
        let code = |text: &str| read(text).area_code().map(Npa::get);
        assert_eq!((code("3054782…"), code("8004782***")), (Some(305), Some(800)));
        assert_eq!(
            (code("8**4782***"), code("30…"), code("…305…"), code("…3055550100")),
            (None, None, None, None)
        );
        let anywhere = |text: &str| read(text).anywhere().map(|pattern| pattern.to_string());
        assert_eq!(anywhere("***4782***").as_deref(), Some("…4782…"));
        assert_eq!(anywhere("…4782").as_deref(), Some("…4782…"));
        assert_eq!((anywhere("…4782…"), anywhere("**********")), (None, None));
        let in_any = |text: &str| read(text).in_any_area().map(|pattern| pattern.to_string());
        assert_eq!(in_any("3054782…").as_deref(), Some("***4782…"));
        assert_eq!(in_any("305*******"), None);
    }

    #[test]
    fn letters_are_the_keys_they_are_printed_on() {
        let vanity = Pattern::new(Place::Ends, "Flo-wers").expect("a word");
        assert!(vanity.fits(did(18_003_569_377)));
        assert_eq!(vanity.to_string(), "…3569377");
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        assert_eq!(Pattern::new(Place::Whole, ""), Err(PatternFault::Empty));
        assert_eq!(Pattern::new(Place::Ends, "ÄB"), Err(PatternFault::NotAKey('Ä')));
        assert_eq!(Pattern::new(Place::Ends, &"1".repeat(16)), Err(PatternFault::TooLong));
    }

    #[test]
    fn an_international_number_counts_all_its_digits() {
        let helsinki = did(35_894_245_001);
        assert!("358…".parse::<Pattern>().expect("a pattern").fits(helsinki));
    }
}
