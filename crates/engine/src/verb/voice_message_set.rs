//! Something is done with a voice message. Emits `voice_message_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, Folder, Refusal};
use tandem_store::{Lane, voice_message};

use super::voice_keeping::VoicePlace;
use super::voice_message_list::{VoiceMessageView, view};
use crate::{Command, Cx, Halt, Mode};

/// Says of a message of one of the customer's mailboxes that it was heard or is urgent, or moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageSet {
    /// Which.
    pub at: VoicePlace,
    /// Whether it was heard.
    pub listened: Option<bool>,
    /// Whether it is urgent.
    pub urgent: Option<bool>,
    /// Where it is to lie. It keeps its number.
    pub folder: Option<Folder>,
}

impl VoiceMessageSet {
    /// Nothing is done with the message yet.
    pub const fn nothing(at: VoicePlace) -> Self {
        Self { at, listened: None, urgent: None, folder: None }
    }
}

impl Command for VoiceMessageSet {
    const NAME: &'static str = "voice_message.set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = VoiceMessageView;

    fn run(&self, cx: &mut Cx<'_>) -> Result<VoiceMessageView, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let (mut kept, _) = cx.require_voice(customer, &self.at)?;
        let before = (kept.listened, kept.urgent, kept.folder);
        kept.listened = self.listened.unwrap_or(kept.listened);
        kept.urgent = self.urgent.unwrap_or(kept.urgent);
        kept.folder = self.folder.unwrap_or(kept.folder);
        if before != (kept.listened, kept.urgent, kept.folder) {
            voice_message::put(cx.tx, &kept)?;
            let body = EventBody::VoiceMessageSet {
                message: kept.id,
                folder: kept.folder,
                urgent: kept.urgent,
                listened: kept.listened,
            };
            cx.emit(customer, body)?;
        }
        Ok(view(kept))
    }
}
