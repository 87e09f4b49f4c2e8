//! The queue in front of a store thread: two lanes, of which the bulk lane yields to the other, but
//! not for ever.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::{Lane, Work};

/// How much work may wait in front of one store thread. Beyond it, callers are told at once that
/// the product is unavailable rather than kept waiting without end.
pub(crate) const QUEUE_MAX: usize = 8192;

/// How long orders that keep coming may keep bulk work waiting. One piece of it then goes first: a
/// renewal or an import is slowed down by a busy day and not stopped by it, and an order is kept
/// waiting for one piece at the most.
const BULK_WAIT_MAX: Duration = Duration::from_millis(100);

/// Work that waits, oldest first in each lane.
pub(crate) struct Lanes {
    inner: Mutex<Inner>,
    bell: Condvar,
}

#[derive(Default)]
struct Inner {
    order: VecDeque<Box<dyn Work>>,
    bulk: VecDeque<Box<dyn Work>>,
    /// Since when bulk work has been waiting and none of it was done.
    bulk_since: Option<Instant>,
    closed: bool,
}

impl Inner {
    fn push(&mut self, lane: Lane, work: Box<dyn Work>, now: Instant) {
        match lane {
            Lane::Order => self.order.push_back(work),
            Lane::Bulk => {
                self.bulk_since.get_or_insert(now);
                self.bulk.push_back(work);
            }
        }
    }

    /// The next piece of work: an order, unless bulk work has been kept waiting for too long.
    fn next(&mut self, now: Instant) -> Option<Box<dyn Work>> {
        let is_overdue = |since: Instant| now.duration_since(since) >= BULK_WAIT_MAX;
        if !self.bulk_since.is_some_and(is_overdue)
            && let Some(work) = self.order.pop_front()
        {
            return Some(work);
        }
        let work = self.bulk.pop_front();
        self.bulk_since = (!self.bulk.is_empty()).then_some(now);
        work.or_else(|| self.order.pop_front())
    }
}

impl Lanes {
    pub(crate) fn new() -> Self {
        Self { inner: Mutex::default(), bell: Condvar::new() }
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
        inner.push(lane, work, Instant::now());
        drop(inner);
        self.bell.notify_one();
        Ok(())
    }

    /// The next piece of work, waiting for it if need be; `None` once the lanes are closed and
    /// empty.
    pub(crate) fn wait(&self) -> Option<Box<dyn Work>> {
        let mut inner = self.inner();
        loop {
            if let Some(work) = inner.next(Instant::now()) {
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

    /// How much waits in each lane.
    pub(crate) fn waiting(&self) -> [u64; 2] {
        let inner = self.inner();
        [inner.order.len() as u64, inner.bulk.len() as u64]
    }

    /// Takes no more work; what waits is still done.
    pub(crate) fn close(&self) {
        self.inner().closed = true;
        self.bell.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Fate, Verdict};
    use crate::{StoreError, Tx};
    use std::sync::mpsc::{Sender, channel};

    /// Work that tells which lane it came through when it is settled.
    struct Told(Lane, Sender<Lane>);

    impl Work for Told {
        fn run(&mut self, _: &mut dyn Tx) -> Verdict {
            Verdict::Keep
        }

        fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
            Ok(())
        }

        fn settle(self: Box<Self>, _: Fate) {
            self.1.send(self.0).expect("a test that listens");
        }
    }

    #[test]
    fn orders_that_never_cease_delay_bulk_work_and_do_not_stop_it() {
        let (tell, told) = channel();
        let (mut inner, start) = (Inner::default(), Instant::now());
        let work = |lane| Box::new(Told(lane, tell.clone()));
        for _ in 0..4 {
            inner.push(Lane::Bulk, work(Lane::Bulk), start);
        }
        // One second in which an order waits at every moment.
        for step in 0..1000 {
            let now = start + Duration::from_millis(step);
            inner.push(Lane::Order, work(Lane::Order), now);
            inner.next(now).expect("an order waits").settle(Fate::Committed);
        }
        let done: Vec<Lane> = told.try_iter().collect();
        let bulk: Vec<usize> = (0..done.len()).filter(|at| done[*at] == Lane::Bulk).collect();
        assert_eq!(bulk, [100, 200, 300, 400]);
    }

    #[test]
    fn bulk_work_yields_while_it_has_not_waited_long() {
        let (tell, told) = channel();
        let (mut inner, now) = (Inner::default(), Instant::now());
        for lane in [Lane::Bulk, Lane::Order, Lane::Bulk, Lane::Order] {
            inner.push(lane, Box::new(Told(lane, tell.clone())), now);
        }
        while let Some(work) = inner.next(now) {
            work.settle(Fate::Committed);
        }
        let done: Vec<Lane> = told.try_iter().collect();
        assert_eq!(done, [Lane::Order, Lane::Order, Lane::Bulk, Lane::Bulk]);
    }
}
