//! Numbers that no network knows.

use std::fmt;

use crate::did::Did;

/// Under which calling code virtual numbers are kept: 999, which the ITU holds in reserve for a global
/// service (E.164, list of assigned country codes). No network routes it, and no rule here lets a call
/// out to it, so that a virtual number can be mistaken for nobody's telephone.
const BASE: u64 = 999_000_000_000;
/// How many lines a holder can have: three digits.
const LINES: u64 = 1_000;
/// The least number of a holder, and how many there can be: six digits.
const HOLDERS: std::ops::Range<u64> = 100_000..1_000_000;

/// A number that one account has by right and that exists in this installation only: the six digits by
/// which the account is known, and three digits of its own choice. It is not taken from a shelf, nobody
/// else can have it, and only the account's own telephones reach it.
///
/// As a [`Did`] it is 999 and these nine digits; at home it is written without the 999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VirtualNumber(Did);

impl VirtualNumber {
    /// That line of the account with this number; `None` unless it has six digits and the line three.
    pub fn new(holder: u32, line: u16) -> Option<Self> {
        let (holder, line) = (u64::from(holder), u64::from(line));
        let fits = HOLDERS.contains(&holder) && line < LINES;
        let did = Did::new(BASE + holder * LINES + line)?;
        fits.then_some(Self(did))
    }

    /// The virtual number that is kept as this one, if it is one.
    pub fn of(did: Did) -> Option<Self> {
        let digits = did.digits().checked_sub(BASE)?;
        HOLDERS.contains(&(digits / LINES)).then_some(Self(did))
    }

    /// Reads it as it is written at home: nine digits and nothing else.
    pub fn read(text: &str) -> Option<Self> {
        let is_plain = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        let digits: u64 = if is_plain { text.parse().ok()? } else { return None };
        Did::new(BASE + digits).and_then(Self::of)
    }

    /// The number of the account that can have it.
    pub const fn holder(self) -> u64 {
        self.own_digits() / LINES
    }

    /// The number that it is kept as.
    pub const fn did(self) -> Did {
        self.0
    }

    const fn own_digits(self) -> u64 {
        self.0.digits() - BASE
    }
}

impl fmt::Display for VirtualNumber {
    /// As it is written at home: `100001001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.own_digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    #[test]
    fn it_is_read_as_it_is_written() {
        let number = VirtualNumber::new(100_001, 7).expect("a virtual number");
        assert_eq!(number.to_string(), "100001007");
        assert_eq!(VirtualNumber::read("100001007"), Some(number));
        let did = number.did();
        assert_eq!((did.digits(), number.holder()), (999_100_001_007, 100_001));
        assert_eq!(VirtualNumber::of(did), Some(number));
        for text in ["", "007", "1000010071", "10000100", "000001007", "+10000100", "１00001007"] {
            assert_eq!(VirtualNumber::read(text), None, "{text}");
        }
        assert_eq!(VirtualNumber::new(99_999, 0), None);
        assert_eq!(VirtualNumber::new(100_001, 1000), None);
    }

    #[test]
    fn no_network_has_it() {
        let rules = Rules::new();
        let did = VirtualNumber::new(999_999, 999).expect("a virtual number").did();
        assert!(rules.check(did).is_err());
        assert_eq!((rules.kind(did), rules.country(did).is_some()), (None, false));
        for plain in [15_552_223_333, 999_099_999_999, 1_000_000_000_000] {
            assert_eq!(Did::new(plain).and_then(VirtualNumber::of), None);
        }
    }
}
