//! What `rtjson` reads, and what stands beside it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::value::RawValue;
use tandem_domain::route::{Cause, Ending, Keep, Signal};

#[derive(Serialize)]
pub(super) struct Document {
    pub(super) version: &'static str,
    pub(super) routing: &'static str,
    pub(super) routes: Vec<Route>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reply: Option<Reply>,
    pub(super) to: String,
    pub(super) plan: i64,
    pub(super) max_seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channels: Option<u32>,
    pub(super) look_up_name: bool,
    pub(super) keep: Keep,
    pub(super) causes: &'static RawValue,
    pub(super) endings: &'static RawValue,
}

/// What SIP codes mean, but for those that mean that nobody could be reached.
#[derive(Serialize)]
struct Causes {
    /// Once it has rung.
    rang: BTreeMap<u16, Cause>,
    /// While it has not.
    silent: BTreeMap<u16, Cause>,
}

/// The table of the routing decision, so that no configuration needs one of its own.
pub(super) static CAUSES: LazyLock<Box<RawValue>> = LazyLock::new(|| {
    let known = |rang| {
        let causes = (300..700).filter_map(|code| {
            let cause = Cause::of(Signal::Status { code, rang })?;
            (cause != Cause::Unreachable).then_some((code, cause))
        });
        causes.collect()
    };
    written(&Causes { rang: known(true), silent: known(false) })
});

/// What is answered when a call ends in that way, so that nobody is told what somebody else's switch said: a
/// redirect to who knows where, or that a password is wanted.
pub(super) static ENDINGS: LazyLock<Box<RawValue>> = LazyLock::new(|| {
    let replies = Ending::ALL.map(|ending| (word(ending), Reply::of(ending)));
    written(&BTreeMap::from(replies))
});

/// The word by which an ending is found: that of the cause, where the call ends just as it failed.
pub(super) fn word(ending: Ending) -> &'static str {
    let cause = Cause::ALL.into_iter().find(|cause| Ending::from(*cause) == ending);
    cause.map_or(ending.word(), Cause::word)
}

/// A table, written once for all documents.
fn written(table: &impl Serialize) -> Box<RawValue> {
    // A table of texts and numbers can always be written.
    serde_json::value::to_raw_value(table).unwrap_or_default()
}

#[derive(Serialize)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) text: &'static str,
    /// Why, in plain words: for whoever reads it, not for the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

impl Reply {
    pub(super) const fn of(ending: Ending) -> Self {
        let (status, text) = ending.status();
        Self { status, text, reason: None }
    }
}

#[derive(Serialize)]
pub(super) struct Route {
    pub(super) uri: String,
    pub(super) headers: Headers,
    pub(super) branch_flags: u32,
    /// How long to wait for any sign of life, in milliseconds.
    pub(super) fr_timer: u32,
    /// How long to ring, in milliseconds.
    pub(super) fr_inv_timer: u32,
    /// The step of the plan that it belongs to.
    pub(super) step: u16,
    /// How many routes from this one on ring together.
    pub(super) legs: usize,
    /// Whether the switch is to look the login up among its own registrations.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) lookup: bool,
    /// What right there is to show the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attest: Option<char>,
    pub(super) next: BTreeMap<Cause, usize>,
    pub(super) reply: BTreeMap<Cause, &'static str>,
    /// The headers that are the same whoever calls, as lines, for who goes by the route later on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) kept: String,
}

#[derive(Default, Serialize)]
pub(super) struct Headers {
    /// Lines, each with its end.
    pub(super) extra: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<From>,
}

#[derive(Serialize)]
pub(super) struct From {
    pub(super) display: String,
    pub(super) uri: String,
}
