//! Customers, their sub-accounts, and strangers.

use std::sync::Arc;

use tandem_domain::{AccountStatus, Money, Refusal, Scope};
use tandem_engine::{NumberList, OrderGet, OrderPlace, StatementList};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{House, login, on_both_databases, order};

on_both_databases! {
    strangers_see_and_touch_nothing,
    a_sub_account_owns_and_its_customer_pays,
    a_sub_account_sees_only_its_own,
    nobody_orders_for_a_stranger,
    a_suspended_account_looks_but_does_not_buy,
    a_revoked_credential_is_worth_nothing_at_once,
    a_credential_does_no_more_than_its_scopes,
}

async fn strangers_see_and_touch_nothing(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let mallory = house.customer("mallory", 1000).await;
    let number = did(13055550100);
    let placed = alice.orders([number]).await.expect("it is for sale");

    assert!(mallory.dids().await.is_empty());
    let not_owned = Refusal::NumberNotOwned { did: number };
    assert_eq!(mallory.gives_back(number).await, Err(not_owned.clone()));
    assert_eq!(mallory.ports_out(number).await, Err(not_owned));
    let order = mallory.does(OrderGet { order: placed.order }).await;
    assert_eq!(order, Err(Refusal::OrderUnknown));
    let theirs = NumberList { owner: Some(login("alice")), did: None, scheme: String::new() };
    let unknown = Refusal::AccountUnknown { name: "alice".to_owned() };
    assert_eq!(mallory.does(theirs).await, Err(unknown));
    let statement = StatementList { customer: Some(alice.root), ..StatementList::default() };
    assert_eq!(mallory.does(statement).await, Err(Refusal::Forbidden));
    assert_eq!(alice.dids().await, [number]);
}

async fn a_sub_account_owns_and_its_customer_pays(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "alice_voip").await;
    let for_sub = OrderPlace { owner: Some(login("alice_voip")), ..order([did(13055550100)]) };

    alice.does(for_sub).await.expect("her own sub-account");
    sub.orders([did(13055550101)]).await.expect("on its customer's money");

    assert_eq!(alice.balance().await, Money::cents(1000 - 130));
    let numbers = alice.numbers().await;
    assert_eq!(numbers.len(), 2);
    assert!(numbers.iter().all(|number| number.owner == sub.account && number.is_sub));
    assert_eq!(numbers[0].owner_alias.as_deref(), Some("alice_voip"));
    alice.gives_back(did(13055550101)).await.expect("a customer gives back its sub-accounts'");
}

async fn a_sub_account_sees_only_its_own(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let one = house.sub_account(&alice, "one").await;
    let two = house.sub_account(&alice, "two").await;
    alice.orders([did(13055550100)]).await.expect("for herself");
    one.orders([did(13055550101)]).await.expect("for one");
    two.orders([did(13055550102)]).await.expect("for two");

    assert_eq!(one.dids().await, [did(13055550101)]);
    let stranger = Refusal::NumberNotOwned { did: did(13055550102) };
    assert_eq!(one.gives_back(did(13055550102)).await, Err(stranger));
    let above = Refusal::NumberNotOwned { did: did(13055550100) };
    assert_eq!(one.gives_back(did(13055550100)).await, Err(above));
    assert_eq!(alice.dids().await.len(), 3);
}

async fn nobody_orders_for_a_stranger(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    let sub = house.sub_account(&alice, "alice_voip").await;
    for (buyer, owner) in [(&alice, "bob"), (&bob, "alice_voip"), (&sub, "alice"), (&sub, "nobody")]
    {
        let wanted = OrderPlace { owner: Some(login(owner)), ..order([did(13055550100)]) };
        let refused = buyer.does(wanted).await.expect_err("not under the buyer");
        assert_eq!(refused, Refusal::AccountUnknown { name: owner.to_owned() });
    }
    assert_eq!(alice.balance().await, Money::cents(1000));
}

async fn a_suspended_account_looks_but_does_not_buy(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "sub").await;
    let number = did(13055550100);

    house.operator().sets_status(sub.account, "sub", AccountStatus::Suspended).await;
    assert_eq!(sub.orders([number]).await, Err(Refusal::AccountSuspended));
    assert_eq!(sub.puts_aside([number]).await, Err(Refusal::AccountSuspended));
    alice.orders([number]).await.expect("only the sub-account is suspended");

    house.operator().sets_status(alice.account, "alice", AccountStatus::Suspended).await;
    assert_eq!(alice.orders([did(13055550101)]).await, Err(Refusal::AccountSuspended));
    assert_eq!(alice.dids().await, [number]);
    house.operator().sets_status(alice.account, "alice", AccountStatus::Open).await;
    alice.orders([did(13055550101)]).await.expect("open again");
}

async fn a_revoked_credential_is_worth_nothing_at_once(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let sub = house.sub_account(&alice, "sub").await;
    let elsewhere = house.second_node().await;
    let number = did(13055550100);

    house.operator().revokes(alice.account).await;

    // No node has heard of it but the one that did it; the account's row knows.
    let there = alice.at(&elsewhere);
    assert_eq!(there.orders([number]).await, Err(Refusal::CredentialRevoked));
    assert_eq!(there.puts_aside([number]).await, Err(Refusal::CredentialRevoked));
    sub.orders([number]).await.expect("a sub-account has credentials of its own");
    house.operator().revokes(sub.account).await;
    assert_eq!(sub.gives_back(number).await, Err(Refusal::CredentialRevoked));
    let mut renewed = alice.clone();
    renewed.actor.auth_epoch = 1;
    renewed.orders([did(13055550101)]).await.expect("verified since");
    elsewhere.close();
}

async fn a_credential_does_no_more_than_its_scopes(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let mut alice = house.customer("alice", 1000).await;
    let sweep = alice.does(tandem_engine::NumberSweep).await;
    assert_eq!(sweep, Err(Refusal::Forbidden));
    alice.actor.scopes = vec![Scope::Read, Scope::Write, Scope::Operate];
    let sweep = alice.does(tandem_engine::NumberSweep).await;
    assert_eq!(sweep, Err(Refusal::Forbidden), "a customer is no operator, whatever its scopes");
    alice.actor.scopes = vec![Scope::Read];
    assert_eq!(alice.orders([did(13055550100)]).await, Err(Refusal::Forbidden));
    let rehearsal = OrderPlace { rehearsal: true, ..order([did(13055550100)]) };
    alice.does(rehearsal).await.expect("looking is allowed, and so is trying");
}
