//! What keeps a call from going through, whatever is configured: no money, too many calls at once, too
//! many in a minute, too much in an hour, a number that may not be called.

use std::fmt;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::Money;
use crate::route::Ending;

/// What keeps a call from going through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Guard {
    /// Whoever pays has nothing left for the first seconds of it.
    NoFunds,
    /// As many calls to the number are up as its plan allows.
    NumberChannels {
        /// How many.
        most: u32,
    },
    /// As many calls are up as the account may have.
    AccountChannels {
        /// How many.
        most: u32,
    },
    /// As many calls began in this minute as may.
    CallsAMinute {
        /// How many.
        most: u32,
    },
    /// Calls cost as much in the last hour as they may.
    SpentAnHour {
        /// How much.
        most: Money,
    },
    /// A number that may not be called stands in the plan.
    NotAllowed {
        /// Which.
        number: Did,
    },
    /// More calls are up than one node keeps count of.
    Crowded,
}

impl Guard {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoFunds => "no_funds",
            Self::NumberChannels { .. } => "number_channels",
            Self::AccountChannels { .. } => "account_channels",
            Self::CallsAMinute { .. } => "calls_a_minute",
            Self::SpentAnHour { .. } => "spent_an_hour",
            Self::NotAllowed { .. } => "not_allowed",
            Self::Crowded => "crowded",
        }
    }

    /// How a call ends that it does not let through.
    pub const fn ending(self) -> Ending {
        match self {
            Self::NumberChannels { .. }
            | Self::AccountChannels { .. }
            | Self::CallsAMinute { .. }
            | Self::Crowded => Ending::Congested,
            Self::NoFunds | Self::SpentAnHour { .. } | Self::NotAllowed { .. } => Ending::Forbidden,
        }
    }

    /// Whether whoever has the account is told: not of what is ours to mend.
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::Crowded)
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFunds => f.write_str("the account has no money left for a call"),
            Self::NumberChannels { most } => {
                write!(
                    f,
                    "{most} calls at once to the number are up already, as many as its plan allows"
                )
            }
            Self::AccountChannels { most } => {
                write!(f, "{most} calls at once are up already, as many as the account may have")
            }
            Self::CallsAMinute { most } => {
                write!(
                    f,
                    "{most} calls began in this minute already, as many as the account may have"
                )
            }
            Self::SpentAnHour { most } => {
                write!(
                    f,
                    "calls of the last hour, and those that are up, reach the {most} that the account may spend"
                )
            }
            Self::NotAllowed { number } => write!(f, "{number} may not be called"),
            Self::Crowded => f.write_str("more calls are up than are kept count of here"),
        }
    }
}
