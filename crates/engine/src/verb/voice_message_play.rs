//! The sound of a voice message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tandem_domain::{AudioFormat, Refusal, VoiceMessageId};
use tandem_store::voice_message::{self, Kept};
use tandem_store::{StoreError, Tx};

use super::voice_keeping::VoicePlace;
use super::voice_message_list::{VoiceMessageView, view};
use crate::{Command, Cx, Halt, Mode};

/// Looks at a message with its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoiceMessagePlay {
    /// One of a mailbox of the customer's own.
    At(VoicePlace),
    /// One of the customer's own, wherever it lies.
    Own(VoiceMessageId),
    /// Whosever it is; the operator's own.
    Known(VoiceMessageId),
}

/// A message with its sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceSound {
    /// The message.
    pub message: VoiceMessageView,
    /// How its sound is encoded.
    pub format: AudioFormat,
    /// The file, in Base64.
    pub data: String,
}

impl VoiceSound {
    /// The file itself; `None`, if what is kept is no Base64, which only somebody else can have written.
    pub fn file(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.data).ok()
    }
}

impl Command for VoiceMessagePlay {
    const NAME: &'static str = "voice_message.play";
    const MODE: Mode = Mode::Read;
    type Outcome = VoiceSound;

    fn run(&self, cx: &mut Cx<'_>) -> Result<VoiceSound, Halt> {
        let kept = match self {
            Self::At(place) => {
                let customer = cx.hears_mailboxes()?;
                cx.require_voice(customer, place)?.0
            }
            Self::Own(id) => {
                let customer = cx.hears_mailboxes()?;
                let found = voice_message::by_id(cx.tx, *id)?;
                let own = found.filter(|found| found.account == customer);
                own.ok_or(Refusal::MessageUnknown)?
            }
            Self::Known(id) => {
                cx.require_operator()?;
                voice_message::by_id(cx.tx, *id)?.ok_or(Refusal::MessageUnknown)?
            }
        };
        Ok(sound(cx.tx, kept)?)
    }
}

fn sound(tx: &mut dyn Tx, kept: Kept) -> Result<VoiceSound, StoreError> {
    let data = voice_message::data(tx, kept.id)?.ok_or(StoreError::Shape("voice_sound.data"))?;
    Ok(VoiceSound { format: kept.format, message: view(kept), data })
}
