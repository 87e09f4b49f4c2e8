//! Many texts at once between few numbers, each asked for twice: every message is there once on both its
//! sides, and every part of it was paid for once.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_executor::ThreadPool;
use futures_util::future::join_all;
use futures_util::task::SpawnExt;
use tandem_domain::{Direction, MessageState, Money, Reason, Refusal};
use tandem_engine::{MessageList, MessageSend, MessageSent, MessagingChange, NumberMessagingSet};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    everybody_writes_to_everybody,
    everybody_writes_to_everybody_at_two_nodes,
}

/// How many people there are; the last has hardly any money left.
const PEOPLE: usize = 12;
/// How many messages each sends: fewer than may be sent in a minute.
const EACH: usize = 24;
const FIRST: u64 = 13_055_550_100;
/// A customer's money, in cents: a number costs 65, a message one on either side.
const CENTS: i64 = 500;
/// What the poor one has: enough for a number and seven sides.
const POOR_CENTS: i64 = 72;

async fn everybody_writes_to_everybody(house: Arc<House>) {
    write(&house, 1).await;
}

async fn everybody_writes_to_everybody_at_two_nodes(house: Arc<House>) {
    write(&house, 2).await;
}

/// Who writes what to whom.
#[derive(Clone, Copy)]
struct Text {
    from: usize,
    to: usize,
    serial: usize,
}

impl Text {
    fn says(self) -> String {
        format!("{} to {}: {}", self.from, self.to, self.serial)
    }
}

fn number(person: usize) -> Did {
    did(FIRST + person as u64)
}

async fn write(house: &Arc<House>, nodes: usize) {
    house.operator().stocks([block(FIRST, PEOPLE as u64, miami())]).await;
    let people = furnish(house).await;
    let second = if nodes == 2 { Some(house.second_node().await) } else { None };
    let texts: Vec<Text> = (0..EACH)
        .flat_map(|serial| {
            // Each round everybody writes to another neighbour, so that all wait for all.
            let to = move |from: usize| (from + 1 + serial % (PEOPLE - 1)) % PEOPLE;
            (0..PEOPLE).map(move |from| Text { from, to: to(from), serial })
        })
        .collect();
    let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a crowd");
    // Each is asked for twice under its key, at either node: an impatient client.
    let asked = texts.iter().flat_map(|text| [(*text, false), (*text, true)]);
    let calls = asked.map(|(text, again)| {
        let sender = match &second {
            Some(second) if again => people[text.from].at(second),
            _ => people[text.from].clone(),
        };
        let send = MessageSend::text(number(text.from), number(text.to), text.says());
        let call = async move { (text, sender.does_once(&text.says(), send).await) };
        pool.spawn_with_handle(call).expect("a thread of the crowd")
    });
    let calls: Vec<_> = calls.collect();
    let answers = join_all(calls).await;
    compare(&people, &answers).await;
    house.is_sound().await;
    if let Some(second) = second {
        second.close();
    }
}

async fn furnish(house: &Arc<House>) -> Vec<Customer> {
    let mut people = Vec::new();
    for person in 0..PEOPLE {
        let cents = if person + 1 == PEOPLE { POOR_CENTS } else { CENTS };
        let customer = house.customer(&format!("writer{person}"), cents).await;
        customer.orders([number(person)]).await.expect("a number");
        let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
        let on = NumberMessagingSet { did: number(person), change, allowed: Vec::new() };
        customer.does(on).await.expect("a number that carries messages");
        people.push(customer);
    }
    people
}

type Answer = (Text, Result<MessageSent, Refusal>);

/// Whether the books say what people were told, and nothing else.
async fn compare(people: &[Customer], answers: &[Answer]) {
    // A message is there if either of the two who asked for it was told so; both were told the same.
    let mut told: BTreeMap<String, MessageSent> = BTreeMap::new();
    for (text, answer) in answers {
        match answer {
            Ok(sent) => {
                let before = told.insert(text.says(), *sent);
                assert!(
                    before.is_none_or(|before| before == *sent),
                    "{} was sent twice",
                    text.says()
                );
            }
            Err(Refusal::InsufficientFunds { .. } | Refusal::MessageUndeliverable { .. }) => {}
            Err(other) => panic!("{}: {other}", text.says()),
        }
    }
    assert!(told.len() > EACH * (PEOPLE - 2), "{} were sent", told.len());
    assert!(told.len() < EACH * PEOPLE, "the poor one could pay for all");
    let mut sides: BTreeMap<String, Vec<Direction>> = BTreeMap::new();
    for (person, customer) in people.iter().enumerate() {
        let seen = customer.does(every_message()).await.expect("their own");
        let had = if person + 1 == people.len() { POOR_CENTS } else { CENTS };
        let cost: i64 = seen.iter().map(|message| message.charged.0).sum();
        let left = Money(Money::cents(had - 65).0 - cost);
        assert_eq!(customer.balance().await, left, "of {person}");
        let lines = customer.statement().await;
        let billed = lines.iter().filter(|line| line.posting.reason == Reason::Message).count();
        assert_eq!(billed, seen.len(), "each message has its line, of {person}");
        for message in seen {
            assert_eq!(
                (message.state, message.charged),
                (MessageState::Delivered, Money::cents(1))
            );
            sides.entry(message.text).or_default().push(message.direction);
        }
    }
    for (text, directions) in &mut sides {
        directions.sort_by_key(|direction| direction.word());
        assert_eq!(*directions, [Direction::Received, Direction::Sent], "{text}");
    }
    let written: Vec<&String> = sides.keys().collect();
    assert_eq!(written, told.keys().collect::<Vec<_>>());
}

fn every_message() -> MessageList {
    MessageList {
        owner: None,
        id: None,
        serial: None,
        from: None,
        to: None,
        direction: None,
        did: None,
        contact: None,
        has_media: None,
        after: None,
        limit: 1000,
    }
}
