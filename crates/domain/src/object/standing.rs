//! How far something has come that others have to allow.

use serde::{Deserialize, Serialize};

/// The longest reason for a rejection, in characters.
pub const REJECTION_CHARS_MAX: usize = 500;

/// Where something stands that a customer asks for and that is not the customer's to decide. The operator
/// says what came of it, for whoever decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was asked for, and nobody has decided.
    #[default]
    Submitted,
    /// It is allowed.
    Approved,
    /// It is not.
    Rejected {
        /// Why not, and what would be right.
        why: String,
    },
}

impl Standing {
    /// In one word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// Whether it is allowed.
    pub const fn is_approved(&self) -> bool {
        matches!(self, Self::Approved)
    }
}
