//! What the engine relies on in the store.

use std::sync::Arc;
use std::sync::mpsc;

use tandem_domain::{AccountId, Money};
use tandem_harness::{House, on_both_databases};
use tandem_store::{Fate, Lane, Store, StoreError, Tx, Verdict, Work, args};

on_both_databases! {
    a_guard_that_fails_keeps_nothing,
    work_that_panics_harms_nobody_else,
}

/// Takes a dollar from an account and then does something that cannot be.
struct Careless {
    account: AccountId,
    panics: bool,
    tell: mpsc::Sender<Fate>,
}

impl Work for Careless {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let take = "UPDATE account SET balance = balance - 100000000 WHERE id = $1";
        if tx.one(take, args![self.account.0]).is_err() {
            return Verdict::Alone;
        }
        assert!(!self.panics, "this is part of the test");
        // There is no such row: the guard fails, now or when the statement is sent.
        match tx.one("UPDATE number SET version = version + 1 WHERE did = $1", args![1]) {
            Ok(()) => Verdict::Keep,
            Err(_) => Verdict::Alone,
        }
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, fate: Fate) {
        let _ = self.tell.send(fate);
    }
}

async fn careless_work(house: &House, panics: bool) {
    let alice = house.customer("alice", 1000).await;
    let store = Store::open(&house.database.url).expect("the same database");
    let (tell, told) = mpsc::channel();
    let work = Careless { account: alice.root, panics, tell };
    store.submit(Lane::Order, alice.root.0, Box::new(work));
    assert_eq!(told.recv(), Ok(Fate::Failed));
    assert_eq!(alice.balance().await, Money::cents(1000));
    house.is_sound().await;
    // And the thread that did it goes on working.
    let (tell, told) = mpsc::channel();
    let work = Careless { account: alice.root, panics: false, tell };
    store.submit(Lane::Order, alice.root.0, Box::new(work));
    assert_eq!(told.recv(), Ok(Fate::Failed));
    store.close();
}

async fn a_guard_that_fails_keeps_nothing(house: Arc<House>) {
    careless_work(&house, false).await;
}

async fn work_that_panics_harms_nobody_else(house: Arc<House>) {
    careless_work(&house, true).await;
}
