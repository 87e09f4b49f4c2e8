//! The number itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::nanp::{Nanp, Npa, Nxx};

/// A telephone number as its full international digits, country code first and no plus:
/// `15552223333`. (DID, direct inward dialling: the trade's word for a number one can sell.)
///
/// A `Did` has the length of an E.164 number and nothing more is promised: whether it may exist
/// is for [`Rules::check`](crate::Rules::check) to say. Serialised as the bare integer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Did(u64);

/// The fewest digits, country code included, of a number anybody assigns.
pub(crate) const DIGITS_MIN: u32 = 7;
/// The most digits of an international number (ITU-T E.164 §6.2).
pub(crate) const DIGITS_MAX: u32 = 15;

/// The NANP's calling code followed by ten zeros: where its numbers begin.
const NANP_BASE: u64 = 10_000_000_000;

impl Did {
    /// The number with these digits; `None` unless there are 7 to 15 of them.
    pub const fn new(digits: u64) -> Option<Did> {
        if digits >= 10u64.pow(DIGITS_MIN - 1) && digits < 10u64.pow(DIGITS_MAX) {
            Some(Did(digits))
        } else {
            None
        }
    }

    /// The digits as an integer, which is also the number's key in the store.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The E.164 form, `+15552223333`; `Display` prints the same.
    pub fn e164(self) -> String {
        self.to_string()
    }

    /// NPA, NXX and line of a number of the North American plan: country code 1 and ten digits
    /// behind it, the first three of which have an NPA's shape. The NXX is as it stands, since
    /// fictional area codes have exchanges the plan does not.
    pub const fn nanp(self) -> Option<Nanp> {
        let Some(national) = self.nanp_digits() else {
            return None;
        };
        let Some(npa) = Npa::new((national / 10_000_000) as u16) else {
            return None;
        };
        Some(Nanp { npa, nxx: Nxx::of_national(national), line: (national % 10_000) as u16 })
    }

    /// The ten digits behind country code 1, whatever their shape.
    pub(crate) const fn nanp_digits(self) -> Option<u64> {
        if self.0 / NANP_BASE == 1 { Some(self.0 % NANP_BASE) } else { None }
    }

    /// The number that the same ten digits are abroad, where they were written without a plus and read as
    /// one of the NANP: `4620600105` of `14620600105`. Whether there can be one is not asked here.
    pub const fn abroad(self) -> Option<Did> {
        match self.nanp_digits() {
            Some(national) => Did::new(national),
            None => None,
        }
    }

    /// The number as it is written at home: `5552223333` in the NANP, all digits otherwise.
    pub fn national(self) -> String {
        match self.nanp_digits() {
            Some(national) => format!("{national:010}"),
            None => self.0.to_string(),
        }
    }

    /// The first digits of the number, as many as are asked for and there are.
    pub(crate) const fn head(self, count: u32) -> u64 {
        self.0 / 10u64.pow(self.length().saturating_sub(count))
    }

    /// How many digits there are, country code included.
    pub(crate) const fn length(self) -> u32 {
        self.0.ilog10() + 1
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl From<Did> for u64 {
    fn from(did: Did) -> u64 {
        did.0
    }
}

impl TryFrom<u64> for Did {
    type Error = &'static str;

    fn try_from(digits: u64) -> Result<Did, Self::Error> {
        Did::new(digits).ok_or("a number has 7 to 15 digits, country code included")
    }
}
