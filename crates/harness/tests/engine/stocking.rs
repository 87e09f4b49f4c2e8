//! Numbers are stocked by the thousand, in any order, and again.

use std::sync::Arc;

use tandem_domain::{NumberState, Refusal};
use tandem_engine::{NumberStock, STOCK_NUMBERS_MAX, Standing, StockReport, StockRow};
use tandem_harness::shelf::{block, did, local, miami};
use tandem_harness::{House, on_both_databases};

on_both_databases! {
    in_whatever_order_they_come_all_of_them_are_stocked,
    a_number_that_is_named_twice_takes_the_terms_named_last,
    stocking_again_changes_nothing_and_touches_no_customer,
    a_number_begins_where_its_row_says,
    one_command_is_bounded,
}

/// Every third number from `first` on, from the last to the first, each a row of its own.
fn scattered(first: u64, count: u64) -> Vec<StockRow> {
    let offers = [miami(), local("FL", "HOMESTEAD")];
    let row = |place: u64| {
        let offer = offers[usize::from(place.is_multiple_of(2))].clone();
        block(first + 3 * place, 1, offer)
    };
    (0..count).rev().map(row).collect()
}

async fn in_whatever_order_they_come_all_of_them_are_stocked(house: Arc<House>) {
    let report = house.operator().stocks(scattered(13_055_550_000, 1500)).await;
    assert_eq!(report, StockReport { added: 1500, ..StockReport::default() });
    let stock = &house.engine.mirrors().stock;
    assert_eq!(stock.total(), 1500);
    // What stands between them is stocked beside them.
    let report = house.operator().stocks([block(13_055_550_000, 4498, miami())]).await;
    assert_eq!((report.added, report.updated, report.unchanged), (2998, 750, 750));
    assert_eq!(stock.total(), 4498);
    let other = house.second_node().await;
    assert_eq!(other.mirrors().stock.total(), 4498, "the database says the same");
    other.close();
}

async fn a_number_that_is_named_twice_takes_the_terms_named_last(house: Arc<House>) {
    let number = 13_055_550_100;
    let rows = [miami(), local("NY", "ALBANY"), local("FL", "HOMESTEAD")];
    let report = house.operator().stocks(rows.map(|offer| block(number, 1, offer))).await;
    assert_eq!((report.added, report.updated), (1, 2));
    let again = house.operator().stocks([block(number, 1, local("FL", "HOMESTEAD"))]).await;
    assert_eq!(again.unchanged, 1);
}

async fn stocking_again_changes_nothing_and_touches_no_customer(house: Arc<House>) {
    let rows = || scattered(13_055_550_000, 700);
    house.operator().stocks(rows()).await;
    let alice = house.customer("alice", 1000).await;
    let hers = did(13_055_550_003);
    alice.orders([hers]).await.expect("for sale");
    let again = house.operator().stocks(rows()).await;
    let expected = StockReport { unchanged: 699, in_use: vec![hers], ..StockReport::default() };
    assert_eq!(again, expected);
    let dearer = rows().into_iter().map(|row| StockRow::for_sale(row.first, row.last, miami()));
    let report = house.operator().stocks(dearer).await;
    assert_eq!((report.updated, report.unchanged, report.in_use), (350, 349, vec![hers]));
    assert_eq!(alice.dids().await, [hers]);
}

async fn a_number_begins_where_its_row_says(house: Arc<House>) {
    let until = house.engine.now().plus_days(20);
    let standings = [
        (Standing::Reserved, NumberState::Reserved),
        (Standing::Ageing(until), NumberState::Ageing),
        (Standing::Blocked, NumberState::Blocked),
        (Standing::PortedOut, NumberState::PortedOut),
    ];
    let alice = house.customer("alice", 1000).await;
    for (number, (standing, state)) in (13_055_550_100..).zip(standings) {
        let row = StockRow { standing, ..block(number, 1, miami()) };
        house.operator().stocks([row]).await;
        let refused = Refusal::NumberNotForSale { did: did(number), state };
        assert_eq!(alice.orders([did(number)]).await.map(|_| ()), Err(refused));
    }
    assert_eq!(house.engine.mirrors().stock.total(), 0);
    house.clock.pass(20 * 86_400);
    assert_eq!(house.operator().sweeps().await.moved, 1);
    alice.orders([did(13_055_550_101)]).await.expect("it has rested");
}

async fn one_command_is_bounded(house: Arc<House>) {
    let most = STOCK_NUMBERS_MAX as u64;
    let stocks = |count| NumberStock { rows: vec![block(13_055_550_000, count, miami())] };
    let refused = house.operator().does(stocks(most + 1)).await.map(|_| ());
    let max = u32::try_from(most).expect("a small number");
    assert_eq!(refused, Err(Refusal::TooMany { wanted: most + 1, max }));
    assert_eq!(house.operator().does(stocks(most)).await.map(|report| report.added), Ok(most));
}
