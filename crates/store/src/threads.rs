//! The threads of a store, and the queue in front of those that read.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::StoreError;
use crate::store::{ReadJob, ReadLimit};

/// How many reading jobs may wait. Beyond it, callers are told at once rather than kept waiting
/// without end.
const READS_WAITING_MAX: usize = 1024;
/// How many threads read what is asked; one more adds up, and one more follows the feed.
const READERS: usize = 2;

/// The threads of one store.
#[derive(Default)]
pub(crate) struct Threads {
    running: Mutex<Vec<JoinHandle<()>>>,
}

impl Threads {
    /// Starts a thread. Should it panic, the process ends: those who wait for it would otherwise
    /// wait for ever, and what is durable is found again at the next start.
    pub(crate) fn spawn(
        &self,
        name: &str,
        body: impl FnOnce() + Send + 'static,
    ) -> Result<(), StoreError> {
        let guarded = move || {
            if catch_unwind(AssertUnwindSafe(body)).is_err() {
                tracing::error!("a thread of the store panicked; stopping");
                std::process::abort();
            }
        };
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(guarded)
            .map_err(|error| StoreError::Unavailable(format!("no thread: {error}")))?;
        self.running.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Waits until all of them have ended.
    pub(crate) fn join(&self) {
        let threads =
            std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A panic has ended the process already.
            let _ = thread.join();
        }
    }
}

/// Where reading jobs wait.
pub(crate) struct ReadQueue {
    jobs: Mutex<Option<Lines>>,
}

/// Three lines, so that none waits for another.
#[derive(Clone)]
struct Lines {
    asked: SyncSender<(ReadLimit, ReadJob)>,
    summing: SyncSender<(ReadLimit, ReadJob)>,
    following: SyncSender<(ReadLimit, ReadJob)>,
}

/// The end of one line of a [`ReadQueue`], which the threads that read for it share.
#[derive(Clone)]
pub(crate) struct Reads(Arc<Mutex<Receiver<(ReadLimit, ReadJob)>>>);

impl ReadQueue {
    /// The queue, and an end of a line for each thread that is to read: [`READERS`] of what is asked, one of what is
    /// added up or takes its time, one of those who follow the feed.
    pub(crate) fn new() -> (Self, Vec<Reads>) {
        let line = || {
            let (begin, end) = mpsc::sync_channel(READS_WAITING_MAX);
            (begin, Reads(Arc::new(Mutex::new(end))))
        };
        let (asked, questions) = line();
        let (summing, sums) = line();
        let (following, news) = line();
        let lines = Lines { asked, summing, following };
        let ends = std::iter::repeat_n(questions, READERS).chain([sums, news]).collect();
        (Self { jobs: Mutex::new(Some(lines)) }, ends)
    }

    /// Queues a job; one for which there is no room, or no reader any more, is answered at once.
    pub(crate) fn push(&self, limit: ReadLimit, job: ReadJob) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let refused = match jobs {
            None => Some((job, "it is closed")),
            Some(lines) => {
                lines.of(limit).try_send((limit, job)).err().map(|refused| match refused {
                    TrySendError::Full((_, job)) => (job, "too many are reading"),
                    TrySendError::Disconnected((_, job)) => (job, "it is closed"),
                })
            }
        };
        if let Some((job, why)) = refused {
            job(Err(StoreError::Unavailable(why.to_owned())));
        }
    }

    /// Takes no more jobs; what waits is still done.
    pub(crate) fn close(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Lines {
    const fn of(&self, limit: ReadLimit) -> &SyncSender<(ReadLimit, ReadJob)> {
        match limit {
            ReadLimit::Second => &self.asked,
            ReadLimit::Summing | ReadLimit::None => &self.summing,
            ReadLimit::Following => &self.following,
        }
    }
}

impl Reads {
    /// The next job, waiting for it; `None` once the queue is closed and empty.
    pub(crate) fn next(&self) -> Option<(ReadLimit, ReadJob)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}
