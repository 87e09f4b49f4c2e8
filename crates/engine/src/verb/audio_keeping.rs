//! The sounds of recordings and the documents of faxes: each file is kept once for a customer, and for as long as
//! an object has it.

use tandem_domain::{AccountId, ObjectBody};
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
        let why = format!("would be more than {AUDIOS_BYTES_MAX} bytes with your other files");
        Err(flaw("size", why).into())
    }

    /// Notes that an object has other files than before, or that those it had go with it.
    pub(super) fn note_audio(
        &mut self,
        account: AccountId,
        before: Option<&ObjectBody>,
        now: Option<&ObjectBody>,
    ) -> Result<(), Halt> {
        let before = before.map(ObjectBody::files).unwrap_or_default();
        let now = now.map(ObjectBody::files).unwrap_or_default();
        for (digest, bytes) in now.difference(&before) {
            if !audio::count(self.tx, account, digest, i64::from(*bytes), 1)? {
                return Err(flaw("audio", "must be one of the sounds that are kept").into());
            }
        }
        for (digest, bytes) in before.difference(&now) {
            audio::count(self.tx, account, digest, i64::from(*bytes), -1)?;
            audio::drop_unused(self.tx, account, digest)?;
        }
        Ok(())
    }
}
