//! Recordings: sounds that are played to callers.

use serde::{Deserialize, Serialize};

use super::check;
use super::{AudioFormat, Body, Flaw, Key, ObjectBody, ObjectKind, Reference};

/// How many hexadecimal digits the digest of a sound has: SHA-256.
const DIGEST_DIGITS: usize = 64;

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
        let is_digest = self.audio.len() == DIGEST_DIGITS
            && self.audio.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if is_digest { Ok(()) } else { Err(Flaw::new("audio", "must be a SHA-256 digest")) }
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}
