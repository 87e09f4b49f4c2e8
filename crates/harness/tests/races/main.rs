//! Many buyers at once, on the real thing: threads, queues, batches, locks, and a disk.
//!
//! Each call and its reply are written down with their times, and the books are then compared with
//! what people were told: who has which number, what each account paid, in which order things can
//! have happened at all. Every race is run at one node, and at two nodes over one database.

mod arriving;
mod calls;
mod crowd;
mod months;
mod objects;
mod ports;
mod queue;
mod texts;

use std::sync::Arc;

use tandem_domain::{FillPolicy, NumberState, Refusal, Rng, Selection};
use tandem_engine::OrderPlace;
use tandem_harness::shelf::{block, did, dids, exchange, local, miami, region};
use tandem_harness::{Database, House, Kind, on_both_databases, order, order_any, order_of};

use crowd::{Crowd, Want};

on_both_databases! {
    a_thousand_want_one_number,
    a_thousand_want_one_number_at_two_nodes,
    a_thousand_order_one_cart,
    a_thousand_order_one_cart_at_two_nodes,
    a_thousand_want_the_last_hundred,
    a_thousand_want_the_last_hundred_at_two_nodes,
    a_thousand_want_this_and_that,
    a_thousand_want_this_and_that_at_two_nodes,
    a_thousand_spend_the_same_money_at_two_nodes,
}

/// A PostgreSQL server that closes every connection while a thousand orders are on their way: what
/// was being committed has an unknown fate, and whoever asks again under the same key learns it.
#[test]
fn a_server_that_hangs_up_in_the_middle() {
    House::tell(Kind::Postgres, |house| async move {
        let crowd = Crowd::gather(&house, CUSTOMERS, 500, 1).await;
        crowd.stocks([block(13055550100, 300, miami())]).await;
        let url = house.database.url.clone();
        let hanging_up = std::thread::spawn(move || -> u64 {
            let hang_up = || {
                std::thread::sleep(std::time::Duration::from_millis(40));
                Database::meddle_with(
                    &url,
                    &["SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()"],
                )
            };
            (0..8).map(|_| hang_up()).sum()
        });
        let keyed = this_and_that_wants().enumerate().map(|(index, want)| {
            let key = Some(format!("race-{index}"));
            Want { key, ..want }
        });
        let mut calls = crowd.all_at_once(keyed).await;
        let closed = hanging_up.join().expect("a server that hangs up");
        assert!(closed >= 8, "{closed} connections were closed");
        crowd.ask_again(&mut calls).await;
        crowd.compare(&calls).await;
    });
}

/// How many calls each race makes.
const CALLS: usize = 1000;
/// How many customers make them.
const CUSTOMERS: usize = 100;

async fn a_thousand_want_one_number(house: Arc<House>) {
    one_number(&Crowd::gather(&house, CUSTOMERS, 1000, 1).await).await;
}

async fn a_thousand_want_one_number_at_two_nodes(house: Arc<House>) {
    one_number(&Crowd::gather(&house, CUSTOMERS, 1000, 2).await).await;
}

async fn one_number(crowd: &Crowd) {
    let number = did(13055550100);
    crowd.stocks([block(13055550100, 1, miami())]).await;
    let calls = crowd.all_at_once((0..CALLS).map(|index| Want::new(index, order([number])))).await;

    let bought = calls.iter().filter(|call| call.answer.is_ok()).count();
    assert_eq!(bought, 1);
    for refusal in calls.iter().filter_map(|call| call.answer.as_ref().err()) {
        let state = NumberState::Active;
        let lost = [
            Refusal::NumberNotForSale { did: number, state },
            Refusal::NumberAlreadyOwned { did: number },
        ];
        assert!(lost.contains(refusal), "{refusal:?}");
    }
    crowd.compare(&calls).await;
}

async fn a_thousand_order_one_cart(house: Arc<House>) {
    one_cart(&Crowd::gather(&house, 1, 100_000, 1).await).await;
}

async fn a_thousand_order_one_cart_at_two_nodes(house: Arc<House>) {
    one_cart(&Crowd::gather(&house, 1, 100_000, 2).await).await;
}

async fn one_cart(crowd: &Crowd) {
    crowd.stocks([block(13055550100, 50, miami())]).await;
    crowd.customers[0].puts_aside(dids(13055550100, 50)).await.expect("free");
    let cart = || OrderPlace { fill: FillPolicy::Partial, ..order_of(Selection::Cart) };
    let calls = crowd.all_at_once((0..CALLS).map(|index| Want::new(index, cart()))).await;

    let bought: Vec<_> = calls.iter().filter_map(|call| call.answer.as_ref().ok()).collect();
    assert_eq!(bought.len(), 1);
    assert_eq!(bought[0].filled().collect::<Vec<_>>(), dids(13055550100, 50));
    for refusal in calls.iter().filter_map(|call| call.answer.as_ref().err()) {
        assert_eq!(*refusal, Refusal::CartEmpty);
    }
    crowd.compare(&calls).await;
}

async fn a_thousand_want_the_last_hundred(house: Arc<House>) {
    last_hundred(&Crowd::gather(&house, CUSTOMERS, 100_000, 1).await).await;
}

async fn a_thousand_want_the_last_hundred_at_two_nodes(house: Arc<House>) {
    last_hundred(&Crowd::gather(&house, CUSTOMERS, 100_000, 2).await).await;
}

async fn last_hundred(crowd: &Crowd) {
    let rows = [block(13055550100, 50, miami()), block(17865550100, 50, local("FL", "HOMESTEAD"))];
    crowd.stocks(rows).await;
    let tiers = || [exchange(305, 555), exchange(786, 555)];
    let wants = (0..CALLS).map(|index| {
        let quantity = u32::try_from(index % 3).expect("below three") + 1;
        Want::new(index, order_any(tiers(), quantity))
    });
    let calls = crowd.all_at_once(wants).await;

    let sold: usize = calls
        .iter()
        .filter_map(|call| call.answer.as_ref().ok())
        .map(|placed| placed.filled().count())
        .sum();
    assert_eq!(sold, 100, "whoever wanted one took the last");
    for call in &calls {
        match &call.answer {
            Ok(_) => {}
            Err(Refusal::NoStock { wanted, found }) if found < wanted => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    // The second tier is for when the first is exhausted: no number of the first may have been
    // bought by a call that began after the reply to one that had to take the second.
    let of_second = |call: &&crowd::Call| call.bought().any(|did| did.digits() > 17_000_000_000);
    let of_first = |call: &&crowd::Call| call.bought().any(|did| did.digits() < 17_000_000_000);
    let settled = calls.iter().filter(of_second).map(|call| call.answered).min();
    let late = calls.iter().filter(of_first).map(|call| call.asked).max();
    assert!(late < settled, "a number of the first tier was passed over");
    crowd.compare(&calls).await;
}

async fn a_thousand_want_this_and_that(house: Arc<House>) {
    this_and_that(&Crowd::gather(&house, CUSTOMERS, 500, 1).await).await;
}

async fn a_thousand_want_this_and_that_at_two_nodes(house: Arc<House>) {
    this_and_that(&Crowd::gather(&house, CUSTOMERS, 500, 2).await).await;
}

async fn this_and_that(crowd: &Crowd) {
    crowd.stocks([block(13055550100, 300, miami())]).await;
    let calls = crowd.all_at_once(this_and_that_wants()).await;
    assert!(calls.iter().filter(|call| call.answer.is_ok()).count() > 100);
    crowd.compare(&calls).await;
}

fn this_and_that_wants() -> impl Iterator<Item = Want> {
    let mut rng = Rng::seeded(7);
    (0..CALLS).map(move |index| {
        let number = |rng: &mut Rng| did(13055550100 + rng.below(300));
        let fill = match rng.below(2) {
            0 => FillPolicy::Partial,
            _ => FillPolicy::AllOrNothing,
        };
        match rng.below(4) {
            0 => Want::new(index, OrderPlace { fill, ..order([number(&mut rng)]) }),
            1 => {
                let some: Vec<_> = (0..3).map(|_| number(&mut rng)).collect();
                Want::new(index, OrderPlace { fill, ..order(some) })
            }
            2 => {
                let quantity = u32::try_from(rng.below(4)).expect("below four");
                Want::new(index, OrderPlace { fill, ..order_any([region("FL")], quantity) })
            }
            _ => {
                let cart = OrderPlace { fill, ..order_of(Selection::Cart) };
                Want { first_aside: vec![number(&mut rng)], ..Want::new(index, cart) }
            }
        }
    })
}

async fn a_thousand_spend_the_same_money_at_two_nodes(house: Arc<House>) {
    // Money for ten numbers, ten customers, and numbers enough for all.
    let crowd = Crowd::gather(&house, 10, 650, 2).await;
    crowd.stocks([block(13055550000, 1000, miami())]).await;
    let wants = (0..CALLS).map(|index| {
        let number = did(13055550000 + index as u64);
        Want::new(index, order([number]))
    });
    let calls = crowd.all_at_once(wants).await;
    assert_eq!(calls.iter().filter(|call| call.answer.is_ok()).count(), 100);
    for refusal in calls.iter().filter_map(|call| call.answer.as_ref().err()) {
        assert!(matches!(refusal, Refusal::InsufficientFunds { .. }), "{refusal:?}");
    }
    crowd.compare(&calls).await;
}
