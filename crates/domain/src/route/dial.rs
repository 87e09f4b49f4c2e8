//! Ringing somebody: whom, for how long, and as whom.

use serde::Serialize;
use tandem_numbering::Did;

use super::Sound;

/// One or several telephones that ring. Whoever answers first has the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dial {
    /// Who is rung, all at once; at least one.
    pub legs: Vec<Leg>,
    /// What the caller hears before anybody is rung.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Sound>,
    /// What the caller hears while it rings, the name of a music class; empty for ringing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub music: String,
}

impl Dial {
    /// One telephone alone.
    pub fn one(leg: Leg) -> Self {
        Self { legs: vec![leg], announcement: None, music: String::new() }
    }

    /// How long the step rings at most: as long as its most patient leg.
    pub fn ring_seconds(&self) -> u32 {
        self.legs.iter().map(|leg| leg.ring_seconds).max().unwrap_or(0)
    }
}

/// One telephone that rings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leg {
    /// Who it is.
    pub to: Address,
    /// How long it rings, in seconds.
    pub ring_seconds: u32,
    /// Which caller it shows.
    pub shown: Shown,
    /// Headers of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// Whether who answers must press 1 to take the call, so that a mailbox elsewhere cannot.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub press_one: bool,
    /// Keys that are sent once it has been answered.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub send_keys: String,
    /// How long to wait before these keys, in milliseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub send_keys_after_ms: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

impl Leg {
    /// A leg that rings and does nothing else.
    pub fn new(to: Address, ring_seconds: u32, shown: Shown) -> Self {
        Self {
            to,
            ring_seconds,
            shown,
            headers: Vec::new(),
            press_one: false,
            send_keys: String::new(),
            send_keys_after_ms: 0,
        }
    }
}

/// Who is rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// A login at our switches: whatever telephones are registered with it.
    Login {
        /// The login.
        login: String,
        /// Where its telephones can be reached, as they registered (SIP URIs). Empty where the
        /// switch itself keeps the registrations.
        contacts: Vec<String>,
    },
    /// A telephone number, by way of the operator's carriers or back to ourselves.
    Number {
        /// The number.
        number: Did,
        /// Whether it is one of our own, so that no carrier is needed.
        on_net: bool,
    },
    /// A SIP address on somebody else's switch: a full URI, `sip:` or `sips:`.
    Uri {
        /// The URI.
        uri: String,
    },
}

/// The caller that a telephone shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The number, as digits; empty when the caller is anonymous.
    pub number: String,
    /// The name, with the prefix that the number's owner puts before it.
    pub name: String,
    /// Whether number or name are other than the caller sent them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// What right there is to show that number; what whoever signs the call has to go by.
    pub right: Right,
    /// The number of ours that the call was for, if it leaves us showing somebody else's: sent as
    /// Diversion (RFC 5806).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diversion: Option<Did>,
}

/// What right there is to show a number on a call that goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// It is one of the account's own numbers, here.
    Owned,
    /// It is a number that the account has proved to be its own.
    Verified,
    /// It is the caller's, and comes through as it came, with the caller's Identity header if there
    /// is one.
    Passed,
    /// No number is shown.
    Withheld,
}

impl Right {
    /// The attestation that the right supports (SHAKEN, ATIS-1000074): `A` if we know the customer
    /// and its right to the number, `C` if the call merely came through us.
    pub const fn attestation(self) -> char {
        match self {
            Self::Owned | Self::Verified => 'A',
            Self::Passed | Self::Withheld => 'C',
        }
    }
}

/// The longest value of a header, in bytes.
const HEADER_VALUE_BYTES_MAX: usize = 256;

/// A header of a SIP request. The name is ours; the value may hold what customers wrote, and holds
/// no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Header {
    name: &'static str,
    value: String,
}

impl Header {
    /// A header. Control characters in the value become spaces, so that no value can begin a header
    /// of its own, and what is too long is cut.
    pub fn new(name: &'static str, value: &str) -> Self {
        let mut clean = String::with_capacity(value.len().min(HEADER_VALUE_BYTES_MAX));
        for character in value.chars() {
            let character = if character.is_control() { ' ' } else { character };
            if clean.len() + character.len_utf8() > HEADER_VALUE_BYTES_MAX {
                break;
            }
            clean.push(character);
        }
        Self { name, value: clean }
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_begins_a_header_of_its_own() {
        let header = Header::new("X-Tandem-Note", "a\r\nVia: b\0\u{85}c");
        assert_eq!(header.value(), "a  Via: b  c");
        assert_eq!(Header::new("X-Tandem-Note", &"é".repeat(300)).value().len(), 256);
    }
}
