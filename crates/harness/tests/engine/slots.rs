//! Slots are bought apart from an order, and paid for.

use std::sync::Arc;

use tandem_domain::{AccountStatus, Money, Reason, Refusal, SlotKind, SlotUse};
use tandem_engine::{
    OrderPlace, SLOTS_BOUGHT_MAX, SlotCount, SlotList, SlotPurchase, StatementList,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases, order};

on_both_databases! {
    slots_cost_what_the_plan_says_and_wait_for_numbers,
    a_sub_account_buys_for_its_customer,
    a_purchase_that_comes_twice_is_charged_once,
    what_cannot_be_bought_is_refused,
}

const fn local(quantity: u32) -> SlotPurchase {
    SlotPurchase { slot: SlotKind::Local, quantity }
}

async fn slots_cost_what_the_plan_says_and_wait_for_numbers(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;

    let bought = alice.does(local(2)).await.expect("two slots");

    assert_eq!(bought.charged, Money::cents(20));
    assert_eq!(alice.balance().await, Money::cents(980));
    let line = alice.statement().await.pop().expect("a line for them");
    assert_eq!((line.change, line.posting.reason), (Money::cents(-20), Reason::Slot));
    assert_eq!(line.why, "slots, plan STANDARD: 2 × local at 0.10");
    let use_one = Some(SlotUse { kind: SlotKind::Local, buy: false });
    for digits in [13055550100, 13055550101] {
        let order = OrderPlace { slots: use_one, ..order([did(digits)]) };
        alice.does(order).await.expect("a slot is free");
    }
    let third = OrderPlace { slots: use_one, ..order([did(13055550102)]) };
    let refused = alice.does(third).await.expect_err("no slot is left");
    assert_eq!(refused, Refusal::SlotsShort { slot: SlotKind::Local });
    let counts = alice.does(SlotList).await.expect("her own");
    assert!(counts.contains(&SlotCount { slot: SlotKind::Local, free: 0, used: 2 }));
    assert!(counts.contains(&SlotCount { slot: SlotKind::True800, free: 0, used: 0 }));
}

async fn a_sub_account_buys_for_its_customer(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let desk = house.sub_account(&alice, "desk").await;

    desk.does(local(3)).await.expect("its customer pays");

    assert_eq!(alice.balance().await, Money::cents(970));
    for viewer in [&alice, &desk] {
        let counts = viewer.does(SlotList).await.expect("the customer's");
        assert!(counts.contains(&SlotCount { slot: SlotKind::Local, free: 3, used: 0 }));
    }
    let statement = StatementList { customer: Some(alice.root), ..StatementList::default() };
    desk.does(statement).await.expect_err("the money is not its own to look at");
}

async fn a_purchase_that_comes_twice_is_charged_once(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let first = alice.does_once("one", local(4)).await.expect("four slots");
    assert_eq!(alice.does_once("one", local(4)).await, Ok(first));
    assert_eq!(alice.does_once("one", local(5)).await, Err(Refusal::KeyReused));
    assert_eq!(alice.balance().await, Money::cents(960));
}

async fn what_cannot_be_bought_is_refused(house: Arc<House>) {
    let alice = house.customer("alice", 15).await;
    let (needed, balance) = (Money::cents(20), Money::cents(15));
    let short = Refusal::InsufficientFunds { needed, balance };
    assert_eq!(alice.does(local(2)).await, Err(short));
    assert_eq!(alice.does(local(0)).await, Err(Refusal::AmountInvalid));
    let wanted = u64::from(SLOTS_BOUGHT_MAX) + 1;
    let too_many = Refusal::TooMany { wanted, max: SLOTS_BOUGHT_MAX };
    assert_eq!(alice.does(local(SLOTS_BOUGHT_MAX + 1)).await, Err(too_many));
    house.operator().sets_status(alice.root, "alice", AccountStatus::Suspended).await;
    assert_eq!(alice.does(local(1)).await, Err(Refusal::AccountSuspended));
    assert_eq!(alice.balance().await, balance);
}
