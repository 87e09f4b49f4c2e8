//! Numbers that must be bought from a supplier first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_domain::{
    Criteria, FillPolicy, LineOutcome, Money, NumberState, OrderId, Refusal, SlotKind, SlotUse,
    TenureId, Timestamp,
};
use tandem_engine::{
    CancellationPage, Clock, NumberReshelve, OrderGet, OrderPlace, RESTORE_DAYS, Reshelved,
    SlotGrant, SupplierAnswer, SupplyCall, SupplyList,
};
use tandem_harness::shelf::{SUPPLIER, block, did, dids, miami, supplied};
use tandem_harness::{Customer, House, on_both_databases, order};

on_both_databases! {
    a_supplier_sells,
    a_supplier_refuses,
    a_supplier_that_declines_leaves_the_number_on_the_shelf,
    a_supplier_is_unclear,
    a_supplier_is_called_once,
    an_order_waits_for_each_of_its_numbers,
    whoever_waits_is_told,
    a_number_on_its_way_cannot_be_given_back,
    a_refused_number_frees_its_slot,
    what_nobody_can_restore_is_to_be_cancelled_at_its_supplier,
    what_nobody_can_buy_is_listed_to_nobody,
    all_or_nothing_is_the_buyers_once_the_last_supplier_has_sold,
    all_or_nothing_is_nothing_when_one_supplier_refuses,
    a_supplier_that_is_being_called_when_the_order_comes_to_nothing,
}

const NUMBER: u64 = 12125550100;

async fn ordered(house: &House, alice: &Customer) -> OrderId {
    house.operator().stocks([block(NUMBER, 5, supplied())]).await;
    let placed = alice.orders([did(NUMBER)]).await.expect("it can be had");
    assert_eq!(placed.waiting(), 1);
    placed.order
}

async fn a_supplier_sells(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    assert_eq!(alice.numbers().await[0].state, NumberState::Ordering);
    assert_eq!(alice.balance().await, Money::cents(935), "the price is reserved");

    house.operator().hears(order, &alice, did(NUMBER), SupplierAnswer::Sold).await.expect("news");

    assert_eq!(alice.numbers().await[0].state, NumberState::Active);
    assert_eq!(alice.balance().await, Money::cents(935));
    let view = alice.does(OrderGet { order }).await.expect("her order");
    assert_eq!(view.waiting, 0);
    assert!(matches!(view.lines[0].outcome, LineOutcome::Bought(_)));
    let again = house.operator().hears(order, &alice, did(NUMBER), SupplierAnswer::Sold).await;
    assert_eq!(again, Err(Refusal::OrderNotWaiting));
}

async fn a_supplier_refuses(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    let reason = "failed p data check".to_owned();
    let no = SupplierAnswer::Refused(reason.clone());

    house.operator().hears(order, &alice, did(NUMBER), no).await.expect("news");

    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.balance().await, Money::cents(1000), "all of it was given back");
    let view = alice.does(OrderGet { order }).await.expect("her order");
    let refused = Refusal::SupplierRefused { did: did(NUMBER), reason, for_now: false };
    assert_eq!(view.lines[0].outcome, LineOutcome::Refused(refused));
    let state = NumberState::Blocked;
    let blocked = Refusal::NumberNotForSale { did: did(NUMBER), state };
    assert_eq!(alice.orders([did(NUMBER)]).await, Err(blocked));
}

async fn a_supplier_that_declines_leaves_the_number_on_the_shelf(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    let wanted = house.operator().does(SupplyList).await.expect("a look").remove(0);
    house.operator().does(SupplyCall { wanted }).await.expect("nobody called yet");
    let declined = SupplierAnswer::Declined("non_sufficient_funds".to_owned());
    house.operator().hears(order, &alice, did(NUMBER), declined).await.expect("news");
    assert_eq!(alice.balance().await, Money::cents(1000), "all of it was given back");
    let view = alice.does(OrderGet { order }).await.expect("her order");
    let reason = "it cannot be bought at this moment".to_owned();
    let refused = Refusal::SupplierRefused { did: did(NUMBER), reason, for_now: true };
    assert_eq!(view.lines[0].outcome, LineOutcome::Refused(refused));
    // What it said is between us and the supplier.
    assert!(view.answers.is_empty());
    let answers = house.operator().does(OrderGet { order }).await.expect("an order").answers;
    let said = (answers[0].supplier.as_str(), answers[0].words.as_str());
    assert_eq!(said, (SUPPLIER, "non_sufficient_funds"));
    house.clock.pass(1);
    alice.orders([did(NUMBER)]).await.expect("it is for sale still");
}

async fn a_supplier_is_unclear(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    let unclear = || SupplierAnswer::Unclear("the line broke".to_owned());
    house.operator().hears(order, &alice, did(NUMBER), unclear()).await.expect("news of a kind");

    assert_eq!(alice.numbers().await[0].state, NumberState::Ordering);
    assert_eq!(alice.balance().await, Money::cents(935));
    let wanted = house.operator().does(SupplyList).await.expect("a look");
    assert!(wanted.is_empty(), "nobody calls again: {wanted:?}");
    house.operator().hears(order, &alice, did(NUMBER), unclear()).await.expect("still unclear");
    // A person looked, and it was sold after all.
    house.operator().hears(order, &alice, did(NUMBER), SupplierAnswer::Sold).await.expect("news");
    assert_eq!(alice.numbers().await[0].state, NumberState::Active);
}

async fn a_supplier_is_called_once(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    ordered(&house, &alice).await;
    let wanted = house.operator().does(SupplyList).await.expect("a look").remove(0);
    let call = || house.operator();
    call().does(SupplyCall { wanted: wanted.clone() }).await.expect("nobody called yet");
    let twice = call().does(SupplyCall { wanted }).await;
    assert_eq!(twice, Err(Refusal::OrderNotWaiting));
    assert!(house.operator().does(SupplyList).await.expect("a look").is_empty());
}

async fn an_order_waits_for_each_of_its_numbers(house: Arc<House>) {
    let rows = [block(NUMBER, 3, supplied()), block(13055550100, 1, miami())];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 1000).await;
    let wanted = dids(NUMBER, 3).into_iter().chain([did(13055550100)]);
    let fill = FillPolicy::Partial;
    let placed = alice.does(OrderPlace { fill, ..order(wanted) }).await.expect("four numbers");
    assert_eq!(placed.waiting(), 3);
    let answers = [
        SupplierAnswer::Sold,
        SupplierAnswer::Refused("sold out".to_owned()),
        SupplierAnswer::Sold,
    ];
    for (number, answer) in dids(NUMBER, 3).into_iter().zip(answers) {
        house.operator().hears(placed.order, &alice, number, answer).await.expect("news");
        house.is_sound().await;
    }
    assert_eq!(alice.dids().await, [did(NUMBER), did(NUMBER + 2), did(13055550100)]);
    assert_eq!(alice.balance().await, Money::cents(1000 - 3 * 65));
}

async fn whoever_waits_is_told(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    let mut told = house.engine.settled(order);
    assert_eq!(told.try_recv(), Ok(None));
    house.operator().hears(order, &alice, did(NUMBER), SupplierAnswer::Sold).await.expect("news");
    assert_eq!(told.try_recv(), Ok(Some(())));
}

async fn a_number_on_its_way_cannot_be_given_back(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    ordered(&house, &alice).await;
    let state = NumberState::Ordering;
    let refused = Err(Refusal::NumberState { did: did(NUMBER), state });
    assert_eq!(alice.gives_back(did(NUMBER)).await, refused);
    assert_eq!(alice.ports_out(did(NUMBER)).await, refused);
}

async fn what_nobody_can_restore_is_to_be_cancelled_at_its_supplier(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let order = ordered(&house, &alice).await;
    house.operator().hears(order, &alice, did(NUMBER), SupplierAnswer::Sold).await.expect("news");
    alice.orders([did(13055550100)]).await.expect("one of ours");
    let listed = async |since| {
        let page = CancellationPage { since, after: TenureId(i64::MIN) };
        let seen = house.operator().does(page).await.expect("a look").numbers;
        seen.into_iter().map(|number| (number.did, number.supplier)).collect::<Vec<_>>()
    };
    for number in [NUMBER, 13055550100] {
        alice.gives_back(did(number)).await.expect("hers");
    }
    let ever = Timestamp(0);
    house.clock.pass(RESTORE_DAYS * 86_400 - 1);
    house.operator().sweeps().await;
    assert!(listed(ever).await.is_empty(), "she may have it back");
    house.clock.pass(1);
    house.operator().sweeps().await;
    let gone = [(did(NUMBER), SUPPLIER.to_owned())];
    assert_eq!(listed(ever).await, gone, "and ours is nobody's business");
    assert_eq!(listed(house.clock.now()).await, gone);
    assert!(listed(house.clock.now().plus_seconds(1)).await.is_empty());
}

async fn what_nobody_can_buy_is_listed_to_nobody(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 5, supplied()), block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let stock = &house.engine.mirrors().stock;
    let shown = || (stock.count(&Criteria::default()), stock.list(&Criteria::default(), 10).len());
    assert_eq!(shown(), (8, 8));
    stock.buy_from([]);
    assert_eq!(shown(), (3, 3));
    assert_eq!(stock.withheld(), BTreeMap::from([(SUPPLIER.to_owned(), 5)]));
    let york = Criteria { region: Some("NY".to_owned()), ..Criteria::default() };
    let refused = alice.orders_any([york.clone()], 1).await;
    assert_eq!(refused.err(), Some(Refusal::NoStock { wanted: 1, found: 0 }));
    house.operator().stocks([block(NUMBER + 100, 5, supplied())]).await;
    assert_eq!(shown(), (3, 3), "and no more of it comes into sight");
    stock.buy_from([SUPPLIER.to_owned()]);
    assert_eq!(shown(), (13, 10));
    alice.orders_any([york], 1).await.expect("it can be bought again");
}

async fn a_refused_number_frees_its_slot(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 2, supplied())]).await;
    let alice = house.customer("alice", 1000).await;
    let slot = SlotKind::Local;
    let give = SlotGrant { account: alice.root, slot, quantity: 1 };
    house.operator().does(give).await.expect("a slot");
    let slots = Some(SlotUse { kind: slot, buy: false });
    let wanted = |digits| OrderPlace { slots, ..order([did(digits)]) };
    let placed = alice.does(wanted(NUMBER)).await.expect("one slot, one number");
    let no = SupplierAnswer::Refused("no".to_owned());
    house.operator().hears(placed.order, &alice, did(NUMBER), no).await.expect("news");
    alice.does(wanted(NUMBER + 1)).await.expect("the slot is free again");
}

/// Two numbers of ours and three of a supplier's, all or none.
async fn five_together(house: &House, alice: &Customer) -> OrderId {
    let rows = [block(NUMBER, 3, supplied()), block(13055550100, 2, miami())];
    house.operator().stocks(rows).await;
    let slot = SlotKind::Local;
    let give = SlotGrant { account: alice.root, slot, quantity: 5 };
    house.operator().does(give).await.expect("five slots");
    let wanted = dids(13055550100, 2).into_iter().chain(dids(NUMBER, 3));
    let slots = Some(SlotUse { kind: slot, buy: false });
    let placed = alice.does(OrderPlace { slots, ..order(wanted) }).await.expect("five numbers");
    assert_eq!(placed.waiting(), 5, "ours wait with the others");
    placed.order
}

async fn all_or_nothing_is_the_buyers_once_the_last_supplier_has_sold(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = five_together(&house, &alice).await;
    let states = async || {
        let numbers = alice.numbers().await;
        numbers.iter().map(|number| number.state).collect::<BTreeSet<_>>()
    };
    for number in dids(NUMBER, 3) {
        assert_eq!(states().await, BTreeSet::from([NumberState::Ordering]));
        let view = alice.does(OrderGet { order }).await.expect("her order");
        assert!(view.lines.iter().all(|line| matches!(line.outcome, LineOutcome::Ordering(_))));
        house.operator().hears(order, &alice, number, SupplierAnswer::Sold).await.expect("news");
        house.is_sound().await;
    }
    assert_eq!(states().await, BTreeSet::from([NumberState::Active]));
    assert_eq!(alice.balance().await, Money::cents(1000 - 5 * 65));
    let view = alice.does(OrderGet { order }).await.expect("her order");
    assert_eq!(view.waiting, 0);
    assert!(view.lines.iter().all(|line| matches!(line.outcome, LineOutcome::Bought(_))));
}

async fn all_or_nothing_is_nothing_when_one_supplier_refuses(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = five_together(&house, &alice).await;
    let [sold, refused, uncalled] = [0, 1, 2].map(|place| did(NUMBER + place));
    house.operator().hears(order, &alice, sold, SupplierAnswer::Sold).await.expect("news");
    let reason = "failed p data check".to_owned();
    let no = SupplierAnswer::Refused(reason.clone());
    house.operator().hears(order, &alice, refused, no).await.expect("news");
    house.is_sound().await;

    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.balance().await, Money::cents(1000), "all of it was given back");
    let view = alice.does(OrderGet { order }).await.expect("her order");
    let for_now = false;
    let why = LineOutcome::Refused(Refusal::SupplierRefused { did: refused, reason, for_now });
    assert!(view.lines.iter().all(|line| line.outcome == why), "{view:?}");
    assert_eq!(view.waiting, 0);
    assert!(house.operator().does(SupplyList).await.expect("a look").is_empty());

    // What the supplier sold cannot go back to it, whatever it lists: the next buyer has it at once.
    let supplier = SUPPLIER.to_owned();
    let file = NumberReshelve { supplier, withdrawn: vec![sold, refused], returned: Vec::new() };
    let done = house.operator().does(file).await.expect("a file of nothing else");
    assert_eq!(done, Reshelved { withdrawn: 0, returned: 0, in_use: vec![sold] });
    house.clock.pass(1);
    let next = alice.orders([sold]).await.expect("it is for sale");
    assert_eq!(next.waiting(), 0);
    let next = alice.orders([uncalled]).await.expect("nobody has called for it");
    assert_eq!(next.waiting(), 1);
    let view = house.operator().does(OrderGet { order }).await.expect("an order");
    let words: Vec<&str> = view.answers.iter().map(|answer| answer.words.as_str()).collect();
    let unneeded = "the rest of the order could not be had";
    assert_eq!(words, [unneeded, "failed p data check", unneeded]);
}

async fn a_supplier_that_is_being_called_when_the_order_comes_to_nothing(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let order = five_together(&house, &alice).await;
    let wanted = house.operator().does(SupplyList).await.expect("a look");
    for wanted in wanted.into_iter().filter(|wanted| wanted.did != did(NUMBER)) {
        house.operator().does(SupplyCall { wanted }).await.expect("nobody called yet");
    }
    let declined = SupplierAnswer::Declined("not today".to_owned());
    house.operator().hears(order, &alice, did(NUMBER), declined).await.expect("news");
    house.is_sound().await;
    assert_eq!(alice.balance().await, Money::cents(1000), "she waits for nobody any more");
    let state = NumberState::Blocked;
    let blocked = |did| Err(Refusal::NumberNotForSale { did, state });
    for number in [NUMBER + 1, NUMBER + 2] {
        assert_eq!(alice.orders([did(number)]).await, blocked(did(number)), "nobody knows yet");
    }
    let no = SupplierAnswer::Refused("gone".to_owned());
    house.operator().hears(order, &alice, did(NUMBER + 1), SupplierAnswer::Sold).await.expect("1");
    house.operator().hears(order, &alice, did(NUMBER + 2), no).await.expect("2");
    house.is_sound().await;
    house.clock.pass(1);
    let next = alice.orders([did(NUMBER + 1)]).await.expect("it was bought after all");
    assert_eq!(next.waiting(), 0);
    assert_eq!(alice.orders([did(NUMBER + 2)]).await, blocked(did(NUMBER + 2)));
}
