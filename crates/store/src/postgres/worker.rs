//! A thread with a connection of its own: one that writes batches, or one that reads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::transaction::{PostgresTx, Ran};
use super::{Address, Session};
use crate::figures::Meter;
use crate::lane::Lanes;
use crate::store::{Fate, ReadLimit, Work};
use crate::threads::Reads;
use crate::{Round, StoreError};

/// A batch closes at this many commands.
const BATCH_MAX: usize = 16;
/// How often a command that had to run alone is tried: the next try helps when it was chosen to die
/// in a deadlock, and does no harm when its database is gone.
const ALONE_TIMES_MAX: usize = 3;
/// How long a lost connection is given before the next attempt to make one.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// One thread's connection, made when it is needed and made again when it was lost.
pub(super) struct Worker {
    address: Address,
    session: Option<Session>,
    /// Before this, a database that could not be reached is not tried again: whoever asks meanwhile
    /// is told at once rather than queued behind attempts.
    retry_at: Option<Instant>,
    meter: Arc<Meter>,
}

impl Worker {
    pub(super) const fn new(address: Address, meter: Arc<Meter>) -> Self {
        Self { address, session: None, retry_at: None, meter }
    }

    fn session(&mut self) -> Result<&mut Session, StoreError> {
        if self.session.as_ref().is_some_and(|session| session.client.is_closed()) {
            self.session = None;
        }
        if self.session.is_none() {
            if self.retry_at.is_some_and(|at| Instant::now() < at) {
                return Err(StoreError::Unavailable("it could not be reached".to_owned()));
            }
            let opened = Session::open(&self.address);
            self.retry_at = opened.is_err().then(|| Instant::now() + RECONNECT_AFTER);
            self.session = Some(opened?);
        }
        self.session.as_mut().ok_or(StoreError::Contended)
    }

    pub(super) fn serve(&mut self, lanes: &Lanes) {
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

    pub(super) fn read(&mut self, waiting: &Reads) {
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
            ReadLimit::Second | ReadLimit::Summing | ReadLimit::Following => {
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
