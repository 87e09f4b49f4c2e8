//! Months that end at two nodes at once, and at the moment at which numbers are given back.

use std::sync::Arc;
use std::thread;

use futures_executor::block_on;
use tandem_domain::{AccountId, Actor, Money, Reason, Refusal};
use tandem_engine::{Ask, Engine, JobTake, Lease, RENEWAL_JOB, RenewalRun, Renewed};
use tandem_harness::shelf::{block, dids, miami};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    two_nodes_charge_a_month_once,
    one_of_two_nodes_has_the_lease,
    a_month_ends_as_its_number_is_given_back,
}

const FIRST: u64 = 13_055_550_000;
const CUSTOMERS: u64 = 20;
const EACH: u64 = 5;
/// Who holds the lease.
const HOLDER: i64 = 7;
/// From the beginning of every story to a day after the end of its first month.
const A_MONTH: i64 = 29 * 86_400;

/// Customers with some numbers each, whose first month is over, and the lease of the renewals.
async fn shop(house: &House) -> Vec<Customer> {
    house.operator().stocks([block(FIRST, CUSTOMERS * EACH, miami())]).await;
    let mut customers = Vec::new();
    for index in 0..CUSTOMERS {
        let customer = house.customer(&format!("buyer{index}"), 10_000).await;
        customer.orders(dids(FIRST + index * EACH, EACH)).await.expect("for sale");
        customers.push(customer);
    }
    house.clock.pass(A_MONTH);
    assert!(take(&house.engine, HOLDER).await.is_ok_and(|until| until));
    customers
}

async fn take(engine: &Engine, holder: i64) -> Result<bool, Refusal> {
    let lease = Lease { job: RENEWAL_JOB.to_owned(), holder };
    let take = JobTake { lease, seconds: 3600 };
    engine.execute(Ask::new(Actor::operator(), take)).await.map(|until| until.is_some())
}

/// Charges the months of these payers on a thread of its own.
fn renew(engine: &Engine, payers: Vec<AccountId>) -> thread::JoinHandle<usize> {
    let engine = engine.clone();
    thread::spawn(move || {
        let run = |payer| -> Renewed {
            let ask = Ask::new(Actor::operator(), RenewalRun { payer, only: None, holder: HOLDER });
            block_on(engine.execute(ask)).expect("a month's end")
        };
        payers.into_iter().map(|payer| run(payer).months).sum()
    })
}

fn payers(customers: &[Customer]) -> Vec<AccountId> {
    customers.iter().map(|customer| customer.root).collect()
}

/// How many months the statement shows.
async fn months(customer: &Customer) -> usize {
    let lines = customer.statement().await;
    lines.iter().filter(|line| line.posting.reason == Reason::Month).count()
}

async fn two_nodes_charge_a_month_once(house: Arc<House>) {
    let customers = shop(&house).await;
    let second = house.second_node().await;
    // Both believe that the lease is theirs, as after a node was thought dead.
    let (one, other) =
        (renew(&house.engine, payers(&customers)), renew(&second, payers(&customers)));
    let charged = one.join().expect("a node") + other.join().expect("a node");
    assert_eq!(charged as u64, CUSTOMERS * EACH);
    for customer in &customers {
        assert_eq!(months(customer).await as u64, 2 * EACH);
        let spent = Money::cents(10_000 - 90 * i64::try_from(EACH).expect("a few"));
        assert_eq!(customer.balance().await, spent);
    }
    second.close();
}

async fn one_of_two_nodes_has_the_lease(house: Arc<House>) {
    let customers = shop(&house).await;
    let second = house.second_node().await;
    assert_eq!(take(&second, HOLDER + 1).await, Ok(false));
    let run = RenewalRun { payer: customers[0].root, only: None, holder: HOLDER + 1 };
    let lost = Refusal::LeaseLost { job: RENEWAL_JOB.to_owned() };
    assert_eq!(second.execute(Ask::new(Actor::operator(), run)).await, Err(lost));
    second.close();
}

async fn a_month_ends_as_its_number_is_given_back(house: Arc<House>) {
    let customers = shop(&house).await;
    let second = house.second_node().await;
    let renewing = renew(&house.engine, payers(&customers));
    let there = second.clone();
    let leavers = customers.clone();
    let releasing = thread::spawn(move || {
        let mut owing = 0;
        for (index, customer) in (0..).zip(&leavers) {
            let customer = customer.at(&there);
            for did in dids(FIRST + index * EACH, EACH) {
                let released = block_on(customer.gives_back(did)).expect("its own");
                owing += u64::from(released.charged > Money::ZERO);
            }
        }
        owing
    });
    let owing = releasing.join().expect("customers");
    let charged = renewing.join().expect("a node");
    // Whoever came first charged the month that had begun; the other found it paid.
    assert_eq!(owing + charged as u64, CUSTOMERS * EACH);
    for customer in &customers {
        assert_eq!(months(customer).await as u64, 2 * EACH);
        assert!(customer.dids().await.is_empty());
    }
    assert_eq!(renew(&second, payers(&customers)).join().expect("a node"), 0, "nothing is left");
    house.is_sound().await;
    second.close();
}
