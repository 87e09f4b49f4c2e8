//! Text messages as the provider prints them.

use tandem_domain::{Direction, MessageState};
use tandem_engine::{MessageSent, MessageView};
use tandem_wire::php::Map;

use super::Reply;
use crate::clock::{Shift, printed};

/// The id of what was sent, which is a number here and a text in lists.
pub fn sent(sent: &MessageSent) -> Reply {
    Reply::Success(Map::new().with("sms", sent.serial))
}

/// Messages, the latest first, with their times as the caller wants them.
pub fn messages(found: &[MessageView], shift: Shift) -> Reply {
    Reply::list("sms", found.iter().map(|message| row(message, shift)).collect(), "no_sms")
}

fn row(message: &MessageView, shift: Shift) -> Map {
    let kind = match message.direction {
        Direction::Sent => "0",
        Direction::Received => "1",
    };
    let status = match message.state {
        MessageState::Accepted => "accepted".to_owned(),
        MessageState::Delivered => "delivered".to_owned(),
        MessageState::Failed(why) => {
            format!("failed: {} {}", message.contact.national(), why.about())
        }
    };
    Map::new()
        .with("id", message.serial.to_string())
        .with("date", printed(shift.shows(message.at)))
        .with("type", kind)
        .with("did", message.did.national())
        .with("contact", message.contact.national())
        .with("message", &message.text)
        .with("carrier_status", status)
}
