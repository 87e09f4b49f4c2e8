//! Deeds about what others decide of, pages for all messages, clients that are opened, and numbers that are set
//! up together.

use serde::{Deserialize, Serialize};

use super::deed::{Ring, Who};

/// A command about one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperDeed {
    /// `message.page_set`
    Page { receipts: bool, on: bool, inside: bool },
    /// `object.put`, of a company; the operator's deed
    Company { who: Who, id: i64 },
    /// `object.put`, of somebody who stands for a company in one of two states; the operator's deed
    Agent { who: Who, id: i64, company: i64, second: bool },
    /// `paper.keep`, of something that was sent to a company; the operator's deed. Files are told apart by how long
    /// they are.
    Keep { who: Who, company: i64, file: u8 },
    /// `object.judge`
    Judge { id: i64, good: bool },
    /// `client.open`
    Client { name: String },
    /// `number.set_all`, of where the numbers ring
    Several { numbers: Vec<u64>, ring: Ring },
}

impl PaperDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Page { .. } => "message.page_set",
            Self::Company { .. } | Self::Agent { .. } => "object.put",
            Self::Keep { .. } => "paper.keep",
            Self::Judge { .. } => "object.judge",
            Self::Client { .. } => "client.open",
            Self::Several { .. } => "number.set_all",
        }
    }

    /// Whether the operator does it.
    pub const fn is_operators(&self) -> bool {
        matches!(
            self,
            Self::Company { .. } | Self::Agent { .. } | Self::Keep { .. } | Self::Judge { .. }
        )
    }
}

/// What everything is called that is sent to companies.
pub const LETTER: &str = "a letter";

/// The two states in which somebody may stand for a company.
pub const fn state(second: bool) -> &'static str {
    if second { "NE" } else { "CO" }
}

/// What a company is called.
pub fn company_name(id: i64) -> String {
    format!("company{id}")
}
