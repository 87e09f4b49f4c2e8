//! A switch brings a message that somebody left in a mailbox. Emits `voice_message_left`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Actor, CALL_CLOCK_SECONDS_MAX, CallFault, EventBody, Folder, Refusal, Scope, VoiceMessage,
    VoiceMessageId,
};
use tandem_store::voice_message::{self, Kept};
use tandem_store::{Lane, StoreError, tenure};

use crate::{
    AudioFile, Command, Cx, Halt, Mode, VOICE_MESSAGES_MAX, VOICE_REMEMBERED_DAYS,
    VOICES_BYTES_MAX, VOICES_FORGOTTEN_MAX,
};

/// Keeps a message in a mailbox of whoever had the number that was called, and announces it by letter. The same
/// message may come again: it changes nothing, and is answered as before, also when it was removed
/// meanwhile, for [`VOICE_REMEMBERED_DAYS`] at least. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoiceMessagePut {
    /// What the switch says of it.
    pub left: VoiceMessage,
    /// Its sound.
    pub file: AudioFile,
    /// How long that is, in seconds.
    pub seconds: u32,
}

/// A message that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageKept {
    /// Its id.
    pub id: VoiceMessageId,
    /// Its number in the mailbox.
    pub num: i64,
}

impl Command for VoiceMessagePut {
    const NAME: &'static str = "voice_message.put";
    const OF_SWITCH: bool = true;
    /// Sounds are large; orders go first.
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = VoiceMessageKept;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        // Whose it is has still to be looked up. Messages for one mailbox follow each other.
        self.left.mailbox.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<VoiceMessageKept, Halt> {
        cx.require_operator()?;
        let left = &self.left;
        left.check(cx.now).map_err(|CallFault { field, why }| invalid(field, why))?;
        if let Some(kept) = self.kept_before(cx)? {
            return Ok(kept);
        }
        let slack = CALL_CLOCK_SECONDS_MAX;
        let Some(seen) = tenure::near(cx.tx, left.did, left.at, slack)? else {
            return Err(invalid("to", "is nobody's number").into());
        };
        let account = seen.payer;
        cx.lock(account)?;
        // Who had it is read under the lock, and whether somebody has brought the message meanwhile.
        let held = tenure::near(cx.tx, left.did, left.at, slack)?;
        held.filter(|held| held.payer == account).ok_or(StoreError::Contended)?;
        if let Some(kept) = self.kept_before(cx)? {
            return Ok(kept);
        }
        let (id, mailbox) = cx.require_mailbox(account, left.mailbox)?;
        let (num, count) = voice_message::next(cx.tx, account, id)?;
        let bytes = i64::from(self.file.bytes());
        if count >= i64::from(VOICE_MESSAGES_MAX)
            || voice_message::total(cx.tx, account)? + bytes > VOICES_BYTES_MAX
        {
            return Err(invalid("mailbox", "has no room for another message").into());
        }
        let kept = Kept {
            id: VoiceMessageId(cx.id()),
            account,
            num,
            left: VoiceMessage { mailbox: id, ..left.clone() },
            seconds: self.seconds,
            digest: self.file.digest().to_owned(),
            format: self.file.format(),
            bytes,
            folder: Folder::default(),
            urgent: false,
            listened: false,
            is_removed: false,
        };
        if !voice_message::insert(cx.tx, &kept, self.file.data())? {
            // Somebody brought the same one at the same time.
            return Err(StoreError::Contended.into());
        }
        let long_ago = cx.now.plus_days(-VOICE_REMEMBERED_DAYS);
        voice_message::forget(cx.tx, (account, id), long_ago, num, VOICES_FORGOTTEN_MAX)?;
        let body = EventBody::VoiceMessageLeft {
            message: kept.id,
            mailbox: id,
            did: left.did,
            seconds: self.seconds,
        };
        cx.emit(account, body)?;
        if !mailbox.email.is_empty() {
            cx.announce_voice(&kept, &mailbox, &mailbox.email, mailbox.delete)?;
        }
        Ok(VoiceMessageKept { id: kept.id, num })
    }
}

impl VoiceMessagePut {
    /// The message, if it is here already. Another one under its name is refused.
    fn kept_before(&self, cx: &mut Cx<'_>) -> Result<Option<VoiceMessageKept>, Halt> {
        let known = voice_message::named(cx.tx, &self.left.switch, &self.left.call)?;
        match known {
            None => Ok(None),
            Some(known)
                if known.digest == self.file.digest() && known.left.did == self.left.did =>
            {
                Ok(Some(VoiceMessageKept { id: known.id, num: known.num }))
            }
            Some(_) => Err(Refusal::KeyReused.into()),
        }
    }
}

fn invalid(field: &str, why: &str) -> Refusal {
    Refusal::CallInvalid { field: field.to_owned(), why: why.to_owned() }
}
