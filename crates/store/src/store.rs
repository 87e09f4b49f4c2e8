//! The store: who runs work against a database, and who answers for its durability.

use std::sync::Arc;

use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;
use crate::{DatabaseUrl, FeedCursor, Figures, Row, Schema, StoreError, Tx, postgres, sqlite};

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
    /// One second, on a thread of its own: what adds up an account's years is not to keep those waiting who ask
    /// for a moment's work.
    Summing,
    /// One second, on a thread of its own: what keeps the mirrors up to date is not to stand behind what customers
    /// ask.
    Following,
    /// As long as it takes, on the thread of the sums: loading a mirror, checking the books.
    None,
}

/// Whoever runs work against a database: threads of SQLite or PostgreSQL, or a test that wants to
/// decide itself when which work runs and what goes wrong.
pub trait Backend: Send + Sync {
    /// Queues work, or gives it back when there is no room or nobody to do it.
    fn submit(&self, lane: Lane, shard: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>>;

    /// Queues a reading job.
    fn read(&self, limit: ReadLimit, job: ReadJob);

    /// Where the feed stands in the state that the transaction sees.
    fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError>;

    /// What was committed after the cursor, at most `limit` events, each with the cursor that stands
    /// behind it.
    fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError>;

    /// Where the feed will stand once every transaction that is open now has ended: everything that
    /// is committed so far stands before it.
    fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError>;

    /// The last event at the cursor or before it, and its hash.
    fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError>;

    /// Events that the transaction sees although the feed does not yield them yet, because an older
    /// transaction is still open; at most `limit`.
    fn feed_early(&self, tx: &mut dyn Tx, limit: i64) -> Result<Vec<Row>, StoreError>;

    /// What its writers have done so far; nothing, where nobody counts.
    fn figures(&self) -> Figures {
        Figures::default()
    }

    /// Takes no more work, finishes what waits, and closes the database.
    fn close(&self);
}

/// One database, and the threads that talk to it.
#[derive(Clone)]
pub struct Store {
    backend: Arc<dyn Backend>,
}

impl Store {
    /// Opens a database, brings its schema up to date, and starts the threads that serve it.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::open_knowing(url, &Schema::ours())
    }

    /// Opens a database as a binary does that knows this schema.
    pub fn open_knowing(url: &DatabaseUrl, schema: &Schema) -> Result<Self, StoreError> {
        Ok(match url {
            DatabaseUrl::Sqlite(path) => Self::over(Arc::new(SqliteStore::open(path, schema)?)),
            DatabaseUrl::Postgres(url) => Self::over(Arc::new(PostgresStore::open(url, schema)?)),
        })
    }

    /// Opens a database as [`Store::open`] does, but only one that is there and whose schema is this
    /// binary's; neither is it made nor brought up to date.
    pub fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let applied = match url {
            DatabaseUrl::Sqlite(path) => sqlite::applied(path)?,
            DatabaseUrl::Postgres(url) => postgres::applied(url)?,
        };
        Schema::ours().up_to_date(&applied)?;
        Self::open(url)
    }

    /// Whether there is anything of ours in a database that is there: a schema, of whatever version.
    pub fn is_made(url: &DatabaseUrl) -> Result<bool, StoreError> {
        let applied = match url {
            DatabaseUrl::Sqlite(path) => sqlite::applied(path)?,
            DatabaseUrl::Postgres(url) => postgres::applied(url)?,
        };
        Ok(!applied.is_empty())
    }

    /// A store over a backend of somebody else's making.
    pub fn over(backend: Arc<dyn Backend>) -> Self {
        Self { backend }
    }

    /// Queues work. Work of the same shard (a customer's tree of accounts) is done by one thread,
    /// so that it never waits for itself. Work that finds no room is settled as failed at once.
    pub fn submit(&self, lane: Lane, shard: i64, work: Box<dyn Work>) {
        if let Err(work) = self.backend.submit(lane, shard, work) {
            work.settle(Fate::Failed);
        }
    }

    /// Queues a reading job.
    pub fn read(&self, limit: ReadLimit, job: ReadJob) {
        self.backend.read(limit, job);
    }

    /// Where the feed stands now: followers that load their tables in the transaction handed to the
    /// same reading job miss nothing after it.
    pub fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        self.backend.feed_head(tx)
    }

    /// What was committed after the cursor, at most `limit` events, each with the cursor that stands
    /// behind it.
    pub fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        self.backend.feed_after(tx, after, limit)
    }

    /// Where the feed will stand once every transaction that is open now has ended: everything that
    /// is committed so far stands before it.
    pub fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        self.backend.feed_end(tx)
    }

    /// The last event at the cursor or before it, and its hash. A follower that does not find its own
    /// last event there follows a database that was taken back.
    pub fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        self.backend.feed_last(tx, until)
    }

    /// Events that the transaction sees although the feed does not yield them yet; at most `limit`.
    pub fn feed_early(&self, tx: &mut dyn Tx, limit: i64) -> Result<Vec<Row>, StoreError> {
        self.backend.feed_early(tx, limit)
    }

    /// What its writers have done so far.
    pub fn figures(&self) -> Figures {
        self.backend.figures()
    }

    /// Takes no more work, finishes what waits, and closes the database.
    pub fn close(&self) {
        self.backend.close();
    }
}
