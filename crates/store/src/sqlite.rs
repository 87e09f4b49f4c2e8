//! SQLite: one writer thread with group commit, a few readers, and checkpoints beside them.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use crate::figures::Meter;
use crate::lane::Lanes;
use crate::migration::{self, Applied};
use crate::store::{Backend, Fate, Lane, ReadJob, ReadLimit, Verdict, Work};
use crate::threads::{ReadQueue, Reads, Threads};
use crate::{Arg, FeedCursor, Figures, Round, Row, Schema, StoreError, Tx, Value, feed};

/// A batch closes at this many commands …
const BATCH_MAX: usize = 64;
/// … or after this long, whichever comes first.
const BATCH_TIME_MAX: Duration = Duration::from_millis(5);
/// How long one reading job may take.
const READ_TIME_MAX: Duration = Duration::from_secs(1);
/// How long a writer of another process (an import beside a server) is waited for.
const BUSY_TIME_MAX: Duration = Duration::from_secs(10);
/// How often it is tried again meanwhile. Often, because an import leaves a gap of a millisecond
/// between two commands; SQLite's own patience tries less and less, and would miss most of them.
const BUSY_RETRY: Duration = Duration::from_micros(400);
/// How often the write-ahead log is folded into the database file, beside the writer.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// Beyond this length of the log, in pages, the writer itself folds what is left of it between two
/// batches, so that it begins anew: a log that is written to without pause would otherwise grow for
/// as long as that lasts.
const LOG_PAGES_MAX: i64 = 16_384;
/// How many prepared statements each connection keeps.
const STATEMENTS_MAX: usize = 256;

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

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
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

/// Runs batches until the lanes are closed.
fn write_loop(connection: &Connection, lanes: &Lanes, meter: &Meter, is_log_long: &AtomicBool) {
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
fn fold_log(connection: &Connection) -> i64 {
    let checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";
    connection.query_row(checkpoint, [], |row| row.get(1)).unwrap_or_default()
}

/// Nobody in a batch that the database rolled back has been answered: each runs again, alone.
fn write_singly(connection: &Connection, meter: &Meter, leftover: Vec<Box<dyn Work>>) {
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
fn write_batch_of(
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

/// A transaction on one SQLite connection.
struct SqliteTx<'c> {
    connection: &'c Connection,
    /// Whether it has run a statement that may have changed something.
    has_written: bool,
}

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

impl Tx for SqliteTx<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.connection.prepare_cached(portable(sql)).map_err(fault)?;
        bind(&mut statement, args)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let value = |column| match row.get_ref(column).map_err(fault)? {
                ValueRef::Null => Ok(Value::Null),
                ValueRef::Integer(value) => Ok(Value::Int(value)),
                ValueRef::Text(text) => String::from_utf8(text.to_vec())
                    .map(Value::Text)
                    .map_err(|_| StoreError::Shape("text")),
                ValueRef::Real(_) | ValueRef::Blob(_) => Err(StoreError::Shape("column")),
            };
            found.push(Row((0..columns).map(value).collect::<Result<_, StoreError>>()?));
        }
        Ok(found)
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.has_written = true;
        let mut statement = self.connection.prepare_cached(portable(sql)).map_err(fault)?;
        bind(&mut statement, args)?;
        let changed = statement.raw_execute().map_err(fault)?;
        Ok(changed as u64)
    }

    fn round(&self) -> Round {
        Round::Sole
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, args: &[Arg<'_>]) -> Result<(), StoreError> {
    let wanted = statement.parameter_count();
    let given = args.get(..wanted);
    let given = given.ok_or(StoreError::Shape("statement: a parameter without an argument"))?;
    for (index, arg) in given.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, arg).map_err(fault)?;
    }
    Ok(())
}

/// A statement as SQLite takes it. There is one writer, so a row needs no lock of its own; and `?2`
/// is the second argument, where `$2` would be whichever argument is named second.
fn portable(sql: &'static str) -> &'static str {
    /// Each statement is put into this form once, and found again by where its text stands.
    static FORMS: RwLock<BTreeMap<(usize, usize), &'static str>> = RwLock::new(BTreeMap::new());
    let place = (sql.as_ptr() as usize, sql.len());
    if let Some(form) = FORMS.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
        return form;
    }
    let form = sql.replace(" FOR UPDATE SKIP LOCKED", "").replace(" FOR UPDATE", "");
    // As many are leaked as there are statements in the product.
    let form = Box::leak(form.replace('$', "?").into_boxed_str());
    FORMS.write().unwrap_or_else(PoisonError::into_inner).insert(place, form);
    form
}

pub(crate) fn fault(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Contended,
        Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::Unknown)
        | None => StoreError::Broken(error.to_string()),
        Some(_) => StoreError::Unavailable(error.to_string()),
    }
}

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
