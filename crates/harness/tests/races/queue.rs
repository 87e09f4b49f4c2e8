//! Races for a number that comes at this very moment: off an import, out of a cart, from its rest.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_executor::ThreadPool;
use futures_util::future::{RemoteHandle, join_all};
use futures_util::task::SpawnExt;
use tandem_domain::{FillPolicy, NumberState};
use tandem_engine::{Engine, HOLD_SECONDS};
use tandem_harness::shelf::{block, did, exchange, miami, region};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    two_wait_for_one_number_at_two_nodes,
    a_cart_ends_while_it_is_bought,
    a_number_comes_from_its_rest_while_it_is_ordered,
}

/// How often each race is run.
const ROUNDS: u64 = 12;
const FIRST: u64 = 13055550100;

/// Two nodes and the threads of those who race.
struct Track {
    house: Arc<House>,
    second: Engine,
    pool: ThreadPool,
}

impl Track {
    async fn of(house: &Arc<House>) -> Self {
        let pool = ThreadPool::builder().pool_size(4).create().expect("threads for a race");
        Self { house: Arc::clone(house), second: house.second_node().await, pool }
    }

    fn starts<T: Send + 'static>(
        &self,
        runner: impl Future<Output = T> + Send + 'static,
    ) -> RemoteHandle<T> {
        self.pool.spawn_with_handle(runner).expect("a thread of the race")
    }

    /// Both nodes give the queue its turn until it has nothing to give any more.
    fn turns(&self) -> Vec<RemoteHandle<()>> {
        let nodes = [self.house.engine.clone(), self.second.clone()];
        let turns = nodes.map(|node| {
            self.starts(async move {
                for _ in 0..20 {
                    // A look or a turn that a busy database refuses is taken again.
                    let _ = node.follow().await;
                    let _ = node.fill_backorders().await;
                }
            })
        });
        turns.into_iter().collect()
    }

    /// Both nodes know that so many wait, once the queue has had its turn. (On PostgreSQL an event
    /// arrives when no older transaction is open any more, also those of other tests.)
    async fn settles(&self, waiting: usize) {
        let deadline = Instant::now() + Duration::from_secs(10);
        let nodes = [&self.house.engine, &self.second];
        loop {
            for node in nodes {
                while node.follow().await.expect("the feed") > 0 {}
                node.fill_backorders().await.expect("a turn");
            }
            let waits = nodes.map(|node| node.mirrors().queue.len());
            if waits == [waiting; 2] {
                return;
            }
            assert!(Instant::now() < deadline, "{waits:?} wait and not {waiting}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    async fn ends(self) {
        self.house.is_sound().await;
        self.second.close();
    }
}

/// Who of these has the number; nobody has it twice.
async fn owner(number: Did, runners: &[&Customer]) -> Option<usize> {
    let mut found = None;
    for (index, runner) in runners.iter().enumerate() {
        if runner.dids().await.contains(&number) {
            assert_eq!(found, None, "{number} has two owners");
            found = Some(index);
        }
    }
    found
}

async fn two_wait_for_one_number_at_two_nodes(house: Arc<House>) {
    let track = Track::of(&house).await;
    let alice = house.customer("alice", 100_000).await;
    let bob = house.customer("bob", 100_000).await.at(&track.second);
    for round in 0..ROUNDS {
        alice.waits_for(exchange(305, 555), 1).await.expect("a place in the queue");
        house.clock.pass(1);
        bob.waits_for(region("FL"), 1).await.expect("a place in the queue");
        track.settles(2).await;
        let numbers = [did(FIRST + 2 * round), did(FIRST + 2 * round + 1)];
        for (place, number) in numbers.into_iter().enumerate() {
            house.operator().stocks([block(number.digits(), 1, miami())]).await;
            join_all(track.turns()).await;
            track.settles(1 - place).await;
            let had = owner(number, &[&alice, &bob]).await;
            assert_eq!(had, Some(place), "the older is first, round {round}");
        }
    }
    assert!(house.engine.mirrors().queue.is_empty());
    track.ends().await;
}

async fn a_cart_ends_while_it_is_bought(house: Arc<House>) {
    let track = Track::of(&house).await;
    let alice = house.customer("alice", 100_000).await;
    let bob = house.customer("bob", 100_000).await.at(&track.second);
    for round in 0..ROUNDS {
        let number = did(FIRST + round);
        house.operator().stocks([block(number.digits(), 1, miami())]).await;
        alice.puts_aside([number]).await.expect("free");
        // The very microsecond at which the hold is over.
        house.clock.pass(HOLD_SECONDS);
        let (hers, his, sweeper) = (alice.clone(), bob.clone(), house.operator());
        let hers = track.starts(async move { hers.orders_cart(FillPolicy::Partial).await });
        let his = track.starts(async move { his.orders([number]).await });
        let swept = track.starts(async move { sweeper.sweeps().await });
        let (hers, his) = (hers.await, his.await);
        assert!(swept.await.moved <= 1);
        let she_has = hers.is_ok_and(|placed| placed.filled().count() == 1);
        assert!(she_has != his.is_ok(), "it is decided once");
        let had = owner(number, &[&alice, &bob]).await;
        assert_eq!(had, Some(usize::from(!she_has)), "as they were told");
        assert!(alice.cart().await.is_empty());
    }
    track.ends().await;
}

async fn a_number_comes_from_its_rest_while_it_is_ordered(house: Arc<House>) {
    let track = Track::of(&house).await;
    let alice = house.customer("alice", 100_000).await;
    let bob = house.customer("bob", 100_000).await.at(&track.second);
    let carol = house.customer("carol", 100_000).await;
    for round in 0..ROUNDS {
        let number = did(FIRST + round);
        house.operator().stocks([block(number.digits(), 1, miami())]).await;
        carol.orders([number]).await.expect("for sale");
        carol.gives_back(number).await.expect("hers");
        house.clock.pass(30 * 86_400);
        house.operator().sweeps().await;
        alice.waits_for(exchange(305, 555), 1).await.expect("a place in the queue");
        track.settles(1).await;
        // The very microsecond at which it has rested.
        house.clock.pass(60 * 86_400);
        let (his, hers, sweeper) = (bob.clone(), carol.clone(), house.operator());
        let his = track.starts(async move { his.orders([number]).await });
        let hers = track.starts(async move { hers.orders_any([region("FL")], 1).await });
        let swept = track.starts(async move { sweeper.sweeps().await });
        join_all(track.turns()).await;
        let (his, hers) = (his.await, hers.await);
        assert!(swept.await.moved <= 1);
        track.settles(usize::from(his.is_ok() || hers.is_ok())).await;
        let had = owner(number, &[&alice, &bob, &carol]).await;
        assert_eq!(had == Some(1), his.is_ok(), "as he was told");
        assert_eq!(had == Some(2), hers.is_ok(), "as she was told");
        if his.is_ok() || hers.is_ok() {
            // It was named, or the node had not heard of who waits; then the next one is hers.
            let next = FIRST + 100 + round;
            house.operator().stocks([block(next, 1, miami())]).await;
            track.settles(0).await;
            assert_eq!(owner(did(next), &[&alice]).await, Some(0));
        } else {
            assert_eq!(had, Some(0), "whoever waits has it");
        }
        assert_eq!(alice.numbers().await.last().map(|own| own.state), Some(NumberState::Active));
    }
    track.ends().await;
}
