//! Virtual numbers: made when their account orders them, and nobody else's ever.

use std::sync::Arc;

use tandem_domain::route::Ending;
use tandem_domain::{Destination, Money, NumberSettings, NumberState, Refusal, SystemOption};
use tandem_engine::{
    Keep, NumberRelease, NumberReserve, NumberRestore, OrderVirtual, RESTORE_DAYS, RouteAsk,
};
use tandem_harness::shelf::SU;
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::{Did, VirtualNumber};

on_both_databases! {
    it_is_made_billed_and_had_anew,
    only_its_account_reaches_it,
    whoever_has_no_number_has_no_virtual_ones,
    ordering_it_anew_is_no_way_around_what_is_owed,
}

const DAY: i64 = 86_400;
const HOLDER: u32 = 100_001;

fn virtual_number(line: u16) -> Did {
    VirtualNumber::new(HOLDER, line).expect("a virtual number").did()
}

fn order(line: u16) -> OrderVirtual {
    let routing = Some(Destination::System(SystemOption::Echo));
    let settings = NumberSettings { routing, ..NumberSettings::default() };
    OrderVirtual { line, plan: None, owner: None, settings, rehearsal: false }
}

async fn holder(house: &House) -> Customer {
    house.customer(&HOLDER.to_string(), 1000).await
}

async fn it_is_made_billed_and_had_anew(house: Arc<House>) {
    let alice = holder(&house).await;
    let number = virtual_number(7);
    let rehearsed = OrderVirtual { rehearsal: true, ..order(7) };
    alice.does(rehearsed).await.expect("it would work");
    assert!(alice.dids().await.is_empty());
    let placed = alice.does(order(7)).await.expect("three digits of hers");
    assert_eq!((placed.serial, placed.charged), (1, Money::cents(65)));
    assert_eq!(alice.dids().await, [number]);
    assert_eq!(alice.balance().await, Money::cents(1000 - 65));
    assert_eq!(house.engine.mirrors().stock.total(), 0, "it lies on no shelf");
    let twice = alice.does(order(7)).await.map(|_| ());
    assert_eq!(twice, Err(Refusal::NumberAlreadyOwned { did: number }));
    let state = NumberState::Active;
    let keep = NumberReserve { did: number, keep: Keep::ForSale };
    assert_eq!(
        house.operator().does(keep.clone()).await,
        Err(Refusal::NumberState { did: number, state })
    );
    let leave = NumberRelease { port_out: true, ..NumberRelease::of(number) };
    assert_eq!(
        alice.does(leave).await.map(|_| ()),
        Err(Refusal::NumberState { did: number, state })
    );

    alice.gives_back(number).await.expect("hers");
    alice.does(NumberRestore { did: number }).await.expect("within thirty days");
    alice.gives_back(number).await.expect("hers");
    let state = NumberState::Released;
    let too_soon = Refusal::NumberNotForSale { did: number, state };
    assert_eq!(alice.does(order(7)).await.map(|_| ()), Err(too_soon), "its month begins now");
    house.clock.pass(1);
    alice.does(order(7)).await.expect("she alone can have it, and need not wait");
    assert_eq!(alice.balance().await, Money::cents(1000 - 2 * 65));

    alice.gives_back(number).await.expect("hers");
    house.clock.pass(RESTORE_DAYS * DAY);
    assert_eq!(house.operator().sweeps().await.moved, 1);
    let state = NumberState::Blocked;
    assert_eq!(house.operator().does(keep).await, Err(Refusal::NumberState { did: number, state }));
    let bob = house.customer("bob", 1000).await;
    let not_his = Refusal::NumberNotForSale { did: number, state };
    assert_eq!(bob.orders([number]).await.map(|_| ()), Err(not_his));
    alice.does(order(7)).await.expect("hers at any time");
    let dear = OrderVirtual { plan: Some(SU.to_owned()), ..order(8) };
    let not_sold = Refusal::PlanNotOffered { code: SU.to_owned() };
    assert_eq!(alice.does(dear).await.map(|_| ()), Err(not_sold));
}

async fn only_its_account_reaches_it(house: Arc<House>) {
    let alice = holder(&house).await;
    house.customer("bob", 1000).await;
    let number = virtual_number(0);
    alice.does(order(0)).await.expect("three digits of hers");
    for (login, word) in [("", "hangup"), ("bob", "hangup"), ("100001", "echo")] {
        let ask = RouteAsk { login: login.to_owned(), chance: Some(7), ..RouteAsk::to(number) };
        for plan in [house.engine.route(ask.clone()).await, house.engine.route_by_tables(ask).await]
        {
            let plan = plan.expect("a plan");
            assert_eq!(plan.steps[0].action.word(), word, "{login}");
            if word == "hangup" {
                let text = format!("{:?}", plan.steps[0].action);
                assert!(text.contains(&format!("{:?}", Ending::NotInService)), "{text}");
            }
        }
    }
}

async fn whoever_has_no_number_has_no_virtual_ones(house: Arc<House>) {
    let bob = house.customer("bob", 1000).await;
    assert_eq!(bob.does(order(7)).await.map(|_| ()), Err(Refusal::AccountUnnumbered));
}

async fn ordering_it_anew_is_no_way_around_what_is_owed(house: Arc<House>) {
    let alice = house.customer(&HOLDER.to_string(), 65).await;
    alice.does(order(7)).await.expect("three digits of hers");
    house.clock.pass(28 * DAY);
    assert_eq!(house.operator().renews().await.unpaid, 1);
    house.clock.pass(6 * DAY);
    alice.gives_back(virtual_number(7)).await.expect("her own");
    house.operator().tops_up(alice.root, Money::cents(65 + 24)).await;
    let short = alice.does(order(7)).await.map(|_| ());
    assert!(matches!(short, Err(Refusal::InsufficientFunds { .. })), "{short:?}");
    house.operator().tops_up(alice.root, Money::cents(1)).await;
    alice.does(order(7)).await.expect("what is owed is paid with it");
    assert_eq!(alice.balance().await, Money::ZERO);
}
