//! The operator keeps numbers back, and looks at one of them.

use std::sync::Arc;

use tandem_domain::{NumberState, Refusal};
use tandem_engine::{Keep, NumberReserve, NumberShow};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, on_both_databases};

on_both_databases! {
    a_number_is_kept_back_and_let_go,
    what_somebody_has_is_not_kept_back,
    a_number_tells_its_story,
}

async fn keeps(house: &House, number: u64, keep: Keep) -> Result<(), Refusal> {
    house.operator().does(NumberReserve { did: did(number), keep }).await
}

async fn a_number_is_kept_back_and_let_go(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    keeps(&house, 13055550101, Keep::Reserved).await.expect("on the shelf");
    let alice = house.customer("alice", 1000).await;
    keeps(&house, 13055550100, Keep::Reserved).await.expect("on the shelf");
    assert_eq!(house.engine.mirrors().stock.total(), 0);
    let refused = alice.orders([did(13055550100)]).await.expect_err("kept back");
    let state = NumberState::Reserved;
    assert_eq!(refused, Refusal::NumberNotForSale { did: did(13055550100), state });
    alice.waits_for(tandem_harness::shelf::exchange(305, 555), 1).await.expect("a place");
    keeps(&house, 13055550101, Keep::ForSale).await.expect("kept back");
    assert_eq!(house.operator().gives_turns().await, 1, "it came for her");
    keeps(&house, 13055550100, Keep::Blocked).await.expect("kept back");
    keeps(&house, 13055550100, Keep::ForSale).await.expect("blocked");
    alice.orders([did(13055550100)]).await.expect("for sale");
}

async fn what_somebody_has_is_not_kept_back(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(13055550100)]).await.expect("for sale");
    alice.puts_aside([did(13055550101)]).await.expect("free");
    for keep in [Keep::Reserved, Keep::ForSale] {
        for number in [13055550100, 13055550101] {
            let refused = keeps(&house, number, keep).await;
            assert!(matches!(refused, Err(Refusal::NumberState { .. })), "{refused:?}");
        }
    }
    assert!(keeps(&house, 13055550100, Keep::Blocked).await.is_err());
    // One that only lies in a cart can be taken off the shelf; the cart finds out.
    keeps(&house, 13055550101, Keep::Blocked).await.expect("nobody's");
    assert!(alice.orders([did(13055550101)]).await.is_err());
    let by_customer = NumberReserve { did: did(13055550101), keep: Keep::ForSale };
    assert_eq!(alice.does(by_customer).await, Err(Refusal::Forbidden));
}

async fn a_number_tells_its_story(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    house.clock.pass(1);
    alice.orders([did(13055550100)]).await.expect("for sale");
    house.clock.pass(1);
    alice.gives_back(did(13055550100)).await.expect("hers");
    let show = NumberShow { did: did(13055550100) };
    let seen = house.operator().does(show).await.expect("a number of ours");
    assert_eq!((seen.state, seen.owner), (NumberState::Released, Some(alice.account)));
    assert_eq!(seen.terms.len(), 1);
    let ended = seen.terms[0].ended.as_ref().expect("given back");
    assert_eq!(ended.1, "no longer needed");
    let steps: Vec<_> = seen.events.iter().map(|step| (step.from, step.to)).collect();
    let expected = [
        (Some(NumberState::Active), NumberState::Released),
        (Some(NumberState::Available), NumberState::Active),
        (None, NumberState::Available),
    ];
    assert_eq!(steps, expected);
}
