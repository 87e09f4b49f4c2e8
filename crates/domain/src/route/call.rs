//! The call that is to be routed.

use std::borrow::Cow;

use tandem_numbering::Did;

use super::Allowance;
use crate::Timestamp;
use crate::object::Attestation;

/// What switches write in place of the number of a caller who does not show one (RFC 3323 §4.1.1.3 has the
/// first; the others are Asterisk's and carriers' own), in small letters.
const ANONYMOUS: [&str; 6] =
    ["anonymous", "unknown", "unavailable", "private", "restricted", "withheld"];

/// A call, as it came in.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The number that was called.
    pub to: Did,
    /// Who calls.
    pub from: Caller<'a>,
    /// When.
    pub at: Timestamp,
    /// The numbers that it was forwarded by on its way, the last first (RFC 5806).
    pub diversions: Cow<'a, [Did]>,
    /// How far the caller's carrier vouches for the caller, if a switch has verified that.
    pub attested: Option<Attestation>,
    /// What decides where chance is to decide: the same all through a call.
    pub chance: u64,
    /// What it may use.
    pub allowance: Allowance,
}

/// Who calls, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller<'a> {
    /// The number, if what was sent is one.
    pub number: Option<Did>,
    /// What was sent as the number; empty from an anonymous caller.
    pub written: Cow<'a, str>,
    /// The name that was sent; empty for none.
    pub name: Cow<'a, str>,
    /// The login whose telephone calls, if the switch has made sure of that; empty for everybody else.
    pub login: Cow<'a, str>,
}

impl Caller<'_> {
    /// Whether the caller shows no number.
    pub fn is_anonymous(&self) -> bool {
        let is_word = || ANONYMOUS.iter().any(|word| word.eq_ignore_ascii_case(&self.written));
        self.number.is_none() && (self.written.is_empty() || is_word())
    }

    /// Whether the caller shows a number that is none of the North American plan.
    pub fn is_foreign(&self) -> bool {
        !self.is_anonymous() && self.number.and_then(Did::nanp).is_none()
    }

    /// Whether this is who calls. A number that is none, such as 9999999999, is known by its digits, with
    /// the country code or without.
    pub fn is(&self, number: Did) -> bool {
        let digits = || self.written.chars().filter(char::is_ascii_digit);
        match self.number {
            Some(known) => known == number,
            None if self.written.contains(char::is_alphabetic) => false,
            None => {
                digits().eq(number.digits().to_string().chars())
                    || digits().eq(number.national().chars())
            }
        }
    }

    /// The number in its international form, or what was sent in its place; empty for who is anonymous.
    pub fn international(&self) -> String {
        self.number.map_or_else(|| self.as_written(), Did::e164)
    }

    /// The number as it is written at home, or what was sent in its place; empty for who is anonymous.
    pub fn national(&self) -> String {
        self.number.map_or_else(|| self.as_written(), Did::national)
    }

    fn as_written(&self) -> String {
        if self.is_anonymous() { String::new() } else { self.written.clone().into_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_none_is_known_by_its_digits() {
        let caller =
            |written: &'static str| Caller { written: written.into(), ..Caller::default() };
        let blocked = Did::new(19_999_999_999).expect("digits");
        for written in ["9999999999", "+19999999999", "1-999-999-9999"] {
            assert!(caller(written).is(blocked), "{written}");
        }
        for written in ["", "999999999", "29999999999", "anonymous", "a9999999999"] {
            assert!(!caller(written).is(blocked), "{written}");
        }
    }

    #[test]
    fn who_shows_no_number_is_known_by_what_switches_write() {
        let caller = |written: &'static str, number: Option<u64>| Caller {
            number: number.and_then(Did::new),
            written: written.into(),
            ..Caller::default()
        };
        for written in ["", "anonymous", "Anonymous", "Restricted"] {
            let nobody = caller(written, None);
            assert!(nobody.is_anonymous() && !nobody.is_foreign(), "{written}");
            assert_eq!(nobody.international(), "", "{written}");
        }
        for (written, number, foreign) in [
            ("+442071234567", Some(442_071_234_567), true),
            ("12345", None, true),
            ("alice", None, true),
            ("3055550100", Some(13_055_550_100), false),
        ] {
            let somebody = caller(written, number);
            assert!(!somebody.is_anonymous(), "{written}");
            assert_eq!(somebody.is_foreign(), foreign, "{written}");
        }
    }
}
