//! Where calls go, by what customers configured.

use std::sync::Arc;

use tandem_domain::route::{Action, Address, Domains, Ending, RoutePlan};
use tandem_domain::{
    AccountProfile, AccountStatus, CallFlow, CallHunting, Caller, CallerIdFilter, Contact,
    Destination, FlowStep, Forwarding, HuntOrder, Language, Music, ObjectBody, ObjectId,
    ObjectKind, PhonebookEntry, PhonebookGroup, QueueMember, Refusal, RingAt, RingMember, Rng,
    Schedule, SettingsChange, SipUri, SystemOption, Telephone, TimeCondition, Timestamp, Voicemail,
    Weekday, Window,
};
use tandem_engine::{
    AccountSet, Engine, NumberSet, ObjectList, ObjectPlace, ObjectRemove, ObjectSet, RouteAsk,
    TelephoneList,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases, profile};
use tandem_numbering::Did;

on_both_databases! {
    the_filter_of_a_caller_takes_the_call,
    a_queue_rings_its_agents,
    memory_and_tables_make_the_same_plans,
    another_node_hears_of_it,
    calls_are_answered_when_the_database_is_gone,
    a_call_flow_is_followed_and_kept_while_it_is_in_use,
    a_call_flow_that_is_called_by_its_name_keeps_it,
    a_telephone_has_an_object_as_long_as_a_number_rings_there,
    an_address_at_our_own_host_is_one_of_our_numbers,
    hours_without_a_zone_are_meant_by_the_accounts_clock,
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

/// The plan for a call, which memory and tables must agree upon.
async fn plan(house: &House, from: &str) -> RoutePlan {
    same_plan(&house.engine, ask(NUMBER, from)).await
}

fn ask(number: u64, from: &str) -> RouteAsk {
    let (from, chance) = (from.to_owned(), Some(7));
    RouteAsk { from, chance, ..RouteAsk::to(did(number)) }
}

async fn same_plan(engine: &Engine, ask: RouteAsk) -> RoutePlan {
    // Balances are followed within a quarter of a second, and that is not waited for here.
    engine.refresh_calls().await.expect("a database");
    let told = engine.route(ask.clone()).await.expect("a plan");
    let held = engine.route_by_tables(ask).await.expect("a plan");
    // The feed tells of what was committed here some moments later.
    assert_eq!(RoutePlan { version: held.version, ..told }, held);
    held
}

async fn hours_without_a_zone_are_meant_by_the_accounts_clock(house: Arc<House>) {
    let alice = tenant(&house).await;
    let days = (Weekday::Monday, Weekday::Friday);
    let window =
        Window { from_day: days.0, to_day: days.1, from_minute: 9 * 60, to_minute: 17 * 60 };
    let hours = TimeCondition {
        name: "office".to_owned(),
        schedule: Schedule { zone: String::new(), windows: vec![window] },
        matched: echo(),
        otherwise: Destination::System(SystemOption::Busy),
    };
    let hours = makes(&alice, hours).await;
    rings(&alice, NUMBER, Destination::object(ObjectKind::TimeCondition, hours.to_string())).await;
    let second = house.second_node().await;
    // A Monday: half past ten in Toronto, half past eight in Denver.
    let at = Timestamp::parse("2026-02-02T15:30:00Z");
    let ask = || RouteAsk { at, ..ask(NUMBER, "3055551111") };
    let here = same_plan(&house.engine, ask()).await;
    assert_eq!(here.steps[0].action.word(), "echo");

    let sets = |zone: &str| {
        let profile = AccountProfile { zone: zone.to_owned(), ..profile("alice") };
        AccountSet { account: alice.account, profile, status: AccountStatus::Open }
    };
    let refused = house.operator().does(sets("America/Atlantis")).await.expect_err("no such zone");
    assert!(refused.to_string().contains("zone"), "{refused}");
    house.operator().does(sets("America/Denver")).await.expect("a zone");
    let there = same_plan(&house.engine, ask()).await;
    assert_eq!(there.steps[0].action, Action::Hangup { ending: Ending::Busy });
    let because = there.steps[0].because.to_string();
    assert!(because.contains("America/Denver, the account's zone"), "{because}");
    catches_up(&second).await;
    let heard = same_plan(&second, ask()).await;
    assert_eq!(heard.steps, there.steps);
    second.close();
}

async fn an_address_at_our_own_host_is_one_of_our_numbers(house: Arc<House>) {
    let alice = tenant(&house).await;
    let other = did(NUMBER + 1);
    alice.orders([other]).await.expect("for sale");
    rings(&alice, NUMBER + 1, echo()).await;
    let address = format!("{}@sip.example.com", NUMBER + 1);
    let uri = makes(&alice, SipUri::at(address.clone())).await;
    rings(&alice, NUMBER, Destination::object(ObjectKind::SipUri, uri.to_string())).await;
    // Nobody has said yet which hosts are ours.
    let called = plan(&house, "3055551111").await;
    assert_eq!(first_leg(&called), &Address::Uri { uri: format!("sip:{address}") });
    house.engine.answer_at(Domains::new(["sip.example.com"]));
    // A call waits for news of its own number, not of those that it may be led to.
    catches_up(&house.engine).await;
    let called = plan(&house, "3055551111").await;
    assert_eq!(first_leg(&called), &Address::Number { number: other, on_net: true });
    // That number leads back.
    let back = makes(&alice, SipUri::at(format!("{NUMBER}@sip.example.com"))).await;
    rings(&alice, NUMBER + 1, Destination::object(ObjectKind::SipUri, back.to_string())).await;
    catches_up(&house.engine).await;
    let called = plan(&house, "3055551111").await;
    assert_eq!(called.steps[0].action, Action::Hangup { ending: Ending::Loop });
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
    Destination::System(SystemOption::Echo)
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
    let plan = same_plan(&house.engine, ask(NUMBER + 1, "3055551111")).await;
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

/// Follows the feed until all of it is known. A server lets an event out once no older transaction is open
/// any more.
async fn catches_up(engine: &Engine) {
    let told = async || engine.route_now(&ask(NUMBER, "")).expect("filled").version;
    let held = async || {
        let plan = engine.route_by_tables(ask(NUMBER, "")).await;
        plan.expect("a plan").version
    };
    while told().await < held().await {
        engine.follow().await.expect("a feed");
    }
}

/// Whatever customers configure, in whichever order, memory and tables make the same plans of it: where it
/// was configured at once, elsewhere once the feed was followed, and where it is read anew.
async fn memory_and_tables_make_the_same_plans(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 6, miami())]).await;
    let elsewhere = house.second_node().await;
    let mut rng = Rng::seeded(20_260_131);
    let customers = [house.customer("alice", 5000).await, house.customer("bob", 5000).await];
    for (place, number) in (NUMBER..NUMBER + 6).enumerate() {
        let who = &customers[place % 2];
        who.orders([did(number)]).await.expect("for sale");
        rings(who, number, echo()).await;
        assert_eq!(same_plan(&house.engine, ask(number, "")).await.steps[0].action.word(), "echo");
    }
    let mut made: [Vec<(ObjectKind, ObjectId)>; 2] = Default::default();
    for _ in 0..160 {
        let who = usize::try_from(rng.below(2)).expect("one of two");
        change(&customers[who], &mut made[who], &mut rng).await;
        let number = NUMBER + rng.below(6);
        let from = ["3055551111", "3055552222", "anonymous", "+442071234567"];
        let from = from[usize::try_from(rng.below(4)).expect("one of four")];
        same_plan(&house.engine, ask(number, from)).await;
    }
    catches_up(&elsewhere).await;
    let reborn = house.second_node().await;
    catches_up(&reborn).await;
    for number in NUMBER..NUMBER + 6 {
        for from in ["3055551111", "3055552222", "anonymous"] {
            let plan = same_plan(&house.engine, ask(number, from)).await;
            for engine in [&elsewhere, &reborn] {
                assert_eq!(engine.route_now(&ask(number, from)), Some(plan.clone()));
            }
        }
    }
    elsewhere.close();
    reborn.close();
}

/// One of the things that a customer may do to where calls go.
async fn change(who: &Customer, made: &mut Vec<(ObjectKind, ObjectId)>, rng: &mut Rng) {
    let number = did(NUMBER + rng.below(6));
    let caller = did(JANE + 1111 * rng.below(2));
    let place = usize::try_from(rng.below(1 + made.len() as u64)).expect("a place");
    let at = made.get(place).map_or_else(echo, |(kind, id)| {
        let rings = Destination::object(*kind, id.to_string());
        if kind.can_ring() { rings } else { Destination::None }
    });
    let body: ObjectBody = match rng.below(13) {
        0 => return drop(who.orders([number]).await),
        1 => return drop(who.gives_back(number).await),
        2 => return drop(who.restores(number).await),
        3 | 4 => {
            let (busy, no_answer) = (Some(at.clone()), Some(Destination::None));
            let change = SettingsChange {
                routing: Some(at),
                failover_busy: busy,
                failover_no_answer: no_answer,
                ..SettingsChange::default()
            };
            return drop(who.does(NumberSet { did: number, change, plan: None }).await);
        }
        5 => {
            let Some((kind, id)) = made.get(place).copied() else { return };
            if who.does(ObjectRemove::one(kind, id)).await.is_ok() {
                made.remove(place);
            }
            return;
        }
        6 => Forwarding::to(did(13_055_550_000 + rng.below(1000))).into(),
        7 => in_phonebook(&format!("friend {}", rng.below(5)), caller.digits()).into(),
        8 => filter(Caller::Number(caller), None, at).into(),
        9 => filter(Caller::Phonebook, Some(number), at).into(),
        10 => Voicemail::default().into(),
        11 => {
            let (name, phone) = (format!("flow {}", rng.below(5)), Telephone::Number(caller));
            CallFlow { name, steps: vec![FlowStep::one(phone, Some(20))], then: at }.into()
        }
        _ => {
            let member = |to| RingMember { to, seconds: 20, press_one: false };
            let desk = Destination::object(ObjectKind::Account, "alice");
            let members = vec![member(desk), member(at)];
            let name = format!("hunt {}", rng.below(1000));
            let (order, language) = (HuntOrder::Random, Language::English);
            let (music, announcement) = (Music::Jazz, None);
            CallHunting { name, members, order, music, announcement, language }.into()
        }
    };
    let kind = body.kind();
    let known = made.iter().find(|(known, _)| *known == kind).filter(|_| rng.below(2) == 0);
    let place = known.map_or(ObjectPlace::New, |(_, id)| ObjectPlace::At(*id));
    // Much of it is refused, as customers are.
    let Ok(id) = who.does(ObjectSet { place, body, list: None }).await else { return };
    if !made.contains(&(kind, id)) {
        made.push((kind, id));
    }
}

async fn another_node_hears_of_it(house: Arc<House>) {
    let alice = tenant(&house).await;
    let elsewhere = house.second_node().await;
    catches_up(&elsewhere).await;
    let word = || {
        let plan = elsewhere.route_now(&ask(NUMBER, "3055551111")).expect("filled");
        plan.steps[0].action.word()
    };
    assert_eq!(word(), "hangup");
    rings(&alice, NUMBER, echo()).await;
    catches_up(&elsewhere).await;
    assert_eq!(word(), "echo");
    alice.gives_back(did(NUMBER)).await.expect("hers");
    catches_up(&elsewhere).await;
    assert_eq!(word(), "hangup");
    assert_eq!(elsewhere.mirrors().routes.numbers(), 0);
    elsewhere.close();
}

async fn calls_are_answered_when_the_database_is_gone(house: Arc<House>) {
    let alice = tenant(&house).await;
    rings(&alice, NUMBER, echo()).await;
    let node = house.second_node().await;
    catches_up(&node).await;
    let since = node.routes_current_at();
    node.close();
    house.clock.pass(3600);
    assert!(node.follow().await.is_err());
    let plan = node.route(ask(NUMBER, "3055551111")).await.expect("a plan from memory");
    assert_eq!(plan.steps[0].action.word(), "echo");
    assert!(node.route_by_tables(ask(NUMBER, "")).await.is_err());
    assert_eq!(node.routes_current_at(), since, "it knows how old it is");
}

/// Where the first step of the plan rings.
fn first_leg(plan: &RoutePlan) -> &Address {
    match &plan.steps[0].action {
        Action::Dial(dial) => &dial.legs[0].to,
        other => panic!("{other:?}"),
    }
}

async fn a_call_flow_is_followed_and_kept_while_it_is_in_use(house: Arc<House>) {
    let alice = tenant(&house).await;
    let mailbox = makes(&alice, Voicemail::default()).await;
    let pbx =
        |host: &str| FlowStep::one(Telephone::Address(format!("{{e164}}@{host}:5080")), Some(15));
    let flow = CallFlow {
        name: "PBX".to_owned(),
        steps: vec![pbx("192.0.2.1"), pbx("192.0.2.2")],
        then: Destination::object(ObjectKind::Voicemail, mailbox.to_string()),
    };
    let id = makes(&alice, flow).await;
    // As in an order, it may be named by its name.
    rings(&alice, NUMBER, Destination::object(ObjectKind::CallFlow, "PBX")).await;
    let plan = plan(&house, "").await;
    assert_eq!(plan.steps.len(), 3, "{plan:#?}");
    let uri = format!("sip:{NUMBER}@192.0.2.1:5080");
    assert_eq!(*first_leg(&plan), Address::Uri { uri });
    assert!(matches!(plan.steps[2].action, Action::Voicemail { .. }));
    for (kind, id) in [(ObjectKind::CallFlow, id), (ObjectKind::Voicemail, mailbox)] {
        let refused = alice.does(ObjectRemove::one(kind, id)).await.expect_err("in use");
        assert!(matches!(refused, Refusal::ObjectInUse { .. }), "{refused:?}");
    }
    house.is_sound().await;
}

async fn a_call_flow_that_is_called_by_its_name_keeps_it(house: Arc<House>) {
    let alice = tenant(&house).await;
    let pbx = |host: &str| CallFlow {
        name: "PBX".to_owned(),
        steps: vec![FlowStep::one(Telephone::Address(format!("desk@{host}")), None)],
        then: Destination::None,
    };
    let id = makes(&alice, pbx("192.0.2.1")).await;
    let leads = async |called: &str, host: &str| {
        let place = ObjectPlace::Called(called.to_owned());
        let body = CallFlow { name: String::new(), ..pbx(host) }.into();
        alice.does(ObjectSet { place, body, list: None }).await
    };
    assert_eq!(leads("PBX", "192.0.2.2").await, Ok(id));
    assert_eq!(leads(&id.to_string(), "192.0.2.3").await, Ok(id));
    rings(&alice, NUMBER, Destination::object(ObjectKind::CallFlow, "PBX")).await;
    let uri = "sip:desk@192.0.2.3".to_owned();
    assert_eq!(*first_leg(&plan(&house, "").await), Address::Uri { uri });
    let unknown = leads("pbx", "192.0.2.4").await;
    assert!(matches!(unknown, Err(Refusal::ObjectUnknown { .. })), "{unknown:?}");
}

async fn a_telephone_has_an_object_as_long_as_a_number_rings_there(house: Arc<House>) {
    let alice = tenant(&house).await;
    alice.orders([did(NUMBER + 1)]).await.expect("for sale");
    let rings_at = async |number: u64, at: RingAt| {
        let change = SettingsChange { ring_at: Some(at), ..SettingsChange::default() };
        alice.does(NumberSet { did: did(number), change, plan: None }).await
    };
    let mobile = |digits| RingAt::Telephone(Telephone::Number(did(digits)));
    let desk = RingAt::Telephone(Telephone::Address("desk@192.0.2.9".to_owned()));
    for number in [NUMBER, NUMBER + 1] {
        rings_at(number, mobile(JANE)).await.expect("a telephone");
    }
    let at = Address::Number { number: did(JANE), on_net: false };
    assert_eq!(*first_leg(&plan(&house, "").await), at);
    // One object stands for it, however many ring there.
    let telephones = async || alice.does(TelephoneList).await.expect("a list");
    assert_eq!(telephones().await.iter().count(), 1);
    rings_at(NUMBER + 1, desk).await.expect("an address");
    assert_eq!(telephones().await.iter().count(), 2);
    rings_at(NUMBER, RingAt::Unforwarded).await.expect("the default");
    // It rings nowhere by default, and nothing rings at the mobile telephone.
    rings_at(NUMBER + 1, RingAt::Unforwarded).await.expect("is no forwarding, and stays");
    let left = telephones().await;
    let desk = Telephone::Address("desk@192.0.2.9".to_owned());
    assert_eq!(left.iter().collect::<Vec<_>>(), [&desk]);
    // What the customer made stays, though it leads to the same telephone.
    let own = makes(&alice, Forwarding::to(did(JANE))).await;
    rings_at(NUMBER, mobile(JANE)).await.expect("a telephone");
    rings_at(NUMBER, mobile(JANE + 1)).await.expect("another");
    let forwardings = alice.does(ObjectList::all(ObjectKind::Forwarding)).await.expect("a list");
    assert_eq!(forwardings.len(), 2);
    assert!(forwardings.iter().any(|view| view.id == own));
    let refused = rings_at(NUMBER, mobile(19_115_550_100)).await.expect_err("a service");
    assert!(matches!(refused, Refusal::ObjectInvalid { .. }), "{refused:?}");
    house.is_sound().await;
}
