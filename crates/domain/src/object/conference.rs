//! Conferences: rooms in which callers meet, and what members of them may do there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::{
    Body, ConferenceSound, Flaw, Key, Language, Music, ObjectBody, ObjectKind, Reference, Referent,
};
use crate::ObjectId;

/// The longest description, in characters.
const DESCRIPTION_CHARS_MAX: usize = 255;
/// The most who are in a room at a time.
const GUESTS_MAX: u32 = 500;
/// The most profiles of members.
const MEMBERS_MAX: usize = 100;
/// The most digits of a PIN.
const PIN_DIGITS_MAX: usize = 10;
/// The longest silence and the loudest noise that is told from speech.
const THRESHOLD_MAX: u32 = 10_000;

/// What counts as speech when nothing is said about it: what Asterisk's ConfBridge takes.
pub const TALKING_THRESHOLD_DEFAULT: u32 = 160;
/// And how many milliseconds count as silence.
pub const SILENCE_MILLIS_DEFAULT: u32 = 2500;

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conference {
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How many may be in it at a time.
    pub guests: u32,
    /// The profiles of those who may come in. A caller's PIN tells which is theirs.
    #[serde(default)]
    pub members: Vec<ObjectId>,
    /// What is played on which occasion; the usual prompt for one that is not there.
    #[serde(default)]
    pub sounds: BTreeMap<ConferenceSound, ObjectId>,
    /// The language of the prompts.
    #[serde(default)]
    pub language: Language,
}

impl Body for Conference {
    const KIND: ObjectKind = ObjectKind::Conference;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Conference(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::text("description", &self.description, DESCRIPTION_CHARS_MAX)?;
        check::between("guests", self.guests, 1, GUESTS_MAX, "at a time")?;
        check::members(&self.members, MEMBERS_MAX)
    }

    fn references(&self) -> Vec<Reference> {
        let member = |id: &ObjectId| Reference {
            field: "members",
            to: Referent::Object(ObjectKind::ConferenceMember, *id),
        };
        let sound = |(sound, id): (&ConferenceSound, &ObjectId)| Reference {
            field: sound.field(),
            to: Referent::Object(ObjectKind::Recording, *id),
        };
        self.members.iter().map(member).chain(self.sounds.iter().map(sound)).collect()
    }

    fn members(&mut self) -> Option<&mut Vec<ObjectId>> {
        Some(&mut self.members)
    }
}

/// What somebody may do in a conference who comes in with a PIN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConferenceMember {
    /// What people call the profile.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What is dialled to come in; empty for nothing. No two members of a conference have the same.
    pub pin: String,
    /// Whether the others hear who comes and goes.
    pub announces_join: bool,
    /// Whether they lead the conference.
    pub is_admin: bool,
    /// Whether they are muted at first.
    pub starts_muted: bool,
    /// Whether they hear how many others there are.
    pub hears_count: bool,
    /// Whether they hear that they are alone.
    pub hears_alone: bool,
    /// Played while they are alone; `None`: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub music: Option<Music>,
    /// Whether prompts are left out for them.
    pub is_quiet: bool,
    /// Played to them when they come in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announcement: Option<ObjectId>,
    /// Whether silence is not sent on.
    pub drops_silence: bool,
    /// How loud speech is at least: the mean of the samples.
    pub talking_threshold: u32,
    /// How long silence lasts before it counts as such, in milliseconds.
    pub silence_millis: u32,
    /// Whether it is found out who speaks.
    pub detects_talking: bool,
    /// Whether late packets are waited for.
    pub has_jitter_buffer: bool,
}

impl Body for ConferenceMember {
    const KIND: ObjectKind = ObjectKind::ConferenceMember;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::ConferenceMember(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        vec![Key::name(&self.name)]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::text("description", &self.description, DESCRIPTION_CHARS_MAX)?;
        let is_digits = self.pin.bytes().all(|digit| digit.is_ascii_digit());
        if !is_digits || self.pin.len() > PIN_DIGITS_MAX {
            return Err(Flaw::new("pin", format!("must be at most {PIN_DIGITS_MAX} digits")));
        }
        check::between("talking", self.talking_threshold, 0, THRESHOLD_MAX, "")?;
        check::between("silence", self.silence_millis, 0, THRESHOLD_MAX, "milliseconds")
    }

    fn references(&self) -> Vec<Reference> {
        let sound = Reference::object("announcement", ObjectKind::Recording, self.announcement);
        sound.into_iter().collect()
    }
}
