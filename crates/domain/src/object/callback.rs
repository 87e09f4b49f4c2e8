//! A callback.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};

/// The longest that a callback waits for anything, in seconds.
const SECONDS_MAX: u32 = 60;

/// Hangs up on whoever calls, calls a number, and gives whoever answers there a dial tone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// The number that is called.
    pub number: Did,
    /// How long after the caller has hung up, in seconds.
    pub delay_seconds: u32,
    /// How long it rings there, in seconds.
    pub response_seconds: u32,
    /// How long it waits for the next digit of what is to be dialled, in seconds.
    pub digit_seconds: u32,
    /// The number that is shown there; `None`: that of the line that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
}

impl Body for Callback {
    const KIND: ObjectKind = ObjectKind::Callback;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Callback(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        vec![Key::name(&self.name)]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::callee("number", self.number)?;
        for (field, seconds) in [
            ("delay", self.delay_seconds),
            ("response", self.response_seconds),
            ("digit_timeout", self.digit_seconds),
        ] {
            check::between(field, seconds, 1, SECONDS_MAX, "seconds")?;
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        Reference::caller_id(self.caller_id).into_iter().collect()
    }
}
