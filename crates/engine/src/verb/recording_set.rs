//! A customer makes a recording, or changes one. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{Body, ObjectId, ObjectKind, Recording, Refusal};
use tandem_store::Lane;

use super::object_keeping::{Trust, read_body};
use crate::audio_file::flaw;
use crate::{AudioFile, Command, Cx, Halt, Mode};

/// Makes a recording of a sound, or changes one: its name, its sound, or both.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordingSet {
    /// Which; `None`: a new one, which needs a name and a sound.
    pub id: Option<ObjectId>,
    /// What it is called from now on.
    pub name: Option<String>,
    /// How it sounds from now on.
    pub file: Option<AudioFile>,
}

impl Command for RecordingSet {
    const NAME: &'static str = "recording.set";
    /// Sounds are large; orders go first.
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ObjectId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectId, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let before = match self.id {
            Some(id) => Some(cx.require_object(customer, ObjectKind::Recording, id)?),
            None => None,
        };
        let known = before.as_ref().map(read_body).transpose()?.flatten().and_then(Recording::of);
        let name = self.name.clone().or_else(|| before.as_ref().map(|known| known.name.clone()));
        let name = name.ok_or_else(|| flaw("name", "must be there"))?;
        let body = match (&self.file, known) {
            (Some(file), _) => {
                cx.take_audio(customer, file)?;
                file.recording(name)
            }
            (None, Some(known)) => Recording { name, ..known },
            (None, None) => return Err(flaw("audio", "must be there").into()),
        };
        let trust = Trust::Customer;
        let id = cx.write_object(customer, self.id, before.as_ref(), &body.into(), trust)?;
        cx.require_audio_room(customer)?;
        Ok(id)
    }
}
