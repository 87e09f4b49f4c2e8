//! Sequences: steps that a call goes through by itself.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, ObjectBody, ObjectKind, Reference, Referent};
use crate::ObjectId;

/// The most steps.
const STEPS_MAX: usize = 50;
/// The most keys that one step presses.
const KEYS_MAX: usize = 64;
/// The longest text message of a step, in characters: one that is sent in one piece.
const MESSAGE_CHARS_MAX: usize = 160;

/// Steps, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// What people call it.
    pub name: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// What one step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Plays a recording.
    Play(ObjectId),
    /// Presses keys.
    Keys(String),
    /// Sends a text message.
    Text {
        /// From which of the account's own numbers.
        from: Did,
        /// To whom.
        to: Did,
        /// What it says.
        message: String,
    },
}

impl Body for Sequence {
    const KIND: ObjectKind = ObjectKind::Sequence;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Sequence(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        if self.steps.is_empty() || self.steps.len() > STEPS_MAX {
            return Err(Flaw::new("steps", format!("must be 1 to {STEPS_MAX}")));
        }
        for step in &self.steps {
            match step {
                Step::Play(_) => {}
                Step::Keys(keys) => {
                    let is_key = |key: u8| key.is_ascii_digit() || b"*#".contains(&key);
                    if keys.is_empty() || keys.len() > KEYS_MAX || !keys.bytes().all(is_key) {
                        let why = format!("must press 1 to {KEYS_MAX} keys of 0 to 9, * and #");
                        return Err(Flaw::new("steps", why));
                    }
                }
                Step::Text { to, message, .. } => {
                    check::callee("steps", *to)?;
                    if message.is_empty() || message.chars().count() > MESSAGE_CHARS_MAX {
                        let why = format!("must send 1 to {MESSAGE_CHARS_MAX} characters");
                        return Err(Flaw::new("steps", why));
                    }
                }
            }
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let named = self.steps.iter().filter_map(|step| match step {
            Step::Play(id) => Some(Referent::Object(ObjectKind::Recording, *id)),
            Step::Keys(_) => None,
            Step::Text { from, .. } => Some(Referent::Number(*from)),
        });
        named.map(|to| Reference { field: "steps", to }).collect()
    }
}
