//! Calls that somebody asks us to make, and what a call flow is told beforehand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};
use crate::{ObjectId, Timestamp};

/// How long a call may be put off, in minutes: sixty days.
pub const DIAL_DELAY_MINUTES_MAX: u32 = 86_400;
/// The longest that a call may be asked to last, in minutes: a day.
pub const DIAL_MINUTES_MAX: u32 = 1440;
/// The most values that a call flow is told.
pub const VARIABLES_MAX: usize = 50;
/// The longest of them, in characters.
const VARIABLE_CHARS_MAX: usize = 1000;
/// The longest note of a call, in characters.
const MEMO_CHARS_MAX: usize = 255;

/// A call that is to be made: to a number, and from there to somebody else or through a call flow. It is kept
/// as it was asked for and waits for the day on which calls can be made from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialRequest {
    /// The number that is called first.
    pub number: Did,
    /// What it is joined with.
    pub then: DialThen,
    /// The number that is shown; `None`: the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// How many minutes after it was asked for it is to be made.
    #[serde(default)]
    pub delay_minutes: u32,
    /// A note.
    #[serde(default)]
    pub memo: String,
    /// A code for whoever sorts bills.
    #[serde(default)]
    pub billing_code: String,
    /// When it was asked for.
    #[serde(default)]
    pub asked: Timestamp,
}

/// What a call that is made leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialThen {
    /// Another number is called, and the two talk.
    Number {
        /// That number.
        number: Did,
        /// For how long at most, in minutes.
        minutes_max: Option<u32>,
    },
    /// A call flow goes on with it.
    Flow {
        /// The call flow.
        flow: ObjectId,
        /// What it is told, by name.
        variables: BTreeMap<String, String>,
    },
}

/// What a call flow is told at its next calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowVariables {
    /// The call flow.
    pub flow: ObjectId,
    /// What it is told, by name.
    pub variables: BTreeMap<String, String>,
}

impl Body for DialRequest {
    const KIND: ObjectKind = ObjectKind::DialRequest;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::DialRequest(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.memo
    }

    /// Two may be the same.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::callee("number", self.number)?;
        check::text("memo", &self.memo, MEMO_CHARS_MAX)?;
        check::text("billing_code", &self.billing_code, MEMO_CHARS_MAX)?;
        check::between("delay", self.delay_minutes, 0, DIAL_DELAY_MINUTES_MAX, "minutes")?;
        match &self.then {
            DialThen::Number { number, minutes_max } => {
                check::callee("then", *number)?;
                let minutes = minutes_max.unwrap_or(1);
                check::between("minutes_max", minutes, 1, DIAL_MINUTES_MAX, "minutes")
            }
            DialThen::Flow { variables, .. } => self::variables(variables),
        }
    }

    /// A call flow is looked for when the call is made: one that waits keeps nothing from being removed.
    fn references(&self) -> Vec<Reference> {
        Reference::caller_id(self.caller_id).into_iter().collect()
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { asked: before.map_or(now, |before| before.asked), ..self }
    }
}

impl Body for FlowVariables {
    const KIND: ObjectKind = ObjectKind::FlowVariables;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::FlowVariables(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        ""
    }

    /// One set for each call flow.
    fn keys(&self) -> Vec<Key> {
        vec![Key { field: "flow", value: self.flow.to_string() }]
    }

    fn check(&self) -> Result<(), Flaw> {
        variables(&self.variables)
    }

    fn references(&self) -> Vec<Reference> {
        let flow = Reference::object("flow", ObjectKind::CallFlow, Some(self.flow));
        flow.into_iter().collect()
    }
}

fn variables(variables: &BTreeMap<String, String>) -> Result<(), Flaw> {
    if variables.len() > VARIABLES_MAX {
        return Err(Flaw::new("variables", format!("must be at most {VARIABLES_MAX}")));
    }
    variables.iter().try_for_each(|(name, value)| {
        check::said("variables", name, check::NAME_CHARS_MAX)?;
        check::prose_or_none("variables", value, VARIABLE_CHARS_MAX)
    })
}
