//! Deeds about text messages.

use serde::{Deserialize, Serialize};

use super::deed::Who;

/// What is done with text messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextDeed {
    /// `number.messaging_set`
    Set { number: u64, wanted: TextsWanted },
    /// `message.send`
    Send { from: u64, to: u64, says: Says },
    /// `message.remove`
    Remove { serial: i64 },
    /// `message.move_in`, of one message; the operator's deed
    MoveIn { who: Who, number: u64, contact: u64, serial: i64, sent: bool, at: i64, says: Says },
}

/// What an owner wants done with the messages of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextsWanted {
    /// Whether it carries any.
    pub on: bool,
    /// Whether letters are sent.
    pub letters: bool,
    /// Where they are passed on to.
    pub forward: Option<u64>,
    /// Whether a page is called.
    pub page: bool,
    /// Whether one hears what became of those that it sent.
    #[serde(default)]
    pub receipts: bool,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Says {
    /// So many letters of the plain alphabet.
    Letters(usize),
    /// So many letters of another.
    Foreign(usize),
    /// That no more are wanted.
    Stop,
    /// That they are wanted again.
    Start,
}

impl Says {
    /// The message.
    pub fn text(self) -> String {
        match self {
            Self::Letters(count) => "a".repeat(count),
            Self::Foreign(count) => "ж".repeat(count),
            Self::Stop => "Stop".to_owned(),
            Self::Start => "START".to_owned(),
        }
    }
}

impl TextDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Set { .. } => "number.messaging_set",
            Self::Send { .. } => "message.send",
            Self::Remove { .. } => "message.remove",
            Self::MoveIn { .. } => "message.move_in",
        }
    }
}
