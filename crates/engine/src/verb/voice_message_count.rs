//! How many messages the mailboxes of a customer have.

use serde::{Deserialize, Serialize};
use tandem_domain::ObjectId;
use tandem_store::voice_message;

use crate::{Command, Cx, Halt, Mode};

/// Counts the messages of the customer's mailboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessageCount;

/// How many messages a mailbox has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessagesCounted {
    /// The mailbox.
    pub mailbox: ObjectId,
    /// How many nobody has heard.
    pub unheard: i64,
    /// How many somebody said are urgent.
    pub urgent: i64,
}

impl Command for VoiceMessageCount {
    const NAME: &'static str = "voice_message.count";
    const MODE: Mode = Mode::Read;
    /// Those that have any, by mailbox.
    type Outcome = Vec<VoiceMessagesCounted>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<VoiceMessagesCounted>, Halt> {
        let Ok(customer) = cx.hears_mailboxes() else { return Ok(Vec::new()) };
        let counts = voice_message::counts(cx.tx, customer)?.into_iter();
        let counted =
            |(mailbox, unheard, urgent)| VoiceMessagesCounted { mailbox, unheard, urgent };
        Ok(counts.map(counted).collect())
    }
}
