//! A text message is removed. Emits `message_removed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, Refusal};
use tandem_store::{Lane, message};

use crate::{Command, Cx, Halt, Mode};

/// Removes a message from the list of its owner, and what it says with it. The other side keeps its
/// own; that there was a message, and what it cost, stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRemove {
    /// Its number among the customer's messages.
    pub serial: i64,
}

impl Command for MessageRemove {
    const NAME: &'static str = "message.remove";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        let actor = cx.actor.account;
        let found = message::by_serial(cx.tx, customer, self.serial)?
            .filter(|found| actor == customer || actor == found.owner)
            .ok_or(Refusal::MessageUnknown)?;
        message::remove(cx.tx, found.id, cx.now)?;
        cx.emit(customer, EventBody::MessageRemoved { message: found.id })
    }
}
