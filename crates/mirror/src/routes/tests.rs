//! What is heard, and how it is kept until it has been read.

use std::sync::Arc;

use tandem_domain::route::{Domains, RouteBook, RouteSettings};
use tandem_domain::{
    AccountId, CallTerms, Caller, CallerIdFilter, Contact, Destination, Event, EventBody,
    Forwarding, Money, NumberMove, NumberState, ObjectBody, ObjectId, ObjectKind, OfferId,
    PhonebookEntry, PlanId, QueueMember, Timestamp,
};
use tandem_numbering::{Did, Rules};

use super::Routes;
use super::account::{Account, Object};
use super::price::CallPrice;
use super::table::Number;
use crate::{Calls, Follower};

const ALICE: AccountId = AccountId(1001);

fn did(digits: u64) -> Did {
    Did::new(digits).expect("a number")
}

fn event(body: EventBody) -> Event {
    Event { account: ALICE, seq: 1, at: Timestamp(0), by: ALICE, body }
}

fn moved(number: Did, from: NumberState, to: NumberState, version: i64) -> Event {
    let moves = vec![NumberMove { did: number, from, to, version, offer: OfferId(1) }];
    event(EventBody::NumbersMoved { moves, why: String::new() })
}

fn set(object: &str, version: i64) -> Event {
    event(EventBody::ObjectSet { object: object.to_owned(), version, digest: String::new() })
}

fn number(settings: RouteSettings, version: u32) -> Number {
    let settings = Arc::new(settings);
    let state = NumberState::Active;
    let price = CallPrice { plan: PlanId(1), minute: Money::ZERO, client: None }.into();
    Number { account: ALICE, settings, version, tenure_version: version, state, price }
}

/// Takes note that all that was heard has been read.
fn read_all(routes: &Routes) {
    let wanted = routes.news().first(usize::MAX);
    routes.news().read(&wanted.items);
}

#[test]
fn what_is_no_news_is_not_read_again() {
    let routes = Routes::default();
    let ours = did(13_055_550_100);
    routes.table.write().expect("a lock").put_number(ours, number(RouteSettings::default(), 3));
    let suspended = |version| moved(ours, NumberState::Active, NumberState::Suspended, version);
    routes.apply(&suspended(3));
    routes.apply(&event(EventBody::NumberSet {
        did: ours,
        version: 3,
        plan: None,
        charged: Default::default(),
    }));
    // What happens to the shelf changes no call.
    routes.apply(&moved(ours, NumberState::Available, NumberState::Held, 9));
    for elsewhere in ["pop:5", "location:65", "faxflow:1", "nonsense"] {
        routes.apply(&set(elsewhere, 1));
    }
    assert!(!routes.is_stale());
    routes.apply(&suspended(4));
    assert!(routes.is_stale_for(ours) && !routes.is_stale_for(did(13_055_550_101)));
    read_all(&routes);
    // An object concerns every number of its account.
    routes.apply(&set("fwd:7", 1));
    assert!(routes.is_stale_for(ours) && !routes.is_stale_for(did(13_055_550_101)));
    read_all(&routes);
    assert!(!routes.is_stale());
}

#[test]
fn what_was_heard_of_again_meanwhile_stays_news() {
    let routes = Routes::default();
    routes.apply(&set("fwd:7", 1));
    let wanted = routes.news().first(10);
    routes.apply(&set("fwd:7", 2));
    routes.news().read(&wanted.items);
    assert!(routes.is_stale());
    // While everything is read, so does all that is heard; what was heard before is in it.
    let mut news = routes.news();
    news.begin_anew();
    drop(news);
    routes.apply(&set("fwd:8", 1));
    routes.news().end_anew();
    assert_eq!(routes.news().first(10).items.len(), 1);
}

#[test]
fn a_call_waits_for_what_concerns_its_number_alone() {
    let routes = Routes::default();
    let ours = did(13_055_550_100);
    routes.table.write().expect("a lock").put_number(ours, number(RouteSettings::default(), 1));
    for digits in 13_055_550_000..13_055_550_200 {
        routes.apply(&moved(did(digits), NumberState::Active, NumberState::Suspended, 2));
    }
    routes.apply(&set("fwd:7", 1));
    let elsewhere = Event { account: AccountId(1002), ..set("fwd:8", 1) };
    routes.apply(&elsewhere);
    let wanted = routes.news().concerning(ours, Some(ALICE), 10);
    assert_eq!((wanted.items.len(), wanted.reached), (2, None));
    routes.news().read(&wanted.items);
    assert!(!routes.is_stale_for(ours) && routes.is_stale());
    // Who has read all of it has come as far as was heard of.
    let wanted = routes.news().first(1000);
    assert_eq!((wanted.items.len(), wanted.reached), (200, Some(0)));
}

#[test]
fn numbers_that_ring_alike_share_what_they_ring_at() {
    let routes = Routes::default();
    let rings = |at: &str| RouteSettings {
        routing: Some(Destination::parse(at).expect("a destination")),
        ..RouteSettings::default()
    };
    let mut table = routes.table.write().expect("a lock");
    let (one, two) = (did(13_055_550_100), did(13_055_550_101));
    table.put_number(one, number(rings("fwd:7"), 1));
    table.put_number(two, number(rings("fwd:7"), 1));
    let shared = |table: &super::Table| {
        Arc::ptr_eq(
            &table.number(one).expect("one").settings,
            &table.number(two).expect("two").settings,
        )
    };
    assert!(shared(&table));
    table.put_number(two, number(rings("fwd:8"), 2));
    assert!(!shared(&table));
    assert_eq!(table.alike(), 2);
    table.remove_number(two);
    assert_eq!(table.alike(), 1);
}

fn object(body: impl Into<ObjectBody>) -> Object {
    Object { version: 1, body: body.into() }
}

fn filter(caller: Caller) -> CallerIdFilter {
    CallerIdFilter {
        name: String::new(),
        caller,
        number: None,
        routing: Destination::None,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    }
}

fn entry(number: u64) -> PhonebookEntry {
    let contact = Contact::Number(did(number));
    let (name, note, speed_dial) = (String::new(), String::new(), String::new());
    PhonebookEntry { name, contact, speed_dial, caller_id: None, note }
}

#[test]
fn objects_are_found_by_what_they_are_asked_by() {
    let routes = Routes::default();
    let mut table = routes.table.write().expect("a lock");
    let alice = table.account_mut(ALICE);
    alice.put(ObjectId(1), object(filter(Caller::Anonymous)));
    alice.put(ObjectId(2), object(filter(Caller::Number(did(13_055_551_111)))));
    alice.put(ObjectId(3), object(entry(13_055_551_111)));
    alice.put(ObjectId(4), object(entry(13_055_552_222)));
    for (id, queue) in [(9, 1), (5, 1), (6, 2)] {
        let (queue, login) = (ObjectId(queue), "100001".to_owned());
        let member = QueueMember { queue, name: String::new(), login, penalty: 0 };
        alice.put(ObjectId(id), object(member));
    }
    alice.put(ObjectId(7), object(Forwarding::to(did(13_055_553_333))));
    alice.add_login("100001", ALICE);
    // They change numbers, in the order that is harder.
    alice.put(ObjectId(4), object(entry(13_055_551_111)));
    alice.put(ObjectId(3), object(entry(13_055_552_222)));
    alice.remove(ObjectKind::QueueMember, ObjectId(6));
    drop(table);

    let rules = Rules::new();
    routes.look(&rules, Domains::NONE, |book| {
        let called = did(13_055_550_100);
        let filters: Vec<_> = book.filters(ALICE, called).map(|(id, _)| id.0).collect();
        assert_eq!(filters, [2, 1]);
        let contact = |digits| book.contact(ALICE, did(digits)).map(|(id, _)| id.0);
        assert_eq!((contact(13_055_551_111), contact(13_055_552_222)), (Some(4), Some(3)));
        assert_eq!(book.agents(ALICE, ObjectId(1)).count(), 2);
        assert_eq!(book.agents(ALICE, ObjectId(2)).count(), 0);
        assert!(book.object(ALICE, ObjectKind::Forwarding, ObjectId(7)).is_some());
        assert!(book.object(AccountId(7), ObjectKind::Forwarding, ObjectId(7)).is_none());
    });
}

#[test]
fn what_was_drawn_is_read_back_and_nothing_else() {
    let routes = Routes::default();
    let ours = did(13_055_550_100);
    let rings = |at: &str| RouteSettings {
        routing: Some(Destination::parse(at).expect("a destination")),
        ..RouteSettings::default()
    };
    {
        let mut table = routes.table.write().expect("a lock");
        table.learn_terms(PlanId(1), CallTerms { channels: Some(2), ..CallTerms::default() });
        table.put_number(ours, number(rings("fwd:7"), 3));
        table.put_number(did(13_055_550_101), number(rings("fwd:7"), 1));
        let alice = table.account_mut(ALICE);
        alice.put(ObjectId(7), object(Forwarding::to(did(13_055_553_333))));
        alice.put(ObjectId(2), object(filter(Caller::Anonymous)));
        alice.add_login("100001", ALICE);
    }
    routes.be_current(Timestamp(77));
    let image = routes.draw(&Calls::default());
    let (read, calls) = (Routes::default(), Calls::default());
    assert_eq!(read.restore(&image, &calls).map(|at| at.0), Ok(77));
    assert!(read.is_loaded());
    assert_eq!(read.draw(&calls), image);
    let rules = Rules::new();
    read.look(&rules, Domains::NONE, |book| {
        let known = book.number(ours).expect("a number");
        assert_eq!(
            (known.account, known.settings.routing.clone()),
            (ALICE, rings("fwd:7").routing)
        );
        assert_eq!(book.filters(ALICE, ours).count(), 1);
        let charged = book.charged(ours).expect("a price");
        assert_eq!((charged.account, charged.terms.channels), (ALICE, Some(2)));
        assert!(matches!(book.login(ALICE, "100001"), tandem_domain::route::Login::AtSwitch));
    });
    for length in 0..image.len() {
        assert!(Routes::default().restore(&image[..length], &calls).is_err(), "{length}");
    }
    let mut harmed = image;
    for place in 0..harmed.len() {
        harmed[place] ^= 1;
        assert!(Routes::default().restore(&harmed, &calls).is_err(), "{place}");
        harmed[place] ^= 1;
    }
}

#[test]
fn a_login_goes_with_its_account() {
    let mut account = Account::default();
    account.add_login("100001", ALICE);
    account.add_login("100001_VoIP", AccountId(1002));
    account.remove_logins(AccountId(1002));
    assert!(account.has_login("100001") && !account.has_login("100001_VoIP"));
}
