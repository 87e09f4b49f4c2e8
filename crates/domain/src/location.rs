//! Where numbers outside North America are, and the carriers that numbers are bought through: what
//! the operator's catalogues list by an id.

use serde::{Deserialize, Serialize};
use tandem_numbering::NumberKind;

use crate::{ObjectId, Offer};

/// What is said of numbers outside North America besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Abroad {
    /// The digits behind the calling code that all of them begin with; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area_code: String,
    /// How many calls each of them takes at once; 0: nothing is said about it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub channels: u32,
    /// The location that lists them. `None` in what an operator stocks: found, or made, by what the
    /// numbers are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<ObjectId>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(channels: &u32) -> bool {
    *channels == 0
}

/// A place abroad, or for national and toll-free numbers a range: what the operator's object of
/// that kind says. It keeps its id for good, whatever is stocked or sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The kind of its numbers.
    pub kind: NumberKind,
    /// The digits behind the calling code that they begin with; may be empty.
    pub area_code: String,
    /// Its name in capitals; may be empty where no place is meant.
    pub name: String,
}

impl Location {
    /// Where numbers of this offer are.
    pub fn of(offer: &Offer, abroad: &Abroad) -> Self {
        Self {
            country: offer.country.to_ascii_uppercase(),
            kind: offer.kind,
            area_code: abroad.area_code.clone(),
            name: offer.locality.to_uppercase(),
        }
    }

    /// All of it in one line, under which it is found again: `FI geographic 9 HELSINKI`.
    pub fn title(&self) -> String {
        let Self { country, kind, area_code, name } = self;
        let parts = [country.as_str(), kind.as_str(), area_code, name];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// A carrier that numbers are bought through: what the operator's object of that kind says. Its
/// name is the object's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// The code of the rate plan that numbers cost by when they are bought through it; `None`: the
    /// buyer's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}
