//! Numbers that change carriers: what is asked of the carrier that has them, and how that stands.
//!
//! A request to bring numbers here goes from a draft to its end number by number: some may be here while
//! others are still waited for. How the request as a whole stands follows from its numbers
//! ([`PortState::of`]). The other way, another carrier asks for a number of a customer's, and proves
//! that it does so in the customer's name ([`PortOutProof`]).

mod coverage;
mod field;
mod holder;
mod leaving;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::Timestamp;

pub use coverage::PortCoverage;
pub use field::PortField;
pub use holder::PortHolder;
pub use leaving::{PortOutProof, PortOutState, PortOutTruth};

/// How one number of a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortStep {
    /// Nobody was asked for it yet.
    Draft,
    /// The carrier that has it was asked, and has not answered.
    Waiting,
    /// That carrier said no, and which field of the request is to be corrected.
    Rejected,
    /// That carrier confirmed the day on which it lets go (FOC, firm order commitment).
    Scheduled,
    /// It is here, and its customer's own.
    Active,
    /// It is not wanted any more.
    Cancelled,
}

impl PortStep {
    /// Every step with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Draft, "draft"),
        (Self::Waiting, "waiting"),
        (Self::Rejected, "rejected"),
        (Self::Scheduled, "scheduled"),
        (Self::Active, "active"),
        (Self::Cancelled, "cancelled"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(step, _)| *step == self).map_or("?", |(_, word)| word)
    }

    /// The step that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(step, _)| *step)
    }

    /// Whether the carrier that has the number was asked for it, and the number may still come.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Rejected | Self::Scheduled)
    }
}

/// How a request as a whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortState {
    /// It is being written.
    Draft,
    /// It waits for the carrier that has its numbers.
    Submitted,
    /// Its customer has something to correct.
    Rejected,
    /// There is a day for every number that is still to come.
    Scheduled,
    /// Every number has come that was not given up.
    Completed,
    /// No number came, and none is wanted any more.
    Cancelled,
}

impl PortState {
    /// Every state with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Draft, "draft"),
        (Self::Submitted, "submitted"),
        (Self::Rejected, "rejected"),
        (Self::Scheduled, "scheduled"),
        (Self::Completed, "completed"),
        (Self::Cancelled, "cancelled"),
    ];

    /// How a request stands whose numbers stand so. What its customer has to do counts before what others
    /// have to, and what is still to come before what has.
    pub fn of(steps: impl IntoIterator<Item = PortStep>) -> Self {
        let rank = |step| match step {
            PortStep::Draft => Self::Draft,
            PortStep::Rejected => Self::Rejected,
            PortStep::Waiting => Self::Submitted,
            PortStep::Scheduled => Self::Scheduled,
            PortStep::Active => Self::Completed,
            PortStep::Cancelled => Self::Cancelled,
        };
        let order = |state: &Self| match state {
            Self::Draft => 0,
            Self::Rejected => 1,
            Self::Submitted => 2,
            Self::Scheduled => 3,
            Self::Completed => 4,
            Self::Cancelled => 5,
        };
        steps.into_iter().map(rank).min_by_key(order).unwrap_or(Self::Cancelled)
    }

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    /// The state that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether anything is still to come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::Rejected | Self::Scheduled)
    }
}

/// One number of a request, as an event tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortedNumber {
    /// The number.
    pub did: Did,
    /// How it stands now.
    pub step: PortStep,
    /// The field to correct, if it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<PortField>,
    /// When the other carrier lets go of it, once that is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foc: Option<Timestamp>,
}

/// Why a number cannot come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortObstacle {
    /// It is no local or toll-free number of North America, and others do not change carriers.
    Kind,
    /// It is here already.
    Here,
    /// It is on its way already, by another request.
    UnderWay,
    /// The operator's carriers do not bring numbers from there; or nobody said from where they do, and the operator has
    /// no numbers in its area code.
    Area,
}

impl PortObstacle {
    /// To be read behind the number.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Kind => "is not a number that can change carriers",
            Self::Here => "is here already",
            Self::UnderWay => "is on its way here already",
            Self::Area => "is in an area that is not served",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_stands_as_its_numbers_do() {
        use PortStep::{Active, Cancelled, Draft, Rejected, Scheduled, Waiting};
        for (steps, state) in [
            (&[Draft, Draft][..], PortState::Draft),
            (&[Waiting, Scheduled], PortState::Submitted),
            (&[Waiting, Rejected, Active], PortState::Rejected),
            (&[Scheduled, Active, Cancelled], PortState::Scheduled),
            (&[Active, Cancelled], PortState::Completed),
            (&[Cancelled], PortState::Cancelled),
            (&[], PortState::Cancelled),
        ] {
            assert_eq!(PortState::of(steps.iter().copied()), state, "{steps:?}");
        }
    }

    #[test]
    fn every_word_reads_back() {
        for (step, word) in PortStep::WORDS {
            assert_eq!((PortStep::from_word(word), step.word()), (Some(step), word));
        }
        for (state, word) in PortState::WORDS {
            assert_eq!((PortState::from_word(word), state.word()), (Some(state), word));
        }
    }
}
