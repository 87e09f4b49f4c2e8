//! The sounds of recordings: each is kept once for a customer, and for as long as a recording has it.

use tandem_domain::{AccountId, ObjectBody, Recording};
use tandem_store::audio;

use crate::audio_file::flaw;
use crate::{AUDIOS_BYTES_MAX, AudioFile, Cx, Halt};

impl Cx<'_> {
    /// Takes in a sound. Until a recording is written that has it, it has no user.
    pub(super) fn take_audio(&mut self, account: AccountId, file: &AudioFile) -> Result<(), Halt> {
        let bytes = i64::from(file.bytes());
        Ok(audio::insert(self.tx, account, file.digest(), bytes, file.data())?)
    }

    /// Makes sure that what a customer keeps is not too much.
    pub(super) fn require_audio_room(&mut self, account: AccountId) -> Result<(), Halt> {
        if audio::total(self.tx, account)? <= AUDIOS_BYTES_MAX {
            return Ok(());
        }
        let why = format!("would be more than {AUDIOS_BYTES_MAX} bytes with your other recordings");
        Err(flaw("size", why).into())
    }

    /// Notes that an object has another sound than before, or that it goes with the one it had.
    pub(super) fn note_audio(
        &mut self,
        account: AccountId,
        before: Option<&ObjectBody>,
        now: Option<&ObjectBody>,
    ) -> Result<(), Halt> {
        let (before, now) = (before.and_then(sound), now.and_then(sound));
        if before == now {
            return Ok(());
        }
        if let Some((digest, bytes)) = now
            && !audio::count(self.tx, account, digest, bytes, 1)?
        {
            return Err(flaw("audio", "must be one of the sounds that are kept").into());
        }
        if let Some((digest, bytes)) = before {
            audio::count(self.tx, account, digest, bytes, -1)?;
            audio::drop_unused(self.tx, account, digest)?;
        }
        Ok(())
    }
}

/// The digest and the size of the sound that an object has.
fn sound(body: &ObjectBody) -> Option<(&str, i64)> {
    let ObjectBody::Recording(Recording { audio, bytes, .. }) = body else { return None };
    Some((audio, i64::from(*bytes)))
}
