//! Carts: numbers are put aside, for a while.

use std::sync::Arc;

use tandem_domain::{
    AccountProfile, AccountStatus, Actor, Destination, FillPolicy, LineOutcome, Money, NumberState,
    Refusal,
};
use tandem_engine::{AccountSet, Ask, CartList, HOLD_SECONDS, HOLD_SECONDS_MAX};
use tandem_harness::shelf::{block, did, dids, miami};
use tandem_harness::{House, on_both_databases};

on_both_databases! {
    a_number_in_a_cart_is_kept_from_others,
    a_cart_is_bought_and_empty_afterwards,
    a_cart_that_cannot_be_bought_whole_stays,
    a_failed_number_of_a_cart_is_held_no_longer,
    a_hold_lapses_by_itself,
    a_hold_slides_but_not_for_ever,
    expiry_is_decided_once,
    a_number_bought_by_name_leaves_the_cart,
    a_cart_is_its_accounts_own,
    a_cart_is_shown_when_nothing_is_sold,
}

fn not_for_sale<T: std::fmt::Debug>(answer: Result<T, Refusal>, state: NumberState) {
    match answer {
        Err(Refusal::NumberNotForSale { state: found, .. }) if found == state => {}
        other => panic!("{other:?} instead of not for sale, {state:?}"),
    }
}

async fn a_number_in_a_cart_is_kept_from_others(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let number = did(13055550100);

    alice.puts_aside([number]).await.expect("it is free");

    not_for_sale(bob.orders([number]).await, NumberState::Held);
    not_for_sale(bob.puts_aside([number]).await, NumberState::Held);
    assert_eq!(alice.puts_aside([number]).await, Err(Refusal::NumberInCart { did: number }));
    assert_eq!(bob.puts_back(number).await, Err(Refusal::NumberNotInCart { did: number }));
    alice.puts_back(number).await.expect("hers");
    bob.orders([number]).await.expect("back on the shelf");
}

async fn a_cart_is_bought_and_empty_afterwards(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    // In the order in which they were chosen, not in that of their digits.
    let chosen = [did(13055550102), did(13055550100)];
    alice.puts_aside([chosen[0]]).await.expect("free");
    alice.puts_aside([chosen[1]]).await.expect("free");
    assert_eq!(alice.cart().await, chosen);

    let placed = alice.orders_cart(FillPolicy::Partial).await.expect("both are hers");

    assert_eq!(placed.filled().collect::<Vec<_>>(), chosen);
    assert!(alice.cart().await.is_empty());
    assert_eq!(alice.orders_cart(FillPolicy::Partial).await, Err(Refusal::CartEmpty));
    assert_eq!(alice.balance().await, Money::cents(1000 - 130));
}

async fn a_cart_that_cannot_be_bought_whole_stays(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let poor = house.customer("poor", 100).await;
    poor.puts_aside(dids(13055550100, 2)).await.expect("free");
    let refused = poor.orders_cart(FillPolicy::AllOrNothing).await.expect_err("money for one");
    assert!(matches!(refused, Refusal::InsufficientFunds { .. }));
    assert_eq!(poor.cart().await, dids(13055550100, 2));
    assert_eq!(poor.balance().await, Money::cents(100));
}

async fn a_failed_number_of_a_cart_is_held_no_longer(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let poor = house.customer("poor", 100).await;
    let bob = house.customer("bob", 1000).await;
    poor.puts_aside(dids(13055550100, 2)).await.expect("free");

    let placed = poor.orders_cart(FillPolicy::Partial).await.expect("money for one");

    assert_eq!(placed.filled().collect::<Vec<_>>(), [did(13055550100)]);
    let LineOutcome::Refused(Refusal::InsufficientFunds { .. }) = placed.lines[1].outcome else {
        panic!("{:?}", placed.lines[1]);
    };
    assert!(poor.cart().await.is_empty());
    bob.orders([did(13055550101)]).await.expect("it went back on the shelf");
}

async fn a_hold_lapses_by_itself(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.puts_aside(dids(13055550100, 2)).await.expect("free");

    house.clock.pass(HOLD_SECONDS - 1);
    not_for_sale(bob.orders([did(13055550100)]).await, NumberState::Held);
    house.clock.pass(1);
    bob.orders([did(13055550100)]).await.expect("no sweep has come by, and none is needed");

    let kept: Vec<_> = alice.does(CartList).await.expect("her cart");
    assert!(kept.iter().all(|item| item.kept_until.is_none()));
    let swept = house.operator().sweeps().await;
    assert_eq!(swept.moved, 1, "the other one goes back on the shelf");
    assert_eq!(house.engine.mirrors().stock.total(), 1);
    let placed = alice.orders_cart(FillPolicy::Partial).await.expect("the other is still free");
    assert_eq!(placed.filled().collect::<Vec<_>>(), [did(13055550101)]);
}

async fn a_hold_slides_but_not_for_ever(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 60, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let first = did(13055550100);
    alice.puts_aside([first]).await.expect("free");
    let step = HOLD_SECONDS - 60;
    let mut held = 0;
    for other in dids(13055550101, 50) {
        house.clock.pass(step);
        held += step;
        alice.puts_aside([other]).await.expect("choosing on");
        if held > HOLD_SECONDS_MAX {
            break;
        }
        house.clock.pass(1);
        held += 1;
        not_for_sale(bob.orders([first]).await, NumberState::Held);
    }
    assert!(held > HOLD_SECONDS_MAX, "the hold was given up at {held} s");
    bob.orders([first]).await.expect("two hours are over");
}

async fn expiry_is_decided_once(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let number = did(13055550100);
    alice.puts_aside([number]).await.expect("free");
    house.clock.pass(HOLD_SECONDS);

    bob.puts_aside([number]).await.expect("lapsed");
    // The sweep that comes now finds a hold that has not lapsed; alice finds it gone.
    assert_eq!(house.operator().sweeps().await.moved, 0);
    let placed = alice.orders_cart(FillPolicy::Partial).await.expect("an order of nothing");
    assert_eq!(placed.filled().count(), 0);
    assert_eq!(bob.cart().await, [number], "what she ended was not his hold");
    not_for_sale(alice.orders([number]).await, NumberState::Held);
    bob.orders_cart(FillPolicy::AllOrNothing).await.expect("his");
}

async fn a_number_bought_by_name_leaves_the_cart(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.puts_aside(dids(13055550100, 2)).await.expect("free");
    alice.orders([did(13055550100)]).await.expect("out of her own cart");
    assert_eq!(alice.cart().await, [did(13055550101)]);
    alice.orders_cart(FillPolicy::AllOrNothing).await.expect("the rest");
}

async fn a_cart_is_its_accounts_own(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "sub").await;
    sub.puts_aside([did(13055550100)]).await.expect("free");
    assert!(alice.cart().await.is_empty());
    not_for_sale(alice.orders([did(13055550100)]).await, NumberState::Held);
    let placed = sub.orders_cart(FillPolicy::AllOrNothing).await.expect("its own");
    assert_eq!(placed.charged, Money::cents(65));
    assert_eq!(alice.balance().await, Money::cents(1000 - 65));
}

async fn a_cart_is_shown_when_nothing_is_sold(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.puts_aside([did(13055550100)]).await.expect("free");
    let profile = AccountProfile {
        name: "alice".to_owned(),
        plan: "NO SUCH PLAN".to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        email: String::new(),
    };
    let (account, status) = (alice.account, AccountStatus::Open);
    let set = AccountSet { account, profile, status };
    house.engine.execute(Ask::new(Actor::operator(), set)).await.expect("the operator may");
    let cart = alice.does(CartList).await.expect("her cart");
    assert_eq!(cart.iter().map(|item| item.price).collect::<Vec<_>>(), [None]);
}
