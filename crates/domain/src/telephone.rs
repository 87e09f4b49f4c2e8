//! Telephones that are named by themselves, and not through an object that stands for them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

/// Stands in a SIP address for the number that was called: its digits with the country code, without a plus.
pub const CALLED_E164: &str = "{e164}";
/// Stands in a SIP address for the number that was called, as it is dialled in its country.
pub const CALLED_NATIONAL: &str = "{national}";

/// A telephone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telephone {
    /// A telephone number.
    Number(Did),
    /// A SIP address `user@host` or `user@host:port`, without `sip:`. Its user may hold [`CALLED_E164`] or
    /// [`CALLED_NATIONAL`].
    Address(String),
}

impl std::fmt::Display for Telephone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Address(address) => f.write_str(address),
        }
    }
}

/// Where a number is to ring, as somebody says it who knows no objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingAt {
    /// At a telephone. An object that stands for it is found among the account's own, or made.
    Telephone(Telephone),
    /// At the telephones of the account that has the number.
    Login,
    /// At a telephone number no longer. A number that is forwarded to one rings where the account's numbers
    /// do by default; any other stays as it is.
    Unforwarded,
}

/// An address with the number that was called in its place.
pub fn addressed(address: &str, called: Did) -> Cow<'_, str> {
    // Most ask for none, and are looked at for every call.
    if !address.contains('{') {
        return Cow::Borrowed(address);
    }
    let filled = address
        .replace(CALLED_E164, &called.digits().to_string())
        .replace(CALLED_NATIONAL, &called.national());
    Cow::Owned(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_the_number_that_was_called() {
        let called = Did::new(13_055_550_100).expect("a number");
        for (address, filled) in [
            ("{e164}@192.0.2.1", "13055550100@192.0.2.1"),
            ("+{e164}@192.0.2.1:5080", "+13055550100@192.0.2.1:5080"),
            ("{national}@pbx.example.com", "3055550100@pbx.example.com"),
            ("desk@pbx.example.com", "desk@pbx.example.com"),
        ] {
            assert_eq!(addressed(address, called), filled);
        }
    }
}
