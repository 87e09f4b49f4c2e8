//! One database in memory under all nodes, and whatever goes wrong with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tandem_store::{
    Arg, Backend, Fate, FeedCursor, Lane, MemoryDatabase, ReadJob, ReadLimit, Round, Row,
    StoreError, Tx, Verdict, Work,
};

use super::deed::Fault;

/// The database of a simulation. Commands wait until they are carried out, by hand.
pub struct World {
    /// Whether commands are carried out as they come.
    at_once: bool,
    inner: Mutex<Inner>,
}

struct Inner {
    database: MemoryDatabase,
    waiting: Vec<Box<dyn Work>>,
}

impl World {
    pub fn new() -> Arc<Self> {
        Self::of(false)
    }

    /// A database in memory in which nothing goes wrong and nothing waits.
    pub fn at_once() -> Arc<Self> {
        Self::of(true)
    }

    fn of(at_once: bool) -> Arc<Self> {
        let database = MemoryDatabase::new().expect("a database in memory");
        Arc::new(Self { at_once, inner: Mutex::new(Inner { database, waiting: Vec::new() }) })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out what waits, as one batch; says whether the fault came to pass.
    pub fn carry_out(&self, fault: Fault) -> bool {
        let mut inner = self.inner();
        let inner = &mut *inner;
        let mut batch = std::mem::take(&mut inner.waiting);
        let hit = Arc::new(AtomicBool::new(false));
        match fault {
            Fault::Nothing | Fault::LostReply => inner.database.write(batch),
            Fault::Statement { of, nth } => {
                tamper(&mut batch, of, nth, Harm::Fail, &hit);
                inner.database.write(batch);
            }
            Fault::GiveUp { of, nth } => {
                tamper(&mut batch, of, nth, Harm::GiveUp, &hit);
                inner.database.write(batch);
            }
            Fault::Doubt => {
                for work in &mut batch {
                    commit_unseen(&mut inner.database, &mut **work);
                }
                inner.database.write(batch);
            }
            Fault::CrashBefore => {
                let crashed = inner.database.transaction(|tx| {
                    for work in &mut batch {
                        work.run(tx);
                    }
                    (false, ())
                });
                crashed.expect("a rollback");
            }
            Fault::CrashAfter => {
                let muted = |work| -> Box<dyn Work> { Box::new(Muted(work)) };
                inner.database.write(batch.into_iter().map(muted).collect());
            }
        }
        hit.load(Ordering::Relaxed)
    }
}

/// Does the work and commits it, and nobody hears of it.
fn commit_unseen(database: &mut MemoryDatabase, work: &mut dyn Work) {
    let verdict = database.transaction(|tx| {
        let verdict = work.run(tx);
        (verdict == Verdict::Keep, verdict)
    });
    if verdict.expect("a commit") == Verdict::Discard {
        let recorded = database.transaction(|tx| (true, work.record(tx)));
        recorded.and_then(|recorded| recorded).expect("a refusal on record");
    }
}

fn tamper(batch: &mut [Box<dyn Work>], of: usize, nth: u32, harm: Harm, hit: &Arc<AtomicBool>) {
    if let Some(place) = batch.get_mut(of) {
        let work = std::mem::replace(place, Box::new(Nobody));
        *place = Box::new(Tampered { work, left: nth, harm, hit: Arc::clone(hit) });
    }
}

impl Backend for World {
    fn submit(&self, _: Lane, _: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        let mut inner = self.inner();
        match self.at_once {
            true => inner.database.write(vec![work]),
            false => inner.waiting.push(work),
        }
        Ok(())
    }

    fn read(&self, _: ReadLimit, job: ReadJob) {
        let read = self.inner().database.transaction(|tx| {
            job(Ok(tx));
            (false, ())
        });
        read.expect("a readable database");
    }

    fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        MemoryDatabase::feed_head(tx)
    }

    fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        MemoryDatabase::feed_after(tx, after, limit)
    }

    fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        MemoryDatabase::feed_head(tx)
    }

    fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        MemoryDatabase::feed_last(tx, until)
    }

    fn feed_early(&self, _: &mut dyn Tx, _: i64) -> Result<Vec<Row>, StoreError> {
        Ok(Vec::new())
    }

    fn close(&self) {}
}

/// Work whose author will never hear of it.
struct Muted(Box<dyn Work>);

impl Work for Muted {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        self.0.run(tx)
    }

    fn record(&mut self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        self.0.record(tx)
    }

    fn settle(self: Box<Self>, _: Fate) {}
}

/// Stands in the place of work that is being wrapped.
struct Nobody;

impl Work for Nobody {
    fn run(&mut self, _: &mut dyn Tx) -> Verdict {
        Verdict::Keep
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, _: Fate) {}
}

#[derive(Clone, Copy, PartialEq)]
enum Harm {
    Fail,
    GiveUp,
}

/// Work one of whose statements goes wrong. If the statement is at fault, none works from then on,
/// however often the work is run again; a database that gives up does so once.
struct Tampered {
    work: Box<dyn Work>,
    left: u32,
    harm: Harm,
    hit: Arc<AtomicBool>,
}

impl Work for Tampered {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let hit = &self.hit;
        self.work.run(&mut TamperedTx { tx, left: &mut self.left, harm: self.harm, hit })
    }

    fn record(&mut self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let hit = &self.hit;
        self.work.record(&mut TamperedTx { tx, left: &mut self.left, harm: self.harm, hit })
    }

    fn settle(self: Box<Self>, fate: Fate) {
        self.work.settle(fate);
    }
}

struct TamperedTx<'t> {
    tx: &'t mut dyn Tx,
    left: &'t mut u32,
    harm: Harm,
    hit: &'t AtomicBool,
}

impl TamperedTx<'_> {
    fn statement(&mut self) -> Result<(), StoreError> {
        if self.harm == Harm::GiveUp && self.hit.load(Ordering::Relaxed) {
            return Ok(());
        }
        if *self.left > 0 {
            *self.left -= 1;
            return Ok(());
        }
        self.hit.store(true, Ordering::Relaxed);
        if self.harm == Harm::GiveUp {
            self.tx.exec("ROLLBACK", &[])?;
        }
        Err(StoreError::Unavailable("the simulated disk is full".to_owned()))
    }
}

impl Tx for TamperedTx<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        self.statement()?;
        self.tx.rows(sql, args)
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.statement()?;
        self.tx.exec(sql, args)
    }

    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        self.statement()?;
        self.tx.one(sql, args)
    }

    fn round(&self) -> Round {
        self.tx.round()
    }
}
