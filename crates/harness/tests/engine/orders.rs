//! Numbers are found, ordered and paid for.

use std::sync::Arc;

use tandem_domain::{
    Destination, FillPolicy, LineOutcome, Money, NumberState, ObjectKind, Refusal, Role, Selection,
    SlotKind, SlotUse, SystemOption,
};
use tandem_engine::{NumberSearch, ObjectPut, OrderGet, OrderPlace, SlotGrant};
use tandem_harness::shelf::{self, block, did, dids, exchange, local, miami, plan, region};
use tandem_harness::{House, on_both_databases, order, order_any, order_of};

on_both_databases! {
    an_order_is_owned_and_paid_for,
    all_or_nothing_buys_nothing_when_one_is_missing,
    partial_buys_what_there_is,
    short_funds_buy_nothing,
    partial_buys_in_order_until_the_funds_end,
    partial_that_gets_nothing_leaves_nothing,
    all_or_wait_says_what_all_of_it_costs,
    criteria_take_the_earlier_tier_first,
    criteria_find_what_the_shelf_in_memory_has_not_heard_of,
    a_number_whose_terms_changed_is_not_what_was_asked_for,
    too_few_that_fit_are_refused,
    a_plan_sells_only_what_it_prices,
    a_search_shows_only_what_its_plans_sell,
    a_price_that_changes_does_not_change_what_was_sold,
    slots_are_counted,
    a_number_rings_only_where_its_owner_has_something,
    a_rehearsal_changes_nothing,
    the_same_number_twice_in_one_order,
    nothing_is_bought_without_fuss,
}

async fn an_order_is_owned_and_paid_for(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 10, miami())]).await;
    let alice = house.customer("alice", 1000).await;

    let placed = alice.orders(dids(13055550100, 2)).await.expect("both are for sale");

    assert_eq!(placed.serial, 1);
    assert_eq!(placed.charged, Money::cents(130));
    assert_eq!(alice.dids().await, dids(13055550100, 2));
    assert_eq!(alice.balance().await, Money::cents(870));
    let lines: Vec<_> = alice.statement().await.into_iter().map(|line| line.change).collect();
    assert_eq!(lines, [1000, -40, -25, -40, -25].map(Money::cents));
    let number = &alice.numbers().await[0];
    // Ordered on 31 January: due on 28 February, and the anchor is kept.
    assert_eq!(number.next_billing.to_string(), "2026-02-28T00:00:00Z");
    assert_eq!(house.engine.mirrors().stock.total(), 8);
    let view = alice.does(OrderGet { order: placed.order }).await.expect("her own order");
    assert_eq!(view.lines, placed.lines);
}

async fn all_or_nothing_buys_nothing_when_one_is_missing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(13055550101)]).await.expect("it is for sale");

    let refused = alice.orders(dids(13055550100, 2)).await.expect_err("one is sold");

    let sold = Refusal::NumberNotForSale { did: did(13055550101), state: NumberState::Active };
    assert_eq!(refused, sold);
    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.balance().await, Money::cents(1000));
    alice.orders([did(13055550100)]).await.expect("it stayed on the shelf");
    let again = alice.orders([did(13055550100)]).await.expect_err("she has it");
    assert_eq!(again, Refusal::NumberAlreadyOwned { did: did(13055550100) });
}

async fn partial_buys_what_there_is(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let unknown = did(13055559999);
    let wanted = [did(13055550100), unknown, did(13055550101)];

    let placed = alice
        .does(OrderPlace { fill: FillPolicy::Partial, ..order(wanted) })
        .await
        .expect("two of three");

    assert_eq!(placed.filled().collect::<Vec<_>>(), dids(13055550100, 2));
    let refused = LineOutcome::Refused(Refusal::NumberUnknown { did: unknown });
    assert_eq!(placed.lines[1].outcome, refused);
    assert_eq!(alice.balance().await, Money::cents(1000 - 130));
}

async fn short_funds_buy_nothing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let poor = house.customer("poor", 130).await;

    let refused = poor.orders(dids(13055550100, 3)).await.expect_err("money for two");

    let (needed, balance) = (Money::cents(195), Money::cents(130));
    assert_eq!(refused, Refusal::InsufficientFunds { needed, balance });
    assert_eq!(poor.balance().await, Money::cents(130));
    poor.orders(dids(13055550100, 2)).await.expect("money for exactly two");
    assert_eq!(poor.balance().await, Money::ZERO);
}

async fn partial_buys_in_order_until_the_funds_end(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 5, miami())]).await;
    let poor = house.customer("poor", 200).await;
    let wanted = order(dids(13055550100, 5));
    let placed =
        poor.does(OrderPlace { fill: FillPolicy::Partial, ..wanted }).await.expect("three of five");
    assert_eq!(placed.filled().collect::<Vec<_>>(), dids(13055550100, 3));
    assert_eq!(poor.balance().await, Money::cents(5));
}

async fn partial_that_gets_nothing_leaves_nothing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 5, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    bob.orders(dids(13055550100, 5)).await.expect("for sale");
    let partial = |wanted| OrderPlace { fill: FillPolicy::Partial, ..order(wanted) };
    let attempts = "UPDATE attempt SET at = at";
    let before = house.database.meddle(&[attempts]);

    // Five that somebody has, and some that are not here at all.
    let wanted = dids(13055550100, 60);
    let placed = alice.does(partial(wanted.clone())).await.expect("it says so of each");
    let words = placed.lines.iter().map(|line| match &line.outcome {
        LineOutcome::Refused(Refusal::NumberNotForSale { .. }) => "owned",
        LineOutcome::Refused(Refusal::NumberUnknown { .. }) => "unknown",
        other => panic!("{other:?}"),
    });
    let words: Vec<&str> = words.collect();
    assert_eq!(words, [["owned"; 5].as_slice(), &["unknown"; 55]].concat());
    assert_eq!((placed.serial, placed.charged), (0, Money::ZERO));
    let get = OrderGet { order: placed.order };
    assert_eq!(alice.does(get).await.err(), Some(Refusal::OrderUnknown));
    assert_eq!(house.database.meddle(&[attempts]), before);

    house.operator().stocks([block(13055550130, 1, miami())]).await;
    let placed = alice.does(partial(wanted)).await.expect("one of them is there now");
    assert_eq!((placed.serial, placed.filled().count()), (1, 1));
}

async fn all_or_wait_says_what_all_of_it_costs(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let poor = house.customer("poor", 100).await;
    let wait = OrderPlace { fill: FillPolicy::AllOrWait, ..order_any([exchange(305, 555)], 3) };
    let (needed, balance) = (Money::cents(3 * 65), Money::cents(100));
    let short = poor.does(wait).await.expect_err("money for one");
    assert_eq!(short, Refusal::InsufficientFunds { needed, balance });
}

async fn criteria_take_the_earlier_tier_first(house: Arc<House>) {
    let rows = [block(13055550100, 4, miami()), block(17865550100, 40, local("FL", "HOMESTEAD"))];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 100_000).await;
    let tiers = || [exchange(305, 555), exchange(786, 555)];

    let first = alice.orders_any(tiers(), 3).await.expect("the first tier has four");
    assert!(first.filled().all(|did| did.nanp().is_some_and(|nanp| nanp.npa.get() == 305)));
    let second =
        alice.orders_any(tiers(), 3).await.expect("one of the first tier, two of the next");
    let of_first = second.filled().filter(|did| did.digits() < 17_000_000_000).count();
    assert_eq!(of_first, 1);
    assert_eq!(second.filled().count(), 3);
}

async fn criteria_find_what_the_shelf_in_memory_has_not_heard_of(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let elsewhere = house.second_node().await;
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    assert_eq!(elsewhere.mirrors().stock.total(), 0);

    let placed = alice.at(&elsewhere).orders_any([exchange(305, 555)], 1).await;

    assert_eq!(placed.expect("the database has it").filled().count(), 1);
    elsewhere.follow().await.expect("the feed");
    assert_eq!(elsewhere.mirrors().stock.total(), 0);
    elsewhere.close();
}

async fn a_number_whose_terms_changed_is_not_what_was_asked_for(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let elsewhere = house.second_node().await;
    // The other node still shows it in Florida.
    house.operator().stocks([block(13055550100, 1, local("GA", "ATLANTA"))]).await;
    let refused = alice.at(&elsewhere).orders_any([region("FL")], 1).await;
    assert_eq!(refused, Err(Refusal::NoStock { wanted: 1, found: 0 }));
    elsewhere.close();
}

async fn too_few_that_fit_are_refused(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;

    let refused = alice.orders_any([exchange(305, 555)], 4).await.expect_err("there are three");
    assert_eq!(refused, Refusal::NoStock { wanted: 4, found: 3 });
    let partial = OrderPlace { fill: FillPolicy::Partial, ..order_any([exchange(305, 555)], 4) };
    assert_eq!(alice.does(partial.clone()).await.expect("three").filled().count(), 3);
    let none = alice.does(partial).await.expect_err("none is left");
    assert_eq!(none, Refusal::NoStock { wanted: 4, found: 0 });
    let absurd = alice.orders_any([exchange(305, 555)], 1_000_000_000).await;
    assert!(matches!(absurd, Err(Refusal::TooMany { .. })), "{absurd:?}");
}

async fn a_plan_sells_only_what_it_prices(house: Arc<House>) {
    let rows = [block(13055550100, 1, miami()), block(12125550100, 1, local("NY", "NEW YORK"))];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 1000).await;
    let under_su = |digits| OrderPlace { plan: Some(shelf::SU.to_owned()), ..order([did(digits)]) };

    let refused = alice.does(under_su(12125550100)).await.expect_err("SU sells Florida");
    assert_eq!(refused, Refusal::PlanNotOffered { code: shelf::SU.to_owned() });
    let placed = alice.does(under_su(13055550100)).await.expect("it is in Florida");
    assert_eq!(placed.charged, Money::cents(249 + 149));
    let unknown = OrderPlace { plan: Some("NONE".to_owned()), ..order([did(12125550100)]) };
    let refused = alice.does(unknown).await.expect_err("no such plan");
    assert_eq!(refused, Refusal::PlanUnknown { code: "NONE".to_owned() });
}

async fn a_search_shows_only_what_its_plans_sell(house: Arc<House>) {
    let rows = [block(12125550100, 50, local("NY", "NEW YORK")), block(13055550100, 5, miami())];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    for shuffled in [false, true] {
        let plans = vec![shelf::SU.to_owned()];
        let tiers = vec![tandem_domain::Criteria::default()];
        let found = alice
            .does(NumberSearch { tiers, quantity: 3, plans, shuffled, after: None })
            .await
            .expect("a search");
        // Fifty numbers that the plan does not sell stand before the five that it does.
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|number| number.offer.region == "FL"));
    }
}

async fn a_price_that_changes_does_not_change_what_was_sold(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(13055550100)]).await.expect("a number at the old price");

    let dearer = plan(shelf::STANDARD, tandem_domain::RuleMatch::default(), [100, 50, 2], 0);
    house.operator().sets_plan(dearer).await;

    alice.orders([did(13055550101)]).await.expect("a number at the new price");
    let monthly: Vec<_> =
        alice.numbers().await.into_iter().map(|number| number.price.monthly).collect();
    assert_eq!(monthly, [25, 50].map(Money::cents));
    assert_eq!(alice.balance().await, Money::cents(1000 - 65 - 150));
}

async fn slots_are_counted(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 5, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let slot = SlotKind::Local;
    let with = |digits, buy| OrderPlace {
        slots: Some(SlotUse { kind: slot, buy }),
        ..order([did(digits)])
    };
    let give = SlotGrant { account: alice.root, slot, quantity: 1 };
    house.operator().does(give).await.expect("a free slot");

    alice.does(with(13055550100, false)).await.expect("it uses the free slot");
    let short = alice.does(with(13055550101, false)).await.expect_err("no slot is free");
    assert_eq!(short, Refusal::SlotsShort { slot });
    let placed = alice.does(with(13055550101, true)).await.expect("it buys one");
    assert_eq!(placed.charged, Money::cents(75));
    assert_eq!(alice.balance().await, Money::cents(1000 - 65 - 75));
    alice.gives_back(did(13055550100)).await.expect("hers");
    alice.does(with(13055550102, false)).await.expect("the slot is free again");
}

async fn a_number_rings_only_where_its_owner_has_something(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let put = ObjectPut {
        account: alice.root,
        kind: ObjectKind::Forwarding,
        id: None,
        name: "mobile".to_owned(),
        doc: serde_json::json!({ "number": 13_055_551_212_u64 }),
    };
    let object = house.operator().does(put).await.expect("a forwarding").id;
    let ringing = |to: Destination| {
        let mut wanted = order([did(13055550100)]);
        wanted.settings.routing = Some(to);
        wanted
    };
    let by_name = || Destination::object(ObjectKind::Forwarding, "mobile");

    let refused = bob.does(ringing(by_name())).await.expect_err("it is alice's");
    let (role, kind) = (Role::Routing, ObjectKind::Forwarding);
    assert_eq!(refused, Refusal::ObjectUnknown { role, kind, record: "mobile".to_owned() });
    let placed = alice.does(ringing(by_name())).await.expect("her own");
    let resolved = Destination::object(ObjectKind::Forwarding, object.to_string());
    assert_eq!(placed.settings.routing, Some(resolved));
    let mut echo = ringing(Destination::System(SystemOption::Echo));
    echo.selection = Selection::Numbers(vec![did(13055550101)]);
    bob.does(echo).await.expect("the switch itself is everybody's");
}

async fn a_rehearsal_changes_nothing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let before = house.findings().await;

    let rehearsed = OrderPlace { rehearsal: true, ..order([did(13055550100)]) };
    let placed = alice.does_once("r", rehearsed).await.expect("it would work");

    assert_eq!(placed.charged, Money::cents(65));
    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.balance().await, Money::cents(1000));
    assert_eq!(house.findings().await, before);
    assert_eq!(house.engine.mirrors().stock.total(), 1);
    // Not even its key is used up.
    alice.does_once("r", order([did(13055550100)])).await.expect("in earnest");
}

async fn the_same_number_twice_in_one_order(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    let refused = alice.orders([number, number]).await.expect_err("it can be had once");
    assert_eq!(refused, Refusal::NumberAlreadyOwned { did: number });
    let twice = OrderPlace { fill: FillPolicy::Partial, ..order([number, number]) };
    let placed = alice.does(twice).await.expect("once");
    assert_eq!((placed.filled().count(), placed.charged), (1, Money::cents(65)));
}

async fn nothing_is_bought_without_fuss(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let placed = alice.orders_any([exchange(305, 555)], 0).await.expect("nothing is easily had");
    assert_eq!((placed.lines.len(), placed.charged), (0, Money::ZERO));
    let refused = alice.does(order_of(Selection::Cart)).await.expect_err("there is no cart");
    assert_eq!(refused, Refusal::CartEmpty);
}
