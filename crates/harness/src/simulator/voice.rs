//! What is done with mailboxes and the messages in them.

use serde::{Deserialize, Serialize};

use super::deed::Who;

/// A command about mailboxes. Sounds are told apart by how long they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoiceDeed {
    /// `object.put`, the operator's deed: a mailbox.
    Open { who: Who, id: i64 },
    /// `object.remove`, of a mailbox.
    Close { id: i64 },
    /// `voice_message.put`, the operator's deed: a switch brings a message.
    Left { name: u64, number: u64, mailbox: i64, at: i64, sound: u8 },
    /// `voice_message.set`
    Set { mailbox: i64, num: i64, folder: Option<u8>, urgent: Option<bool>, listened: Option<bool> },
    /// `voice_message.remove`: one, those of a folder, or all.
    Remove { mailbox: i64, folder: Option<u8>, num: Option<i64> },
    /// `voice_message.mail`
    Mail { mailbox: i64, num: i64 },
    /// `voice_message.forget`, the operator's deed, of a message by the name that its switch gave it.
    Forget { name: u64 },
}

impl VoiceDeed {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "object.put",
            Self::Close { .. } => "object.remove",
            Self::Left { .. } => "voice_message.put",
            Self::Set { .. } => "voice_message.set",
            Self::Remove { .. } => "voice_message.remove",
            Self::Mail { .. } => "voice_message.mail",
            Self::Forget { .. } => "voice_message.forget",
        }
    }

    /// Whether a customer asks, and not the operator.
    pub const fn is_customers(&self) -> bool {
        match self {
            Self::Open { .. } | Self::Left { .. } | Self::Forget { .. } => false,
            Self::Close { .. } | Self::Set { .. } | Self::Remove { .. } | Self::Mail { .. } => true,
        }
    }
}
