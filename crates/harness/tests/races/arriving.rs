//! Numbers change their terms, or leave the shelf, while they are ordered.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_executor::block_on;
use tandem_domain::NumberState;
use tandem_engine::{NumberPage, NumberReshelve, Reshelved};
use tandem_harness::shelf::{SUPPLIER, block, dids, local, supplied};
use tandem_harness::{House, on_both_databases, order};
use tandem_numbering::Did;

use crate::crowd::{Call, Crowd, Want};

on_both_databases! {
    what_is_imported_is_ordered_meanwhile,
    what_is_imported_is_ordered_meanwhile_at_two_nodes,
    what_a_supplier_withdraws_is_ordered_meanwhile,
}

const NUMBERS: u64 = 200;
const CUSTOMERS: usize = 50;

async fn what_is_imported_is_ordered_meanwhile(house: Arc<House>) {
    imported_meanwhile(&house, 1).await;
}

async fn what_is_imported_is_ordered_meanwhile_at_two_nodes(house: Arc<House>) {
    imported_meanwhile(&house, 2).await;
}

/// The file says now this, now that of numbers that people are buying.
async fn imported_meanwhile(house: &Arc<House>, nodes: usize) {
    let crowd = Crowd::gather(house, CUSTOMERS, 1000, nodes).await;
    let first = 13_055_550_100;
    crowd.stocks([block(first, NUMBERS, local("FL", "MIAMI"))]).await;
    let operator = house.operator();
    let importing = std::thread::spawn(move || {
        for round in 0..20 {
            let centre = ["HOMESTEAD", "MIAMI"][round % 2];
            let stocked = operator.stocks([block(first, NUMBERS, local("FL", centre))]);
            let report = block_on(stocked);
            let all = report.updated + report.unchanged + report.in_use.len() as u64;
            assert_eq!((report.added, all), (0, NUMBERS));
        }
    });
    let numbers = dids(first, NUMBERS);
    let wants = numbers.iter().enumerate().map(|(who, number)| Want::new(who, order([*number])));
    let calls = crowd.all_at_once(wants).await;
    importing.join().expect("an import that ends");
    let bought = calls.iter().flat_map(Call::bought).count();
    assert_eq!(bought, numbers.len(), "an import takes nothing from anybody");
    crowd.compare(&calls).await;
}

async fn what_a_supplier_withdraws_is_ordered_meanwhile(house: Arc<House>) {
    let crowd = Crowd::gather(&house, CUSTOMERS, 1000, 1).await;
    let numbers = dids(12_125_550_100, NUMBERS);
    crowd.stocks([block(12_125_550_100, NUMBERS, supplied())]).await;
    let (operator, leaving) = (house.operator(), numbers.clone());
    let withdrawing = std::thread::spawn(move || -> Vec<Reshelved> {
        // From the far end, so that the two meet.
        let parts = leaving.rchunks(20);
        let reshelve = |part: &[Did]| NumberReshelve {
            supplier: SUPPLIER.to_owned(),
            withdrawn: part.to_vec(),
            returned: Vec::new(),
        };
        parts.map(|part| block_on(operator.does(reshelve(part))).expect("bounded")).collect()
    });
    let wants = numbers.iter().enumerate().map(|(who, number)| Want::new(who, order([*number])));
    let calls = crowd.all_at_once(wants).await;
    let done = withdrawing.join().expect("a withdrawal that ends");

    let ordered: BTreeSet<Did> = calls.iter().flat_map(Call::bought).collect();
    let in_use: BTreeSet<Did> = done.iter().flat_map(|done| done.in_use.clone()).collect();
    let withdrawn: u64 = done.iter().map(|done| done.withdrawn).sum();
    assert_eq!(ordered, in_use, "each was either ordered or withdrawn");
    assert_eq!(withdrawn + ordered.len() as u64, NUMBERS);
    let page = house.operator().does(NumberPage { after: None }).await.expect("a page");
    for number in page {
        let is_ordered = ordered.contains(&number.did);
        let state = if is_ordered { NumberState::Ordering } else { NumberState::Blocked };
        assert_eq!((number.state, number.owner.is_some()), (state, is_ordered), "{}", number.did);
    }
}
