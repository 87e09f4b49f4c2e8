//! The demo's text messages: numbers that carry them, and those that the VoIP.ms document shows.

use tandem_domain::{
    AccountId, AccountRef, Direction, Money, NumberSettings, Timestamp, month_after,
};
use tandem_engine::{
    Arriving, Ask, Engine, KeptPrice, MessageMoveIn, MessagingChange, NumberMessagingSet,
    NumberMoveIn, OldMessage, Service,
};

use tandem_numbering::Did;

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

/// The point of presence that serves them.
const POP: &str = "16";

/// Turns messages on at some of the demo's numbers and writes down the document's.
pub(super) async fn furnish(
    engine: &Engine,
    demo: AccountId,
    other: AccountId,
) -> Result<(), Failure> {
    let mut numbers = Vec::new();
    for (account, number) in [(demo, "8574884828"), (other, "8577884821")] {
        numbers.extend(read(engine, &[number])?.into_iter().map(|did| old(engine, account, did)));
    }
    operate(engine, NumberMoveIn { numbers, charge_arrears: false }).await?;
    for (account, number) in [(demo, "5551234567"), (demo, "8574884828"), (other, "8577884821")] {
        for did in read(engine, &[number])? {
            let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
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

/// A number that its owner has had for as long as its messages are old, and pays nothing for.
fn old(engine: &Engine, account: AccountId, did: Did) -> Arriving {
    Arriving {
        did,
        owner: AccountRef::Id(account),
        service: Service::Active,
        plan: Some("FLAT".to_owned()),
        price: KeptPrice { monthly: Some(Money::ZERO), ..KeptPrice::default() },
        began: Timestamp::parse("2014-03-01"),
        next_billing: month_after(engine.now(), 1),
        anchor_day: None,
        slot: None,
        slot_fee: None,
        settings: NumberSettings { pop: POP.to_owned(), ..NumberSettings::default() },
        resale: None,
    }
}
