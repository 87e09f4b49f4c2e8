//! What was answered, and who was turned away: counts for whoever watches.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tandem_engine::Histogram;

use crate::AuthFault;

/// Dialect, operation and HTTP status.
pub type AnswerKind = (&'static str, &'static str, u16);

/// Counts for one gateway. Dialects and operations are those of the tables: whatever else a caller
/// asks for is counted under one word.
#[derive(Debug, Default)]
pub struct Meter {
    answers: Mutex<BTreeMap<AnswerKind, u64>>,
    times: Mutex<BTreeMap<&'static str, Histogram>>,
    turned_away: Mutex<BTreeMap<&'static str, u64>>,
    unclaimed: AtomicU64,
}

impl Meter {
    pub(crate) fn answered(&self, kind: AnswerKind, micros: i64) {
        *lock(&self.answers).entry(kind).or_default() += 1;
        lock(&self.times).entry(kind.0).or_default().add(micros);
    }

    /// Counts a caller who was not let in.
    pub fn turned_away(&self, fault: AuthFault) {
        *lock(&self.turned_away).entry(fault.word()).or_default() += 1;
    }

    /// Counts a call that a switch reported to a number that nobody had.
    pub fn unclaimed(&self) {
        self.unclaimed.fetch_add(1, Ordering::Relaxed);
    }

    /// How many calls were reported to numbers that nobody had.
    pub fn all_unclaimed(&self) -> u64 {
        self.unclaimed.load(Ordering::Relaxed)
    }

    /// How often each kind of answer was given.
    pub fn answers(&self) -> BTreeMap<AnswerKind, u64> {
        lock(&self.answers).clone()
    }

    /// How long answers took, by dialect.
    pub fn times(&self) -> BTreeMap<&'static str, Histogram> {
        lock(&self.times).clone()
    }

    /// How many callers were not let in, by the reason.
    pub fn all_turned_away(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.turned_away).clone()
    }
}

fn lock<T>(counts: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counting does not panic.
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}
