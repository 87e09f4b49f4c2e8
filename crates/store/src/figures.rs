//! What a store has done: counters for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many sizes of batches are told apart; each is up to twice the one before, the first one alone.
pub const BATCH_BARS: usize = 7;

/// What a store's writers have done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Pieces of work that were run, each as often as it was.
    pub runs: u64,
    /// Transactions that were committed. On SQLite each is one sync of the log.
    pub commits: u64,
    /// Work whose writes were undone: refusals and rehearsals.
    pub discarded: u64,
    /// Work that ran again alone, because its batch was lost or it found a row locked.
    pub alone: u64,
    /// How many batches held so many pieces of work: one, up to two, up to four, and so on.
    pub batches: [u64; BATCH_BARS],
    /// Work that waits for a writer, of customers and of bulk.
    pub waiting: [u64; 2],
    /// How long writers were busy, all together, in microseconds: from the first piece of work of a
    /// batch to the answers, with the wait for the database in it.
    pub busy_micros: u64,
}

/// Counts for one store; shared by its threads.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    runs: AtomicU64,
    commits: AtomicU64,
    discarded: AtomicU64,
    alone: AtomicU64,
    batches: [AtomicU64; BATCH_BARS],
    busy_micros: AtomicU64,
}

impl Meter {
    pub(crate) fn ran(&self) {
        self.runs.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn committed(&self, works: usize) {
        let bar = works.max(1).next_power_of_two().trailing_zeros() as usize;
        self.batches[bar.min(BATCH_BARS - 1)].fetch_add(1, Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn discarded(&self) {
        self.discarded.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn alone(&self) {
        self.alone.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn busy(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.busy_micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(crate) fn figures(&self) -> Figures {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Figures {
            runs: read(&self.runs),
            commits: read(&self.commits),
            discarded: read(&self.discarded),
            alone: read(&self.alone),
            batches: std::array::from_fn(|bar| read(&self.batches[bar])),
            waiting: [0; 2],
            busy_micros: read(&self.busy_micros),
        }
    }
}
