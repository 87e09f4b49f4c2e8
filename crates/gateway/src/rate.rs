//! How often an account may call.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tandem_domain::Timestamp;

/// How many callers are remembered; beyond that, those who have not called for longest are
/// forgotten, which gives them a fresh allowance.
const CALLERS_MAX: usize = 100_000;

/// How many calls a caller may make in a minute. Calls that are not made are saved up, to as many
/// as a minute allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls in a minute; 0: as many as one likes.
    pub per_minute: u32,
}

/// Who called how much. A call costs one; the allowance comes back evenly over the minute.
pub(crate) struct Rates<K> {
    limit: RateLimit,
    callers: Mutex<BTreeMap<K, Bucket>>,
}

struct Bucket {
    /// Calls left, in micro-calls.
    left: i64,
    at: Timestamp,
}

const MICRO: i64 = 1_000_000;

impl Bucket {
    /// What is left by `now`, in micro-calls.
    fn left_at(&self, now: Timestamp, per_minute: i64) -> i64 {
        let elapsed = now.0.saturating_sub(self.at.0).clamp(0, 60 * MICRO);
        (self.left + elapsed * per_minute / 60).min(per_minute * MICRO)
    }
}

impl<K: Ord + Clone> Rates<K> {
    pub(crate) const fn new(limit: RateLimit) -> Self {
        Self { limit, callers: Mutex::new(BTreeMap::new()) }
    }

    /// Whether the caller's allowance is spent. Takes nothing from it.
    pub(crate) fn is_spent(&self, caller: &K, now: Timestamp) -> bool {
        let callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let per_minute = i64::from(self.limit.per_minute);
        per_minute > 0
            && callers.get(caller).is_some_and(|bucket| bucket.left_at(now, per_minute) < MICRO)
    }

    /// Takes one call from the caller's allowance; says whether it was the last. After that there is
    /// no more until so long after `now`, from when on it comes back as ever.
    pub(crate) fn take_last(&self, caller: &K, now: Timestamp, seconds: i64) -> bool {
        let is_last = self.allow(caller, now) && self.is_spent(caller, now);
        if is_last {
            let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(bucket) = callers.get_mut(caller) {
                *bucket = Bucket { left: 0, at: now.plus_seconds(seconds) };
            }
        }
        is_last
    }

    /// Takes one call from the caller's allowance, if there is one.
    pub(crate) fn allow(&self, caller: &K, now: Timestamp) -> bool {
        let per_minute = i64::from(self.limit.per_minute);
        if per_minute == 0 {
            return true;
        }
        let full = per_minute * MICRO;
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= CALLERS_MAX && !callers.contains_key(caller) {
            let oldest =
                callers.iter().min_by_key(|(_, bucket)| bucket.at).map(|(key, _)| key.clone());
            oldest.map(|key| callers.remove(&key));
        }
        let bucket = callers.entry(caller.clone()).or_insert(Bucket { left: full, at: now });
        bucket.left = bucket.left_at(now, per_minute);
        bucket.at = bucket.at.max(now);
        let allowed = bucket.left >= MICRO;
        if allowed {
            bucket.left -= MICRO;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_is_spent_and_comes_back() {
        let rates = Rates::new(RateLimit { per_minute: 60 });
        let start = Timestamp(1_000_000_000);
        let made = (0..100).filter(|_| rates.allow(&"a", start)).count();
        assert_eq!(made, 60);
        assert!(rates.allow(&"b", start), "others have their own allowance");
        assert!(!rates.allow(&"a", Timestamp(start.0 + 500_000)));
        assert!(rates.allow(&"a", Timestamp(start.0 + 1_600_000)));
    }

    #[test]
    fn after_the_last_there_is_none_for_a_while() {
        let rates = Rates::new(RateLimit { per_minute: 2 });
        let start = Timestamp(1_000_000_000);
        assert!(!rates.take_last(&"a", start, 300));
        assert!(rates.take_last(&"a", start, 300));
        assert!(!rates.take_last(&"a", start.plus_seconds(200), 300), "it was the last already");
        assert!(rates.is_spent(&"a", start.plus_seconds(329)));
        assert!(!rates.is_spent(&"a", start.plus_seconds(330)));
        assert!(!rates.is_spent(&"b", start));
    }
}
