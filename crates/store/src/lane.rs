//! The queue in front of a store thread: two lanes, of which the bulk lane yields to the other.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::store::{Lane, Work};

/// How much work may wait in front of one store thread. Beyond it, callers are told at once that
/// the product is unavailable rather than kept waiting without end.
pub(crate) const QUEUE_MAX: usize = 8192;

/// Work that waits, oldest first in each lane.
pub(crate) struct Lanes {
    inner: Mutex<Inner>,
    bell: Condvar,
}

struct Inner {
    order: VecDeque<Box<dyn Work>>,
    bulk: VecDeque<Box<dyn Work>>,
    closed: bool,
}

impl Lanes {
    pub(crate) const fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                order: VecDeque::new(),
                bulk: VecDeque::new(),
                closed: false,
            }),
            bell: Condvar::new(),
        }
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        // No code that could panic runs while this lock is held.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues the work, or gives it back when there is no room or nobody to do it.
    pub(crate) fn push(&self, lane: Lane, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        let mut inner = self.inner();
        let queue = match lane {
            Lane::Order => &inner.order,
            Lane::Bulk => &inner.bulk,
        };
        if inner.closed || queue.len() >= QUEUE_MAX {
            return Err(work);
        }
        match lane {
            Lane::Order => inner.order.push_back(work),
            Lane::Bulk => inner.bulk.push_back(work),
        }
        drop(inner);
        self.bell.notify_one();
        Ok(())
    }

    /// The next piece of work, waiting for it if need be; `None` once the lanes are closed and
    /// empty.
    pub(crate) fn wait(&self) -> Option<Box<dyn Work>> {
        let mut inner = self.inner();
        loop {
            if let Some(work) = inner.order.pop_front() {
                return Some(work);
            }
            if let Some(work) = inner.bulk.pop_front() {
                return Some(work);
            }
            if inner.closed {
                return None;
            }
            let waited = self.bell.wait_timeout(inner, Duration::from_secs(1));
            inner = waited.map_or_else(|poison| poison.into_inner().0, |(inner, _)| inner);
        }
    }

    /// The next piece of work of the first lane that is there already, for a batch under way.
    pub(crate) fn take(&self) -> Option<Box<dyn Work>> {
        self.inner().order.pop_front()
    }

    /// Takes no more work; what waits is still done.
    pub(crate) fn close(&self) {
        self.inner().closed = true;
        self.bell.notify_all();
    }
}
