//! What a reseller earns by its clients: each charge is one client's, by its time.

use std::sync::Arc;

use tandem_domain::{Money, Period, Posting, PostingId, Refusal, Resale, Timestamp};
use tandem_engine::{
    ClientConnect, ClientDisconnect, ClientDue, ClientMargin, ClientRenew, Clock, FundsRefund,
    Margin,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, login, on_both_databases};

on_both_databases! {
    a_cost_falls_to_the_client_who_had_the_number,
    what_is_given_back_falls_to_who_bore_it,
    who_is_no_client_has_no_margin,
}

const NUMBER: u64 = 13_055_550_100;
const DAY: i64 = 86_400;
const CLIENTS: [&str; 2] = ["alice_shop", "alice_desk"];

fn connect(client: &str) -> ClientConnect {
    ClientConnect {
        did: did(NUMBER),
        client: login(client),
        terms: Resale { monthly: Money::cents(350), setup: Money::cents(199), minute: Money::ZERO },
        next_billing: None,
        waive_setup: false,
        waive_month: false,
    }
}

/// A reseller with two clients and a number of its own.
async fn shop(house: &House) -> Customer {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let reseller = house.customer("alice", 10_000).await;
    for client in CLIENTS {
        house.sub_account(&reseller, client).await;
    }
    reseller.orders([did(NUMBER)]).await.expect("it is for sale");
    reseller
}

/// Days go by, and everybody is charged on the day.
async fn days_pass(house: &House, days: i64) {
    for _ in 0..days {
        house.clock.pass(DAY);
        house.operator().renews().await;
        for due in house.operator().does(ClientDue).await.expect("what is due") {
            house.operator().does(ClientRenew { due }).await.expect("charged");
        }
    }
}

/// What a client paid and cost in a period, in cents.
async fn margin(reseller: &Customer, client: &str, from: Timestamp, to: Timestamp) -> (i64, i64) {
    let look = ClientMargin { client: login(client), period: Period { from, to }, after: None };
    let numbers: Vec<Margin> = reseller.does(look).await.expect("its own client");
    let cents = |sum: i64| sum / Money::cents(1).0;
    let sold = numbers.iter().map(|number| number.sold.0).sum();
    (cents(sold), cents(numbers.iter().map(|number| number.cost.0).sum()))
}

const EVER: (Timestamp, Timestamp) = (Timestamp(0), Timestamp(i64::MAX));

async fn ever(reseller: &Customer, client: &str) -> (i64, i64) {
    margin(reseller, client, EVER.0, EVER.1).await
}

/// The charges of the reseller's own ledger.
async fn charges(reseller: &Customer) -> Vec<Posting> {
    let lines = reseller.statement().await.into_iter().map(|line| line.posting);
    lines.filter(|posting| posting.reason.is_charge()).collect()
}

async fn a_cost_falls_to_the_client_who_had_the_number(house: Arc<House>) {
    let reseller = shop(&house).await;
    let began = house.clock.now();
    let [shop, desk] = CLIENTS;
    // Bought by the reseller for itself: that is nobody's.
    days_pass(&house, 1).await;
    reseller.does(connect(shop)).await.expect("a client of its own");
    days_pass(&house, 45).await;
    reseller.does(connect(desk)).await.expect("another client of its own");
    days_pass(&house, 65).await;
    reseller.does(ClientDisconnect { did: did(NUMBER) }).await.expect("it was connected");
    days_pass(&house, 65).await;
    let ended = house.clock.now();

    // The reseller paid 65 for the number and 25 for each of five months; one of these while the shop
    // had it, two while the desk did, and two after that.
    let paid: i64 = charges(&reseller).await.iter().map(|charge| charge.amount.0).sum();
    assert_eq!(paid, Money::cents(65 + 5 * 25).0);
    assert_eq!(ever(&reseller, shop).await, (199 + 2 * 350, 25));
    assert_eq!(ever(&reseller, desk).await, (199 + 3 * 350, 2 * 25));
    for client in CLIENTS {
        let (mut sold, mut cost, mut from) = (0, 0, began);
        while from <= ended {
            let to = from.plus_days(7);
            let week = margin(&reseller, client, from, to).await;
            (sold, cost, from) = (sold + week.0, cost + week.1, to);
        }
        assert_eq!((sold, cost), ever(&reseller, client).await, "weeks add up to all of it");
    }
}

async fn what_is_given_back_falls_to_who_bore_it(house: Arc<House>) {
    let reseller = shop(&house).await;
    let [shop, desk] = CLIENTS;
    house.clock.pass(1);
    reseller.does(connect(shop)).await.expect("a client of its own");
    days_pass(&house, 32).await;
    reseller.does(connect(desk)).await.expect("another client of its own");
    let month = charges(&reseller).await.pop().expect("a month");
    let refund = |charge: PostingId| FundsRefund {
        account: reseller.root,
        charge,
        amount: Some(Money::cents(10)),
        note: "it did not ring".to_owned(),
    };
    house.operator().does(refund(month.id)).await.expect("a charge of its own");
    assert_eq!(ever(&reseller, shop).await.1, 15);
    assert_eq!(ever(&reseller, desk).await.1, 0);
}

async fn who_is_no_client_has_no_margin(house: Arc<House>) {
    let reseller = shop(&house).await;
    let period = Period { from: EVER.0, to: EVER.1 };
    let look = ClientMargin { client: login("alice"), period, after: None };
    let unknown = Refusal::AccountUnknown { name: "alice".to_owned() };
    assert_eq!(reseller.does(look).await, Err(unknown));
}
