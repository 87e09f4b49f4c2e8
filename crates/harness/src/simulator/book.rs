//! What is done with phonebooks. An object stands in one group at most, and goes out of it when it goes.

use serde::{Deserialize, Serialize};

use super::deed::Who;

/// A command about somebody's phonebook. Entries and groups are numbered apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookDeed {
    /// `object.put`, of an entry.
    Enter { who: Who, id: i64, name: String },
    /// `object.put`, of a group.
    Group { who: Who, id: i64, name: String, members: Vec<i64> },
    /// `object.enlist`
    Enlist { entry: i64, group: i64 },
    /// `object.delist`
    Delist { entry: i64, group: Option<i64> },
    /// `object.remove`
    Strike { group: bool, id: i64 },
}

impl BookDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Enter { .. } | Self::Group { .. } => "object.put",
            Self::Enlist { .. } => "object.enlist",
            Self::Delist { .. } => "object.delist",
            Self::Strike { .. } => "object.remove",
        }
    }
}
