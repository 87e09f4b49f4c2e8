//! Whoever guesses at a secret is locked out: on every node, and after a restart.

use std::net::IpAddr;
use std::sync::Arc;

use tandem_domain::CredentialId;
use tandem_engine::{
    ATTEMPT_SECONDS, AttemptExpire, CredentialIssue, CredentialLock, CredentialRevoke, Engine,
    LOCKOUT_SECONDS,
};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_mirror::Terms;

on_both_databases! {
    a_lock_out_holds_on_every_node_and_beyond_a_restart,
    only_a_credential_that_is_there_is_locked,
}

const SCHEME: &str = "voipms";

async fn issues(house: &House, alice: &Customer, handle: &str) -> CredentialId {
    let issue = CredentialIssue {
        account: alice.root,
        scheme: SCHEME.to_owned(),
        handle: handle.to_owned(),
        secret: "x".to_owned(),
        terms: Terms::default(),
    };
    house.operator().does(issue).await.expect("a free handle");
    house.engine.refresh_access().await.expect("credentials");
    house.engine.mirrors().access.find(SCHEME, handle).expect("what was issued").id
}

fn somewhere(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

async fn has(engine: &Engine, credential: CredentialId, address: IpAddr) -> bool {
    engine.refresh_access().await.expect("lock-outs");
    engine.mirrors().lockouts.has(credential, address, engine.now())
}

async fn a_lock_out_holds_on_every_node_and_beyond_a_restart(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let hers = issues(&house, &alice, "alice@example.com").await;
    let second = house.second_node().await;
    let lock = CredentialLock { account: alice.root, credential: hers, address: somewhere(1) };
    assert_eq!(house.operator().does(lock).await, Ok(true));
    assert!(has(&house.engine, hers, somewhere(1)).await, "at once");
    assert!(!has(&house.engine, hers, somewhere(2)).await, "from elsewhere");
    // On PostgreSQL an event comes out when no older transaction is open on the server.
    for _ in 0..4000 {
        second.follow().await.expect("the feed");
        if has(&second, hers, somewhere(1)).await {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(has(&second, hers, somewhere(1)).await, "elsewhere");
    second.close();
    let restarted = house.second_node().await;
    assert!(has(&restarted, hers, somewhere(1)).await, "after a restart");
    // An address in its other form is the same.
    assert!(has(&restarted, hers, "::ffff:192.0.2.1".parse().expect("an address")).await);
    house.clock.pass(LOCKOUT_SECONDS);
    assert!(!has(&restarted, hers, somewhere(1)).await, "it ends");
    restarted.close();
    house.clock.pass(ATTEMPT_SECONDS);
    house.operator().does(AttemptExpire).await.expect("old things forgotten");
    assert_eq!(house.database.meddle(&["DELETE FROM lockout"]), 0);
}

async fn only_a_credential_that_is_there_is_locked(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let bob = house.customer("bob", 0).await;
    let hers = issues(&house, &alice, "alice@example.com").await;
    let operator = house.operator();
    let lock = |account| CredentialLock { account, credential: hers, address: somewhere(1) };
    assert_eq!(operator.does(lock(bob.root)).await, Ok(false), "somebody else's");
    operator
        .does(CredentialRevoke { account: alice.root, credential: None })
        .await
        .expect("revoked");
    assert_eq!(operator.does(lock(alice.root)).await, Ok(false), "revoked meanwhile");
    let forbidden = Err(tandem_domain::Refusal::Forbidden);
    assert_eq!(alice.does(lock(alice.root)).await, forbidden);
}
