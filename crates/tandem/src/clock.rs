//! The clock on the wall, and how far a sandbox is ahead of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tandem_domain::Timestamp;
use tandem_engine::Clock;

/// The clock of a node: the wall's, unless the database is a sandbox whose time was moved. Clones
/// show the same time.
#[derive(Clone, Debug, Default)]
pub struct NodeClock {
    ahead: Arc<AtomicI64>,
}

impl NodeClock {
    /// How far it is ahead of the wall, in microseconds.
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::SeqCst)
    }

    /// Puts it so far ahead, in microseconds; never back.
    pub fn put_ahead(&self, micros: i64) {
        self.ahead.fetch_max(micros, Ordering::SeqCst);
    }
}

impl Clock for NodeClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp(wall.saturating_add(self.ahead()))
    }
}
