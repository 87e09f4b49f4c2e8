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
///
/// Each source begins to count at a place of its own within every millisecond. Processes that share
/// a node number for want of enough of them (short-lived ones beside the nodes, or a node that is
/// restarted after its clock was set back) would otherwise draw the same ids whenever they draw in
/// the same millisecond.
#[derive(Debug)]
pub struct IdSource {
    last: AtomicI64,
    /// The low bits of an instant's first id: where this source begins to count, and its node.
    low: i64,
}

impl IdSource {
    /// Ids of one node among at most 64, which begins to count at the place that the seed says.
    pub const fn of_node(node: u8, seed: u64) -> Self {
        let place = (seed & ((1 << COUNTER_BITS) - 1)) as i64;
        let node = (node as i64) & ((1 << NODE_BITS) - 1);
        Self { last: AtomicI64::new(0), low: (place << NODE_BITS) | node }
    }

    /// The least id that any source draws at an instant: whatever was made since has that one or a greater.
    pub const fn first_at(at: Timestamp) -> i64 {
        let millis = at.0 / 1000 - EPOCH_MILLIS;
        if millis < 1 { 0 } else { millis << (NODE_BITS + COUNTER_BITS) }
    }

    /// The next id. When the clock stands still or goes back, ids grow all the same.
    pub fn next(&self, now: Timestamp) -> i64 {
        let millis = (now.0 / 1000 - EPOCH_MILLIS).max(1);
        let of_now = (millis << (NODE_BITS + COUNTER_BITS)) | self.low;
        let step = 1 << NODE_BITS;
        let next = |last: i64| (last + step).max(of_now);
        let before =
            self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)));
        next(before.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_does_not() {
        let source = IdSource::of_node(3, 0xffff);
        let now = Timestamp(1_800_000_000_000_000);
        let mut last = 0;
        for step in [0, 0, 1_000_000, -5_000_000, 0] {
            let id = source.next(Timestamp(now.0 + step));
            assert!(id > last && id >= IdSource::first_at(now));
            assert_eq!(id & 63, 3);
            last = id;
        }
    }

    #[test]
    fn two_of_the_same_node_draw_different_ids_at_the_same_time() {
        let (one, other) = (IdSource::of_node(61, 7), IdSource::of_node(61, 40_000));
        let now = Timestamp(1_800_000_000_000_000);
        let draw = |source: &IdSource| (0..1000).map(|_| source.next(now)).collect::<Vec<i64>>();
        let (ids, others) = (draw(&one), draw(&other));
        assert!(ids.iter().all(|id| !others.contains(id)));
    }
}
