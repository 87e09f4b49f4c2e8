//! Where ids come from.

use std::sync::atomic::{AtomicI64, Ordering};

use tandem_domain::Timestamp;

/// The instant from which ids count: 2020-01-01.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
/// Low bits that tell nodes apart.
const NODE_BITS: u32 = 6;
/// Bits for ids made within one millisecond.
const COUNTER_BITS: u32 = 16;

/// Hands out ids that grow with time and are never handed out twice by one node.
#[derive(Debug)]
pub struct IdSource {
    last: AtomicI64,
    node: i64,
}

impl IdSource {
    /// Ids of one node among at most 64.
    pub const fn of_node(node: u8) -> Self {
        Self {
            last: AtomicI64::new(0),
            node: (node as i64) & ((1 << NODE_BITS) - 1),
        }
    }

    /// The next id. When the clock stands still or goes back, ids grow all the same.
    pub fn next(&self, now: Timestamp) -> i64 {
        let millis = (now.0 / 1000 - EPOCH_MILLIS).max(1);
        let of_now = millis << (NODE_BITS + COUNTER_BITS);
        let step = 1 << NODE_BITS;
        let next = |last: i64| Some((last + step).max(of_now));
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let before = before.unwrap_or_default();
        (before + step).max(of_now) | self.node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_does_not() {
        let source = IdSource::of_node(3);
        let now = Timestamp(1_800_000_000_000_000);
        let mut last = 0;
        for step in [0, 0, 1_000_000, -5_000_000, 0] {
            let id = source.next(Timestamp(now.0 + step));
            assert!(id > last);
            assert_eq!(id & 63, 3);
            last = id;
        }
    }
}
