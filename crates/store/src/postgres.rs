//! PostgreSQL: worker threads that own accounts, batch their commands, and send what needs no
//! answer along with what does.
//!
//! A round trip costs more than the statement it carries. Statements that only have to succeed
//! ([`Tx::one`]) wait until the next query or the commit and travel with it in one go; one order is
//! then three round trips, and a batch shares the commit among all its orders.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{join_all, join3};
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::figures::Meter;
use crate::lane::Lanes;
use crate::migration::{self, Applied};
use crate::store::{Backend, Fate, Lane, ReadJob, ReadLimit, Verdict, Work};
use crate::threads::{ReadQueue, Reads, Threads};
use crate::{Arg, FeedCursor, Figures, Round, Row, Schema, StoreError, Tx, Value, feed};

/// How many threads write, each with its own connection and its own share of the accounts.
const WORKERS: usize = 8;
/// A batch closes at this many commands.
const BATCH_MAX: usize = 16;
/// How often a command that had to run alone is tried: the next try helps when it was chosen to die
/// in a deadlock, and does no harm when its database is gone.
const ALONE_TIMES_MAX: usize = 3;
/// How many threads read.
const READERS: usize = 2;
/// How many statements wait at most before they are sent without a query.
const PENDING_MAX: usize = 256;
/// How long a lost connection is given before the next attempt to make one.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);
/// How long a connection may take to be made.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How long the database may fall silent before its connection counts as lost.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// Two nodes that start together must not migrate together: one waits for the other, however long
/// that takes. A step itself waits for nobody longer than customers can bear.
const MIGRATION_LOCK: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
    SELECT pg_advisory_xact_lock(7268246349); SET LOCAL lock_timeout = '2s'";
/// How often a step that finds a table in use is tried …
const MIGRATION_TIMES_MAX: u32 = 60;
/// … and how long after the time before.
const MIGRATE_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// What our sessions call themselves in the database's own lists.
pub(crate) const APPLICATION: &str = "tandem";

pub(crate) struct PostgresStore {
    workers: Vec<Arc<Lanes>>,
    meter: Arc<Meter>,
    reads: ReadQueue,
    threads: Threads,
}

impl PostgresStore {
    pub(crate) fn open(url: &str, schema: &Schema) -> Result<Self, StoreError> {
        let config = read(url)?;
        migrate(&config, schema)?;
        let mut workers = Vec::new();
        let threads = Threads::default();
        let meter = Arc::new(Meter::default());
        for _ in 0..WORKERS {
            let lanes = Arc::new(Lanes::new());
            let mut worker = Worker::new(config.clone(), Arc::clone(&meter));
            let queue = Arc::clone(&lanes);
            threads.spawn("store-worker", move || worker.serve(&queue))?;
            workers.push(lanes);
        }
        let (reads, waiting) = ReadQueue::new();
        for _ in 0..READERS {
            let mut worker = Worker::new(config.clone(), Arc::clone(&meter));
            let waiting = waiting.clone();
            threads.spawn("store-reader", move || worker.read(&waiting))?;
        }
        Ok(Self { workers, meter, reads, threads })
    }
}

/// Brings the schema up to date. A step that finds a table in use gives way and tries again: those
/// who wait for a table behind it would otherwise wait as long as it does.
fn migrate(config: &Config, schema: &Schema) -> Result<(), StoreError> {
    aside(|| {
        let mut session = Session::open(config)?;
        for _ in 1..MIGRATION_TIMES_MAX {
            match session.migrate(schema) {
                Err(StoreError::Contended) => {
                    session.simple("ROLLBACK")?;
                    std::thread::sleep(MIGRATE_AGAIN_AFTER);
                }
                ended => return ended,
            }
        }
        session.migrate(schema)
    })
}

/// The steps that a database remembers; none, if it is not one of ours. Nothing is written.
pub(crate) fn applied(url: &str) -> Result<Vec<Applied>, StoreError> {
    let config = read(url)?;
    aside(|| Session::open(&config)?.applied())
}

/// Reads an address. A database that falls silent must not keep its threads for ever.
pub(crate) fn read(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url
        .parse()
        .map_err(|error| StoreError::Unavailable(format!("not a PostgreSQL address: {error}")))?;
    config.connect_timeout(CONNECT_TIME_MAX).tcp_user_timeout(SILENCE_MAX);
    config.keepalives(true).keepalives_idle(SILENCE_MAX).application_name(APPLICATION);
    Ok(config)
}

/// Runs a session on a thread of its own: whoever opens a store may be inside a runtime, where
/// another one cannot be driven.
pub(crate) fn aside<T: Send, E: Send + From<StoreError>>(
    session: impl FnOnce() -> Result<T, E> + Send,
) -> Result<T, E> {
    let ended = std::thread::scope(|scope| scope.spawn(session).join());
    let panicked = "a session of the database panicked";
    ended.unwrap_or_else(|_| Err(StoreError::Broken(panicked.to_owned()).into()))
}

impl Backend for PostgresStore {
    fn submit(&self, lane: Lane, shard: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        // Ids grow with time in their high bits; a multiplicative hash spreads them again.
        let spread = shard.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let index = usize::try_from(spread).unwrap_or(0) % self.workers.len();
        self.workers[index].push(lane, work)
    }

    fn read(&self, limit: ReadLimit, job: ReadJob) {
        self.reads.push(limit, job);
    }

    fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::postgres_head(tx)
    }

    fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        feed::postgres_after(tx, after, limit)
    }

    fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::postgres_end(tx)
    }

    fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        feed::postgres_last(tx, until)
    }

    fn feed_early(&self, tx: &mut dyn Tx, limit: i64) -> Result<Vec<Row>, StoreError> {
        feed::postgres_early(tx, limit)
    }

    fn figures(&self) -> Figures {
        let all = self.workers.iter().map(|lanes| lanes.waiting());
        let waiting = all.fold([0; 2], |sum, some| [sum[0] + some[0], sum[1] + some[1]]);
        Figures { waiting, ..self.meter.figures() }
    }

    fn close(&self) {
        self.workers.iter().for_each(|lanes| lanes.close());
        self.reads.close();
        self.threads.join();
    }
}

/// One thread's connection, made when it is needed and made again when it was lost.
struct Worker {
    config: Config,
    session: Option<Session>,
    /// Before this, a database that could not be reached is not tried again: whoever asks meanwhile
    /// is told at once rather than queued behind attempts.
    retry_at: Option<Instant>,
    meter: Arc<Meter>,
}

impl Worker {
    const fn new(config: Config, meter: Arc<Meter>) -> Self {
        Self { config, session: None, retry_at: None, meter }
    }

    fn session(&mut self) -> Result<&mut Session, StoreError> {
        if self.session.as_ref().is_some_and(|session| session.client.is_closed()) {
            self.session = None;
        }
        if self.session.is_none() {
            if self.retry_at.is_some_and(|at| Instant::now() < at) {
                return Err(StoreError::Unavailable("it could not be reached".to_owned()));
            }
            let opened = Session::open(&self.config);
            self.retry_at = opened.is_err().then(|| Instant::now() + RECONNECT_AFTER);
            self.session = Some(opened?);
        }
        self.session.as_mut().ok_or(StoreError::Contended)
    }

    fn serve(&mut self, lanes: &Lanes) {
        while let Some(first) = lanes.wait() {
            let began = Instant::now();
            let mut batch = vec![first];
            while batch.len() < BATCH_MAX {
                let Some(next) = lanes.take() else { break };
                batch.push(next);
            }
            for work in self.transact(batch, Round::Batch) {
                self.alone(work);
            }
            self.meter.busy(began.elapsed());
        }
    }

    /// Once more, alone: what was contended may wait now, and what was in a batch that died may
    /// live. A command whose commit had an unknown fate finds its own attempt.
    fn alone(&mut self, work: Box<dyn Work>) {
        let mut left = vec![work];
        for _ in 0..ALONE_TIMES_MAX {
            self.meter.alone();
            left = self.transact(left, Round::Alone);
            if left.is_empty() {
                return;
            }
        }
        left.into_iter().for_each(|work| work.settle(Fate::Failed));
    }

    /// Runs work in one transaction and settles it; returns what must run again.
    fn transact(&mut self, batch: Vec<Box<dyn Work>>, round: Round) -> Vec<Box<dyn Work>> {
        let meter = Arc::clone(&self.meter);
        let Ok(session) = self.session() else {
            return batch;
        };
        let mut tx = PostgresTx::begin(session, round);
        let (mut done, mut again, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        let mut broken = false;
        let mut batch = batch.into_iter();
        for mut work in batch.by_ref() {
            meter.ran();
            match tx.run(&mut *work) {
                Ok(Ran::Kept) => done.push(work),
                Ok(Ran::Discarded) => {
                    meter.discarded();
                    done.push(work);
                }
                Ok(Ran::Contended) => again.push(work),
                Ok(Ran::Panicked) => failed.push(work),
                Err(error) => {
                    broken = true;
                    if let StoreError::Broken(why) = error {
                        tracing::error!(why, "a statement of ours is wrong");
                    }
                    again.push(work);
                    break;
                }
            }
        }
        if broken || tx.commit().is_err() {
            self.abandon();
            done.extend(again);
            done.extend(batch);
            again = done;
        } else {
            meter.committed(done.len());
            done.into_iter().for_each(|work| work.settle(Fate::Committed));
        }
        failed.into_iter().for_each(|work| work.settle(Fate::Failed));
        again
    }

    /// Leaves a transaction that cannot go on.
    fn abandon(&mut self) {
        if let Some(session) = &mut self.session
            && session.simple("ROLLBACK").is_err()
        {
            self.session = None;
        }
    }

    fn read(&mut self, waiting: &Reads) {
        while let Some((limit, job)) = waiting.next() {
            match self.begin_reading(limit) {
                Err(error) => job(Err(error)),
                Ok(session) => {
                    let mut tx = PostgresTx::within(session, Round::Alone);
                    let _ = catch_unwind(AssertUnwindSafe(|| job(Ok(&mut tx))));
                    self.abandon();
                }
            }
        }
    }

    fn begin_reading(&mut self, limit: ReadLimit) -> Result<&mut Session, StoreError> {
        let begin = match limit {
            ReadLimit::Second => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 1000"
            }
            ReadLimit::None => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0"
            }
        };
        // That a connection was closed meanwhile shows only when it is used.
        if self.session()?.simple(begin).is_err() {
            self.session = None;
            self.session()?.simple(begin)?;
        }
        self.session.as_mut().ok_or(StoreError::Contended)
    }
}

/// A connection with the statements prepared on it.
pub(crate) struct Session {
    pub(crate) runtime: Runtime,
    pub(crate) client: Client,
    statements: BTreeMap<&'static str, Statement>,
}

impl Session {
    pub(crate) fn open(config: &Config) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(fault)?;
        // The task ends with the connection; the client then reports that it is closed.
        runtime.spawn(async move {
            let _ = connection.await;
        });
        let mut session = Self { runtime, client, statements: BTreeMap::new() };
        session.simple(
            "SET lock_timeout = '2s'; SET statement_timeout = '30s'; \
             SET default_transaction_isolation = 'read committed'",
        )?;
        Ok(session)
    }

    pub(crate) fn simple(&mut self, sql: &str) -> Result<(), StoreError> {
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(fault)
    }

    fn migrate(&mut self, schema: &Schema) -> Result<(), StoreError> {
        self.simple("BEGIN")?;
        self.migrate_within(schema)?;
        self.simple("COMMIT")
    }

    /// Takes the steps that are missing, in the transaction that is open.
    pub(crate) fn migrate_within(&mut self, schema: &Schema) -> Result<(), StoreError> {
        self.simple(MIGRATION_LOCK)?;
        self.simple(migration::TABLE)?;
        for step in schema.missing(&self.remembered()?)? {
            self.simple(&step.postgres())?;
            let insert = "INSERT INTO migration VALUES ($1, $2)";
            let (version, stamp) = (step.version, schema.stamp(&step));
            let params: [&(dyn ToSql + Sync); 2] = [&version, &stamp];
            self.runtime.block_on(self.client.execute(insert, &params)).map_err(fault)?;
        }
        Ok(())
    }

    /// The steps that the database remembers; none, if it is not one of ours.
    pub(crate) fn applied(&self) -> Result<Vec<Applied>, StoreError> {
        let is_ours = self.client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]);
        let is_ours: bool = self.runtime.block_on(is_ours).map_err(fault)?.get(0);
        if is_ours { self.remembered() } else { Ok(Vec::new()) }
    }

    fn remembered(&self) -> Result<Vec<Applied>, StoreError> {
        let query = self.client.query(migration::APPLIED, &[]);
        let rows = self.runtime.block_on(query).map_err(fault)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql)).map_err(fault)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

/// How one piece of work in a transaction ended, as far as the transaction is concerned.
enum Ran {
    /// Its writes are part of the commit.
    Kept,
    /// Its writes were undone; the record of why is part of the commit.
    Discarded,
    /// It left nothing and wants to run alone.
    Contended,
    /// It left nothing and is at fault itself.
    Panicked,
}

/// A statement that waits to be sent.
struct Pending {
    statement: Statement,
    args: Vec<Value>,
    /// Its text, when it must change exactly one row.
    one: Option<&'static str>,
}

/// A query that was foreseen, with its answer once it was sent.
struct Foreseen {
    sql: &'static str,
    args: Vec<Value>,
    answer: Option<Vec<tokio_postgres::Row>>,
}

/// The piece of work under way.
#[derive(Clone, Copy)]
enum Begun {
    /// None of its writes was sent: they are what is queued from here on.
    Queued(usize),
    /// Its writes were sent, after a savepoint.
    Sent,
}

struct PostgresTx<'s> {
    session: &'s mut Session,
    pending: Vec<Pending>,
    foreseen: Vec<Foreseen>,
    begun: Option<Begun>,
    /// A statement failed, perhaps one of an earlier piece of work: nothing here may be kept.
    poisoned: bool,
    round: Round,
}

impl<'s> PostgresTx<'s> {
    fn begin(session: &'s mut Session, round: Round) -> Self {
        let mut tx = Self::within(session, round);
        // An error here shows at the first statement that is sent.
        let _ = tx.later("BEGIN", &[], None);
        tx
    }

    const fn within(session: &'s mut Session, round: Round) -> Self {
        Self {
            session,
            pending: Vec::new(),
            foreseen: Vec::new(),
            begun: None,
            poisoned: false,
            round,
        }
    }

    fn run(&mut self, work: &mut dyn Work) -> Result<Ran, StoreError> {
        self.begun = Some(Begun::Queued(self.pending.len()));
        let verdict = catch_unwind(AssertUnwindSafe(|| work.run(self)));
        self.foreseen.clear();
        if self.poisoned {
            return Err(StoreError::Contended);
        }
        match verdict {
            Ok(Verdict::Keep) => {
                if let Some(Begun::Sent) = self.begun.take() {
                    self.later("RELEASE SAVEPOINT work", &[], None)?;
                }
                Ok(Ran::Kept)
            }
            Ok(Verdict::Discard) => {
                self.undo()?;
                work.record(self)?;
                Ok(Ran::Discarded)
            }
            Ok(Verdict::Alone) => self.undo().map(|()| Ran::Contended),
            Err(_) => self.undo().map(|()| Ran::Panicked),
        }
    }

    /// Undoes the piece of work under way. What was never sent need not be undone.
    fn undo(&mut self) -> Result<(), StoreError> {
        match self.begun.take() {
            None => Ok(()),
            Some(Begun::Queued(from)) => {
                self.pending.truncate(from);
                Ok(())
            }
            Some(Begun::Sent) => {
                self.pending.clear();
                self.later("ROLLBACK TO SAVEPOINT work", &[], None)?;
                self.later("RELEASE SAVEPOINT work", &[], None)
            }
        }
    }

    /// Puts a savepoint before the writes of the work under way, which are about to be sent. Most
    /// work needs none: its writes travel once it has ended well.
    fn save(&mut self) -> Result<(), StoreError> {
        if let Some(Begun::Queued(from)) = self.begun {
            let statement = self.session.prepared("SAVEPOINT work")?;
            self.pending.insert(from, Pending { statement, args: Vec::new(), one: None });
            self.begun = Some(Begun::Sent);
        }
        Ok(())
    }

    /// The answer to a query that was foreseen, if it is there. What has been asked in earnest is
    /// not foreseen any more.
    fn recall(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Option<Vec<tokio_postgres::Row>> {
        if self.foreseen.is_empty() {
            return None;
        }
        let args: Vec<Value> = args.iter().map(owned).collect();
        let place =
            self.foreseen.iter().position(|known| known.sql == sql && known.args == args)?;
        self.foreseen.swap_remove(place).answer
    }

    fn later(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
        one: Option<&'static str>,
    ) -> Result<(), StoreError> {
        let statement = self.session.prepared(sql)?;
        let args = args.iter().map(owned).collect();
        self.pending.push(Pending { statement, args, one });
        if self.pending.len() >= PENDING_MAX { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.send(None).map(|_| ())
    }

    /// Sends all that waits, a query behind it, and what was foreseen, in one go.
    fn send(
        &mut self,
        query: Option<(&Statement, &[Arg<'_>])>,
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        if let Some(Begun::Queued(from)) = self.begun
            && self.pending.len() > from
        {
            self.save()?;
        }
        let mut ahead = Vec::new();
        for place in 0..self.foreseen.len() {
            if self.foreseen[place].answer.is_none() {
                ahead.push((place, self.session.prepared(self.foreseen[place].sql)?));
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if let Some(Begun::Queued(from)) = &mut self.begun {
            *from = 0;
        }
        let client = &self.session.client;
        let writes = join_all(pending.iter().map(|pending| async move {
            client.execute_raw(&pending.statement, pending.args.iter()).await
        }));
        let read = async {
            match query {
                None => Ok(Vec::new()),
                Some((statement, args)) => {
                    let params: Vec<&(dyn ToSql + Sync)> =
                        args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
                    client.query(statement, &params).await
                }
            }
        };
        let foreseen = &self.foreseen;
        let answers = join_all(ahead.iter().map(|(place, statement)| async move {
            let args = foreseen[*place].args.iter();
            let params: Vec<&(dyn ToSql + Sync)> =
                args.map(|arg| arg as &(dyn ToSql + Sync)).collect();
            client.query(statement, &params).await
        }));
        let all = join3(writes, read, answers);
        let (wrote, read, answers) = self.session.runtime.block_on(all);
        self.poisoned = true;
        for (pending, wrote) in pending.iter().zip(wrote) {
            let changed = wrote.map_err(fault)?;
            if let Some(sql) = pending.one
                && changed != 1
            {
                return Err(StoreError::Broken(format!("changed {changed} rows, not 1: {sql}")));
            }
        }
        let rows = read.map_err(fault)?;
        for ((place, _), answer) in ahead.iter().zip(answers) {
            self.foreseen[*place].answer = Some(answer.map_err(fault)?);
        }
        self.poisoned = false;
        Ok(rows)
    }

    /// Commits, once every statement that must change one row is known to have done so: a COMMIT
    /// that travelled with them would be done before their answers are read.
    fn commit(mut self) -> Result<(), StoreError> {
        if !self.pending.is_empty() {
            self.flush()?;
        }
        self.later("COMMIT", &[], None)?;
        self.flush()
    }
}

impl Tx for PostgresTx<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        let rows = match self.recall(sql, args) {
            Some(rows) => rows,
            None => {
                let statement = self.session.prepared(sql)?;
                self.send(Some((&statement, args)))?
            }
        };
        rows.iter()
            .map(|row| {
                let value = |column: usize| match *row.columns()[column].type_() {
                    Type::INT8 => {
                        Ok(row.get::<_, Option<i64>>(column).map_or(Value::Null, Value::Int))
                    }
                    Type::TEXT => {
                        Ok(row.get::<_, Option<String>>(column).map_or(Value::Null, Value::Text))
                    }
                    _ => Err(StoreError::Shape("column")),
                };
                (0..row.len()).map(value).collect::<Result<_, _>>().map(Row)
            })
            .collect()
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.save()?;
        self.flush()?;
        let statement = self.session.prepared(sql)?;
        let args: Vec<Value> = args.iter().map(owned).collect();
        let client = &self.session.client;
        self.session.runtime.block_on(client.execute_raw(&statement, args.iter())).map_err(fault)
    }

    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        self.later(sql, args, Some(sql))
    }

    fn foresee(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        let args: Vec<Value> = args.iter().map(owned).collect();
        let is_new = !self.foreseen.iter().any(|known| known.sql == sql && known.args == args);
        if is_new && self.foreseen.len() < PENDING_MAX {
            self.foreseen.push(Foreseen { sql, args, answer: None });
        }
        Ok(())
    }

    fn round(&self) -> Round {
        self.round
    }
}

fn owned(arg: &Arg<'_>) -> Value {
    match arg {
        Arg::Null => Value::Null,
        Arg::Int(value) => Value::Int(*value),
        Arg::Text(value) => Value::Text((*value).to_owned()),
    }
}

macro_rules! to_sql {
    () => {
        fn accepts(ty: &Type) -> bool {
            matches!(*ty, Type::INT8 | Type::TEXT)
        }

        tokio_postgres::types::to_sql_checked!();
    };
}

type Encoded = Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Arg<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Encoded {
        match self {
            Arg::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Arg::Int(value) => value.to_sql(ty, out),
            Arg::Text(value) => value.to_sql(ty, out),
        }
    }

    to_sql!();
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Encoded {
        match self {
            Value::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(value) => value.to_sql(ty, out),
        }
    }

    to_sql!();
}

pub(crate) fn fault(error: tokio_postgres::Error) -> StoreError {
    match error.code() {
        Some(code)
            if *code == SqlState::T_R_DEADLOCK_DETECTED
                || *code == SqlState::T_R_SERIALIZATION_FAILURE
                || *code == SqlState::LOCK_NOT_AVAILABLE =>
        {
            StoreError::Contended
        }
        Some(code) if matches!(&code.code()[..2], "08" | "53" | "57" | "58") => {
            StoreError::Unavailable(error.to_string())
        }
        Some(_) => StoreError::Broken(match error.as_db_error() {
            Some(db) => format!("{}: {}", db.code().code(), db.message()),
            None => error.to_string(),
        }),
        None => StoreError::Unavailable(error.to_string()),
    }
}
