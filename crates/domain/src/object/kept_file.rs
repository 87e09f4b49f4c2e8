//! Files that objects have. What is in them is kept apart, once however many objects have it.

use serde::{Deserialize, Serialize};

use super::{Flaw, check};
use crate::DocumentFormat;

/// A document that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub format: DocumentFormat,
    /// How many bytes it has.
    pub bytes: u32,
}

impl KeptFile {
    /// By what it is kept.
    pub fn kept(&self) -> (&str, u32) {
        (&self.digest, self.bytes)
    }

    pub(super) fn check(&self) -> Result<(), Flaw> {
        check::digest("files", &self.digest)
    }
}
