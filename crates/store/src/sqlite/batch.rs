//! The one writer: what waits is run in batches, each committed once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::transaction::{SqliteTx, fault};
use crate::StoreError;
use crate::figures::Meter;
use crate::lane::Lanes;
use crate::store::{Fate, Verdict, Work};

/// A batch closes at this many commands …
const BATCH_MAX: usize = 64;
/// … or after this long, whichever comes first.
const BATCH_TIME_MAX: Duration = Duration::from_millis(5);

/// Runs batches until the lanes are closed.
pub(super) fn write_loop(
    connection: &Connection,
    lanes: &Lanes,
    meter: &Meter,
    is_log_long: &AtomicBool,
) {
    while let Some(first) = lanes.wait() {
        let began = Instant::now();
        let leftover = write_batch(connection, lanes, meter, first);
        write_singly(connection, meter, leftover);
        if is_log_long.swap(false, Ordering::Relaxed) {
            fold_log(connection);
        }
        meter.busy(began.elapsed());
    }
}

/// Folds the log into the database file; returns how long the log is, in pages. A checkpoint that
/// finds readers in its way does what it can; the next does more.
pub(super) fn fold_log(connection: &Connection) -> i64 {
    let checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";
    connection.query_row(checkpoint, [], |row| row.get(1)).unwrap_or_default()
}

/// Nobody in a batch that the database rolled back has been answered: each runs again, alone.
pub(super) fn write_singly(connection: &Connection, meter: &Meter, leftover: Vec<Box<dyn Work>>) {
    for work in leftover {
        meter.alone();
        for work in write_batch_of(connection, meter, std::iter::once(work)) {
            work.settle(Fate::Failed);
        }
    }
}

fn write_batch(
    connection: &Connection,
    lanes: &Lanes,
    meter: &Meter,
    first: Box<dyn Work>,
) -> Vec<Box<dyn Work>> {
    let opened = Instant::now();
    let rest = std::iter::from_fn(|| (opened.elapsed() < BATCH_TIME_MAX).then(|| lanes.take())?);
    let batch = std::iter::once(first).chain(rest).take(BATCH_MAX);
    write_batch_of(connection, meter, batch)
}

/// What a batch can take back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undo {
    /// Nothing but the whole of it.
    All,
    /// Each piece of work by itself. SQLite copies every page that the piece changes for this, which
    /// costs about as much as the change.
    Each,
}

/// How a batch ended.
enum Ended {
    /// It is settled.
    Settled,
    /// Everything was rolled back: a piece of work wants undone what it wrote, and only that.
    Undone(Vec<Box<dyn Work>>),
    /// The database rolled everything back.
    Lost(Vec<Box<dyn Work>>),
}

/// Runs work in one transaction, commits once, and settles all. Returns what must run again because
/// the database gave up the whole transaction.
///
/// Hardly any command is refused after it has written. So the batch is run on the hope that none
/// is, and run again, ready to undo each by itself, if one was.
pub(super) fn write_batch_of(
    connection: &Connection,
    meter: &Meter,
    batch: impl Iterator<Item = Box<dyn Work>>,
) -> Vec<Box<dyn Work>> {
    let mut ended = run_batch(connection, meter, Undo::All, batch);
    if let Ended::Undone(batch) = ended {
        ended = run_batch(connection, meter, Undo::Each, batch.into_iter());
    }
    match ended {
        Ended::Settled => Vec::new(),
        Ended::Undone(batch) | Ended::Lost(batch) => batch,
    }
}

fn run_batch(
    connection: &Connection,
    meter: &Meter,
    undo: Undo,
    mut batch: impl Iterator<Item = Box<dyn Work>>,
) -> Ended {
    if cached(connection, "BEGIN IMMEDIATE").is_err() {
        batch.for_each(|work| work.settle(Fate::Failed));
        return Ended::Settled;
    }
    let mut done: Vec<(Box<dyn Work>, Fate)> = Vec::with_capacity(BATCH_MAX);
    for mut work in batch.by_ref() {
        meter.ran();
        let ran = match undo {
            Undo::All => run_bare(connection, meter, &mut *work),
            Undo::Each => run_in_savepoint(connection, meter, &mut *work).map(Some),
        };
        let fate = if ran.is_ok() { Fate::Committed } else { Fate::Failed };
        done.push((work, fate));
        // Out of a transaction, the disk is full, or the statement was interrupted.
        let is_lost = connection.is_autocommit();
        if is_lost || matches!(ran, Ok(None)) {
            let again = done.into_iter().map(|(work, _)| work).chain(batch).collect();
            if is_lost {
                return Ended::Lost(again);
            }
            let rolled_back = cached(connection, "ROLLBACK");
            return if rolled_back.is_ok() { Ended::Undone(again) } else { Ended::Lost(again) };
        }
    }
    match cached(connection, "COMMIT") {
        Ok(()) => {
            meter.committed(done.len());
            for (work, fate) in done {
                work.settle(fate);
            }
        }
        Err(error) => {
            // Whether a failed sync left the commit on the disk cannot be known from here. Start-up
            // finds out by reading the log, so the process ends rather than guess.
            for (work, _) in done {
                work.settle(Fate::Failed);
            }
            tracing::error!(%error, "a commit failed; stopping, so that recovery can decide");
            std::process::exit(1);
        }
    }
    Ended::Settled
}

/// Runs work that cannot be undone by itself. `None`: it would have to be.
fn run_bare(
    connection: &Connection,
    meter: &Meter,
    work: &mut dyn Work,
) -> Result<Option<()>, StoreError> {
    let mut tx = SqliteTx { connection, has_written: false };
    match run_guarded(&mut tx, work) {
        Verdict::Keep => Ok(Some(())),
        _ if tx.has_written => Ok(None),
        Verdict::Discard => {
            meter.discarded();
            work.record(&mut tx).map(Some)
        }
        Verdict::Alone => Err(StoreError::Contended),
    }
}

fn run_in_savepoint(
    connection: &Connection,
    meter: &Meter,
    work: &mut dyn Work,
) -> Result<(), StoreError> {
    let sql = |text: &'static str| cached(connection, text);
    sql("SAVEPOINT work")?;
    let mut tx = SqliteTx { connection, has_written: false };
    let outcome = match run_guarded(&mut tx, work) {
        Verdict::Keep => Ok(()),
        Verdict::Discard => {
            meter.discarded();
            sql("ROLLBACK TO work")?;
            work.record(&mut tx)
        }
        Verdict::Alone => Err(StoreError::Contended),
    };
    if outcome.is_err() && !connection.is_autocommit() {
        sql("ROLLBACK TO work")?;
    }
    if !connection.is_autocommit() {
        sql("RELEASE work")?;
    }
    outcome
}

/// A panic in one command must not take the others with it: what it left half done is undone.
fn run_guarded(tx: &mut SqliteTx<'_>, work: &mut dyn Work) -> Verdict {
    catch_unwind(AssertUnwindSafe(|| work.run(tx))).unwrap_or(Verdict::Alone)
}

fn cached(connection: &Connection, text: &'static str) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(text).map_err(fault)?;
    statement.execute([]).map(|_| ()).map_err(fault)
}
