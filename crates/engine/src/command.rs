//! What a command is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tandem_domain::{Actor, Criteria, Refusal, Rng, Scope};
use tandem_mirror::{Stock, Tariffs};
use tandem_numbering::Did;
use tandem_store::{Lane, StoreError};

use crate::Cx;

/// Whether a command changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It only looks: it runs on a reading thread, sees one consistent state, leaves no attempt.
    Read,
    /// It may change things: it runs in the queue of writers.
    Write(Lane),
}

/// Something that somebody wants done or wants to know. One file each: the command, its rule, its
/// events, its tests.
pub trait Command: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name, noun first: `order.place`. The same word stands in audit, metrics and documents.
    const NAME: &'static str;
    /// Whether it changes anything.
    const MODE: Mode;
    /// What it ends in.
    type Outcome: Serialize + DeserializeOwned + Send + 'static;

    /// Whether a switch brings it: then a sandbox whose database is away, on demand, does not take it, as it takes no
    /// customer's.
    const OF_SWITCH: bool = false;

    /// What a credential must allow.
    fn scope(&self) -> Scope {
        match Self::MODE {
            Mode::Read => Scope::Read,
            Mode::Write(_) => Scope::Write,
        }
    }

    /// Whether everything is to be done but nothing kept.
    fn is_rehearsal(&self) -> bool {
        false
    }

    /// Whether what it came to is remembered although nobody gave a key: not where it changed nothing that could be
    /// done twice.
    fn changed(_: &Self::Outcome) -> bool {
        true
    }

    /// The customer whose queue it belongs in; commands of one queue never wait for each other.
    fn shard(&self, actor: &Actor) -> i64 {
        actor.root.0
    }

    /// The numbers it would like to be offered, if it leaves the choice to us.
    fn wants(&self) -> Option<Wanted<'_>> {
        None
    }

    /// Whether it adds up what grows with the years: then a reading thread of its own does it.
    fn adds_up(&self) -> bool {
        false
    }

    /// The answer, if it can be given at once and of what is in memory alone. `None`: the rule says.
    fn recall(&self, _known: &mut Known<'_>) -> Option<Self::Outcome> {
        None
    }

    /// The rule.
    fn run(&self, cx: &mut Cx<'_>) -> Result<Self::Outcome, Halt>;
}

/// What is known without a look at the database.
pub struct Known<'k> {
    /// Who asks.
    pub actor: &'k Actor,
    /// Chance.
    pub rng: Rng,
    /// The shelf.
    pub stock: &'k Stock,
    /// The plans in force.
    pub tariffs: &'k Tariffs,
}

/// Numbers that a command would like to be offered.
pub struct Wanted<'c> {
    /// What fits, the most wanted first.
    pub tiers: &'c [Criteria],
    /// How many.
    pub quantity: u32,
}

/// Why a command did not come to its end.
#[derive(Debug)]
pub enum Halt {
    /// It is not allowed, or not possible: nothing has changed.
    Refused(Refusal),
    /// The candidates ran out; these were tried in vain. It will be run again with others.
    NeedMore(Vec<Did>),
    /// The database said no. It will be run again, or answered as unavailable.
    Store(StoreError),
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
