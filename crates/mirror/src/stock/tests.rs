//! Stories of the shelf.

use super::*;
use crate::Follower;
use proptest::prelude::{any, prop_assert_eq, proptest};
use tandem_domain::{
    AccountId, Capabilities, Cleansed, Event, EventBody, NumberMove, NumberState, Origin, Prefix,
    StockRange, Timestamp,
};
use tandem_numbering::{Npa, NumberKind, Nxx};

fn did(digits: u64) -> Did {
    Did::new(digits).expect("a literal of this file")
}

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
    }
}

fn event(body: EventBody) -> Event {
    let operator = AccountId::OPERATOR;
    Event { account: operator, seq: 1, at: Timestamp(0), by: operator, body }
}

fn stocked(first: u64, last: u64, id: i64, terms: Offer) -> Event {
    let range = StockRange {
        first: did(first),
        last: did(last),
        state: NumberState::Available,
        offer: OfferId(id),
        version: 1,
    };
    event(EventBody::NumbersStocked { ranges: vec![range], offers: vec![(OfferId(id), terms)] })
}

fn moved(digits: u64, id: i64, to: NumberState, version: i64) -> Event {
    let step = NumberMove {
        did: did(digits),
        from: NumberState::Available,
        to,
        version,
        offer: OfferId(id),
    };
    event(EventBody::NumbersMoved { moves: vec![step], why: String::new() })
}

fn exchange(npa: u16, nxx: u16) -> Criteria {
    let npa = Npa::new(npa).expect("an area code");
    let nxx = Nxx::new(nxx).expect("an exchange");
    Criteria { prefixes: vec![Prefix::exchange(npa, nxx)], ..Criteria::default() }
}

#[test]
fn a_late_event_does_not_bring_a_sold_number_back() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
    stock.apply(&moved(13055550101, 1, NumberState::Active, 3));
    stock.apply(&moved(13055550101, 1, NumberState::Available, 2));
    assert_eq!(stock.total(), 9);
    assert_eq!(stock.count(&exchange(305, 555)), 9);
}

#[test]
fn a_place_is_its_region_and_its_name() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
    stock.apply(&stocked(19185550100, 19185550104, 2, offer("OK", "MIAMI")));
    let of = |region: &str, centre: Option<&str>| Criteria {
        region: Some(region.to_owned()),
        rate_centre: centre.map(str::to_owned),
        ..Criteria::default()
    };
    assert_eq!(stock.count(&of("FL", Some("Miami"))), 10);
    assert_eq!(stock.count(&of("OK", Some("miami"))), 5);
    assert_eq!(stock.count(&of("FL", None)), 10);
    assert_eq!(stock.count(&of("GA", Some("MIAMI"))), 0);
}

#[test]
fn events_that_overtake_each_other_end_at_the_same_shelf() {
    let sold = |version| moved(13055550101, 1, NumberState::Active, version);
    let back = moved(13055550101, 1, NumberState::Available, 4);
    let inside = Criteria { region: Some("FL".to_owned()), ..Criteria::default() };
    let loaded = stocked(13055550101, 13055550101, 1, offer("FL", "MIAMI"));
    let stock = Stock::default();
    for event in [&back, &sold(3), &loaded, &back] {
        stock.apply(event);
    }
    assert_eq!((stock.total(), stock.count(&inside)), (1, 1));

    // Its terms changed, and it was sold under the new ones, which is heard of first.
    let stock = Stock::default();
    stock.apply(&loaded);
    stock.apply(&moved(13055550101, 2, NumberState::Active, 3));
    assert_eq!((stock.total(), stock.count(&inside)), (0, 0));
}

#[test]
fn beginnings_that_overlap_show_a_number_once() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
    let mut twice = exchange(305, 555);
    twice.prefixes.push(Prefix::npa(Npa::new(305).expect("an area code")));
    assert_eq!(stock.count(&twice), 10);
    assert_eq!(stock.list(&twice, 100).len(), 10);
}

proptest! {
    #[test]
    fn wherever_the_walk_begins_it_finds_everything_once(
        numbers in proptest::collection::btree_set(13_050_000_000_u64..13_050_020_000, 1..80),
        seed in any::<u64>(),
        by_place in any::<bool>(),
    ) {
        let stock = Stock::default();
        for number in &numbers {
            stock.apply(&stocked(*number, *number, 1, offer("FL", "MIAMI")));
        }
        let criteria = Criteria {
            region: by_place.then(|| "FL".to_owned()),
            ..Criteria::default()
        };
        let mut rng = Rng::seeded(seed);
        let found = stock.propose(&criteria, 1000, &BTreeSet::new(), &mut rng);
        let unique: BTreeSet<u64> = found.iter().map(|did| did.digits()).collect();
        prop_assert_eq!(found.len(), numbers.len());
        prop_assert_eq!(unique, numbers);
    }
}
