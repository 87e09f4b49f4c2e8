//! What of a request can be wrong.

use serde::{Deserialize, Serialize};

/// A part of a request that the other carrier found wrong, or that another carrier got wrong about a
/// number of ours. A rejection names one, so that its customer knows what to correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortField {
    /// The number is not with that carrier, or not in that account there.
    Numbers,
    /// The name of the person.
    Name,
    /// The name of the business.
    BusinessName,
    /// The street address of the service.
    Address,
    /// The city.
    City,
    /// The state or province.
    Region,
    /// The ZIP or postal code.
    PostalCode,
    /// The number of the account with that carrier.
    AccountNumber,
    /// The PIN or password of that account.
    Pin,
    /// The billing telephone number of that account.
    Btn,
    /// The carrier that was named.
    Carrier,
    /// The letter of authorisation, or the bill.
    Documents,
    /// The day that was asked for.
    Due,
    /// Something else, which a note says.
    Other,
}

impl PortField {
    /// Every field with the word it is stored under and called by.
    pub const WORDS: [(Self, &'static str); 14] = [
        (Self::Numbers, "numbers"),
        (Self::Name, "name"),
        (Self::BusinessName, "business_name"),
        (Self::Address, "address"),
        (Self::City, "city"),
        (Self::Region, "state"),
        (Self::PostalCode, "postal_code"),
        (Self::AccountNumber, "account_number"),
        (Self::Pin, "pin"),
        (Self::Btn, "btn"),
        (Self::Carrier, "carrier"),
        (Self::Documents, "documents"),
        (Self::Due, "due"),
        (Self::Other, "other"),
    ];

    /// The word it is stored under and called by.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(field, _)| *field == self).map_or("?", |(_, word)| word)
    }

    /// The field that a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(field, _)| *field)
    }
}

impl std::str::FromStr for PortField {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::from_word(word).ok_or_else(|| {
            let words: Vec<&str> = Self::WORDS.iter().map(|(_, word)| *word).collect();
            format!("must be one of {}", words.join(", "))
        })
    }
}
