//! What a queue does with its callers and agents, and what the VoIP.ms document calls it.

use serde::{Deserialize, Serialize};

/// Whether somebody is told how long a caller waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReport {
    /// Yes, each time.
    Always,
    /// No.
    #[default]
    Never,
    /// The first time.
    Once,
}

impl HoldReport {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 3] = [
        (Self::Always, "yes", "Yes"),
        (Self::Never, "no", "No"),
        (Self::Once, "once", "Yes, only once"),
    ];
}

/// What a queue without agents does with callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinWhenEmpty {
    /// Yes: they come in; or, of those who wait, they are sent on.
    Yes,
    /// No.
    No,
    /// Agents who cannot be reached count as not there either.
    Strict,
}

impl JoinWhenEmpty {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 3] =
        [(Self::Yes, "yes", "Yes"), (Self::No, "no", "No"), (Self::Strict, "strict", "Strict")];
}

/// Which agent rings next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingStrategy {
    /// All at once.
    All,
    /// Who has been called least recently.
    LeastRecent,
    /// Who has had the fewest calls.
    FewestCalls,
    /// Anybody.
    Random,
    /// The one behind the last, in turn.
    RoundRobin,
}

impl RingStrategy {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "ringall", "Ring All"),
        (Self::LeastRecent, "leastrecent", "Least Recent"),
        (Self::FewestCalls, "fewestcalls", "Fewest Calls"),
        (Self::Random, "random", "Random"),
        (Self::RoundRobin, "rrmemory", "Round Robin Memory"),
    ];
}

/// Why a caller leaves a queue without having met an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueExit {
    /// Waited too long.
    Timeout,
    /// Too many wait.
    Full,
    /// Nobody is logged in when the caller comes.
    JoinEmpty,
    /// The last agent logged out while the caller waited.
    LeaveEmpty,
    /// Nobody can be reached when the caller comes.
    JoinUnavailable,
    /// The last agent who could be reached went while the caller waited.
    LeaveUnavailable,
}
