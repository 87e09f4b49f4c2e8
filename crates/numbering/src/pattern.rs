//! What the digits of a number should look like: `305…`, `…GRUB…`, `8**555****`.
//!
//! A pattern is about the national number ([`Did::national`]): the ten digits of the North American
//! plan, all digits elsewhere. Letters stand for the keys they are printed on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Did, keypad};

/// The longest pattern: the longest national number there is.
pub const PATTERN_KEYS_MAX: usize = 15;

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
    /// any digit, and the punctuation numbers are written with is dropped.
    pub fn new(place: Place, keys: &str) -> Result<Self, PatternFault> {
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
        if read.is_empty() { Err(PatternFault::Empty) } else { Ok(Self { place, keys: read }) }
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
