//! How a call ends that nobody answered, and what its caller is told.

use serde::{Deserialize, Serialize};

use super::Cause;

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// All has been done: the announcement was played, the message was left.
    Done,
    /// The line is busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// Nobody could be reached.
    Unreachable,
    /// The call was declined.
    Declined,
    /// The number is not one of ours, or not in service.
    NotInService,
    /// More calls at once than the number or its account may have.
    Congested,
    /// The configuration leads back to where it came from.
    Loop,
    /// The customer's rules, or ours, do not let the call through.
    Forbidden,
    /// This installation has nothing that could do what the step asks.
    Unsupported,
}

/// What a caller's switch is told: a word of our plans, a SIP response, a hangup cause.
struct Told {
    word: &'static str,
    status: (u16, &'static str),
    q850: u8,
}

const fn told(word: &'static str, status: u16, phrase: &'static str, q850: u8) -> Told {
    Told { word, status: (status, phrase), q850 }
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 10] = [
        Self::Done,
        Self::Busy,
        Self::NoAnswer,
        Self::Unreachable,
        Self::Declined,
        Self::NotInService,
        Self::Congested,
        Self::Loop,
        Self::Forbidden,
        Self::Unsupported,
    ];

    /// Each ending with its SIP response (RFC 3261 §21) and its hangup cause (ITU-T Q.850), paired
    /// as RFC 3398 §8.2.6 pairs them where it has a pair.
    const fn told(self) -> Told {
        match self {
            Self::Done => told("done", 480, "Temporarily Unavailable", 16),
            Self::Busy => told("busy", 486, "Busy Here", 17),
            Self::NoAnswer => told("no_answer", 480, "Temporarily Unavailable", 19),
            Self::Unreachable => told("unreachable", 480, "Temporarily Unavailable", 20),
            Self::Declined => told("declined", 603, "Decline", 21),
            Self::NotInService => told("not_in_service", 404, "Not Found", 1),
            Self::Congested => told("congested", 486, "Busy Here", 34),
            Self::Loop => told("loop", 482, "Loop Detected", 25),
            Self::Forbidden => told("forbidden", 403, "Forbidden", 21),
            Self::Unsupported => told("unsupported", 501, "Not Implemented", 79),
        }
    }

    /// The word for it in plans.
    pub const fn word(self) -> &'static str {
        self.told().word
    }

    /// The SIP response for a caller who has not been answered yet.
    pub const fn status(self) -> (u16, &'static str) {
        self.told().status
    }

    /// The hangup cause of ITU-T Q.850.
    pub const fn q850(self) -> u8 {
        self.told().q850
    }
}

impl From<Cause> for Ending {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Busy => Self::Busy,
            Cause::NoAnswer => Self::NoAnswer,
            Cause::Unreachable => Self::Unreachable,
            Cause::Declined => Self::Declined,
            Cause::Looped => Self::Loop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_is_a_failure_with_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Ending::ALL.map(Ending::word).into();
        assert_eq!(words.len(), Ending::ALL.len());
        for ending in Ending::ALL {
            assert!((400..700).contains(&ending.status().0), "{ending:?}");
            assert!((1..=127).contains(&ending.q850()), "{ending:?}");
        }
    }
}
