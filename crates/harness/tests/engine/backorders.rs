//! Back-orders: numbers are waited for, and come.

use std::sync::Arc;

use tandem_domain::{
    AccountRef, AccountStatus, AccountUse, BackorderState, Criteria, Destination, FillPolicy,
    LineOutcome, Money, NumberSettings, ObjectId, ObjectKind, ObjectUser, Reason, Refusal, Role,
    Scope, SettingsChange, SlotKind, SlotUse,
};
use tandem_engine::{
    AccountClose, BackorderCancel, BackorderFill, BackorderList, BackorderPlace, BackorderPlaced,
    HOLD_SECONDS, NumberSet, ORDER_NUMBERS_MAX, ObjectPut, ObjectRemove, OrderPlace,
    SUPPLIER_PAUSE_SECONDS, SlotGrant, SupplierAnswer, SupplyList,
};
use tandem_harness::shelf::{
    SU, block, did, dids, exchange, local, miami, plans, region, supplied,
};
use tandem_harness::{Customer, House, backorder, on_both_databases, order_any};

on_both_databases! {
    what_is_imported_goes_to_who_waits,
    the_oldest_is_first,
    a_price_is_fixed_when_placed,
    nobody_waits_beyond_their_means,
    who_is_short_keeps_the_place_and_is_told_once,
    a_suspended_customer_lets_others_pass,
    an_order_takes_what_there_is_and_waits_for_the_rest,
    an_order_waits_for_all_of_it,
    whoever_waits_for_all_of_it_gets_all_of_it,
    a_rested_number_goes_to_who_waits,
    a_lapsed_hold_goes_to_who_waits,
    nobody_who_asks_later_is_first,
    a_number_that_must_be_bought_is_bought,
    a_refused_number_is_waited_for_again,
    a_supplier_that_declines_has_its_rest,
    what_is_waited_for_keeps_what_it_names,
    what_waits_for_a_login_keeps_its_account,
    what_went_while_a_number_was_bought_gives_way,
    a_back_order_is_given_up,
    a_back_order_is_its_familys_own,
    a_slot_that_is_freed_is_used,
    a_place_without_stock_may_be_waited_for,
    a_rate_centre_that_nobody_knows_is_not_waited_for,
    a_statement_names_the_back_order,
    a_rehearsal_waits_for_nothing,
}

/// What one number costs under the plan of these stories, in cents.
const EACH: i64 = 65;

async fn waits(customer: &Customer, quantity: u32) -> BackorderPlaced {
    customer.waits_for(exchange(305, 555), quantity).await.expect("a place in the queue")
}

async fn stocks(house: &House, first: u64, count: u64) {
    house.operator().stocks([block(first, count, miami())]).await;
}

async fn what_is_imported_goes_to_who_waits(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let placed = waits(&alice, 3).await;
    assert_eq!((placed.quantity, placed.price.setup), (3, Money::cents(40)));
    assert_eq!(alice.balance().await, Money::cents(1000), "nothing is charged yet");
    assert_eq!(house.operator().gives_turns().await, 0);

    stocks(&house, 13055550100, 2).await;
    assert_eq!(house.operator().gives_turns().await, 2);
    assert_eq!(alice.dids().await, dids(13055550100, 2));
    assert_eq!(alice.balance().await, Money::cents(1000 - 2 * EACH));
    let seen = &alice.backorders().await[0];
    assert_eq!((seen.waiting, seen.filled, seen.state), (1, 2, BackorderState::Waiting));

    stocks(&house, 13055550102, 2).await;
    assert_eq!(house.operator().gives_turns().await, 1, "it wants one more");
    assert!(alice.backorders().await.is_empty());
    assert_eq!(house.operator().gives_turns().await, 0);
    assert_eq!(house.engine.mirrors().stock.total(), 1);
}

async fn the_oldest_is_first(house: Arc<House>) {
    let mut queue = Vec::new();
    for name in ["anna", "ben", "cleo", "dan"] {
        let customer = house.customer(name, 1000).await;
        // Each looks for it in another way.
        let criteria = match name {
            "anna" => exchange(305, 555),
            "ben" => region("FL"),
            "cleo" => Criteria { rate_centre: Some("miami".to_owned()), ..region("fl") },
            _ => Criteria::default(),
        };
        customer.waits_for(criteria, 1).await.expect("a place in the queue");
        queue.push(customer);
    }
    for first in 0..queue.len() {
        stocks(&house, 13055550100 + first as u64, 1).await;
        assert_eq!(house.operator().gives_turns().await, 1);
        for (place, customer) in queue.iter().enumerate() {
            assert_eq!(customer.dids().await.len(), usize::from(place <= first), "{place}");
        }
    }
}

async fn a_price_is_fixed_when_placed(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    waits(&alice, 1).await;
    let mut dearer = plans().swap_remove(0);
    dearer.rules[0].price.setup = Money::cents(900);
    house.operator().sets_plan(dearer).await;
    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    assert_eq!(alice.balance().await, Money::cents(1000 - EACH));
    assert_eq!(alice.numbers().await[0].price.setup, Money::cents(40));
}

async fn nobody_waits_beyond_their_means(house: Arc<House>) {
    let poor = house.customer("poor", 2 * EACH).await;
    let refused = poor.waits_for(exchange(305, 555), 3).await.expect_err("money for two");
    let (needed, balance) = (Money::cents(3 * EACH), Money::cents(2 * EACH));
    assert_eq!(refused, Refusal::InsufficientFunds { needed, balance });
    waits(&poor, 2).await;
    let florida = BackorderPlace { plan: Some(SU.to_owned()), ..backorder(region("NY"), 1) };
    let refused = poor.does(florida).await.expect_err("a plan for Florida");
    assert_eq!(refused, Refusal::PlanNotOffered { code: SU.to_owned() });
    let nothing = poor.waits_for(exchange(305, 555), 0).await;
    assert_eq!(nothing, Err(Refusal::TooMany { wanted: 0, max: ORDER_NUMBERS_MAX }));
}

async fn who_is_short_keeps_the_place_and_is_told_once(house: Arc<House>) {
    let alice = house.customer("alice", EACH).await;
    let bob = house.customer("bob", 1000).await;
    waits(&alice, 1).await;
    waits(&bob, 1).await;
    stocks(&house, 12125550100, 1).await;
    alice.orders([did(12125550100)]).await.expect("she spends what she had");

    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    assert_eq!(bob.dids().await, [did(13055550100)], "she lets him pass");
    let short = alice.backorders().await;
    assert_eq!(short[0].state, BackorderState::Short);
    assert!(matches!(short[0].why, Some(Refusal::InsufficientFunds { .. })));

    // It is not said again each time that she cannot pay.
    for more in 1..4 {
        stocks(&house, 13055550100 + more, 1).await;
        house.operator().gives_turns().await;
        let fill = BackorderFill { backorder: short[0].backorder, customer: alice.root.0 };
        house.operator().does(fill).await.expect("a turn in vain");
    }
    assert_eq!(alice.backorders().await, short);

    // Her place is the first again once she has paid in.
    waits(&bob, 9).await;
    house.operator().tops_up(alice.root, Money::cents(EACH)).await;
    assert_eq!(house.operator().gives_turns().await, 3);
    assert_eq!(alice.dids().await.len(), 2);
    assert_eq!(bob.dids().await.len(), 3);
}

async fn a_suspended_customer_lets_others_pass(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    waits(&alice, 1).await;
    waits(&bob, 1).await;
    house.operator().sets_status(alice.root, "alice", AccountStatus::Suspended).await;
    stocks(&house, 13055550100, 2).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(bob.dids().await.len(), 1);
    assert_eq!(alice.backorders().await[0].why, Some(Refusal::AccountSuspended));
    house.operator().sets_status(alice.root, "alice", AccountStatus::Open).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(alice.dids().await.len(), 1);
}

async fn an_order_takes_what_there_is_and_waits_for_the_rest(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    stocks(&house, 13055550100, 2).await;
    let wish =
        OrderPlace { fill: FillPolicy::PartialAndWait, ..order_any([exchange(305, 555)], 5) };
    let placed = alice.does(wish).await.expect("two now");
    assert_eq!(placed.filled().count(), 2);
    let rest = placed.waits.expect("three wait");
    assert_eq!(rest.quantity, 3);
    assert_eq!(alice.backorders().await[0].order, Some(placed.order));
    assert_eq!(alice.balance().await, Money::cents(1000 - 2 * EACH));
    stocks(&house, 13055550110, 9).await;
    assert_eq!(house.operator().gives_turns().await, 3);
    assert_eq!(alice.dids().await.len(), 5);

    // What there is money for is bought; what there is no money for is not waited for.
    let poor = house.customer("poor", 2 * EACH).await;
    let wish = |quantity| OrderPlace {
        fill: FillPolicy::PartialAndWait,
        ..order_any([exchange(305, 555)], quantity)
    };
    let placed = poor.does(wish(4)).await.expect("money for two of six on the shelf");
    assert_eq!((placed.filled().count(), placed.waits), (2, None));
}

async fn an_order_waits_for_all_of_it(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    stocks(&house, 13055550100, 2).await;
    let all = |quantity| OrderPlace {
        fill: FillPolicy::AllOrWait,
        ..order_any([exchange(305, 555)], quantity)
    };
    let placed = alice.does(all(2)).await.expect("there are two");
    assert_eq!((placed.filled().count(), placed.waits), (2, None));
    stocks(&house, 13055550102, 2).await;

    let placed = alice.does(all(3)).await.expect("there are two more, and they stay");
    assert_eq!(placed.filled().count(), 0);
    assert_eq!(placed.waits.map(|waits| waits.quantity), Some(3));
    assert_eq!(alice.balance().await, Money::cents(1000 - 2 * EACH));
    assert_eq!(house.operator().gives_turns().await, 0);
    stocks(&house, 13055550104, 1).await;
    assert_eq!(house.operator().gives_turns().await, 3);
    assert_eq!(alice.dids().await, dids(13055550100, 5));
}

async fn whoever_waits_for_all_of_it_gets_all_of_it(house: Arc<House>) {
    let alice = house.customer("alice", 3 * EACH).await;
    let bob = house.customer("bob", 1000).await;
    let all = BackorderPlace { whole: true, ..backorder(exchange(305, 555), 3) };
    alice.does(all).await.expect("a place in the queue");
    stocks(&house, 13055550100, 2).await;
    assert_eq!(house.operator().gives_turns().await, 0);
    // Nothing is put aside for her: whoever wants less may have it.
    waits(&bob, 1).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    stocks(&house, 13055550102, 2).await;
    alice.orders([did(13055550103)]).await.expect("by name");
    stocks(&house, 13055550104, 1).await;
    assert_eq!(house.operator().gives_turns().await, 0, "she has money for two");
    assert!(matches!(alice.backorders().await[0].why, Some(Refusal::InsufficientFunds { .. })));
    house.operator().tops_up(alice.root, Money::cents(EACH)).await;
    assert_eq!(house.operator().gives_turns().await, 3);
    assert_eq!(alice.balance().await, Money::ZERO);
}

async fn a_rested_number_goes_to_who_waits(house: Arc<House>) {
    stocks(&house, 13055550100, 1).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.orders([did(13055550100)]).await.expect("for sale");
    waits(&bob, 1).await;
    alice.gives_back(did(13055550100)).await.expect("hers");
    for _ in 0..2 {
        assert_eq!(house.operator().gives_turns().await, 0, "it rests");
        house.clock.pass(61 * 86_400);
        house.operator().sweeps().await;
    }
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(bob.dids().await, [did(13055550100)]);
}

async fn a_lapsed_hold_goes_to_who_waits(house: Arc<House>) {
    stocks(&house, 13055550100, 2).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.puts_aside(dids(13055550100, 2)).await.expect("free");
    waits(&bob, 2).await;
    assert_eq!(house.operator().gives_turns().await, 0);
    alice.puts_back(did(13055550101)).await.expect("hers");
    assert_eq!(house.operator().gives_turns().await, 1);
    house.clock.pass(HOLD_SECONDS);
    house.operator().sweeps().await;
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(bob.dids().await, dids(13055550100, 2));
}

async fn nobody_who_asks_later_is_first(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    waits(&alice, 2).await;
    house.operator().gives_turns().await;
    stocks(&house, 13055550100, 2).await;

    // They have come, and the queue has not had its turn yet.
    let refused = bob.orders_any([region("FL")], 1).await.expect_err("they are for her");
    assert_eq!(refused, Refusal::NoStock { wanted: 1, found: 0 });
    // One that he names is his: nobody waits for that very number.
    bob.orders([did(13055550100)]).await.expect("by name");
    assert_eq!(house.operator().gives_turns().await, 1);
    // Where there is enough for both, nobody has to wait.
    stocks(&house, 13055550200, 50).await;
    bob.orders_any([region("FL")], 1).await.expect("there is enough");
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(alice.dids().await.len(), 2);
    bob.orders_any([region("FL")], 40).await.expect_err("too dear");
    bob.orders_any([region("FL")], 5).await.expect("her turn is over");
}

async fn a_number_that_must_be_bought_is_bought(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let placed = alice.waits_for(region("NY"), 1).await.expect("a place in the queue");
    house.operator().stocks([block(12125550100, 1, supplied())]).await;
    let fill = BackorderFill { backorder: placed.backorder, customer: alice.root.0 };
    let turn = house.operator().does(fill).await.expect("a turn");
    assert_eq!(turn.numbers, [did(12125550100)]);
    assert_eq!(alice.balance().await, Money::cents(1000 - EACH), "paid into suspense");
    let order = turn.order.expect("an order");
    let sold = SupplierAnswer::Sold;
    house.operator().hears(order, &alice, did(12125550100), sold).await.expect("news");
    assert_eq!(alice.dids().await, [did(12125550100)]);
    assert!(alice.backorders().await.is_empty());
}

async fn a_refused_number_is_waited_for_again(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let placed = alice.waits_for(region("NY"), 1).await.expect("a place in the queue");
    house.operator().stocks([block(12125550100, 1, supplied())]).await;
    let fill = || BackorderFill { backorder: placed.backorder, customer: alice.root.0 };
    let turn = house.operator().does(fill()).await.expect("a turn");
    let order = turn.order.expect("an order");
    // Nobody was called: the number stays for sale, but not to her, for a while.
    let withdrawn = SupplierAnswer::Withdrawn("no such supplier".to_owned());
    house.operator().hears(order, &alice, did(12125550100), withdrawn).await.expect("news");
    assert_eq!(alice.balance().await, Money::cents(1000));
    assert_eq!(alice.backorders().await[0].waiting, 1);
    assert_eq!(house.operator().gives_turns().await, 0);

    house.clock.pass(SUPPLIER_PAUSE_SECONDS);
    let turn = house.operator().does(fill()).await.expect("a turn");
    let order = turn.order.expect("an order");
    alice
        .does(BackorderCancel { backorder: placed.backorder })
        .await
        .expect_err("it is on its way");
    let refused = SupplierAnswer::Refused("no".to_owned());
    house.operator().hears(order, &alice, did(12125550100), refused).await.expect("news");
    alice.does(BackorderCancel { backorder: placed.backorder }).await.expect("it waits again");
}

async fn a_supplier_that_declines_has_its_rest(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    alice.waits_for(region("NY"), 1).await.expect("a place in the queue");
    house.operator().stocks([block(12125550100, 50, supplied())]).await;
    let operator = house.operator();
    for _ in 0..3 {
        assert_eq!(operator.gives_turns().await, 1);
        let wanted = operator.does(SupplyList).await.expect("a look").remove(0);
        let declined = SupplierAnswer::Declined("non_sufficient_funds".to_owned());
        operator.hears(wanted.order, &alice, wanted.did, declined).await.expect("news");
        assert_eq!(alice.balance().await, Money::cents(1000));
        // The other forty-nine would meet the same.
        for _ in 0..3 {
            assert_eq!(operator.gives_turns().await, 0);
        }
        house.clock.pass(SUPPLIER_PAUSE_SECONDS - 1);
        assert_eq!(operator.gives_turns().await, 0);
        house.clock.pass(1);
    }
    // It needs nobody to arrive: the turn comes by the clock. And what was declined may come again.
    assert_eq!(operator.gives_turns().await, 1);
    let wanted = operator.does(SupplyList).await.expect("a look").remove(0);
    let sold = SupplierAnswer::Sold;
    operator.hears(wanted.order, &alice, wanted.did, sold).await.expect("news");
    assert_eq!(alice.dids().await, [wanted.did]);
}

async fn desk(house: &House, whose: &Customer) -> ObjectId {
    let (account, name) = (whose.root, "desk".to_owned());
    let (kind, doc) = (ObjectKind::Forwarding, serde_json::json!({ "number": 13_055_551_212_u64 }));
    let put = ObjectPut { account, kind, id: None, name, doc };
    house.operator().does(put).await.expect("a forwarding").id
}

fn rings_at_the_desk() -> NumberSettings {
    let routing = Some(Destination::object(ObjectKind::Forwarding, "desk"));
    NumberSettings { routing, cnam: true, ..NumberSettings::default() }
}

async fn what_is_waited_for_keeps_what_it_names(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let (kind, id) = (ObjectKind::Forwarding, desk(&house, &alice).await);
    let settings = rings_at_the_desk();
    let wish = || BackorderPlace { settings: settings.clone(), ..backorder(exchange(305, 555), 2) };
    let (first, second) = (alice.does(wish()).await, alice.does(wish()).await);
    let (first, second) = (first.expect("a place"), second.expect("a place"));
    let resolved = Destination::object(kind, id.to_string());
    assert_eq!(first.settings.routing, Some(resolved.clone()));
    let remove = || alice.does(ObjectRemove::one(kind, id));
    let in_use = |by: &[ObjectUser]| Err(Refusal::ObjectInUse { kind, id, by: by.to_vec().into() });
    let waits = |placed: &BackorderPlaced| ObjectUser::Backorder(placed.backorder);
    assert_eq!(remove().await, in_use(&[waits(&first), waits(&second)]));
    let told = in_use(&[waits(&first)]).map_err(|refusal: Refusal| refusal.to_string());
    let word = format!("forwarding {id} is in use by back-order {}", first.backorder);
    assert_eq!(told, Err::<(), _>(word));

    alice.does(BackorderCancel { backorder: second.backorder }).await.expect("hers");
    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    let came = ObjectUser::Number(did(13055550100));
    assert_eq!(remove().await, in_use(&[waits(&first), came]));

    // It waits for nothing more: from now on the numbers keep it.
    stocks(&house, 13055550101, 1).await;
    house.operator().gives_turns().await;
    assert_eq!(alice.numbers().await[1].settings.routing, Some(resolved));
    assert_eq!(remove().await, in_use(&[came, ObjectUser::Number(did(13055550101))]));
    for number in dids(13055550100, 2) {
        alice.gives_back(number).await.expect("hers");
    }
    remove().await.expect("nobody names it");
    let restored = alice.restores(did(13055550100)).await.expect("a day has not passed");
    assert_eq!(restored.fell_back, [Role::Routing]);
    let settings = &alice.numbers().await[0].settings;
    assert_eq!(settings.routing, Some(Destination::None), "the account's default");
    assert!(settings.cnam, "the rest is as it was");
}

async fn what_waits_for_a_login_keeps_its_account(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    house.sub_account(&alice, "alice_desk").await;
    let named = || AccountRef::Alias { scheme: "voipms".to_owned(), name: "alice_desk".to_owned() };
    let routing = Some(Destination::object(ObjectKind::Account, "alice_desk"));
    let settings = NumberSettings { routing, ..NumberSettings::default() };
    let wish = BackorderPlace { settings, ..backorder(exchange(305, 555), 1) };
    let placed = alice.does(wish).await.expect("a place in the queue");
    let close = || alice.does(AccountClose { account: named() });
    let by = AccountUse::Named(vec![ObjectUser::Backorder(placed.backorder)].into());
    let name = "alice_desk".to_owned();
    assert_eq!(close().await, Err(Refusal::AccountInUse { name, by }));
    alice.does(BackorderCancel { backorder: placed.backorder }).await.expect("hers");
    close().await.expect("nothing hangs on it");
}

async fn what_went_while_a_number_was_bought_gives_way(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let (kind, id) = (ObjectKind::Forwarding, desk(&house, &alice).await);
    let wish = BackorderPlace { settings: rings_at_the_desk(), ..backorder(region("NY"), 1) };
    let placed = alice.does(wish).await.expect("a place in the queue");
    house.operator().stocks([block(12125550100, 1, supplied())]).await;
    let fill = BackorderFill { backorder: placed.backorder, customer: alice.root.0 };
    let order = house.operator().does(fill).await.expect("a turn").order.expect("an order");
    let number = did(12125550100);
    let change = SettingsChange { routing: Some(Destination::None), ..SettingsChange::default() };
    alice.does(NumberSet { did: number, change, plan: None }).await.expect("it is hers to set up");
    alice.does(ObjectRemove::one(kind, id)).await.expect("nothing is to ring there");

    let refused = SupplierAnswer::Refused("no".to_owned());
    house.operator().hears(order, &alice, number, refused).await.expect("news");
    assert_eq!(alice.backorders().await[0].waiting, 1);
    house.operator().stocks([block(12125550200, 1, local("NY", "NEW YORK"))]).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    let settings = &alice.numbers().await[0].settings;
    assert_eq!(settings.routing, Some(Destination::None), "the account's default");
    assert!(settings.cnam, "the rest is as it was");
}

async fn a_back_order_is_given_up(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let placed = waits(&alice, 3).await;
    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    let cancel = || BackorderCancel { backorder: placed.backorder };
    assert_eq!(bob.does(cancel()).await, Err(Refusal::OrderUnknown));
    assert_eq!(alice.does(cancel()).await, Ok(2));
    assert_eq!(alice.does(cancel()).await, Err(Refusal::OrderNotWaiting));
    stocks(&house, 13055550101, 2).await;
    assert_eq!(house.operator().gives_turns().await, 0);
    assert_eq!(alice.dids().await, [did(13055550100)], "what had come stays");
    let look = BackorderList { closed: true, ..BackorderList::open() };
    let closed = alice.does(look).await.expect("a list");
    assert_eq!((closed[0].filled, closed[0].given_up), (1, 2));
    assert!(house.engine.mirrors().queue.is_empty());
}

async fn a_back_order_is_its_familys_own(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "sub").await;
    let other = house.sub_account(&alice, "other").await;
    let bob = house.customer("bob", 1000).await;
    let placed = waits(&sub, 1).await;
    assert_eq!(alice.backorders().await.len(), 1);
    assert_eq!(sub.backorders().await.len(), 1);
    assert!(other.backorders().await.is_empty());
    let one = || BackorderList { backorder: Some(placed.backorder), ..BackorderList::open() };
    assert!(bob.does(one()).await.expect("a list").is_empty());
    assert!(other.does(one()).await.expect("a list").is_empty());
    let cancel = BackorderCancel { backorder: placed.backorder };
    assert_eq!(other.does(cancel).await, Err(Refusal::OrderUnknown));
    let fill = BackorderFill { backorder: placed.backorder, customer: alice.root.0 };
    assert_eq!(alice.does(fill).await, Err(Refusal::Forbidden));
    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    assert_eq!(sub.dids().await, [did(13055550100)]);
    assert_eq!(alice.balance().await, Money::cents(1000 - EACH));
}

async fn a_slot_that_is_freed_is_used(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let (account, slot) = (alice.root, SlotKind::Local);
    house.operator().does(SlotGrant { account, slot, quantity: 1 }).await.expect("a slot");
    let slots = Some(SlotUse { kind: SlotKind::Local, buy: false });
    let wish = BackorderPlace { slots, ..backorder(exchange(305, 555), 2) };
    alice.does(wish).await.expect("a place in the queue");
    stocks(&house, 13055550100, 2).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    assert!(matches!(alice.backorders().await[0].why, Some(Refusal::SlotsShort { .. })));
    let had = alice.dids().await;
    alice.gives_back(had[0]).await.expect("hers");
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(alice.dids().await.len(), 1);
}

async fn a_place_without_stock_may_be_waited_for(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let alford = || Criteria { rate_centre: Some("ALFORD".to_owned()), ..region("FL") };
    alice.waits_for(alford(), 1).await.expect("a place in the queue");
    stocks(&house, 13055550100, 5).await;
    assert_eq!(house.operator().gives_turns().await, 0);
    house.operator().stocks([block(18505550100, 1, local("FL", "ALFORD"))]).await;
    assert_eq!(house.operator().gives_turns().await, 1);
    assert_eq!(alice.dids().await, [did(18505550100)]);
}

async fn a_rate_centre_that_nobody_knows_is_not_waited_for(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let of = |centre: &str, state: &str| Criteria {
        rate_centre: Some(centre.to_owned()),
        ..region(state)
    };
    let unknown = |region: &str, name: &str| {
        Err(Refusal::RateCentreUnknown { region: region.to_owned(), name: name.to_owned() })
    };
    let refused = alice.waits_for(of("ALFORDD", "FL"), 1).await;
    assert_eq!(refused, unknown("FL", "ALFORDD"));
    assert_eq!(alice.waits_for(of("ALFORD", "AB"), 1).await, unknown("AB", "ALFORD"));
    // One that only the operator has a name for is known while it has numbers, and afterwards.
    let refused = alice.waits_for(of("FTLAUDERDL", "FL"), 1).await;
    assert_eq!(refused, unknown("FL", "FTLAUDERDL"));
    house.operator().stocks([block(19545550100, 1, local("FL", "FTLAUDERDL"))]).await;
    alice.orders([did(19545550100)]).await.expect("it is for sale");
    alice.waits_for(of("ftlauderdl", "fl"), 1).await.expect("a place in the queue");
    // Whoever does not say which state may mean that of the area code, or any.
    let nowhere = Criteria { region: None, ..of("ALFORD", "FL") };
    alice.waits_for(nowhere, 1).await.expect("a place in the queue");
    let of_miami = Criteria { region: None, ..of("MIAMI", "FL") };
    let within = |code| Criteria { prefixes: exchange(code, 555).prefixes, ..of_miami.clone() };
    alice.waits_for(within(305), 1).await.expect("a place in the queue");
    assert_eq!(alice.waits_for(within(212), 1).await, unknown("", "MIAMI"));
    // Stock need not say its state.
    house.operator().stocks([block(15615550100, 1, local("", "GLADES"))]).await;
    let glades = Criteria { region: None, ..of("GLADES", "FL") };
    alice.waits_for(glades, 1).await.expect("a place in the queue");
    // What an order leaves to the queue is no other.
    let fill = FillPolicy::AllOrWait;
    let order = OrderPlace { fill, ..order_any([of("ALFORDD", "FL")], 1) };
    assert_eq!(alice.does(order).await.err(), unknown("FL", "ALFORDD").err());
}

async fn a_statement_names_the_back_order(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let placed = waits(&alice, 1).await;
    stocks(&house, 13055550100, 1).await;
    house.operator().gives_turns().await;
    let name = format!("back-order {}", placed.backorder);
    let lines = alice.statement().await;
    let charges: Vec<_> =
        lines.iter().filter(|line| line.posting.reason != Reason::TopUp).collect();
    assert_eq!(charges.len(), 2);
    for line in charges {
        assert!(line.posting.order.is_some());
        assert!(line.why.ends_with(&name), "{}", line.why);
    }
}

async fn a_rehearsal_waits_for_nothing(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let mut reader = alice.clone();
    reader.actor.scopes = vec![Scope::Read];
    let wish = BackorderPlace { rehearsal: true, ..backorder(exchange(305, 555), 1) };
    assert!(reader.does(wish).await.expect("it could be placed").rehearsal);
    let wish = OrderPlace {
        fill: FillPolicy::AllOrWait,
        rehearsal: true,
        ..order_any([exchange(305, 555)], 2)
    };
    let placed = reader.does(wish).await.expect("it would wait");
    assert_eq!(placed.waits.map(|waits| waits.quantity), Some(2));
    assert!(!placed.lines.iter().any(|line| matches!(line.outcome, LineOutcome::Bought(_))));
    assert!(alice.backorders().await.is_empty());
    assert!(house.engine.mirrors().queue.is_empty());
}
