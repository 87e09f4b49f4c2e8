//! Queues: callers wait, and agents take them in turn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::{
    Body, Flaw, HoldReport, JoinWhenEmpty, Key, Language, Music, ObjectBody, ObjectKind, QueueExit,
    Reference, RingStrategy,
};
use crate::{Destination, ObjectId};

/// The longest that a caller may be made to wait, in seconds, and the steps in which that is said.
const WAIT_SECONDS_MAX: u32 = 1200;
const WAIT_SECONDS_STEP: u32 = 30;
/// The longest time between two announcements, in seconds, and the steps in which that is said.
const ANNOUNCE_SECONDS_MAX: u32 = 1200;
const ANNOUNCE_SECONDS_STEP: u32 = 15;
/// The most callers that wait.
const CALLERS_MAX: u32 = 60;
/// The highest weight.
const WEIGHT_MAX: u32 = 60;
/// The longest pause between connecting an agent and a caller, in seconds.
const DELAY_SECONDS_MAX: u32 = 15;
/// How long an agent rings, and how long it is then waited before others do, in seconds.
const RING_SECONDS: std::ops::RangeInclusive<u32> = 5..=60;
/// The longest rest of an agent after a call, and the coarsest rounding of times that are said, in seconds.
const REST_SECONDS_MAX: u32 = 60;
/// The longest prefix of the callers' names, in characters.
const PREFIX_CHARS_MAX: usize = 19;
/// The longest password of agents, in characters.
const PASSWORD_CHARS_MAX: usize = 32;

/// How long an agent rings when nothing is said about it, in seconds: Asterisk's `timeout`.
pub const QUEUE_RING_SECONDS_DEFAULT: u32 = 15;

/// Callers who wait for agents. `None` is no limit, or that a thing is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// What people call it.
    pub name: String,
    /// The number by which agents log in to it.
    pub number: u32,
    /// The language of the prompts.
    #[serde(default)]
    pub language: Language,
    /// What agents log in with; may be empty.
    #[serde(default)]
    pub password: String,
    /// Put before the names of the callers.
    #[serde(default)]
    pub caller_id_prefix: String,
    /// Played to a caller who comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_announcement: Option<ObjectId>,
    /// Played to an agent who takes a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_announcement: Option<ObjectId>,
    /// Played to those who wait, from time to time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_announcement: Option<ObjectId>,
    /// Which of several queues an agent serves first: the one with the highest weight.
    pub weight: u32,
    /// Whether an agent is told how long the caller has waited.
    pub report_hold_time: HoldReport,
    /// Seconds from an agent's answer until both are connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_delay_seconds: Option<u32>,
    /// Seconds after which a caller is sent on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_seconds: Option<u32>,
    /// How many may wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callers: Option<u32>,
    /// Whether callers come in when no agent is there.
    pub join_when_empty: JoinWhenEmpty,
    /// Whether those who wait are sent on when the last agent goes.
    pub leave_when_empty: JoinWhenEmpty,
    /// Who rings next.
    pub strategy: RingStrategy,
    /// Whether agents ring who are on a call.
    pub rings_busy: bool,
    /// Seconds that an agent rings.
    pub ring_seconds: u32,
    /// Seconds until the next rings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_seconds: Option<u32>,
    /// Seconds that an agent rests after a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_seconds: Option<u32>,
    /// Seconds between two voice announcements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_every_seconds: Option<u32>,
    /// Seconds between two announcements of the caller's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_every_seconds: Option<u32>,
    /// To how many seconds the announced time is rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_seconds: Option<u32>,
    /// Whether the time that is left is announced with the place.
    pub announces_hold: HoldReport,
    /// Whether callers are thanked for their patience.
    pub thanks: bool,
    /// Played to those who wait; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub music: Option<Music>,
    /// Where callers go whom nobody takes, by the reason; nowhere for one that is not there.
    #[serde(default)]
    pub failover: BTreeMap<QueueExit, Destination>,
}

impl Body for Queue {
    const KIND: ObjectKind = ObjectKind::Queue;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Queue(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        let number = Key { field: "number", value: self.number.to_string() };
        vec![Key::name(&self.name), number]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        if self.number == 0 {
            return Err(Flaw::new("number", "must be 1 or more"));
        }
        check::text("password", &self.password, PASSWORD_CHARS_MAX)?;
        check::text("caller_id_prefix", &self.caller_id_prefix, PREFIX_CHARS_MAX)?;
        check::between("weight", self.weight, 1, WEIGHT_MAX, "as a whole number")?;
        let up_to = |field, value: Option<u32>, most, unit| {
            value.map_or(Ok(()), |value| check::between(field, value, 1, most, unit))
        };
        up_to("member_delay", self.member_delay_seconds, DELAY_SECONDS_MAX, "seconds")?;
        up_to("callers", self.callers, CALLERS_MAX, "callers")?;
        up_to("rest", self.rest_seconds, REST_SECONDS_MAX, "seconds")?;
        up_to("round", self.round_seconds, REST_SECONDS_MAX, "seconds")?;
        let (least, most) = (*RING_SECONDS.start(), *RING_SECONDS.end());
        check::between("ring", self.ring_seconds, least, most, "seconds")?;
        if let Some(retry) = self.retry_seconds {
            check::between("retry", retry, least, most, "seconds")?;
        }
        steps("wait", self.wait_seconds, WAIT_SECONDS_STEP, WAIT_SECONDS_MAX)?;
        let (step, most) = (ANNOUNCE_SECONDS_STEP, ANNOUNCE_SECONDS_MAX);
        steps("voice_every", self.voice_every_seconds, step, most)?;
        steps("place_every", self.place_every_seconds, step, most)
    }

    fn references(&self) -> Vec<Reference> {
        let sounds = [
            ("join_announcement", self.join_announcement),
            ("agent_announcement", self.agent_announcement),
            ("voice_announcement", self.voice_announcement),
        ];
        let sounds = sounds
            .into_iter()
            .filter_map(|(field, id)| Reference::object(field, ObjectKind::Recording, id));
        let failover = self.failover.values();
        let failover = failover.filter_map(|to| Reference::destination("failover", to));
        sounds.chain(failover).collect()
    }
}

/// A duration in whole steps.
fn steps(field: &'static str, seconds: Option<u32>, step: u32, most: u32) -> Result<(), Flaw> {
    match seconds {
        Some(seconds) if seconds == 0 || seconds > most || seconds % step != 0 => {
            let why = format!("must be {step} to {most} seconds in steps of {step}");
            Err(Flaw::new(field, why))
        }
        _ => Ok(()),
    }
}
