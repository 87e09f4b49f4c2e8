//! A database whose transactions whoever holds it runs one by one.

use std::path::Path;

use rusqlite::Connection;

use super::batch::{write_batch_of, write_singly};
use super::file::{connect, migrate, prepare};
use super::transaction::{SqliteTx, fault};
use crate::figures::Meter;
use crate::store::Work;
use crate::{FeedCursor, Row, Schema, StoreError, Tx, feed};

/// A database in memory, driven one transaction at a time by whoever holds it: what the simulator
/// and the tests of the engine stand on.
pub struct MemoryDatabase {
    connection: Connection,
}

impl MemoryDatabase {
    /// An empty database with the schema in place.
    pub fn new() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory().map_err(fault)?;
        prepare(&mut connection).map_err(fault)?;
        migrate(&mut connection, &Schema::ours())?;
        // Whatever PostgreSQL would find dangling is found here too.
        connection.execute_batch("PRAGMA foreign_keys = ON").map_err(fault)?;
        Ok(Self { connection })
    }

    /// A database in a file, as it would be after the process that wrote it died.
    pub fn at(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connect(path)?;
        migrate(&mut connection, &Schema::ours())?;
        Ok(Self { connection })
    }

    /// Runs work as the thread of a store does: a batch in one transaction, committed once, then
    /// settled.
    pub fn write(&mut self, batch: Vec<Box<dyn Work>>) {
        let unread = Meter::default();
        let leftover = write_batch_of(&self.connection, &unread, batch.into_iter());
        write_singly(&self.connection, &unread, leftover);
    }

    /// Where the feed stands.
    pub fn feed_head(tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::sqlite_head(tx)
    }

    /// The last event at the cursor or before it.
    pub fn feed_last(
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        feed::sqlite_last(tx, until)
    }

    /// What was committed after the cursor.
    pub fn feed_after(
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        feed::sqlite_after(tx, after, limit)
    }

    /// Runs the body in a transaction of its own and keeps what it wrote if it says so.
    pub fn transaction<T>(
        &mut self,
        body: impl FnOnce(&mut dyn Tx) -> (bool, T),
    ) -> Result<T, StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
        let mut tx = SqliteTx { connection: &self.connection, has_written: false };
        let (keep, value) = body(&mut tx);
        let end = if keep { "COMMIT" } else { "ROLLBACK" };
        self.connection.execute_batch(end).map_err(fault)?;
        Ok(value)
    }
}
