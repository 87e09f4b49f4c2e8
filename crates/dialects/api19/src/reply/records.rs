//! Records of messages and calls, as lines between commas, and what messages are called.

use std::io;

use sha2::{Digest, Sha256};
use tandem_domain::route::Cause;
use tandem_domain::{
    CallDirection, Direction, MessageState, Timestamp, eastern_wall, hex, sent_message_name,
};
use tandem_engine::{CallView, MessageSent, MessageView};
use tandem_wire::csv::Writer;
use tandem_wire::php::{Map, Value};

use super::{data, integer, ok};

/// What stands above the records of messages.
const MESSAGE_COLUMNS: [&str; 14] = [
    "date",
    "your_cost",
    "submaster_id",
    "user_id",
    "submaster_cost",
    "user_cost",
    "surcharge",
    "src",
    "dst",
    "message",
    "direction",
    "alpha",
    "msg_type",
    "uuid",
];
/// What stands above the records of calls. The provider's own is not known.
const CALL_COLUMNS: [&str; 9] =
    ["date", "your_cost", "src", "dst", "direction", "duration", "billsec", "disposition", "uuid"];

/// A text message that was sent.
pub fn sent(sent: &MessageSent) -> Value {
    ok().with("uuid", sent_message_name(sent.id, sent.at)).into()
}

fn kind(message: &MessageView) -> &'static str {
    if message.media.is_empty() { "sms" } else { "mms" }
}

/// What became of a message that was sent, in the words of the receipts.
pub fn standing(message: &MessageView) -> Value {
    let (send_status, status, error) = match message.state {
        MessageState::Accepted => ("carrier_sent", "sent", "000"),
        MessageState::Delivered => ("delivered", "delivered", "000"),
        MessageState::Failed(_) => ("rejected", "REJECTED", "600"),
    };
    let shown = Map::new()
        .with("uuid", sent_message_name(message.id, message.at))
        .with("date", date(message.at))
        .with("source", integer(message.did))
        .with("destination", integer(message.contact))
        .with("type", kind(message))
        .with("send_status", send_status)
        .with("status", status)
        .with("error", error);
    data(shown)
}

/// What everything else is called: five groups.
pub(super) fn plain_uuid(what: &str) -> String {
    grouped(what, &[8, 4, 4, 4, 12])
}

/// Groups of hexadecimal digits, always the same for the same thing.
fn grouped(what: &str, lengths: &[usize]) -> String {
    let digits = hex(Sha256::digest(format!("api19 {what}")));
    let mut rest = digits.as_str();
    let groups = lengths.iter().map(|length| {
        let (group, behind) = rest.split_at_checked(*length).unwrap_or((rest, ""));
        rest = behind;
        group
    });
    groups.collect::<Vec<_>>().join("-")
}

fn date(at: Timestamp) -> String {
    eastern_wall(at).strftime("%m/%d/%Y %H:%M:%S").to_string()
}

/// Records of messages.
pub fn messages<'m>(found: impl Iterator<Item = &'m MessageView>) -> io::Result<String> {
    lines(&MESSAGE_COLUMNS, found.map(message))
}

fn message(message: &MessageView) -> Vec<String> {
    let (ours, other) = (message.did.national(), message.contact.national());
    let none = String::new;
    let (src, dst, direction, uuid) = match message.direction {
        Direction::Sent => (ours, other, "out", sent_message_name(message.id, message.at)),
        Direction::Received => (other, ours, "in", plain_uuid(&format!("message {}", message.id))),
    };
    vec![
        date(message.at),
        message.charged.to_string(),
        none(),
        none(),
        none(),
        none(),
        none(),
        src,
        dst,
        message.text.clone(),
        direction.to_owned(),
        none(),
        kind(message).to_owned(),
        uuid,
    ]
}

/// Records of calls.
pub fn calls(found: &[CallView]) -> io::Result<String> {
    lines(&CALL_COLUMNS, found.iter().map(call))
}

fn call(call: &CallView) -> Vec<String> {
    let record = &call.record;
    let (ours, other) = (record.did.national(), record.other.clone());
    let (src, dst, direction) = match record.direction {
        CallDirection::Inbound => (other, ours, "in"),
        CallDirection::Outbound => (ours, other, "out"),
    };
    let micros = record.ended.0.saturating_sub(record.started.0);
    vec![
        date(record.started),
        call.charged.to_string(),
        src,
        dst,
        direction.to_owned(),
        micros.div_euclid(1_000_000).to_string(),
        record.seconds().to_string(),
        disposition(record.cause).to_owned(),
        plain_uuid(&format!("call {}", call.id)),
    ]
}

const fn disposition(cause: Option<Cause>) -> &'static str {
    match cause {
        None => "ANSWERED",
        Some(Cause::Busy) => "BUSY",
        Some(Cause::NoAnswer) => "NO ANSWER",
        Some(Cause::Unreachable | Cause::Declined | Cause::Looped) => "FAILED",
    }
}

/// Lines that end as the provider's do.
fn lines(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<String> {
    let mut out = Writer::with_line_ends(Vec::new(), columns, "\n")?;
    for row in rows {
        out.write(&row)?;
    }
    String::from_utf8(out.finish()?).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_window_is_the_header_that_integrators_look_for() {
        let empty = messages(std::iter::empty()).expect("a header");
        assert!(empty.starts_with("date,your_cost,"));
        assert_eq!(empty.len(), 117);
        assert_eq!(calls(&[]).expect("a header").lines().count(), 1);
    }
}
