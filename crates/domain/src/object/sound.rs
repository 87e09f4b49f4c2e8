//! What callers hear.

use serde::{Deserialize, Serialize};

/// The language of the prompts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Every language with its code (ISO 639-1) and its name.
    pub const WORDS: [(Self, &'static str, &'static str); 3] = [
        (Self::English, "en", "English"),
        (Self::Spanish, "es", "Spanish"),
        (Self::French, "fr", "French"),
    ];

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known, _)| *known == code).map(|(language, ..)| language)
    }

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Spanish => "es",
        }
    }
}

/// The music that is played to whoever waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Music {
    /// What the switch plays when it is not told otherwise.
    #[default]
    Default,
    /// Easy listening.
    Jazz,
}

impl Music {
    /// Every class of music with its word and its name.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::Default, "default", "Default"), (Self::Jazz, "jazz", "Easy Listening")];

    /// The class of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known, _)| *known == word).map(|(music, ..)| music)
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Jazz => "jazz",
        }
    }
}
