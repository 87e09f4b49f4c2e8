//! Carts: numbers are put aside, for a while.

use std::sync::Arc;

use futures_util::future::join;
use tandem_domain::{
    AccountProfile, AccountStatus, Actor, Destination, FillPolicy, LineOutcome, Money, NumberState,
    Refusal,
};
use tandem_engine::{
    AccountSet, Ask, CartList, CartTouch, HOLD_REST_SECONDS, HOLD_SECONDS, HOLD_SECONDS_MAX,
};
use tandem_harness::shelf::{STANDARD, block, did, dids, miami};
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
    an_account_may_keep_more_or_fewer_than_others,
    a_hold_is_extended_by_a_touch,
    putting_back_does_not_begin_the_time_anew,
    a_family_shares_the_time_of_a_hold,
    two_carts_never_hold_one_number,
    the_very_second_is_decided_by_who_comes_first,
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
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: String::new(),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
    };
    let (account, status) = (alice.account, AccountStatus::Open);
    let set = AccountSet { account, profile, status };
    house.engine.execute(Ask::new(Actor::operator(), set)).await.expect("the operator may");
    let cart = alice.does(CartList).await.expect("her cart");
    assert_eq!(cart.iter().map(|item| item.price).collect::<Vec<_>>(), [None]);
}

async fn an_account_may_keep_more_or_fewer_than_others(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let profile = AccountProfile {
        name: "alice".to_owned(),
        plan: STANDARD.to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        closed: false,
        calls: tandem_domain::CallLimits::default(),
        held_max: Some(2),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
        email: String::new(),
    };
    let (account, status) = (alice.account, AccountStatus::Open);
    house.operator().does(AccountSet { account, profile, status }).await.expect("set");
    alice.puts_aside(dids(13055550100, 2)).await.expect("two");
    let third = alice.puts_aside([did(13055550102)]).await;
    assert_eq!(third, Err(Refusal::CartFull { max: 2 }));
}

async fn a_hold_is_extended_by_a_touch(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let touch = |numbers| CartTouch { numbers };
    assert_eq!(alice.does(touch(Vec::new())).await, Err(Refusal::CartEmpty));
    alice.puts_aside(dids(13055550100, 2)).await.expect("free");
    let began = house.engine.now();
    let stranger = did(13055550102);
    let refused = alice.does(touch(vec![stranger])).await;
    assert_eq!(refused, Err(Refusal::NumberNotInCart { did: stranger }));

    house.clock.pass(HOLD_SECONDS - 1);
    let one = alice.does(touch(vec![did(13055550100)])).await.expect("hers");
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].kept_until, Some(house.engine.now().plus_seconds(HOLD_SECONDS)));
    house.clock.pass(1);
    let both = alice.does(touch(Vec::new())).await.expect("one of them");
    let until = house.engine.now().plus_seconds(HOLD_SECONDS);
    let kept: Vec<_> = both.iter().map(|hold| hold.kept_until).collect();
    assert_eq!(kept, [Some(until), None], "what has lapsed is not held again by a touch");
    // Two hours after it began there is no more to be had by touching.
    let end = began.plus_seconds(HOLD_SECONDS_MAX);
    while house.engine.now() < end {
        let kept = alice.does(touch(vec![did(13055550100)])).await.expect("hers")[0].kept_until;
        assert!(kept.is_some_and(|until| until <= end));
        house.clock.pass(HOLD_SECONDS - 60);
    }
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(13055550100)]).await.expect("two hours are over");
}

async fn putting_back_does_not_begin_the_time_anew(house: Arc<House>) {
    let number = did(13055550100);
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let began = house.engine.now();
    let end = began.plus_seconds(HOLD_SECONDS_MAX);
    alice.puts_aside([number]).await.expect("free");
    while house.engine.now().plus_seconds(HOLD_SECONDS - 60) < end {
        house.clock.pass(HOLD_SECONDS - 60);
        alice.puts_back(number).await.expect("hers");
        alice.puts_aside([number]).await.expect("free again");
        let kept = alice.does(CartList).await.expect("her cart")[0].kept_until;
        assert!(kept.is_some_and(|until| until <= end));
    }
    house.clock.pass(HOLD_SECONDS);
    let refused = alice.puts_aside([number]).await.expect_err("two hours are over");
    let again = end.plus_seconds(HOLD_REST_SECONDS);
    assert_eq!(refused, Refusal::HoldSpent { did: number, again });
    // She may buy it, and whoever has not kept it may keep it.
    let bob = house.customer("bob", 1000).await;
    bob.puts_aside([number]).await.expect("his first time");
    bob.puts_back(number).await.expect("his");
    house.clock.pass((again.0 - house.engine.now().0) / 1_000_000 - 1);
    alice.puts_aside([number]).await.expect_err("a second too early");
    house.clock.pass(1);
    alice.puts_aside([number]).await.expect("as if she had never had it");
}

async fn a_family_shares_the_time_of_a_hold(house: Arc<House>) {
    let number = did(13055550100);
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "sub").await;
    alice.puts_aside([number]).await.expect("free");
    house.clock.pass(HOLD_SECONDS_MAX);
    let refused = sub.puts_aside([number]).await;
    assert!(matches!(refused, Err(Refusal::HoldSpent { .. })), "{refused:?}");
}

async fn two_carts_never_hold_one_number(house: Arc<House>) {
    let numbers = dids(13055550100, 20);
    house.operator().stocks([block(13055550100, 20, miami())]).await;
    let second = house.second_node().await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await.at(&second);
    for number in &numbers {
        let (hers, his) = join(alice.puts_aside([*number]), bob.puts_aside([*number])).await;
        assert!(hers.is_ok() != his.is_ok(), "{hers:?} {his:?}");
    }
    assert_eq!(alice.cart().await.len() + bob.cart().await.len(), numbers.len());
    second.close();
}

async fn the_very_second_is_decided_by_who_comes_first(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.puts_aside(dids(13055550100, 2)).await.expect("free");
    house.clock.pass_micros(HOLD_SECONDS * 1_000_000 - 1);
    not_for_sale(bob.orders([did(13055550100)]).await, NumberState::Held);
    house.clock.pass_micros(1);
    // At this microsecond the hold is over, and nobody has the number yet.
    bob.orders([did(13055550100)]).await.expect("he came first");
    let placed = alice.orders_cart(FillPolicy::Partial).await.expect("she came first to the other");
    assert_eq!(placed.filled().collect::<Vec<_>>(), [did(13055550101)]);
    assert_eq!(house.operator().sweeps().await.moved, 0);
}
