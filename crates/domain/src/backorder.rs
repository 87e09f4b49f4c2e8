//! Back-orders: numbers that somebody waits for.

use serde::{Deserialize, Serialize};

/// How a back-order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackorderState {
    /// It waits for numbers to come on the shelf.
    Waiting,
    /// There was a number, and the buyer could not have it: short of money or slots, or suspended.
    /// It keeps its place, and lets others pass until that is mended.
    Short,
    /// It has all it asked for.
    Filled,
    /// Its owner, or the operator, gave up on what was still waiting.
    Cancelled,
}

impl BackorderState {
    /// Every state with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Waiting, "waiting"),
        (Self::Short, "short"),
        (Self::Filled, "filled"),
        (Self::Cancelled, "cancelled"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    /// The state a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether it still stands in the queue.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Short)
    }
}
