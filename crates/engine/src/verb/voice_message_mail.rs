//! A voice message is sent by letter. Emits `voice_message_mailed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{Attachment, EventBody, ObjectKind, Refusal, Voicemail, is_email};
use tandem_store::{Lane, delivery};

use super::voice_keeping::{VOICE_LETTER, VoicePlace};
use crate::{Command, Cx, Halt, IdSource, Mode, VOICE_LETTERS_HOUR_MAX, VOICE_LETTERS_SECONDS};

/// Sends a message of one of the customer's mailboxes to an address, with its sound, and keeps it. An hour has so many
/// letters with sound and no more, those included that mailboxes send by themselves: the operator's mail server is not
/// the customer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageMail {
    /// Which.
    pub at: VoicePlace,
    /// The address.
    pub to: String,
}

impl Command for VoiceMessageMail {
    const NAME: &'static str = "voice_message.mail";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        if !is_email(&self.to) {
            let (kind, field) = (ObjectKind::Voicemail, "email".to_owned());
            let why = "must be an address of mail".to_owned();
            return Err(Refusal::ObjectInvalid { kind, field, why }.into());
        }
        let (kept, mailbox) = cx.require_voice(customer, &self.at)?;
        // Whoever asks for the message wants the sound, whatever the mailbox does with the next one.
        let attachment = match mailbox.attachment {
            Attachment::None => Attachment::default(),
            set => set,
        };
        let mailbox = Voicemail { attach: true, attachment, ..mailbox };
        let (max, seconds) = (VOICE_LETTERS_HOUR_MAX, VOICE_LETTERS_SECONDS);
        let since = IdSource::first_at(cx.now.plus_seconds(-seconds));
        let sent = delivery::letters_since(cx.tx, customer, VOICE_LETTER, since, i64::from(max))?;
        if sent >= i64::from(max) {
            return Err(Refusal::MessagesTooMany { max, seconds }.into());
        }
        cx.emit(customer, EventBody::VoiceMessageMailed { message: kept.id })?;
        cx.announce_voice(&kept, &mailbox, &self.to, false)
    }
}
