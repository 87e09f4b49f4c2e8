use tandem_domain::{
    CallDirection, CallId, Capabilities, Cleansed, Money, NumberMove, Origin, PostingId, Prefix,
    Reason, Refusal, StockRange, Timestamp,
};
use tandem_numbering::{Npa, NumberKind, Nxx};

use super::*;

const ALICE: AccountId = AccountId(2000);

fn offer(region: &str, centre: &str) -> Offer {
    Offer {
        country: "US".to_owned(),
        kind: NumberKind::Geographic,
        region: region.to_owned(),
        rate_centre: centre.to_owned(),
        locality: String::new(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities: Capabilities { voice: true, sms: true, mms: false, fax: false },
        cleansed: Cleansed::Carrier,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

fn of_centre(region: &str, centre: &str) -> Criteria {
    Criteria {
        region: Some(region.to_owned()),
        rate_centre: Some(centre.to_owned()),
        ..Criteria::default()
    }
}

fn exchange(npa: u16, nxx: u16) -> Criteria {
    let npa = Npa::new(npa).expect("an area code");
    let nxx = Nxx::new(nxx).expect("an exchange");
    Criteria { prefixes: vec![Prefix::exchange(npa, nxx)], ..Criteria::default() }
}

fn event(body: EventBody) -> Event {
    Event { account: ALICE, seq: 1, at: Timestamp(0), by: ALICE, body }
}

fn placed(id: i64, version: i64, waiting: u32, tier: Criteria) -> Event {
    event(EventBody::BackorderPlaced {
        backorder: BackorderId(id),
        version,
        owner: ALICE,
        waiting,
        whole: false,
        tiers: vec![tier],
    })
}

fn filled(id: i64, version: i64, waiting: u32) -> Event {
    let order = tandem_domain::OrderId(1);
    let (backorder, fell_back) = (BackorderId(id), Vec::new());
    event(EventBody::BackorderFilled { backorder, version, order, waiting, fell_back })
}

fn arrives(first: u64, last: u64) -> Event {
    let did = |digits| Did::new(digits).expect("a literal of this file");
    let (state, offer, version) = (NumberState::Available, OfferId(1), 1);
    let range = StockRange { first: did(first), last: did(last), state, offer, version };
    event(EventBody::NumbersStocked { ranges: vec![range], offers: Vec::new() })
}

/// The queue hears of it; what arrives is in Miami.
fn hears(queue: &Queue, event: &Event) {
    queue.apply(event, |_| Some(Arc::new(offer("FL", "MIAMI"))));
}

fn ids(ids: &[i64]) -> Vec<BackorderId> {
    ids.iter().copied().map(BackorderId).collect()
}

#[test]
fn only_those_who_wait_for_what_came_have_a_turn_and_the_oldest_first() {
    let queue = Queue::default();
    hears(&queue, &placed(7, 1, 1, of_centre("fl", "Miami")));
    hears(&queue, &placed(5, 1, 1, exchange(305, 555)));
    hears(&queue, &placed(6, 1, 1, of_centre("FL", "ALFORD")));
    hears(&queue, &placed(9, 1, 1, Criteria::default()));
    assert_eq!(queue.begin_turn(), ids(&[5, 6, 7, 9]), "whoever is new has a turn");
    queue.end_turn();
    assert!(!queue.is_due());

    hears(&queue, &arrives(13_055_550_100, 13_055_550_109));
    assert_eq!(queue.begin_turn(), ids(&[5, 7, 9]));
    queue.end_turn();
    hears(&queue, &arrives(13_055_560_100, 13_055_560_109));
    assert_eq!(queue.begin_turn(), ids(&[7, 9]), "another exchange of the same place");
}

#[test]
fn what_came_is_kept_until_the_turn_is_over() {
    let queue = Queue::default();
    hears(&queue, &placed(5, 1, 2, exchange(305, 555)));
    queue.begin_turn();
    queue.end_turn();
    let (number, other) = (Did::new(13_055_550_100), Did::new(13_055_560_100));
    let keeps = |number: Option<Did>| queue.keeps(number.expect("a number"), &offer("FL", "MIAMI"));
    assert!(!keeps(number));
    hears(&queue, &arrives(13_055_550_100, 13_055_550_100));
    assert!(keeps(number) && !keeps(other));
    assert_eq!(queue.demand(), 2);
    queue.begin_turn();
    assert!(keeps(number), "the turn has begun and is not over");
    queue.end_turn();
    assert!(!keeps(number), "nobody took it");
}

#[test]
fn whoever_is_short_lets_others_pass_until_that_changes() {
    let queue = Queue::default();
    hears(&queue, &placed(5, 1, 1, exchange(305, 555)));
    hears(&queue, &placed(6, 1, 1, exchange(305, 555)));
    queue.begin_turn();
    let (backorder, why) = (BackorderId(5), Refusal::AccountSuspended);
    hears(&queue, &event(EventBody::BackorderShort { backorder, version: 2, why }));
    assert_eq!(queue.begin_turn(), ids(&[6]), "what it could not have is for those behind it");
    queue.end_turn();
    let status = tandem_domain::AccountStatus::Open;
    hears(&queue, &event(EventBody::AccountChanged { status }));
    assert_eq!(queue.begin_turn(), ids(&[5]));
}

#[test]
fn an_event_that_comes_again_brings_nobody_back() {
    let queue = Queue::default();
    hears(&queue, &placed(5, 1, 2, exchange(305, 555)));
    hears(&queue, &filled(5, 2, 1));
    hears(&queue, &placed(5, 1, 2, exchange(305, 555)));
    assert_eq!(queue.get(BackorderId(5)).map(|open| open.waiting), Some(1));
    hears(&queue, &filled(5, 3, 0));
    hears(&queue, &placed(5, 1, 2, exchange(305, 555)));
    assert!(queue.is_empty());
    // A supplier refused what had come: it waits again.
    hears(&queue, &placed(5, 4, 1, exchange(305, 555)));
    assert_eq!(queue.len(), 1);
    hears(&queue, &filled(5, 5, 0));
    for _ in 0..2 {
        queue.forget();
    }
    assert!(queue.read().versions.is_empty(), "what is closed is forgotten in the end");
}

#[test]
fn what_is_not_known_yet_is_for_everybody() {
    let queue = Queue::default();
    hears(&queue, &placed(5, 1, 1, of_centre("NY", "ALBANY")));
    queue.begin_turn();
    queue.end_turn();
    let did = Did::new(13_055_550_100).expect("a number");
    let (from, to) = (NumberState::Ageing, NumberState::Available);
    let moves = vec![NumberMove { did, from, to, version: 9, offer: OfferId(3) }];
    queue.apply(&event(EventBody::NumbersMoved { moves, why: String::new() }), |_| None);
    assert_eq!(queue.begin_turn(), ids(&[5]));
}

#[test]
fn what_only_costs_money_calls_nobody_who_is_short() {
    let queue = Queue::default();
    hears(&queue, &placed(1, 1, 2, of_centre("FL", "MIAMI")));
    let short = Refusal::InsufficientFunds { needed: Money(2), balance: Money(1) };
    let short = EventBody::BackorderShort { backorder: BackorderId(1), version: 2, why: short };
    hears(&queue, &event(short));
    queue.begin_turn();
    queue.end_turn();
    let did = Did::new(13_055_550_100).expect("a literal of this file");
    let (call, name, charged) = (CallId(1), "a".to_owned(), Money(1));
    let direction = CallDirection::Inbound;
    let call = EventBody::CallRecorded { call, name, did, direction, seconds: 60, charged };
    hears(&queue, &event(call));
    assert!(!queue.is_due(), "it has less than before");
    let (posting, change) = (PostingId(1), Money(5));
    let paid = EventBody::FundsPosted { posting, change, reason: Reason::TopUp };
    hears(&queue, &event(paid));
    assert!(queue.is_due(), "it may have enough");
}

#[test]
fn what_is_heard_before_its_placing_is_heard_again_in_its_order() {
    let queue = Queue::default();
    let placed = placed(1, 1, 3, of_centre("FL", "MIAMI"));
    let short = Refusal::AccountSuspended;
    let short = EventBody::BackorderShort { backorder: BackorderId(1), version: 3, why: short };
    let short = event(short);
    hears(&queue, &filled(1, 2, 2));
    hears(&queue, &placed);
    hears(&queue, &short);
    for told in [&placed, &filled(1, 2, 2), &short] {
        hears(&queue, told);
    }
    let open = queue.get(BackorderId(1)).expect("it waits for two");
    assert_eq!((open.waiting, open.is_ready), (2, false));
}
