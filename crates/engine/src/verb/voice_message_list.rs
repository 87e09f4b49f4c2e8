//! The messages of a mailbox.

use serde::{Deserialize, Serialize};
use tandem_domain::{Folder, ObjectId, Timestamp, VoiceMessageId};
use tandem_numbering::Did;
use tandem_store::voice_message::{self, Kept, Shown};

use crate::{Command, Cx, Halt, Mode, VOICE_MESSAGES_MAX};

/// Looks at the messages of one of the customer's mailboxes, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageList {
    /// The mailbox.
    pub mailbox: ObjectId,
    /// Only those in this folder.
    pub folder: Option<Folder>,
    /// Only those from this instant on …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
}

/// Messages, and by which clock their mailbox says when they were left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessages {
    /// The time zone of the mailbox, by its name in the tz database.
    pub zone: String,
    /// The messages.
    pub messages: Vec<VoiceMessageView>,
}

/// A message, but for its sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageView {
    /// Its id.
    pub id: VoiceMessageId,
    /// The mailbox.
    pub mailbox: ObjectId,
    /// Its number there.
    pub num: i64,
    /// Where it lies.
    pub folder: Folder,
    /// The number that was called.
    pub did: Did,
    /// The caller's number; empty for an anonymous one.
    pub from: String,
    /// The caller's name; empty for none.
    pub name: String,
    /// When it was left.
    pub at: Timestamp,
    /// How long it is, in seconds.
    pub seconds: u32,
    /// Whether somebody said that it is urgent.
    pub urgent: bool,
    /// Whether somebody has heard it.
    pub listened: bool,
}

impl Command for VoiceMessageList {
    const NAME: &'static str = "voice_message.list";
    const MODE: Mode = Mode::Read;
    type Outcome = VoiceMessages;

    fn run(&self, cx: &mut Cx<'_>) -> Result<VoiceMessages, Halt> {
        let customer = cx.hears_mailboxes()?;
        let (mailbox, body) = cx.require_mailbox(customer, self.mailbox)?;
        let all = Shown::all(customer, mailbox);
        let shown = Shown {
            folder: self.folder,
            from: self.from.unwrap_or(all.from),
            to: self.to.unwrap_or(all.to),
            ..all
        };
        let found = voice_message::list(cx.tx, &shown, i64::from(VOICE_MESSAGES_MAX))?;
        Ok(VoiceMessages { zone: body.zone, messages: found.into_iter().map(view).collect() })
    }
}

pub(super) fn view(kept: Kept) -> VoiceMessageView {
    VoiceMessageView {
        id: kept.id,
        mailbox: kept.left.mailbox,
        num: kept.num,
        folder: kept.folder,
        did: kept.left.did,
        from: kept.left.from,
        name: kept.left.name,
        at: kept.left.at,
        seconds: kept.seconds,
        urgent: kept.urgent,
        listened: kept.listened,
    }
}
