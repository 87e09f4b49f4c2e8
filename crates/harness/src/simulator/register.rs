//! Deeds about who is logged in.

use serde::{Deserialize, Serialize};

/// One report of `registration.put`, the operator's deed: a switch says of a login and an address that it is there, or
/// has gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// What it logs in with.
    pub login: String,
    /// The switch.
    pub switch: u8,
    /// The address; `None`: all of them, which have gone.
    pub contact: Option<u8>,
    /// When it said so.
    pub at: i64,
    /// For how long that holds, in seconds.
    pub seconds: u32,
}
