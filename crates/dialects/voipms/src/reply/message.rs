//! Text messages as the provider prints them.

use tandem_domain::{Direction, MessageState};
use tandem_engine::{MessageSent, MessageView};
use tandem_wire::php::{Map, Value};

use super::Reply;
use crate::clock::{Shift, printed, wall_clock};
use crate::request::Listed;
use crate::words::Word;

/// The id of what was sent, which is a number here and a text in lists.
pub fn sent(sent: &MessageSent) -> Reply {
    Reply::Success(Map::new().with("sms", sent.serial))
}

/// The same of a message with media.
pub fn sent_media(sent: &MessageSent) -> Reply {
    Reply::Success(Map::new().with("mms", sent.serial))
}

/// Messages, the latest first, with their times as the caller wants them. A list of messages with media shows
/// these.
pub fn messages(found: &[MessageView], shift: Shift, listed: Listed) -> Reply {
    let rows = found.iter().map(|message| match listed {
        Listed::Sms => row(message, shift),
        Listed::Mms => with_media(row(message, shift), &message.media),
    });
    Reply::list("sms", rows.collect(), "no_sms")
}

/// The first three in columns of their own, and all of them in a list.
fn with_media(row: Map, media: &[String]) -> Map {
    let columns = ["col_media1", "col_media2", "col_media3"].into_iter().enumerate();
    let row = columns.fold(row, |row, (place, column)| {
        row.with(column, media.get(place).map(String::as_str).unwrap_or_default())
    });
    row.with("media", Value::list(media.iter().map(String::as_str)))
}

/// The links of a message: by their places, from 1 on, or as a list.
pub fn media(found: &[MessageView], as_list: bool) -> Reply {
    let Some(message) = found.first() else {
        let why = "there is no message of that id, or it shows nothing";
        return Reply::Word(Word::saying("invalid_id", why));
    };
    let media = if as_list {
        Value::list(message.media.iter().map(String::as_str))
    } else {
        let places = (1..).zip(&message.media);
        let places = places.fold(Map::new(), |map, (place, link): (u32, _)| {
            map.with(&*place.to_string(), link.as_str())
        });
        Value::from(places)
    };
    Reply::Success(
        Map::new()
            .with("id", message.serial.to_string())
            .with("date", wall_clock(message.at))
            .with("media", media),
    )
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
