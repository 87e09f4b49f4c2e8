//! Rate centres.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// A rate centre: the locality of the tariff that an exchange is rated in, and inside which a
/// geographic number can be ported.
///
/// It is the pair of region and name, because names repeat: there is a Springfield in a dozen
/// states and each is its own. Names compare without regard to ASCII case, as carriers print
/// `MIAMI` and `Miami` for the same place; the spelling given is the spelling kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RateCentre {
    /// The state or province, two letters: `FL`, `ON`.
    pub region: String,
    /// The name as the operator's data spells it: `MIAMI`, `Stoney Point`.
    pub name: String,
}

impl RateCentre {
    /// The rate centre of that name in that region.
    pub fn new(region: impl Into<String>, name: impl Into<String>) -> RateCentre {
        RateCentre { region: region.into(), name: name.into() }
    }

    fn folded(&self) -> impl Iterator<Item = u8> {
        let region = self.region.bytes();
        // A byte no UTF-8 text contains keeps ("AB", "C") apart from ("A", "BC").
        let all = region.chain(std::iter::once(0xFF)).chain(self.name.bytes());
        all.map(|byte| byte.to_ascii_uppercase())
    }
}

impl PartialEq for RateCentre {
    fn eq(&self, other: &RateCentre) -> bool {
        self.region.eq_ignore_ascii_case(&other.region)
            && self.name.eq_ignore_ascii_case(&other.name)
    }
}

impl Eq for RateCentre {}

impl Ord for RateCentre {
    fn cmp(&self, other: &RateCentre) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl PartialOrd for RateCentre {
    fn partial_cmp(&self, other: &RateCentre) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for RateCentre {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|byte| state.write_u8(byte));
    }
}

impl fmt::Display for RateCentre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.region)
    }
}
