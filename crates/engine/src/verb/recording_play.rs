//! The sound of a recording.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AudioFormat, Body, ObjectId, ObjectKind, Recording, Refusal, Role};
use tandem_store::{StoreError, audio};

use super::object_keeping::read_body;
use crate::{Command, Cx, Halt, Mode};

/// Looks at the bytes of a recording.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordingPlay {
    /// Which.
    pub id: ObjectId,
    /// Whose, if the operator asks; `None`: the actor's own.
    #[serde(default)]
    pub customer: Option<AccountId>,
}

/// A sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// The recording.
    pub id: ObjectId,
    /// How it is encoded.
    pub format: AudioFormat,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    #[serde(default)]
    pub digest: String,
    /// The file, in Base64.
    pub data: String,
}

impl Sound {
    /// The file itself; `None`, if what is kept is no Base64, which only somebody else can have written.
    pub fn file(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.data).ok()
    }
}

impl Command for RecordingPlay {
    const NAME: &'static str = "recording.play";
    const MODE: Mode = Mode::Read;
    type Outcome = Sound;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Sound, Halt> {
        let customer = match self.customer {
            Some(customer) => {
                cx.require_operator()?;
                customer
            }
            None => cx.actor.root,
        };
        let kind = ObjectKind::Recording;
        let found = cx.require_object(customer, kind, self.id)?;
        // One that the operator once put there as a document has no sound.
        let Some(recording) = read_body(&found)?.and_then(Recording::of) else {
            let record = self.id.to_string();
            return Err(Refusal::ObjectUnknown { role: Role::Itself, kind, record }.into());
        };
        let data = audio::data(cx.tx, customer, &recording.audio)?;
        let data = data.ok_or(StoreError::Shape("audio.data"))?;
        Ok(Sound { id: self.id, format: recording.format, digest: recording.audio, data })
    }
}
