//! The file of a database: made, opened, brought up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::transaction::fault;
use crate::migration::{self, Applied};
use crate::{Schema, StoreError};

/// How long a writer of another process (an import beside a server) is waited for.
const BUSY_TIME_MAX: Duration = Duration::from_secs(10);
/// How often it is tried again meanwhile. Often, because an import leaves a gap of a millisecond
/// between two commands; SQLite's own patience tries less and less, and would miss most of them.
const BUSY_RETRY: Duration = Duration::from_micros(400);
/// How many prepared statements each connection keeps.
const STATEMENTS_MAX: usize = 256;

/// Makes the file, if it is not there, for its owner alone: it holds secrets, and the files that
/// SQLite puts beside it take after it.
fn make(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.write(true).create_new(true).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    make(path).map_err(|error| {
        StoreError::Unavailable(format!("cannot make {}: {error}", path.display()))
    })?;
    let mut connection = Connection::open(path).map_err(|error| {
        StoreError::Unavailable(format!("cannot open {}: {error}", path.display()))
    })?;
    prepare(&mut connection).map_err(fault)?;
    Ok(connection)
}

pub(super) fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(wait_for_lock))?;
    // A statement keeps its plan whatever it is given; otherwise some are planned at every run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // FULL: a commit is on the disk before it is answered.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 0;
         PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )
}

/// Waits a moment for whoever else writes; false once that has taken too long.
fn wait_for_lock(tries: i32) -> bool {
    let waited = BUSY_RETRY.saturating_mul(u32::try_from(tries).unwrap_or_default());
    if waited < BUSY_TIME_MAX {
        std::thread::sleep(BUSY_RETRY);
    }
    waited < BUSY_TIME_MAX
}

/// The steps that a database remembers; none, if it is not one of ours. Nothing is written.
pub(crate) fn applied(path: &Path) -> Result<Vec<Applied>, StoreError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fault)?;
    connection.busy_timeout(BUSY_TIME_MAX).map_err(fault)?;
    let is_ours = connection.table_exists(None, "migration").map_err(fault)?;
    if is_ours { remembered(&connection).map_err(fault) } else { Ok(Vec::new()) }
}

pub(crate) fn remembered(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let mut query = connection.prepare(migration::APPLIED)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Brings the schema up to date, a step in each transaction: whoever else writes has his turn
/// between two of them.
pub(crate) fn migrate(connection: &mut Connection, schema: &Schema) -> Result<(), StoreError> {
    loop {
        let tx = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(fault)?;
        tx.execute_batch(migration::TABLE).map_err(fault)?;
        let missing = schema.missing(&remembered(&tx).map_err(fault)?)?;
        let Some(step) = missing.first() else { return tx.commit().map_err(fault) };
        tx.execute_batch(&step.sqlite()).map_err(fault)?;
        tx.execute("INSERT INTO migration VALUES (?1, ?2)", (step.version, schema.stamp(step)))
            .map_err(fault)?;
        tx.commit().map_err(fault)?;
    }
}
