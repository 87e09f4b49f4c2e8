//! The demo's text messages: numbers that carry them, and those that the VoIP.ms document shows.

use tandem_domain::{AccountId, Direction, Timestamp};
use tandem_engine::{Ask, Engine, MessageMoveIn, MessagingChange, NumberMessagingSet, OldMessage};

use super::people::{customer, operate, read};
use crate::failure::Failure;

/// A message of the document: its id, our number, the other, which way it went, when, what it says.
type Sample = (i64, &'static str, &'static str, Direction, Option<&'static str>, &'static str);

/// The messages that the document names by example; one without a time came just now.
const SAMPLES: [Sample; 4] = [
    (1918, "5551234567", "5551234568", Direction::Sent, MARCH, "hello John Smith"),
    (5853, "5551234567", "5551234567", Direction::Received, MARCH, "a note to myself"),
    (111_120, "8574884828", "8577884821", Direction::Sent, MARCH, "hello+john"),
    (111_121, "5551234567", "5551234568", Direction::Received, None, "hello"),
];
/// 2014-03-30 10:24:16 in the east of North America.
const MARCH: Option<&str> = Some("2014-03-30T14:24:16Z");

/// Hosts that the documents print and that somebody has: whoever tries a sample should not write to them.
pub(super) const PRINTED_HOSTS: [&str; 1] = ["myurl.com"];

/// Turns messages on at some of the demo's numbers and writes down the document's.
pub(super) async fn furnish(
    engine: &Engine,
    demo: AccountId,
    other: AccountId,
) -> Result<(), Failure> {
    let plain = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
    for (account, number, change) in [
        (demo, "5551234567", documented(engine)?),
        (demo, "8574884828", plain.clone()),
        (other, "8577884821", plain),
    ] {
        for did in read(engine, &[number])? {
            let change = change.clone();
            let set = NumberMessagingSet { did, change, allowed: Vec::new() };
            engine.execute(Ask::new(customer(account), set)).await?;
        }
    }
    let mut messages = Vec::new();
    for (serial, number, contact, direction, at, text) in SAMPLES {
        if let [did, contact] = read(engine, &[number, contact])?[..] {
            let at = at.and_then(Timestamp::parse).unwrap_or_else(|| engine.now());
            let text = text.to_owned();
            messages.push(OldMessage { serial, did, contact, direction, at, text });
        }
    }
    operate(engine, MessageMoveIn { account: demo, messages }).await?;
    Ok(())
}

/// What the VoIP.ms document says becomes of messages to its number. In a demo no letters are sent, nobody has
/// the number that they are passed on to unless he buys it, and the page is not called.
fn documented(engine: &Engine) -> Result<MessagingChange, Failure> {
    let forward = read(engine, &["2264836086"])?.first().copied();
    Ok(MessagingChange {
        enabled: Some(true),
        email: Some("john.doe@example.com".to_owned()),
        email_enabled: Some(true),
        forward: Some(forward),
        forward_enabled: Some(true),
        callback: Some(format!("http://{}", PRINTED_HOSTS[0])),
        callback_enabled: Some(true),
        callback_retry: Some(true),
        ..MessagingChange::default()
    })
}
