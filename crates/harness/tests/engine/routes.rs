//! Where calls go, by what customers configured.

use std::sync::Arc;

use tandem_domain::route::{Action, RoutePlan};
use tandem_domain::{
    Caller, CallerIdFilter, Contact, Destination, Forwarding, ObjectBody, ObjectId, ObjectKind,
    PhonebookEntry, PhonebookGroup, QueueMember, SettingsChange, Voicemail,
};
use tandem_engine::{NumberSet, ObjectPlace, ObjectSet, RouteAsk};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    the_filter_of_a_caller_takes_the_call,
    a_queue_rings_its_agents,
}

const NUMBER: u64 = 13_055_550_100;
const JANE: u64 = 13_055_551_111;

/// A customer with one number and the login `alice`.
async fn tenant(house: &House) -> Customer {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    alice
}

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> ObjectId {
    let set = ObjectSet { place: ObjectPlace::New, body: body.into(), list: None };
    who.does(set).await.expect("an object")
}

async fn rings(who: &Customer, number: u64, at: Destination) {
    let change = SettingsChange { routing: Some(at), ..SettingsChange::default() };
    let set = NumberSet { did: did(number), change, plan: None };
    who.does(set).await.expect("a routing");
}

async fn plan(house: &House, from: &str) -> RoutePlan {
    let ask = RouteAsk { from: from.to_owned(), ..RouteAsk::to(did(NUMBER)) };
    house.engine.route(ask).await.expect("a plan")
}

async fn first(house: &House, from: &str) -> &'static str {
    plan(house, from).await.steps[0].action.word()
}

fn filter(caller: Caller, number: Option<Did>, routing: Destination) -> CallerIdFilter {
    CallerIdFilter {
        name: String::new(),
        caller,
        number,
        routing,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    }
}

fn in_phonebook(name: &str, number: u64) -> PhonebookEntry {
    let contact = Contact::Number(did(number));
    let name = name.to_owned();
    PhonebookEntry {
        name,
        contact,
        speed_dial: String::new(),
        caller_id: None,
        note: String::new(),
    }
}

fn echo() -> Destination {
    Destination::System(tandem_domain::SystemOption::Echo)
}

async fn the_filter_of_a_caller_takes_the_call(house: Arc<House>) {
    let alice = tenant(&house).await;
    let forwarding = makes(&alice, Forwarding::to(did(13_055_552_222))).await;
    rings(&alice, NUMBER, Destination::object(ObjectKind::Forwarding, forwarding.to_string()))
        .await;
    assert_eq!(first(&house, "3055551111").await, "dial");
    let jane = makes(&alice, in_phonebook("Jane", JANE)).await;
    let named = plan(&house, "3055551111").await;
    let Action::Dial(dial) = &named.steps[0].action else { panic!("{named:?}") };
    assert_eq!(dial.legs[0].shown.name, "Jane");

    makes(&alice, filter(Caller::Phonebook, None, echo())).await;
    assert_eq!(first(&house, "3055551111").await, "echo");
    assert_eq!(first(&house, "3055559999").await, "dial");
    let friends = PhonebookGroup { name: "friends".to_owned(), members: vec![jane] };
    let group = makes(&alice, friends).await;
    let mailbox = makes(&alice, Voicemail::default()).await;
    let mailbox = Destination::object(ObjectKind::Voicemail, mailbox.to_string());
    makes(&alice, filter(Caller::PhonebookGroup(group), None, mailbox)).await;
    assert_eq!(first(&house, "3055551111").await, "voicemail");
    makes(&alice, filter(Caller::Anonymous, Some(did(NUMBER)), echo())).await;
    assert_eq!(first(&house, "anonymous").await, "echo");
    // What she filters is nobody else's.
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(NUMBER + 1)]).await.expect("for sale");
    let ask = RouteAsk { from: "3055551111".to_owned(), ..RouteAsk::to(did(NUMBER + 1)) };
    let plan = house.engine.route(ask).await.expect("a plan");
    assert_eq!(plan.steps[0].action.word(), "hangup");
}

async fn a_queue_rings_its_agents(house: Arc<House>) {
    let alice = tenant(&house).await;
    let support = serde_json::json!({
        "name": "support", "number": 1, "weight": 1, "report_hold_time": "never",
        "join_when_empty": "no", "leave_when_empty": "no", "strategy": "all",
        "rings_busy": false, "ring_seconds": 15, "announces_hold": "never", "thanks": false,
    });
    let support = ObjectBody::from_value(ObjectKind::Queue, support).expect("a queue");
    let queue = makes(&alice, support.expect("a kind with a body")).await;
    let (name, login) = ("Alice".to_owned(), "alice".to_owned());
    makes(&alice, QueueMember { queue, name, login, penalty: 3 }).await;
    rings(&alice, NUMBER, Destination::object(ObjectKind::Queue, queue.to_string())).await;
    let plan = plan(&house, "3055551111").await;
    let Action::Queue(waits) = &plan.steps[0].action else { panic!("{plan:?}") };
    let agents: Vec<_> = waits.agents.iter().map(|agent| (&*agent.name, agent.penalty)).collect();
    assert_eq!(agents, [("Alice", 3)]);
}
