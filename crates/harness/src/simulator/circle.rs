//! What is done with groups of contacts. Members come and go in rows, each with a number that none before it had.

use serde::{Deserialize, Serialize};

use super::deed::Who;

/// A command about somebody's groups of contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CircleDeed {
    /// `object.put`, of a group that nobody is in.
    Put { who: Who, id: i64, name: String },
    /// `object.edit`
    Edit { id: i64, edit: CircleEdit },
    /// `object.remove`
    Remove { id: i64 },
}

/// What changes of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CircleEdit {
    /// It is called so.
    Name(String),
    /// So many come.
    Add(u32),
    /// The one in this row goes.
    Remove(u32),
    /// Everybody goes.
    Clear,
}

impl CircleDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Put { .. } => "object.put",
            Self::Edit { .. } => "object.edit",
            Self::Remove { .. } => "object.remove",
        }
    }
}
