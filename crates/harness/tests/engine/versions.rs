//! Two releases over one database: the older goes on serving while the younger brings the schema up
//! to date, and afterwards.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use futures_util::future::join;
use tandem_harness::shelf::{block, dids, miami};
use tandem_harness::{Customer, Database, House, Kind, on_both_databases};
use tandem_store::{Fate, Lane, Migration, Schema, Store, StoreError, Tx, Verdict, Work};

on_both_databases! {
    the_older_release_serves_while_the_younger_expands,
    a_contracted_schema_is_refused_by_who_does_not_know_it,
}

/// What a release to come may do to tables that are in use.
const EXPANDS: Migration = Migration {
    version: 9000,
    text: "ALTER TABLE number ADD COLUMN later BIGINT NOT NULL DEFAULT 0;
           ALTER TABLE account ADD COLUMN later TEXT;
           CREATE INDEX number_later ON number (later, did);
CREATE TABLE later (
    id BIGINT NOT NULL PRIMARY KEY
);",
};
/// What the release after that may do.
const CONTRACTS: Migration = Migration { version: 9001, text: "DROP TABLE later;" };
/// How many numbers are bought before, while and after the schema changes.
const EACH: u64 = 60;

async fn the_older_release_serves_while_the_younger_expands(house: Arc<House>) {
    let alice = house.customer("Alice", 100_000).await;
    house.operator().stocks([block(13055550100, 4 * EACH, miami())]).await;
    let mut parts = (0..4).map(|part| dids(13055550100 + part * EACH, EACH));
    let mut next = || parts.next().expect("a part of the shelf");

    buys(&alice, next()).await;
    let younger = Schema::ours().and(EXPANDS, None);
    let here = next();
    let opens = {
        let house = Arc::clone(&house);
        move || futures_executor::block_on(house.second_node_knowing(&younger))
    };
    let opening = std::thread::spawn(opens);
    buys(&alice, here).await;
    let expanded = opening.join().expect("a node that opens");
    let expanded = expanded.expect("a schema that can be expanded in use");
    join(buys(&alice, next()), buys(&alice.at(&expanded), next())).await;
    assert_eq!(alice.dids().await.len() as u64, 4 * EACH);
    expanded.close();
    // The older release may even start anew.
    house.is_sound().await;
    house.second_node().await.close();
}

async fn buys(customer: &Customer, numbers: Vec<tandem_numbering::Did>) {
    for number in numbers {
        let placed = customer.orders([number]).await;
        placed.expect("a number for sale");
    }
}

/// What a release to come does in two steps, of which the second has to wait.
const FIRST: Migration =
    Migration { version: 9000, text: "ALTER TABLE account ADD COLUMN later TEXT;" };
const SECOND: Migration =
    Migration { version: 9001, text: "ALTER TABLE cart ADD COLUMN later TEXT;" };

/// Reads a table, and goes on looking at what it has read until told to stop.
struct Reader {
    begun: mpsc::Sender<()>,
    stop: mpsc::Receiver<()>,
}

impl Work for Reader {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let read = tx.rows("SELECT did FROM cart", &[]);
        let _ = self.begun.send(());
        let _ = self.stop.recv_timeout(Duration::from_secs(20));
        if read.is_ok() { Verdict::Keep } else { Verdict::Alone }
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, _: Fate) {}
}

/// While one step waits for a table, what the steps before it changed is in nobody's way. (SQLite has
/// one writer, and nobody holds a table there.)
#[test]
fn a_step_that_waits_holds_up_nobody_elsewhere() {
    let Some(house) = House::open(Kind::Postgres) else { return };
    let store = Store::open(&house.database.url).expect("the same database");
    let ((begun, reads), (end, stop)) = (mpsc::channel(), mpsc::channel());
    store.submit(Lane::Order, 0, Box::new(Reader { begun, stop }));
    reads.recv().expect("a reader of carts");
    let younger = Schema::ours().and(FIRST, None).and(SECOND, None);
    let url = house.database.url.clone();
    let opening = std::thread::spawn(move || Store::open_knowing(&url, &younger));
    let asked = "UPDATE migration SET version = version WHERE version = 9000";
    let deadline = Instant::now() + Duration::from_secs(15);
    while house.database.meddle(&[asked]) == 0 {
        assert!(Instant::now() < deadline, "the first step waits for the second");
    }
    futures_executor::block_on(house.customer("alice", 100));
    assert!(!opening.is_finished(), "carts are being read");
    end.send(()).expect("a reader that goes on");
    opening.join().expect("a node that opens").expect("a schema brought up to date").close();
    store.close();
    house.engine.close();
}

async fn a_contracted_schema_is_refused_by_who_does_not_know_it(house: Arc<House>) {
    // A database of its own: the story ends by opening the house's with this release.
    let Some(other) = Database::bare(kind(&house)) else { return };
    let expanded = Schema::ours().and(EXPANDS, None);
    let contracted = expanded.clone().and(CONTRACTS, Some(EXPANDS.version));
    Store::open_knowing(&other.url, &contracted).expect("an empty database").close();
    let refused = Store::open(&other.url).map(|store| store.close());
    let why = refused.expect_err("it needs more than this release knows").to_string();
    assert!(why.contains("9001") && why.contains("9000"), "{why}");
    Store::open_knowing(&other.url, &expanded).expect("who knows the step before").close();
}

const fn kind(house: &House) -> Kind {
    match house.database.url {
        tandem_store::DatabaseUrl::Sqlite(_) => Kind::Sqlite,
        tandem_store::DatabaseUrl::Postgres(_) => Kind::Postgres,
    }
}

/// Nodes that start at the same moment find one schema, made once.
#[test]
fn eight_nodes_start_at_once_on_an_empty_database() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(database) = Database::bare(kind) else { continue };
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| Store::open(&database.url).expect("an empty database").close());
            }
        });
        Store::open_existing(&database.url).expect("a database that is up to date").close();
    }
}
