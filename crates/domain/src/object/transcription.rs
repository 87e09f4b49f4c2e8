//! Sounds that are to be written down.

use serde::{Deserialize, Serialize};

use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};
use crate::{Target, Timestamp};

/// A sound somewhere, and who is to write down what is said in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcription {
    /// Where the sound is.
    pub path: String,
    /// Who writes.
    pub by: Transcriber,
    /// When it was asked for.
    pub asked: Timestamp,
}

/// Who writes down what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transcriber {
    /// A machine.
    Machine,
    /// A machine, and a person who goes over it.
    Mixed,
    /// A person.
    Human,
}

impl Body for Transcription {
    const KIND: ObjectKind = ObjectKind::Transcription;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Transcription(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        ""
    }

    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        match Target::parse(&self.path) {
            Ok(_) => Ok(()),
            Err(_) => {
                Err(Flaw::new("path", "must be an address that begins with http:// or https://"))
            }
        }
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}
