//! The parts of a North American number: NPA-NXX-XXXX (ATIS-0300055, 47 CFR 52).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of the North American plan in its three parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Nanp {
    /// The area code.
    pub npa: Npa,
    /// The exchange.
    pub nxx: Nxx,
    /// The last four digits, 0 to 9999.
    pub line: u16,
}

impl fmt::Display for Nanp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.npa, self.nxx, self.line)
    }
}

/// A numbering plan area: the area code.
///
/// Always of the plan's shape: the first digit is 2 to 9; the middle one is not 9, which is kept
/// for lengthening the plan; and it is not N11, which is a service code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Npa(u16);

impl Npa {
    /// The area code, if it has an area code's shape. Whether it is assigned is a question for
    /// [`area`](crate::area).
    pub const fn new(code: u16) -> Option<Npa> {
        let expansion = code / 10 % 10 == 9;
        if first_digit_is_n(code) && !expansion && !is_n11(code) { Some(Npa(code)) } else { None }
    }

    /// The three digits.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// An exchange, or central office code: the three digits behind the area code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Nxx(u16);

impl Nxx {
    /// The exchange, if it has the shape the plan asks for: the first digit is 2 to 9. An N11
    /// passes, because toll-free area codes use them; see [`Nxx::is_n11`].
    pub const fn new(code: u16) -> Option<Nxx> {
        if first_digit_is_n(code) { Some(Nxx(code)) } else { None }
    }

    /// Any three digits: an exchange of a fictional area code, which owes the plan nothing.
    /// `None` above 999.
    pub const fn fictional(code: u16) -> Option<Nxx> {
        if code <= 999 { Some(Nxx(code)) } else { None }
    }

    pub(crate) const fn of_national(ten_digits: u64) -> Nxx {
        Nxx((ten_digits / 10_000 % 1_000) as u16)
    }

    /// The three digits.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Whether this is one of 211, 311 … 911.
    pub const fn is_n11(self) -> bool {
        is_n11(self.0)
    }

    /// Whether the first digit is 2 to 9, as the plan asks.
    pub const fn is_well_shaped(self) -> bool {
        first_digit_is_n(self.0)
    }
}

const fn first_digit_is_n(code: u16) -> bool {
    code >= 200 && code <= 999
}

const fn is_n11(code: u16) -> bool {
    first_digit_is_n(code) && code % 100 == 11
}

impl fmt::Display for Npa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Display for Nxx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl From<Npa> for u16 {
    fn from(npa: Npa) -> u16 {
        npa.0
    }
}

impl From<Nxx> for u16 {
    fn from(nxx: Nxx) -> u16 {
        nxx.0
    }
}

impl TryFrom<u16> for Npa {
    type Error = &'static str;

    fn try_from(code: u16) -> Result<Npa, Self::Error> {
        Npa::new(code).ok_or("an area code is 200 to 989, its middle digit not 9, and not N11")
    }
}

impl TryFrom<u16> for Nxx {
    type Error = &'static str;

    // An exchange may come back from a fictional area code, so the lenient door is the right one.
    fn try_from(code: u16) -> Result<Nxx, Self::Error> {
        Nxx::fictional(code).ok_or("an exchange has three digits")
    }
}
