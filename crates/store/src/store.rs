//! The store: who runs work against a database, and who answers for its durability.

use std::sync::Arc;

use crate::{DatabaseUrl, FeedCursor, Row, StoreError, Tx};
use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;

/// What a piece of work wants done with what it wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Commit it.
    Keep,
    /// Undo it, then call [`Work::record`].
    Discard,
    /// Undo it and run the work again, alone and with patience.
    Alone,
}

/// How a piece of work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// What it wanted kept is durable.
    Committed,
    /// It never ran, or panicked, or the database failed; nothing of it was kept, as far as is known.
    Failed,
}

/// Something to be done in a transaction that it may share with others.
pub trait Work: Send {
    /// Does it. May be called again after a rollback; must not depend on what a former call did.
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict;

    /// Writes down that it was refused, after its own writes were undone.
    fn record(&mut self, tx: &mut dyn Tx) -> Result<(), StoreError>;

    /// Tells whoever waits how it ended.
    fn settle(self: Box<Self>, fate: Fate);
}

/// Which queue work waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What a customer waits for.
    Order,
    /// Imports, renewals, sweeps: sequences of small commands that let the others go first.
    Bulk,
}

/// A reading job: it sees one consistent state and writes nothing.
pub type ReadJob = Box<dyn FnOnce(Result<&mut dyn Tx, StoreError>) + Send>;

/// How long a reading job may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadLimit {
    /// One second: whatever a customer asks.
    Second,
    /// As long as it takes: loading a mirror, checking the books.
    None,
}

/// One database, and the threads that talk to it.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
}

#[derive(Clone)]
enum Backend {
    Sqlite(Arc<SqliteStore>),
    Postgres(Arc<PostgresStore>),
}

impl Store {
    /// Opens a database, brings its schema up to date, and starts the threads that serve it.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let backend = match url {
            DatabaseUrl::Sqlite(path) => Backend::Sqlite(Arc::new(SqliteStore::open(path)?)),
            DatabaseUrl::Postgres(url) => Backend::Postgres(Arc::new(PostgresStore::open(url)?)),
        };
        Ok(Self { backend })
    }

    /// Queues work. Work of the same shard (a customer's tree of accounts) is done by one thread,
    /// so that it never waits for itself. Work that finds no room is settled as failed at once.
    pub fn submit(&self, lane: Lane, shard: i64, work: Box<dyn Work>) {
        let refused = match &self.backend {
            Backend::Sqlite(store) => store.submit(lane, work),
            Backend::Postgres(store) => store.submit(lane, shard, work),
        };
        if let Err(work) = refused {
            work.settle(Fate::Failed);
        }
    }

    /// Queues a reading job.
    pub fn read(&self, limit: ReadLimit, job: ReadJob) {
        match &self.backend {
            Backend::Sqlite(store) => store.read(limit, job),
            Backend::Postgres(store) => store.read(limit, job),
        }
    }

    /// Where the feed stands now: followers that load their tables in the transaction handed to the
    /// same reading job miss nothing after it.
    pub fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        match &self.backend {
            Backend::Sqlite(_) => crate::feed::sqlite_head(tx),
            Backend::Postgres(_) => crate::feed::postgres_head(tx),
        }
    }

    /// What was committed after the cursor, at most `limit` events, each with the cursor that stands
    /// behind it.
    pub fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        match &self.backend {
            Backend::Sqlite(_) => crate::feed::sqlite_after(tx, after, limit),
            Backend::Postgres(_) => crate::feed::postgres_after(tx, after, limit),
        }
    }

    /// Takes no more work, finishes what waits, and closes the database.
    pub fn close(&self) {
        match &self.backend {
            Backend::Sqlite(store) => store.close(),
            Backend::Postgres(store) => store.close(),
        }
    }
}
