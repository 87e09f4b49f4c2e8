//! What a sandbox can do. The demo is one.

use std::collections::BTreeMap;

use tandem_domain::{Refusal, Timestamp};
use tandem_gateway::BoxFuture;

/// How often something happened, by kind of event.
pub type Counts = BTreeMap<String, u64>;

/// A day that passed, and what happened in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The day, in UTC, as `2026-12-31`.
    pub date: String,
    /// What happened, if anything did.
    pub events: Counts,
}

/// Time that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// From when …
    pub from: Timestamp,
    /// … to when.
    pub to: Timestamp,
    /// The days in which anything happened, first to last.
    pub days: Vec<Day>,
}

/// For how long something goes on going wrong. What has neither end goes on until it is cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// What goes wrong, one of [`Sandbox::kinds`].
    pub kind: String,
    /// How often it still happens.
    pub count: Option<u32>,
    /// Until when it happens.
    pub until: Option<Timestamp>,
}

/// A shop in which time can be moved and things go wrong on demand.
pub trait Sandbox: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> Timestamp;

    /// How far that is ahead of the clock on the wall, in microseconds.
    fn ahead(&self) -> i64;

    /// Lets time pass until `to`, with everything that falls due on the way.
    fn pass(&self, to: Timestamp) -> BoxFuture<'_, Result<Passed, Refusal>>;

    /// What can go wrong.
    fn kinds(&self) -> Vec<&'static str>;

    /// What goes wrong at the moment.
    fn faults(&self) -> Vec<Spell>;

    /// Lets something go wrong.
    fn set_fault(&self, spell: &Spell);

    /// Lets something go well again; all of it, where nothing is named.
    fn clear_fault(&self, kind: Option<&str>);
}
