//! Why something is not a telephone number.

use std::fmt;

use crate::nanp::{Npa, Nxx};

/// Why a text is not a number, or a number may not exist. `Display` says what was wrong and what
/// would be right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DidFault {
    /// There was nothing to read, or nothing but punctuation.
    Empty,
    /// A character that no number is written with.
    NotDigits {
        /// The first such character.
        found: char,
    },
    /// Too few or too many digits.
    Length {
        /// How many there were, counted as `least` and `most` are.
        found: u32,
        /// How many there must be, country code included.
        least: u32,
        /// How many there may be, country code included.
        most: u32,
    },
    /// The first three of ten digits cannot be an area code.
    NpaShape {
        /// The three digits, 0 to 999.
        npa: u16,
    },
    /// An area code of the right shape that nobody has been assigned.
    NpaUnassigned {
        /// The area code.
        npa: Npa,
    },
    /// A toll-free area code that is set aside and not yet opened: 822, 880 to 887, 889.
    NpaReserved {
        /// The area code.
        npa: Npa,
    },
    /// An exchange that begins with 0 or 1.
    NxxShape {
        /// The area code.
        npa: Npa,
        /// The exchange.
        nxx: Nxx,
    },
    /// An exchange that is a service code: 911 anywhere, any N11 in a geographic area code.
    N11 {
        /// The area code.
        npa: Npa,
        /// The exchange.
        nxx: Nxx,
    },
    /// No country's calling code begins the number.
    CountryCode {
        /// The first three digits, which may be 0 to 999.
        found: u16,
    },
}

impl fmt::Display for DidFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            DidFault::Empty => f.write_str("no digits: write ten digits, or + and a country code"),
            DidFault::NotDigits { found } if found.is_ascii_alphabetic() => {
                write!(f, "'{found}' is a letter: write the digits it stands for on the keypad")
            }
            DidFault::NotDigits { found } if found.is_numeric() => {
                write!(f, "'{found}' is not one of the ASCII digits 0 to 9")
            }
            DidFault::NotDigits { found: '+' } => {
                f.write_str("'+' belongs before the first digit and nowhere else")
            }
            // A control character or a lone accent is better named than printed.
            DidFault::NotDigits { found } => {
                let shown = found.escape_debug();
                write!(f, "'{shown}' is not a digit: a number has 0 to 9, spaces and . - ( ) only")
            }
            DidFault::Length { found, least, most } if least == most => {
                write!(f, "{found} digits where there must be {least}")
            }
            DidFault::Length { found, least, most } => {
                write!(f, "{found} digits where there must be {least} to {most}")
            }
            DidFault::NpaShape { npa } => write!(
                f,
                "{npa:03} cannot be an area code: one begins with 2 to 9, has no 9 in the middle \
                 and does not end in 11"
            ),
            DidFault::NpaUnassigned { npa } => {
                write!(f, "area code {npa} is not assigned to any place or service")
            }
            DidFault::NpaReserved { npa } => write!(
                f,
                "area code {npa} is reserved for later toll-free use; those in use are 800, 833, \
                 844, 855, 866, 877 and 888"
            ),
            DidFault::NxxShape { npa, nxx } => {
                write!(f, "{npa}-{nxx} cannot be an exchange: one begins with 2 to 9")
            }
            DidFault::N11 { npa, nxx } => {
                write!(f, "{nxx} is a service code and cannot be an exchange of area code {npa}")
            }
            DidFault::CountryCode { found } => {
                write!(f, "{found:03}… does not begin with the calling code of any country")
            }
        }
    }
}

impl std::error::Error for DidFault {}
