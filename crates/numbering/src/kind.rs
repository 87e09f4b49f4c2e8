//! What sort of number it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of number it is, in the words the trade sells by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// Tied to a place: in the NANP, any number of a geographic area code, mobile ones included,
    /// since the plan does not tell them apart.
    Geographic,
    /// Valid in a whole country and tied to no place in it: UK 03, NANP 5XX and 900.
    National,
    /// Paid for by the called party: NANP 8YY, +800.
    TollFree,
    /// From a range that is kept for mobile telephones, in plans that have such a range.
    Mobile,
    /// Known to this installation alone: [`VirtualNumber`](crate::VirtualNumber).
    Virtual,
}

impl NumberKind {
    /// Every kind, in order.
    pub const ALL: [NumberKind; 5] = [
        NumberKind::Geographic,
        NumberKind::National,
        NumberKind::TollFree,
        NumberKind::Mobile,
        NumberKind::Virtual,
    ];

    /// The word for it in files and APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            NumberKind::Geographic => "geographic",
            NumberKind::National => "national",
            NumberKind::TollFree => "toll_free",
            NumberKind::Mobile => "mobile",
            NumberKind::Virtual => "virtual",
        }
    }

    /// The kind with this word; `None` for any other word.
    pub fn parse(word: &str) -> Option<NumberKind> {
        NumberKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for NumberKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
