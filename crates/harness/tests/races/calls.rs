//! The same record from two switches that stand in for each other, at two nodes at once.

use std::sync::Arc;
use std::thread;

use futures_executor::block_on;
use tandem_domain::route::Action;
use tandem_domain::{
    Actor, CallDirection, CallRecord, Destination, Money, Reason, SettingsChange, SystemOption,
    Timestamp,
};
use tandem_engine::{Ask, CallKept, CallRecordPut, Clock, Engine, FundsPost, NumberSet, RouteAsk};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases};

on_both_databases! {
    a_record_that_two_bring_is_charged_once,
    calls_at_once_do_not_spend_the_same_money,
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
            call: call.to_string(),
            did: did(NUMBER + u64::from(call % 2 == 1)),
            started,
            answered: Some(started),
            ended: started.plus_seconds(60),
            ..empty()
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

/// How many calls each switch begins, and what there is to spend on them, in cents.
const BEGUN: usize = 60;
const BALANCE: i64 = 200;

/// Calls to both numbers, begun at a node one after the other: those that are let in, with how long they may last.
fn begin(engine: &Engine, switch: usize) -> thread::JoinHandle<Vec<(String, u64, u32)>> {
    let engine = engine.clone();
    thread::spawn(move || {
        let begun = (0..BEGUN).filter_map(|place| {
            let number = NUMBER + (place % 2) as u64;
            let call = format!("{switch}-{place}");
            let ask = RouteAsk::to(did(number)).named(&call, false);
            let plan = block_on(engine.route(ask)).expect("a plan");
            let is_let_in = matches!(plan.steps[0].action, Action::Echo);
            is_let_in.then_some((call, number, plan.max_seconds))
        });
        begun.collect()
    })
}

async fn calls_at_once_do_not_spend_the_same_money(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER), did(NUMBER + 1)]).await.expect("for sale");
    let echo = SettingsChange {
        routing: Some(Destination::System(SystemOption::Echo)),
        ..SettingsChange::default()
    };
    for number in [NUMBER, NUMBER + 1] {
        let set = NumberSet { did: did(number), change: echo.clone(), plan: None };
        alice.does(set).await.expect("a routing");
    }
    let amount = Money(Money::cents(BALANCE).0 - alice.balance().await.0);
    let (account, reason) = (alice.account, Reason::Adjustment);
    let post = FundsPost { account, amount, reason, note: "what is left".to_owned() };
    house.operator().does(post).await.expect("an adjustment");
    house.engine.refresh_calls().await.expect("a database");

    let switches: Vec<_> = (0..4).map(|switch| begin(&house.engine, switch)).collect();
    let begun: Vec<_> =
        switches.into_iter().flat_map(|switch| switch.join().expect("a switch")).collect();
    assert!(begun.len() >= 10, "ten minutes cost ten cents: {begun:?}");
    assert_eq!(house.engine.live_calls().len(), begun.len());

    // Each lasts as long as it may, and they end at once.
    let longest = begun.iter().map(|(.., seconds)| *seconds).max().expect("calls");
    house.clock.pass(i64::from(longest));
    let ended = house.clock.now();
    let records = begun.iter().map(|(call, number, seconds)| {
        let started = ended.plus_seconds(-i64::from(*seconds));
        CallRecord {
            call: call.clone(),
            did: did(*number),
            started,
            answered: Some(started),
            ended,
            ..empty()
        }
    });
    let records: Vec<CallRecord> = records.collect();
    let switches: Vec<_> =
        records.chunks(8).map(|some| bring(&house.engine, some.to_vec())).collect();
    switches.into_iter().for_each(|switch| assert!(!switch.join().expect("a switch").is_empty()));
    let left = alice.balance().await;
    assert!(Money::ZERO <= left && left < Money::cents(BALANCE / 4), "{left} is left");
    assert_eq!(house.engine.live_calls(), []);
}

fn empty() -> CallRecord {
    CallRecord {
        switch: "edge".to_owned(),
        call: String::new(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: did(NUMBER),
        other: String::new(),
        name: String::new(),
        answered_by: String::new(),
        started: Timestamp(0),
        answered: None,
        ended: Timestamp(0),
        cause: None,
        code: String::new(),
    }
}
