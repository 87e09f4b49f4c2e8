//! Text messages: how long a text is, which words are for the network, and what becomes of one.

use serde::{Deserialize, Serialize};

/// Septets that one message carries, and each part of a longer one: the rest of a part says which
/// part it is (3GPP TS 23.040, 9.2.3.24.1).
const SEPTETS: (u32, u32) = (160, 153);
/// The same for texts that need more than the default alphabet, in UTF-16 code units.
const UNITS: (u32, u32) = (70, 67);

/// The default alphabet of GSM (3GPP TS 23.038, 6.2.1): one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: two septets each, of which the first is the escape.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How a text goes over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alphabet {
    /// The default alphabet, seven bits a character.
    Gsm7,
    /// UTF-16, for whatever else people write.
    Ucs2,
}

/// How long a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLength {
    /// The alphabet it needs: one character outside the default makes all of it dearer.
    pub alphabet: Alphabet,
    /// Septets, or UTF-16 code units.
    pub units: u32,
    /// How many messages it is, each of which is charged. Nothing is none.
    pub segments: u32,
}

impl TextLength {
    /// Measures a text.
    pub fn of(text: &str) -> Self {
        let septets = |c: char| match c {
            c if BASIC.contains(c) => Some(1),
            c if EXTENDED.contains(c) => Some(2),
            _ => None,
        };
        match text.chars().map(septets).collect::<Option<Vec<u32>>>() {
            Some(widths) => Self::packed(Alphabet::Gsm7, SEPTETS, &widths),
            None => {
                let widths = text.chars().map(|c| if c.len_utf16() == 2 { 2 } else { 1 });
                Self::packed(Alphabet::Ucs2, UNITS, &widths.collect::<Vec<u32>>())
            }
        }
    }

    /// No character is cut in two: one that does not fit a part begins the next.
    fn packed(alphabet: Alphabet, (alone, each): (u32, u32), widths: &[u32]) -> Self {
        let units = widths.iter().fold(0_u32, |sum, width| sum.saturating_add(*width));
        if units <= alone {
            return Self { alphabet, units, segments: u32::from(units > 0) };
        }
        let (mut segments, mut filled) = (1_u32, 0);
        for width in widths {
            if filled + width > each {
                (segments, filled) = (segments.saturating_add(1), 0);
            }
            filled += width;
        }
        Self { alphabet, units, segments }
    }
}

/// A text that is meant for whoever carries it, not only for whoever reads it. These are the words
/// that North American carriers ask every sender to heed (CTIA, Messaging Principles and Best Practices). They
/// count only when nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// Send me no more.
    Stop,
    /// Send me some again.
    Start,
    /// Who are you? Answering is the owner's business: only the owner knows.
    Help,
}

impl Keyword {
    /// The keyword that a text is.
    pub fn of(text: &str) -> Option<Self> {
        let said = text.trim().trim_end_matches(['.', '!']);
        let is = |words: &[&str]| words.iter().any(|word| said.eq_ignore_ascii_case(word));
        if is(&["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]) {
            Some(Self::Stop)
        } else if is(&["START", "UNSTOP", "YES"]) {
            Some(Self::Start)
        } else {
            is(&["HELP", "INFO"]).then_some(Self::Help)
        }
    }
}

/// Which way a message went, seen from the number whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The number sent it.
    Sent,
    /// The number received it.
    Received,
}

impl Direction {
    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }

    /// The direction that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sent, Self::Received].into_iter().find(|direction| direction.word() == word)
    }
}

/// Why a message could not be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undelivered {
    /// It is addressed to the number that sends it.
    Itself,
    /// The number is here and takes no messages: it is not in service, cannot carry them, has them
    /// turned off, or its owner cannot pay for them. Which of these is nobody's business.
    NotReceiving,
    /// The number is not here, and no carrier is configured that would take it further.
    NoCarrier,
    /// Whoever has the number has asked not to be written to by this one.
    OptedOut,
    /// It was to be passed on, and its owner could not pay for that.
    Funds,
    /// It was to be passed on, and is too long with what is said of its origin.
    TooLong,
    /// The number is not here, and the sender is a toll-free one whose campaign was not approved:
    /// carriers take nothing from such.
    Unverified,
}

impl Undelivered {
    /// Every reason with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::Itself, "itself"),
        (Self::NotReceiving, "not_receiving"),
        (Self::NoCarrier, "no_carrier"),
        (Self::OptedOut, "opted_out"),
        (Self::Funds, "funds"),
        (Self::TooLong, "too_long"),
        (Self::Unverified, "unverified"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(reason, _)| *reason == self).map_or("?", |(_, word)| word)
    }

    /// The reason that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(reason, _)| *reason)
    }

    /// In words, to be read behind the number that was written to.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Itself => "is the number that sends it",
            Self::NotReceiving => "takes no text messages",
            Self::NoCarrier => {
                "is not on this platform, and no carrier is configured to take messages further"
            }
            Self::OptedOut => "has asked to get no more messages from this number",
            Self::Funds => "was not written to: the balance does not cover it",
            Self::TooLong => "was not written to: with its origin the message is too long",
            Self::Unverified => {
                "is not on this platform, and a toll-free number may write beyond it only once its \
                 campaign is approved"
            }
        }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It is on its way.
    Accepted,
    /// It is there.
    Delivered,
    /// It never will be.
    Failed(Undelivered),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(text: &str) -> (Alphabet, u32, u32) {
        let length = TextLength::of(text);
        (length.alphabet, length.units, length.segments)
    }

    #[test]
    fn a_text_is_as_many_messages_as_it_takes() {
        use Alphabet::{Gsm7, Ucs2};
        assert_eq!(measured(""), (Gsm7, 0, 0));
        assert_eq!(measured("hello+john"), (Gsm7, 10, 1));
        assert_eq!(measured(&"a".repeat(160)), (Gsm7, 160, 1));
        assert_eq!(measured(&"a".repeat(161)), (Gsm7, 161, 2));
        assert_eq!(measured(&"a".repeat(306)), (Gsm7, 306, 2));
        assert_eq!(measured(&"a".repeat(307)), (Gsm7, 307, 3));
        assert_eq!(measured("10 €"), (Gsm7, 5, 1));
        assert_eq!(measured(&"ж".repeat(70)), (Ucs2, 70, 1));
        assert_eq!(measured(&"ж".repeat(71)), (Ucs2, 71, 2));
        assert_eq!(measured("a\u{301}"), (Ucs2, 2, 1));
    }

    #[test]
    fn no_character_is_cut_in_two() {
        // 152 septets and an escape that does not fit the first part with them.
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(measured(&text), (Alphabet::Gsm7, 306, 3));
        let text = format!("{}😀{}", "ж".repeat(66), "ж".repeat(66));
        assert_eq!(measured(&text), (Alphabet::Ucs2, 134, 3));
    }

    #[test]
    fn each_character_stands_in_one_alphabet_once() {
        let mut known: Vec<char> = BASIC.chars().chain(EXTENDED.chars()).collect();
        // The alphabet has 128 places, of which one is the escape.
        assert_eq!((BASIC.chars().count(), EXTENDED.chars().count()), (127, 10));
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), 137);
    }

    #[test]
    fn a_keyword_is_all_that_is_said() {
        assert_eq!(Keyword::of(" Stop! "), Some(Keyword::Stop));
        assert_eq!(Keyword::of("unsubscribe"), Some(Keyword::Stop));
        assert_eq!(Keyword::of("START"), Some(Keyword::Start));
        assert_eq!(Keyword::of("Help."), Some(Keyword::Help));
        assert_eq!(Keyword::of("please stop calling me"), None);
        assert_eq!(Keyword::of(""), None);
    }
}
