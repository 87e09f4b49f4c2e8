//! What the verbs of voice messages have in common: whose mailbox it is, and the letter that announces a message.

use serde::{Deserialize, Serialize};
use serde_json::json;
use tandem_domain::{
    AccountId, Attachment, Body, EventBody, Folder, ObjectId, ObjectKind, Refusal, Role,
    VoiceMessageId, Voicemail,
};
use tandem_store::voice_message::{self, Kept, Shown};

use super::object_keeping::read_body;
use crate::{Cx, DELIVERY_SECONDS_MAX, Halt, VOICE_MESSAGES_MAX};

/// The kind of a letter that announces a voice message.
pub const VOICE_LETTER: &str = "voice_message.letter";

/// One message of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoicePlace {
    /// The mailbox.
    pub mailbox: ObjectId,
    /// The folder that it must be in; `None`: any.
    pub folder: Option<Folder>,
    /// Its number in the mailbox.
    pub num: i64,
}

impl Cx<'_> {
    /// Whose mailboxes the actor may hear: its own. What was said to a reseller and to its other clients is
    /// nothing to a client.
    pub(super) fn hears_mailboxes(&self) -> Result<AccountId, Refusal> {
        let customer = self.actor.root;
        if self.actor.account == customer { Ok(customer) } else { Err(Refusal::Forbidden) }
    }

    /// A mailbox of a customer's, under the number by which it is stored.
    pub(super) fn require_mailbox(
        &mut self,
        customer: AccountId,
        id: ObjectId,
    ) -> Result<(ObjectId, Voicemail), Halt> {
        let kind = ObjectKind::Voicemail;
        let found = self.require_object(customer, kind, id)?;
        match read_body(&found)?.and_then(Voicemail::of) {
            Some(body) => Ok((found.id, body)),
            // One that the operator once put there as a document takes no messages.
            None => {
                let record = id.to_string();
                Err(Refusal::ObjectUnknown { role: Role::Itself, kind, record }.into())
            }
        }
    }

    /// The message at a place in a mailbox of a customer's.
    pub(super) fn require_voice(
        &mut self,
        customer: AccountId,
        place: &VoicePlace,
    ) -> Result<(Kept, Voicemail), Halt> {
        let (mailbox, body) = self.require_mailbox(customer, place.mailbox)?;
        let found = voice_message::get(self.tx, customer, mailbox, place.num)?;
        let found = found.filter(|found| place.folder.is_none_or(|wanted| wanted == found.folder));
        Ok((found.ok_or(Refusal::MessageUnknown)?, body))
    }

    /// Announces a message by letter; `goes`: once that has been sent, the message is not kept here. One whose sound does
    /// not go with the letter stays all the same: nobody would ever hear it.
    pub(super) fn announce_voice(
        &mut self,
        kept: &Kept,
        mailbox: &Voicemail,
        to: &str,
        goes: bool,
    ) -> Result<(), Halt> {
        let left = &kept.left;
        let caller = match (left.name.as_str(), left.from.as_str()) {
            ("", "") => "somebody who did not show a number".to_owned(),
            ("", from) => from.to_owned(),
            (name, "") => name.to_owned(),
            (name, from) => format!("{name} ({from})"),
        };
        let text = format!(
            "{caller} called {} and left a message of {} seconds in mailbox {} ({}), at {} ({}).\n",
            left.did,
            kept.seconds,
            left.mailbox,
            mailbox.name,
            left.at.wall(&mailbox.zone),
            mailbox.zone
        );
        let attaches = mailbox.attach && mailbox.attachment != Attachment::None;
        let letter = json!({
            "to": to,
            "subject": format!("Voice message {} from {caller}", kept.num),
            "text": text,
            "voice_message": attaches.then(|| kept.id.to_string()),
            "goes": (goes && attaches).then(|| kept.id.to_string()),
        });
        let give_up = self.now.plus_seconds(DELIVERY_SECONDS_MAX);
        self.tell(kept.account, None, VOICE_LETTER, letter.to_string(), give_up)
    }

    /// Removes messages of one mailbox, and their sounds.
    pub(super) fn remove_voices(
        &mut self,
        account: AccountId,
        mailbox: ObjectId,
        gone: &[Kept],
    ) -> Result<(), Halt> {
        if gone.is_empty() {
            return Ok(());
        }
        let messages: Vec<VoiceMessageId> = gone.iter().map(|message| message.id).collect();
        voice_message::remove(self.tx, &messages, self.now)?;
        self.emit(account, EventBody::VoiceMessagesRemoved { mailbox, messages })
    }

    /// A mailbox goes, and what is in it.
    pub(super) fn empty_mailbox(
        &mut self,
        account: AccountId,
        mailbox: ObjectId,
    ) -> Result<(), Halt> {
        let all = voice_message::list(
            self.tx,
            &Shown::all(account, mailbox),
            i64::from(VOICE_MESSAGES_MAX),
        )?;
        self.remove_voices(account, mailbox, &all)
    }
}
