//! A second dial tone.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Language, ObjectBody, ObjectKind, Reference};

/// The longest that it waits for a digit, in seconds.
const SECONDS_MAX: u32 = 60;

/// Lets whoever calls, and knows the PIN, dial out as if from within (direct inward system access).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disa {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// What must be dialled first, four digits. Whoever owns it may read it, so that it is kept as it is.
    pub pin: String,
    /// How long it waits for the next digit, in seconds.
    pub digit_seconds: u32,
    /// The number that is shown to whoever is called; `None`: that of the line that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// The language of the prompts.
    #[serde(default)]
    pub language: Language,
}

impl Body for Disa {
    const KIND: ObjectKind = ObjectKind::Disa;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Disa(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::pin(&self.pin)?;
        check::between("digit_timeout", self.digit_seconds, 1, SECONDS_MAX, "seconds")
    }

    fn references(&self) -> Vec<Reference> {
        Reference::caller_id(self.caller_id).into_iter().collect()
    }
}
