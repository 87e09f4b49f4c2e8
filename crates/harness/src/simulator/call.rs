//! Deeds about calls.

use serde::{Deserialize, Serialize};

/// `call_record.put`, the operator's deed: a switch reports a call that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDeed {
    /// The number that names it.
    pub name: u64,
    /// Our number.
    pub number: u64,
    /// When it began, in microseconds.
    pub began: i64,
    /// For how long it rang.
    pub rang: i64,
    /// For how long both sides talked, if anybody answered.
    pub talked: Option<i64>,
    /// Whether the number was shown, and not called.
    pub outward: bool,
}
