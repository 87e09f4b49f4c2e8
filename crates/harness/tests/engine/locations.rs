//! Numbers outside North America are listed, and ordered, by locations that keep their ids.

use std::sync::Arc;

use tandem_domain::{Abroad, Criteria, Money, ObjectId, ObjectKind, Offer, Refusal, Role};
use tandem_engine::{NumberStock, OrderPlace, ShelfCount, ShelfPart, StockRow};
use tandem_harness::shelf::{STANDARD, block, local, miami};
use tandem_harness::{Customer, House, backorder, on_both_databases, order_any};
use tandem_numbering::NumberKind;

on_both_databases! {
    numbers_bring_their_location_along,
    an_id_of_the_operators_choice_is_kept,
    a_place_that_is_sold_out_is_still_listed,
    an_order_names_a_location_that_exists,
    a_place_that_was_stocked_without_an_id_gets_no_second,
}

fn finland(name: &str, area_code: &str, location: Option<i64>) -> Offer {
    let abroad =
        Abroad { area_code: area_code.to_owned(), channels: 2, location: location.map(ObjectId) };
    Offer {
        country: "FI".to_owned(),
        locality: name.to_owned(),
        abroad: Some(abroad),
        ..local("", "")
    }
}

/// Ten numbers in Helsinki.
fn helsinki(first: u64, location: Option<i64>) -> StockRow {
    block(first, 10, finland("Helsinki", "9", location))
}

/// The locations of Finland, with how many numbers each has and what a month costs.
async fn listed(viewer: &Customer) -> Vec<(Option<ObjectId>, u64, Option<Money>)> {
    let listing = ShelfCount {
        criteria: Criteria { country: Some("FI".to_owned()), ..Criteria::default() },
        by: ShelfPart::Location,
        plans: vec![STANDARD.to_owned()],
        sold_out: true,
    };
    let groups = viewer.does(listing).await.expect("a look is free");
    let row = |group: tandem_engine::ShelfGroup| {
        (group.offer.location(), group.count, group.prices[0].map(|price| price.monthly))
    };
    groups.into_iter().map(row).collect()
}

fn at(location: ObjectId, quantity: u32) -> OrderPlace {
    order_any([Criteria { location: Some(location), ..Criteria::default() }], quantity)
}

async fn numbers_bring_their_location_along(house: Arc<House>) {
    let quarter = Some(Money::cents(25));
    house.operator().stocks([helsinki(358_942_450_010, None)]).await;
    house.operator().stocks([block(358_144_600_010, 5, finland("Keski-Suomi", "14", None))]).await;
    // More of the same place, in other letters, stands where the first stood.
    house.operator().stocks([block(358_942_450_050, 3, finland("HELSINKI", "9", None))]).await;
    let alice = house.customer("alice", 1000).await;

    let found = listed(&alice).await;

    assert_eq!(found.len(), 2);
    assert_eq!((found[0].1, found[0].2), (13, quarter));
    assert_eq!((found[1].1, found[1].2), (5, quarter));
    assert!(found[0].0 < found[1].0 && found[0].0.is_some());
    house.operator().stocks([block(13_055_550_100, 3, miami())]).await;
    assert_eq!(listed(&alice).await, found, "numbers at home have no location");
}

async fn an_id_of_the_operators_choice_is_kept(house: Arc<House>) {
    house.operator().stocks([helsinki(358_942_450_010, Some(65))]).await;
    let alice = house.customer("alice", 1000).await;

    assert_eq!(listed(&alice).await[0].0, Some(ObjectId(65)));

    let elsewhere = block(358_144_600_010, 5, finland("Keski-Suomi", "14", Some(65)));
    let refused = house.operator().does(NumberStock { rows: vec![elsewhere] }).await;
    let refused = refused.expect_err("65 is Helsinki");
    assert!(matches!(refused, Refusal::NameTaken { .. }), "{refused}");
    assert_eq!(listed(&alice).await.len(), 1);
}

async fn a_place_that_is_sold_out_is_still_listed(house: Arc<House>) {
    house.operator().stocks([helsinki(358_942_450_010, Some(65))]).await;
    let alice = house.customer("alice", 1000).await;

    let placed = alice.does(at(ObjectId(65), 10)).await.expect("ten numbers");

    assert_eq!(placed.bought.len(), 10);
    let (id, count, monthly) = listed(&alice).await[0];
    assert_eq!((id, count, monthly), (Some(ObjectId(65)), 0, Some(Money::cents(25))));
    let refused = alice.does(at(ObjectId(65), 1)).await.expect_err("all are gone");
    assert_eq!(refused, Refusal::NoStock { wanted: 1, found: 0 });
}

async fn an_order_names_a_location_that_exists(house: Arc<House>) {
    house.operator().stocks([helsinki(358_942_450_010, Some(65))]).await;
    let alice = house.customer("alice", 1000).await;
    let unknown = |id: i64| Refusal::ObjectUnknown {
        role: Role::Location,
        kind: ObjectKind::Location,
        record: id.to_string(),
    };

    let refused = alice.does(at(ObjectId(66), 1)).await.expect_err("nobody knows it");
    assert_eq!(refused, unknown(66));

    let toll_free = Criteria {
        location: Some(ObjectId(65)),
        kind: Some(NumberKind::TollFree),
        ..Criteria::default()
    };
    let refused = alice.does(order_any([toll_free], 1)).await.expect_err("a place has none");
    assert_eq!(refused, unknown(65));
    let waits = backorder(at_location(66), 1);
    assert_eq!(alice.does(waits).await.expect_err("nobody knows it"), unknown(66));
    assert_eq!(alice.balance().await, Money::cents(1000));
}

fn at_location(id: i64) -> Criteria {
    Criteria { location: Some(ObjectId(id)), ..Criteria::default() }
}

async fn a_place_that_was_stocked_without_an_id_gets_no_second(house: Arc<House>) {
    house.operator().stocks([helsinki(358_942_450_010, None)]).await;
    let alice = house.customer("alice", 1000).await;
    let given = listed(&alice).await[0].0.expect("an id of our own");
    let with_another = NumberStock { rows: vec![helsinki(358_942_450_050, Some(65))] };
    let refused = house.operator().does(with_another).await.expect_err("it has one");
    assert!(refused.to_string().contains(&given.to_string()), "says which: {refused}");
    house.operator().stocks([helsinki(358_942_450_050, Some(given.0))]).await;
    assert_eq!(
        listed(&alice).await.iter().map(|of| (of.0, of.1)).collect::<Vec<_>>(),
        [(Some(given), 20)]
    );
}
