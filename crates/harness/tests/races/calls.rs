//! The same record from two switches that stand in for each other, at two nodes at once.

use std::sync::Arc;
use std::thread;

use futures_executor::block_on;
use tandem_domain::{Actor, CallDirection, CallRecord, Money};
use tandem_engine::{Ask, CallKept, CallRecordPut, Clock, Engine};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases};

on_both_databases! {
    a_record_that_two_bring_is_charged_once,
}

const NUMBER: u64 = 13_055_550_100;
const CALLS: i64 = 60;

fn bring(engine: &Engine, records: Vec<CallRecord>) -> thread::JoinHandle<Vec<CallKept>> {
    let engine = engine.clone();
    thread::spawn(move || {
        let put = |record| {
            let ask = Ask::new(Actor::operator(), CallRecordPut { record });
            block_on(engine.execute(ask)).expect("a record")
        };
        records.into_iter().map(put).collect()
    })
}

async fn a_record_that_two_bring_is_charged_once(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    house.clock.pass(3600);
    let before = alice.balance().await;
    let started = house.clock.now().plus_seconds(-100);
    // Every second call is to a number that nobody has, where no account's row keeps them apart.
    let records: Vec<CallRecord> = (0..CALLS)
        .map(|call| CallRecord {
            switch: "edge".to_owned(),
            call: call.to_string(),
            leg: String::new(),
            direction: CallDirection::Inbound,
            did: did(NUMBER + u64::from(call % 2 == 1)),
            other: String::new(),
            name: String::new(),
            answered_by: String::new(),
            started,
            answered: Some(started),
            ended: started.plus_seconds(60),
            cause: None,
            code: String::new(),
        })
        .collect();
    let second = house.second_node().await;

    let threads: Vec<_> = [&house.engine, &second, &house.engine, &second]
        .map(|engine| bring(engine, records.clone()))
        .into();
    let mut answers = threads.into_iter().map(|thread| thread.join().expect("a switch"));

    let first = answers.next().expect("four of them");
    assert!(answers.all(|kept| kept == first), "everybody is told the same");
    let spent = before.0 - alice.balance().await.0;
    assert_eq!(spent, Money::cents(CALLS / 2).0);
    second.close();
}
