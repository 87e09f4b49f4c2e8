//! Messages in mailboxes as the provider prints them.

use tandem_engine::{VoiceMessageView, VoiceMessages, VoiceSound};
use tandem_wire::php::Map;

use super::calls::duration;
use super::{Reply, yes_no};

/// The messages of a mailbox, by the clock that it says their time by.
pub fn voices(found: &VoiceMessages) -> Reply {
    let row = |message: &VoiceMessageView| {
        place(message)
            .with("date", message.at.wall(&found.zone))
            .with("callerid", caller(message))
            .with("duration", duration(message.seconds))
            .with("urgent", yes_no(message.urgent))
            .with("listened", yes_no(message.listened))
    };
    Reply::list("messages", found.messages.iter().map(row).collect(), "no_messages")
}

/// The sound of a message. Here the list is a single row.
pub fn voice_file(sound: VoiceSound) -> Reply {
    let row = place(&sound.message).with("data", sound.data);
    Reply::Success(Map::new().with("message", row))
}

fn place(message: &VoiceMessageView) -> Map {
    Map::new()
        .with("mailbox", message.mailbox.to_string())
        .with("folder", message.folder.word())
        .with("message_num", message.num.to_string())
}

/// `Jane <+13055550100>`, or whichever of both there is.
fn caller(message: &VoiceMessageView) -> String {
    match (message.name.as_str(), message.from.as_str()) {
        ("", from) => from.to_owned(),
        (name, "") => name.to_owned(),
        (name, from) => format!("{name} <{from}>"),
    }
}
