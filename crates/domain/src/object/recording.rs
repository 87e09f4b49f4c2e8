//! Recordings: sounds that are played to callers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::check;
use super::{AudioFormat, Body, Flaw, Key, ObjectBody, ObjectKind, Reference};

/// A sound with a name. The sound itself is kept apart, once however many recordings have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// What people call it.
    pub name: String,
    /// The SHA-256 of the sound's bytes, in hexadecimal digits.
    pub audio: String,
    /// How it is encoded.
    pub format: AudioFormat,
    /// How many bytes it has.
    pub bytes: u32,
}

impl Body for Recording {
    const KIND: ObjectKind = ObjectKind::Recording;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Recording(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// Two may have the same name.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::digest("audio", &self.audio)
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }

    fn files(&self) -> BTreeSet<(&str, u32)> {
        BTreeSet::from([(self.audio.as_str(), self.bytes)])
    }
}
