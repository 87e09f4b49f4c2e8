//! The same request again.

use std::sync::Arc;

use tandem_domain::{Money, Refusal, Rng};
use tandem_engine::{ATTEMPT_SECONDS, AttemptExpire, Engine};
use tandem_harness::shelf::{block, did, exchange, miami};
use tandem_harness::{House, on_both_databases, order, order_any};
use tandem_numbering::Rules;
use tandem_store::Store;

on_both_databases! {
    the_same_key_gets_the_same_answer,
    a_key_is_not_for_two_requests,
    a_refusal_is_repeated_too,
    short_funds_are_not_held_against_anybody,
    a_restart_forgets_no_answer,
    a_key_is_its_accounts_own,
    many_at_once_under_one_key_buy_once,
    after_a_day_a_key_is_free_again,
}

async fn the_same_key_gets_the_same_answer(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 50, miami())]).await;
    let alice = house.customer("alice", 100_000).await;
    let wanted = || order_any([exchange(305, 555)], 3);

    let first = alice.does_once("k", wanted()).await.expect("there are fifty");
    let again = alice.does_once("k", wanted()).await.expect("the same again");

    assert_eq!(again, first);
    assert_eq!(alice.dids().await.len(), 3);
    assert_eq!(alice.balance().await, Money::cents(100_000 - 3 * 65));
    let other = alice.does_once("another", wanted()).await.expect("another order");
    assert_ne!(other.order, first.order);
}

async fn a_key_is_not_for_two_requests(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.does_once("k", order([did(13055550100)])).await.expect("for sale");
    let other = alice.does_once("k", order([did(13055550101)])).await;
    assert_eq!(other, Err(Refusal::KeyReused));
    assert_eq!(alice.dids().await.len(), 1);
}

async fn a_refusal_is_repeated_too(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    let unknown = Err(Refusal::NumberUnknown { did: number });
    assert_eq!(alice.does_once("k", order([number])).await, unknown);
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    assert_eq!(alice.does_once("k", order([number])).await, unknown, "it was answered before");
    alice.does_once("k2", order([number])).await.expect("a new request");
}

async fn short_funds_are_not_held_against_anybody(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 10).await;
    let wanted = || order([did(13055550100)]);
    let short = alice.does_once("k", wanted()).await.expect_err("ten cents");
    assert!(matches!(short, Refusal::InsufficientFunds { .. }));
    house.operator().tops_up(alice.root, Money::cents(1000)).await;
    alice.does_once("k", wanted()).await.expect("with money, under the same key");
}

async fn a_restart_forgets_no_answer(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let wanted = || order([did(13055550100)]);
    let first = alice.does_once("k", wanted()).await.expect("for sale");

    house.engine.close();
    let closed = alice.does_once("k", wanted()).await;
    assert_eq!(closed, Err(Refusal::Unavailable));
    let store = Store::open(&house.database.url).expect("the same database");
    let seed = Rng::seeded(2).next();
    let reborn = Engine::new(store, Rules::new(), Box::new(house.clock.clone()), seed, 0);
    reborn.load().await.expect("the mirrors");

    let there = alice.at(&reborn);
    assert_eq!(there.does_once("k", wanted()).await, Ok(first));
    assert_eq!(there.balance().await, Money::cents(1000 - 65));
    assert_eq!(reborn.mirrors().stock.total(), 1);
    assert_eq!(reborn.examine().await.expect("a look").broken, 0);
    reborn.close();
}

async fn a_key_is_its_accounts_own(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.does_once("k", order([did(13055550100)])).await.expect("for sale");
    bob.does_once("k", order([did(13055550101)])).await.expect("his key, not hers");
}

async fn many_at_once_under_one_key_buy_once(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 50, miami())]).await;
    let alice = house.customer("alice", 100_000).await;
    let there = alice.at(&house.second_node().await);
    let ask = |index: usize| {
        let alice = if index.is_multiple_of(2) { &alice } else { &there };
        alice.does_once("k", order_any([exchange(305, 555)], 2))
    };
    let answers = futures_util::future::join_all((0..40).map(ask)).await;
    let first = answers[0].clone().expect("there are fifty");
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(&first)), "{answers:#?}");
    assert_eq!(alice.dids().await.len(), 2);
    assert_eq!(alice.balance().await, Money::cents(100_000 - 130));
}

async fn after_a_day_a_key_is_free_again(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.does_once("k", order([did(13055550100)])).await.expect("for sale");
    house.clock.pass(ATTEMPT_SECONDS + 1);
    let forgotten = house.operator().does(AttemptExpire).await.expect("a job");
    assert!(forgotten.attempts > 0 && !forgotten.more);
    alice.does_once("k", order([did(13055550101)])).await.expect("the key is free");
}
