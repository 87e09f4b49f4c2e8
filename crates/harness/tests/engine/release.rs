//! Numbers are given back, rest, and come back on the shelf, or leave.

use std::sync::Arc;

use tandem_domain::{
    Caller, CallerIdFilter, Destination, Money, NumberState, ObjectId, ObjectKind, Refusal,
};
use tandem_engine::{
    AGEING_DAYS, Departure, NumberRelease, NumberRestore, ObjectList, ObjectPlace, ObjectSet,
    RESTORE_DAYS,
};
use tandem_harness::shelf::{block, did, miami, ported_in, toll_free};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    our_own_numbers_rest_and_are_sold_again,
    what_is_not_ours_leaves_for_where_it_came_from,
    a_number_given_back_is_out_of_service_at_once,
    a_port_out_ends_in_departure,
    a_port_out_may_be_withdrawn,
    a_rehearsed_release_changes_nothing,
    a_sweep_may_come_late,
    filters_of_a_number_go_with_it,
}

const DAY: i64 = 86_400;

async fn filters(
    customer: &Customer,
    place: ObjectPlace,
    caller: Caller,
    number: Option<Did>,
) -> Result<ObjectId, Refusal> {
    let filter = CallerIdFilter {
        name: String::new(),
        caller,
        number,
        routing: Destination::None,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    };
    customer.does(ObjectSet { place, body: filter.into(), list: None }).await
}

async fn filters_of_a_number_go_with_it(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let (gone, kept) = (did(13055550100), did(13055550101));
    alice.orders([gone, kept]).await.expect("for sale");
    let new = || ObjectPlace::New;
    let of_gone = filters(&alice, new(), Caller::Anonymous, Some(gone)).await.expect("hers");
    let of_all = filters(&alice, new(), Caller::Anonymous, None).await.expect("hers");
    // This one is about the other number by now, and that one about the one that goes.
    let moved = filters(&alice, new(), Caller::Foreign, Some(gone)).await.expect("hers");
    filters(&alice, ObjectPlace::At(moved), Caller::Foreign, Some(kept)).await.expect("hers");
    let went = filters(&alice, new(), Caller::Phonebook, Some(kept)).await.expect("hers");
    filters(&alice, ObjectPlace::At(went), Caller::Phonebook, Some(gone)).await.expect("hers");
    let listed = async || {
        let all = alice.does(ObjectList::all(ObjectKind::CallerIdFilter)).await.expect("a list");
        all.into_iter().map(|filter| filter.id).collect::<Vec<ObjectId>>()
    };

    alice.gives_back(gone).await.expect("hers");

    let mut left = vec![of_all, moved];
    left.sort_unstable();
    assert_eq!(listed().await, left, "{of_gone} and {went} went with their number");
    alice.does(NumberRestore { did: gone }).await.expect("a day has not passed");
    assert_eq!(listed().await, left);
    filters(&alice, new(), Caller::Anonymous, Some(gone)).await.expect("nothing is in its way");
}

async fn our_own_numbers_rest_and_are_sold_again(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");

    let released = alice.gives_back(number).await.expect("hers");
    assert_eq!(released.state, NumberState::Released);
    let not_yet = |state| Err(Refusal::NumberNotForSale { did: number, state });
    assert_eq!(bob.orders([number]).await.map(|_| ()), not_yet(NumberState::Released));

    house.clock.pass(RESTORE_DAYS * DAY);
    assert_eq!(house.operator().sweeps().await.moved, 1);
    assert_eq!(bob.orders([number]).await.map(|_| ()), not_yet(NumberState::Ageing));
    assert_eq!(house.engine.mirrors().stock.total(), 0);

    house.clock.pass((AGEING_DAYS - RESTORE_DAYS) * DAY);
    assert_eq!(house.operator().sweeps().await.moved, 1);
    assert_eq!(house.engine.mirrors().stock.total(), 1);
    bob.orders([number]).await.expect("rested");
    assert!(alice.dids().await.is_empty());
    assert_eq!(alice.balance().await, Money::cents(1000 - 65), "releasing refunds nothing");
}

async fn what_is_not_ours_leaves_for_where_it_came_from(house: Arc<House>) {
    let rows = [block(15125550100, 1, ported_in()), block(18005550100, 1, toll_free())];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 1000).await;
    let numbers = [did(15125550100), did(18005550100)];
    alice.orders(numbers).await.expect("for sale");
    for number in numbers {
        alice.gives_back(number).await.expect("hers");
    }
    house.clock.pass(RESTORE_DAYS * DAY);
    assert_eq!(house.operator().sweeps().await.moved, 2);
    for number in numbers {
        let state = NumberState::Blocked;
        let blocked = Err(Refusal::NumberNotForSale { did: number, state });
        assert_eq!(alice.orders([number]).await.map(|_| ()), blocked);
    }
    house.clock.pass(1000 * DAY);
    assert_eq!(house.operator().sweeps().await.moved, 0);
}

async fn a_number_given_back_is_out_of_service_at_once(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");
    alice.gives_back(number).await.expect("hers");
    assert!(alice.dids().await.is_empty());
    let not_owned = Refusal::NumberNotOwned { did: number };
    assert_eq!(alice.gives_back(number).await, Err(not_owned));
}

async fn a_port_out_ends_in_departure(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");

    assert_eq!(alice.ports_out(number).await.map(|out| out.state), Ok(NumberState::PortingOut));
    assert_eq!(alice.dids().await, [number], "it is in service until the other carrier has it");
    let word = Refusal::NumberState { did: number, state: NumberState::PortingOut };
    assert_eq!(alice.ports_out(number).await, Err(word), "once is enough");
    house.operator().ends_port_out(number, Departure::Completed).await.expect("it leaves");
    assert!(alice.dids().await.is_empty());
    let gone = Refusal::NumberNotForSale { did: number, state: NumberState::PortedOut };
    assert_eq!(alice.orders([number]).await, Err(gone));
    let again = house.operator().ends_port_out(number, Departure::Completed).await;
    assert_eq!(again, Err(Refusal::NumberNotOwned { did: number }));
}

async fn a_port_out_may_be_withdrawn(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");
    let early = house.operator().ends_port_out(number, Departure::Withdrawn).await;
    assert_eq!(early, Err(Refusal::NumberState { did: number, state: NumberState::Active }));
    alice.ports_out(number).await.expect("hers");
    house.operator().ends_port_out(number, Departure::Withdrawn).await.expect("it stays");
    alice.ports_out(number).await.expect("hers");
    alice.gives_back(number).await.expect("nobody has asked for it: hers to give back");
}

async fn a_rehearsed_release_changes_nothing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let did = did(13055550100);
    alice.orders([did]).await.expect("for sale");
    let before = house.findings().await;
    let rehearsed = NumberRelease { rehearsal: true, ..NumberRelease::of(did) };
    alice.does(rehearsed).await.expect("it would work");
    assert_eq!(alice.dids().await, [did]);
    assert_eq!(house.findings().await, before);
}

async fn a_sweep_may_come_late(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let number = did(13055550100);
    alice.orders([number]).await.expect("for sale");
    alice.gives_back(number).await.expect("hers");
    // Nothing swept for half a year: rest is counted from the release, not from the sweep.
    house.clock.pass(180 * DAY);
    house.operator().sweeps().await;
    alice.orders([number]).await.expect("its rest is over, and only the second sweep is missing");
}
