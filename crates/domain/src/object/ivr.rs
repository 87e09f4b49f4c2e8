//! A menu.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, Language, ObjectBody, ObjectKind, Reference};
use crate::{Destination, ObjectId};

/// The longest that a menu waits for a key, in seconds.
pub const IVR_TIMEOUT_SECONDS_MAX: u32 = 60;
/// The most choices.
const CHOICES_MAX: usize = 100;
/// The most keys that one choice takes.
const KEYS_MAX: usize = 5;

/// Plays a recording and goes where the caller's keys say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ivr {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// What is played.
    pub recording: ObjectId,
    /// How long it then waits for a key, in seconds.
    pub timeout_seconds: u32,
    /// The language of the prompts around it.
    #[serde(default)]
    pub language: Language,
    /// Whether a caller gets to a mailbox when nothing is chosen.
    #[serde(default)]
    pub voicemail: VoicemailSetup,
    /// Where each choice goes.
    pub choices: Vec<Choice>,
}

/// One choice of a menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The keys that are pressed: one, or the digits of an extension.
    pub keys: String,
    /// Where the call goes.
    pub to: Destination,
}

/// Which mailbox a menu ends in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailSetup {
    /// None.
    #[default]
    None,
    /// That of the number which was called.
    Account,
}

impl VoicemailSetup {
    /// Each with its number in the VoIP.ms document and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::None, "1", "No Voicemail"), (Self::Account, "2", "Account Voicemail")];
}

impl Body for Ivr {
    const KIND: ObjectKind = ObjectKind::Ivr;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Ivr(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::between("timeout", self.timeout_seconds, 1, IVR_TIMEOUT_SECONDS_MAX, "seconds")?;
        if self.choices.is_empty() || self.choices.len() > CHOICES_MAX {
            return Err(Flaw::new("choices", format!("must be 1 to {CHOICES_MAX}")));
        }
        let mut seen = BTreeSet::new();
        for choice in &self.choices {
            let is_key = |key: u8| key.is_ascii_digit() || b"*#".contains(&key);
            let keys = choice.keys.as_str();
            if keys.is_empty() || keys.len() > KEYS_MAX || !keys.bytes().all(is_key) {
                let why = format!("must each have 1 to {KEYS_MAX} keys of 0 to 9, * and #");
                return Err(Flaw::new("choices", why));
            }
            if !seen.insert(keys) {
                return Err(Flaw::new("choices", format!("must not have {keys} twice")));
            }
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let choices =
            self.choices.iter().filter_map(|choice| Reference::destination("choices", &choice.to));
        Reference::object("recording", ObjectKind::Recording, Some(self.recording))
            .into_iter()
            .chain(choices)
            .collect()
    }
}
