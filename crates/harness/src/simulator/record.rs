//! What is done with recordings. A sound is kept once, however many recordings of a customer have it.

use serde::{Deserialize, Serialize};

use super::deed::Who;

/// A command about somebody's recordings. Sounds are told apart by how long they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordDeed {
    /// `recording.put`
    Put { who: Who, id: i64, name: String, sound: u8 },
    /// `recording.set`
    Set { id: Option<i64>, name: Option<String>, sound: Option<u8> },
    /// `object.remove`
    Remove { id: i64 },
}

impl RecordDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Put { .. } => "recording.put",
            Self::Set { .. } => "recording.set",
            Self::Remove { .. } => "object.remove",
        }
    }
}
