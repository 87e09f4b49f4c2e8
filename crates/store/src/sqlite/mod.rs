//! SQLite: one writer thread with group commit, a few readers, and checkpoints beside them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::figures::Meter;
use crate::lane::Lanes;
use crate::store::{Backend, Lane, ReadJob, ReadLimit, Work};
use crate::threads::{ReadQueue, Reads, Threads};
use crate::{FeedCursor, Figures, Row, Schema, StoreError, Tx, feed};

mod batch;
mod file;
mod memory;
mod transaction;

use batch::{fold_log, write_loop};
pub(crate) use file::{applied, connect, migrate, remembered};
pub use memory::MemoryDatabase;
use transaction::SqliteTx;
pub(crate) use transaction::fault;

/// How long one reading job may take.
const READ_TIME_MAX: Duration = Duration::from_secs(1);
/// How often the write-ahead log is folded into the database file, beside the writer.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// Beyond this length of the log, in pages, the writer itself folds what is left of it between two
/// batches, so that it begins anew: a log that is written to without pause would otherwise grow for
/// as long as that lasts.
const LOG_PAGES_MAX: i64 = 16_384;

pub(crate) struct SqliteStore {
    lanes: Arc<Lanes>,
    meter: Arc<Meter>,
    reads: ReadQueue,
    threads: Threads,
    stopping: Mutex<Option<mpsc::Sender<()>>>,
}

impl SqliteStore {
    pub(crate) fn open(path: &Path, schema: &Schema) -> Result<Self, StoreError> {
        let mut writer = connect(path)?;
        migrate(&mut writer, schema)?;
        let (lanes, meter) = (Arc::new(Lanes::new()), Arc::new(Meter::default()));
        let threads = Threads::default();
        let (queue, counts) = (Arc::clone(&lanes), Arc::clone(&meter));
        let is_log_long = Arc::new(AtomicBool::new(false));
        let is_long = Arc::clone(&is_log_long);
        threads.spawn("store-writer", move || {
            write_loop(&writer, &queue, &counts, &is_long);
        })?;

        let (reads, readers) = ReadQueue::new();
        for waiting in readers {
            let mut connection = connect(path)?;
            threads.spawn("store-reader", move || read_loop(&mut connection, &waiting))?;
        }

        let (stopping, stopped) = mpsc::channel::<()>();
        let keeper = connect(path)?;
        threads.spawn("store-checkpoint", move || {
            while stopped.recv_timeout(CHECKPOINT_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
                is_log_long.store(fold_log(&keeper) > LOG_PAGES_MAX, Ordering::Relaxed);
            }
        })?;
        Ok(Self { lanes, meter, reads, threads, stopping: Mutex::new(Some(stopping)) })
    }
}

impl Backend for SqliteStore {
    fn submit(&self, lane: Lane, _: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        self.lanes.push(lane, work)
    }

    fn read(&self, limit: ReadLimit, job: ReadJob) {
        self.reads.push(limit, job);
    }

    fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::sqlite_head(tx)
    }

    fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        feed::sqlite_after(tx, after, limit)
    }

    fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::sqlite_head(tx)
    }

    fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        feed::sqlite_last(tx, until)
    }

    fn feed_early(&self, _: &mut dyn Tx, _: i64) -> Result<Vec<Row>, StoreError> {
        // One writer: what is committed is in the feed.
        Ok(Vec::new())
    }

    fn figures(&self) -> Figures {
        Figures { waiting: self.lanes.waiting(), ..self.meter.figures() }
    }

    fn close(&self) {
        self.lanes.close();
        self.reads.close();
        self.stopping.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.threads.join();
    }
}

fn read_loop(connection: &mut Connection, waiting: &Reads) {
    while let Some((limit, job)) = waiting.next() {
        let deadline = Instant::now() + READ_TIME_MAX;
        let overdue = move || limit != ReadLimit::None && Instant::now() > deadline;
        // Asked every so many virtual-machine steps; true interrupts the statement.
        let bounded = connection.progress_handler(10_000, Some(overdue)).map_err(fault);
        match bounded.and_then(|()| connection.execute_batch("BEGIN").map_err(fault)) {
            Ok(()) => {
                let mut tx = SqliteTx { connection: &*connection, has_written: false };
                let _ = catch_unwind(AssertUnwindSafe(|| job(Ok(&mut tx))));
                // Nothing was written, so there is nothing that a failed rollback could lose.
                let _ = connection.execute_batch("ROLLBACK");
            }
            Err(error) => job(Err(error)),
        }
    }
}
