//! The operator makes and changes recordings, whosever they are. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, ObjectId, ObjectKind, Refusal, Role, Scope};
use tandem_store::{Lane, object};

use super::object_keeping::{Trust, read_body};
use super::object_put::ObjectWritten;
use crate::{AudioFile, Command, Cx, Halt, Mode};

/// Makes a recording under an id, or gives the one that the customer has there another name and sound.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordingPut {
    /// Whose it is.
    pub account: AccountId,
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
    /// How it sounds.
    pub file: AudioFile,
}

impl Command for RecordingPut {
    const NAME: &'static str = "recording.put";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ObjectWritten;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectWritten, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let kind = ObjectKind::Recording;
        let before = object::get(cx.tx, self.account, kind, self.id)?;
        let body = self.file.recording(self.name.clone()).into();
        if let Some(before) = &before
            && read_body(before)?.as_ref() == Some(&body)
        {
            return Ok(ObjectWritten { id: self.id, changed: false });
        }
        cx.take_audio(self.account, &self.file)?;
        let (id, trust) = (Some(self.id), Trust::Operator);
        let wrote = match cx.write_object(self.account, id, before.as_ref(), &body, trust) {
            // It is somebody else's; for this account it does not exist.
            Err(Halt::Refused(Refusal::ObjectTaken { .. })) => {
                let (role, record) = (Role::Itself, self.id.to_string());
                return Err(Refusal::ObjectUnknown { role, kind, record }.into());
            }
            wrote => wrote?,
        };
        cx.require_audio_room(self.account)?;
        Ok(ObjectWritten { id: wrote, changed: true })
    }
}
