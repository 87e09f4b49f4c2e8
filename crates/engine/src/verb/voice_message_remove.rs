//! Voice messages are removed. Emits `voice_messages_removed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{Actor, Folder, ObjectId, Refusal, Scope, VoiceMessageId};
use tandem_store::voice_message::{self, Shown};
use tandem_store::{Lane, StoreError};

use super::voice_keeping::VoicePlace;
use crate::{Command, Cx, Halt, Mode, VOICE_MESSAGES_MAX};

/// Removes messages of one of the customer's mailboxes: one, those of a folder, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageRemove {
    /// The mailbox.
    pub mailbox: ObjectId,
    /// Only those in this folder.
    pub folder: Option<Folder>,
    /// Only this one, which must be there.
    pub num: Option<i64>,
}

impl Command for VoiceMessageRemove {
    const NAME: &'static str = "voice_message.remove";
    const MODE: Mode = Mode::Write(Lane::Order);
    /// How many were removed.
    type Outcome = u32;

    fn run(&self, cx: &mut Cx<'_>) -> Result<u32, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let Self { mailbox, folder, num } = *self;
        let gone = match num {
            Some(num) => vec![cx.require_voice(customer, &VoicePlace { mailbox, folder, num })?.0],
            None => {
                let (mailbox, _) = cx.require_mailbox(customer, mailbox)?;
                let shown = Shown { folder, ..Shown::all(customer, mailbox) };
                voice_message::list(cx.tx, &shown, i64::from(VOICE_MESSAGES_MAX))?
            }
        };
        if let Some(first) = gone.first() {
            cx.remove_voices(customer, first.left.mailbox, &gone)?;
        }
        Ok(u32::try_from(gone.len()).unwrap_or(u32::MAX))
    }
}

/// Removes a message whose letter was sent, as its mailbox is set to. What was removed meanwhile stays so. The
/// operator's job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageForget {
    /// Which.
    pub id: VoiceMessageId,
}

impl Command for VoiceMessageForget {
    const NAME: &'static str = "voice_message.forget";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.id.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let Some(seen) = voice_message::by_id(cx.tx, self.id)? else { return Ok(()) };
        cx.lock(seen.account)?;
        let Some(kept) = voice_message::by_id(cx.tx, self.id)? else { return Ok(()) };
        if kept.account != seen.account {
            return Err(StoreError::Contended.into());
        }
        cx.remove_voices(kept.account, kept.left.mailbox, std::slice::from_ref(&kept))
    }
}
