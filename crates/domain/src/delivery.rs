//! Deliveries: what customers are told, by a call of their webhook or by mail.

use serde::{Deserialize, Serialize};

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be tried, for the first time or again.
    Waiting,
    /// It arrived.
    Delivered,
    /// It is tried no more, and left for a person.
    Failed,
}

impl DeliveryState {
    /// Every state with its word: it is stored under it, and people read it.
    pub const WORDS: [(Self, &'static str); 3] =
        [(Self::Waiting, "waiting"), (Self::Delivered, "delivered"), (Self::Failed, "failed")];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    /// The state of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}
