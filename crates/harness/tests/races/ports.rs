//! Many ask for the same numbers of other carriers at once, and one is given up while it comes: a number is
//! on its way to one customer at a time, and is either here or was given up.

use std::sync::Arc;

use futures_executor::ThreadPool;
use futures_util::future::{join, join_all};
use futures_util::task::SpawnExt;
use tandem_domain::{
    NumberSettings, PortHolder, PortId, PortObstacle, PortState, Refusal, Timestamp,
};
use tandem_engine::{PortAnswer, PortAnswered, PortCancel, PortPut};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    one_customer_gets_each_number,
    one_customer_gets_each_number_at_two_nodes,
    a_number_comes_or_was_given_up,
    a_number_comes_or_was_given_up_at_two_nodes,
}

/// How many people there are, and how many numbers they all want.
const PEOPLE: usize = 12;
const NUMBERS: u64 = 6;
const FIRST: u64 = 13_055_559_000;

async fn one_customer_gets_each_number(house: Arc<House>) {
    all_ask(&house, 1).await;
}

async fn one_customer_gets_each_number_at_two_nodes(house: Arc<House>) {
    all_ask(&house, 2).await;
}

async fn a_number_comes_or_was_given_up(house: Arc<House>) {
    comes_or_not(&house, 1).await;
}

async fn a_number_comes_or_was_given_up_at_two_nodes(house: Arc<House>) {
    comes_or_not(&house, 2).await;
}

fn request(number: Did) -> PortPut {
    let text = str::to_owned;
    let holder = PortHolder {
        last_name: text("Miller"),
        address1: text("1 Main Street"),
        city: text("Miami"),
        region: text("FL"),
        postal_code: text("33101"),
        account_number: text("A-17"),
        ..PortHolder::default()
    };
    PortPut {
        port: None,
        numbers: vec![number],
        holder,
        settings: NumberSettings::default(),
        plan: None,
        owner: None,
        submit: true,
        papers: Vec::new(),
        rehearsal: false,
    }
}

async fn people(house: &Arc<House>) -> Vec<Customer> {
    house.operator().stocks([block(13_055_550_100, 1, miami())]).await;
    let names: Vec<String> = (0..PEOPLE).map(|index| format!("asker{index}")).collect();
    join_all(names.iter().map(|name| house.customer(name, 1000))).await
}

async fn all_ask(house: &Arc<House>, nodes: usize) {
    let people = people(house).await;
    let second = if nodes == 2 { Some(house.second_node().await) } else { None };
    let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a crowd");
    let wants = (0..NUMBERS).flat_map(|number| (0..PEOPLE).map(move |who| (number, who)));
    let calls = wants.map(|(number, who)| {
        let customer = match &second {
            Some(second) if who % 2 == 1 => people[who].at(second),
            _ => people[who].clone(),
        };
        let number = did(FIRST + number);
        let call = async move { (number, customer.does(request(number)).await) };
        pool.spawn_with_handle(call).expect("a thread of the crowd")
    });
    let calls: Vec<_> = calls.collect();
    let answers = join_all(calls).await;
    for number in (FIRST..FIRST + NUMBERS).map(did) {
        let of_it = || answers.iter().filter(|(asked, _)| *asked == number).map(|(_, told)| told);
        assert_eq!(of_it().filter(|told| told.is_ok()).count(), 1, "{number}");
        for refusal in of_it().filter_map(|told| told.as_ref().err()) {
            let why = PortObstacle::UnderWay;
            assert_eq!(*refusal, Refusal::NumberNotPortable { did: number, why });
        }
    }
    house.is_sound().await;
}

/// The operator says that the number is here while its customer gives it up.
async fn comes_or_not(house: &Arc<House>, nodes: usize) {
    let people = people(house).await;
    let second = if nodes == 2 { Some(house.second_node().await) } else { None };
    let operator = house.operator();
    let says = |port: PortId, customer: &Customer, answer: PortAnswered| {
        let (customer, note) = (customer.root.0, String::new());
        operator.does(PortAnswer { port, customer, numbers: Vec::new(), answer, note })
    };
    let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a crowd");
    let mut ends = Vec::new();
    for (place, customer) in people.iter().enumerate() {
        let number = did(FIRST + place as u64);
        let port = customer.does(request(number)).await.expect("nobody else's").port;
        says(port, customer, PortAnswered::Confirmed(Timestamp(0))).await.expect("a day");
        let elsewhere = match &second {
            Some(second) => customer.at(second),
            None => customer.clone(),
        };
        let (operator, payer) = (operator.clone(), customer.root.0);
        let come = PortAnswer {
            port,
            customer: payer,
            numbers: Vec::new(),
            answer: PortAnswered::Activated,
            note: String::new(),
        };
        let come = async move { operator.does(come).await };
        let cancel = PortCancel { port, numbers: Vec::new() };
        let cancel = async move { elsewhere.does(cancel).await };
        let come = pool.spawn_with_handle(come).expect("a thread");
        let cancel = pool.spawn_with_handle(cancel).expect("a thread");
        ends.push(async move { (number, join(come, cancel).await) });
    }
    for (customer, (number, (come, cancel))) in people.iter().zip(join_all(ends).await) {
        let has = customer.dids().await;
        match (&come, &cancel) {
            (Ok(PortState::Completed), Err(Refusal::PortStanding { .. })) => {
                assert_eq!(has, [number]);
            }
            (Err(Refusal::PortStanding { .. }), Ok(PortState::Cancelled)) => {
                assert!(has.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
    house.is_sound().await;
}
