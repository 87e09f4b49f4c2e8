//! Stories of the shelf.

use super::image::{self, ImageFault, ImageHead, Proof};
use super::model::{live, step};
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
        abroad: None,
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

fn head() -> ImageHead {
    let at = tandem_store::FeedCursor::of([7, 8, 9]);
    ImageHead {
        cursor: tandem_store::FeedCursor::of([1, 2, 3]),
        proof: Proof { at, hash: "ab".to_owned() },
    }
}

fn everything(stock: &Stock) -> Vec<(u64, Arc<Offer>)> {
    let list = stock.list(&Criteria::default(), usize::MAX);
    list.into_iter().map(|found| (found.did.digits(), found.offer)).collect()
}

#[test]
fn an_image_that_was_cut_off_anywhere_is_refused() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550120, 1, offer("FL", "MIAMI")));
    stock.apply(&stocked(13065550000, 13065550999, 1, offer("FL", "MIAMI")));
    stock.apply(&moved(13055550101, 1, NumberState::Active, 3));
    stock.apply(&moved(12125550101, 9, NumberState::Available, 3));
    let whole = stock.draw().image(&head());
    assert!(image::read(&whole).is_ok());
    for end in 0..whole.len() {
        let fault = image::read(&whole[..end]).map(|_| ()).expect_err("it is cut off");
        assert!(matches!(fault, ImageFault::Damaged | ImageFault::Foreign), "{end}: {fault}");
        // With a checksum that is right it is still not whole.
        let mut signed = whole[..end].to_vec();
        signed.extend(<sha2::Sha256 as sha2::Digest>::digest(&whole[..end]));
        let said = image::read(&signed).is_ok();
        assert!(!said || end == whole.len() - 32, "{end}");
    }
    let mut newer = whole.clone();
    newer[12] = 2;
    assert_eq!(image::read(&newer).map(|_| ()), Err(ImageFault::Version(2)));
}

#[test]
fn an_image_remembers_what_is_news() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
    stock.apply(&moved(13055550101, 1, NumberState::Active, 3));
    let (_, drawn) = image::read(&stock.draw().image(&head())).expect("an image");
    let reborn = Stock::default();
    reborn.restore(drawn);
    reborn.apply(&moved(13055550101, 1, NumberState::Available, 2));
    assert_eq!((reborn.total(), reborn.remembered()), (9, 1));
}

#[test]
fn what_the_feed_has_passed_twice_is_forgotten() {
    let stock = Stock::default();
    stock.apply(&stocked(13055550100, 13055550109, 1, offer("FL", "MIAMI")));
    assert_eq!(stock.remembered(), 0);
    stock.apply(&moved(13055550101, 1, NumberState::Active, 2));
    stock.forget();
    stock.apply(&moved(13055550102, 1, NumberState::Active, 2));
    stock.apply(&moved(13055550101, 1, NumberState::Available, 1));
    assert_eq!((stock.total(), stock.remembered()), (8, 2));
    stock.forget();
    assert_eq!(stock.remembered(), 1);
    stock.forget();
    assert_eq!(stock.remembered(), 0);
}

proptest! {
    #[test]
    fn a_shelf_from_an_image_is_the_shelf(
        steps in proptest::collection::vec(step(), 0..30),
        seed in any::<u64>(),
    ) {
        let (stock, _) = live(&steps, seed);
        let (said, drawn) = image::read(&stock.draw().image(&head())).expect("an image");
        prop_assert_eq!(said, head());
        let reborn = Stock::default();
        reborn.restore(drawn);
        prop_assert_eq!(everything(&reborn), everything(&stock));
        prop_assert_eq!(reborn.total(), stock.total());
        prop_assert_eq!(reborn.draw().image(&head()), stock.draw().image(&head()));
        for criteria in [exchange(305, 555), exchange(212, 555)] {
            prop_assert_eq!(reborn.count(&criteria), stock.count(&criteria));
        }
    }

    #[test]
    fn whatever_is_read_as_an_image_harms_nobody(
        steps in proptest::collection::vec(step(), 0..4),
        harm in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (stock, _) = live(&steps, 1);
        let mut bytes = stock.draw().image(&head());
        bytes.truncate(bytes.len() - 32);
        for (at, byte) in harm {
            let at = 16 + at.index(bytes.len() - 16);
            bytes[at] = byte;
        }
        let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
        bytes.extend(digest);
        if let Ok((_, drawn)) = image::read(&bytes) {
            let reborn = Stock::default();
            reborn.restore(drawn);
            prop_assert_eq!(everything(&reborn).len() as u64, reborn.total());
        }
    }
}
