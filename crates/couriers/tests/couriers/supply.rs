//! Suppliers that are quick, slow, and not there, over a real store.

use std::sync::Arc;
use std::time::Duration;

use tandem_couriers::rehearsed::Rehearsed;
use tandem_couriers::{Supplier, Suppliers, supply};
use tandem_domain::{LineOutcome, Money, NumberState, Offer, OrderId, Refusal};
use tandem_engine::{OrderGet, StockRow, SupplyReview};
use tandem_harness::shelf::{block, did, dids, supplied};
use tandem_harness::{Customer, House, Kind};

/// More numbers than a supplier is called for at once, and than one look shows of it.
const MANY: u64 = 150;
const QUICK: u64 = 12_125_550_100;
const SLOW: u64 = 12_125_560_100;
const ABSENT: u64 = 12_125_570_100;

/// Tells a story while the couriers run.
fn tell<F: Future<Output = ()>>(story: impl FnOnce(Arc<House>) -> F) {
    let house = Arc::new(House::open(Kind::Sqlite).expect("a database"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(async {
        let couriers = supply::run(house.engine.clone(), suppliers());
        tokio::select! {
            () = couriers => unreachable!("couriers never end"),
            () = story(Arc::clone(&house)) => {}
        }
        house.is_sound().await;
    });
    house.engine.close();
}

fn suppliers() -> Suppliers {
    [("quick", Rehearsed::Sells), ("slow", Rehearsed::Slow(Duration::from_secs(3600)))]
        .into_iter()
        .map(|(name, supplier)| (name.to_owned(), Arc::new(supplier) as Arc<dyn Supplier>))
        .collect()
}

fn of(supplier: &str, first: u64, count: u64) -> StockRow {
    block(first, count, Offer { supplier: Some(supplier.to_owned()), ..supplied() })
}

async fn settled(customer: &Customer, order: OrderId) -> Vec<LineOutcome> {
    let wait = async {
        loop {
            let view = customer.does(OrderGet { order }).await.expect("an order");
            if view.waiting == 0 {
                return view.lines.into_iter().map(|line| line.outcome).collect();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("an answer in time")
}

#[test]
fn a_slow_supplier_keeps_nobody_waiting_but_its_own() {
    tell(|house| async move {
        let rows = [of("slow", SLOW, MANY), of("quick", QUICK, 20)];
        house.operator().stocks(rows).await;
        let alice = house.customer("alice", 1_000_000).await;
        alice.orders(dids(SLOW, MANY)).await.expect("for sale");
        // Long enough for the slow one to have its hands full.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let quick = alice.orders(dids(QUICK, 20)).await.expect("for sale");
        let outcomes = settled(&alice, quick.order).await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, LineOutcome::Bought(_))));

        let open = house.operator().does(SupplyReview).await.expect("a look");
        assert!(!open.is_empty() && open.iter().all(|open| open.state == "called"), "{open:?}");
        assert!(
            open.len() < usize::try_from(MANY).expect("few"),
            "it is not called for all at once"
        );
        assert!(open.iter().all(|open| open.customer == alice.root && open.supplier == "slow"));
    });
}

#[test]
fn a_number_whose_supplier_is_not_configured_stays_for_sale() {
    tell(|house| async move {
        house.operator().stocks([of("absent", ABSENT, 1)]).await;
        let alice = house.customer("alice", 1000).await;
        let placed = alice.orders([did(ABSENT)]).await.expect("for sale");
        // What the configuration lacks is the operator's business: `admin order show` says it.
        let reason = "it cannot be bought at this moment".to_owned();
        let refused = Refusal::SupplierRefused { did: did(ABSENT), reason, for_now: true };
        assert_eq!(settled(&alice, placed.order).await, [LineOutcome::Refused(refused)]);
        assert_eq!(alice.balance().await, Money::cents(1000), "all of it was given back");
        assert_eq!(house.engine.mirrors().stock.total(), 1);
        // A month of a number is charged once, and begins when it is sold.
        house.clock.pass(1);
        let again = alice.orders([did(ABSENT)]).await.expect("still for sale");
        settled(&alice, again.order).await;
        assert!(alice.numbers().await.iter().all(|number| number.state != NumberState::Blocked));
    });
}
