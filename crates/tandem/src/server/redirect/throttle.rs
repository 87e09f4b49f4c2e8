//! How often one address may send, in a fixed room.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many allowances there are. Addresses are spread over them by a keyed hash: two may share one by
/// chance, nobody can find out whose he shares, and no flood makes the room larger.
const ALLOWANCES: usize = 4096;

/// Allowances that come back evenly. What is not used is saved up, to as much as one second brings.
///
/// Each is one number, the time up to which it is spent: a message moves it on by the time that a
/// message takes, and is one too many if it would then lie more than a second ahead.
pub(super) struct Throttle {
    /// The time that a message takes, in nanoseconds; 0 if there is no limit.
    cost: u64,
    began: Instant,
    hasher: RandomState,
    spent: Vec<AtomicU64>,
}

/// A second, in nanoseconds.
const SECOND: u64 = 1_000_000_000;

impl Throttle {
    /// So many messages a second for each address; 0: any number.
    pub(super) fn new(per_second: u32) -> Self {
        let cost = SECOND.checked_div(per_second.into()).unwrap_or(0);
        let spent = (0..ALLOWANCES).map(|_| AtomicU64::new(0)).collect();
        Self { cost, began: Instant::now(), hasher: RandomState::new(), spent }
    }

    /// Takes one message from the allowance of an address. If there is none left: how long until there is.
    pub(super) fn take(&self, address: IpAddr) -> Result<(), Duration> {
        self.take_at(address, self.began.elapsed())
    }

    fn take_at(&self, address: IpAddr, now: Duration) -> Result<(), Duration> {
        let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX - SECOND);
        let hash = self.hasher.hash_one(address.to_canonical());
        let place = usize::try_from(hash % ALLOWANCES as u64).unwrap_or(0);
        let Some(spent) = self.spent.get(place) else { return Ok(()) };
        let moved = spent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |spent| {
            let next = spent.max(now).saturating_add(self.cost);
            (next <= now.saturating_add(SECOND)).then_some(next)
        });
        moved.map(|_| ()).map_err(|spent| {
            Duration::from_nanos(spent.saturating_add(self.cost).saturating_sub(now + SECOND))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn the_allowance_of_a_second_is_spent_and_comes_back() {
        let throttle = Throttle::new(10);
        let at = |millis| throttle.take_at(HERE, Duration::from_millis(millis));
        assert_eq!((0..100).filter(|_| at(0).is_ok()).count(), 10);
        assert_eq!(at(0), Err(Duration::from_millis(100)));
        assert_eq!(at(60), Err(Duration::from_millis(40)));
        assert_eq!(at(100), Ok(()));
        assert_eq!(at(100), Err(Duration::from_millis(100)));
        // What nobody used is saved up, to a second's worth and no more.
        assert_eq!((0..100).filter(|_| at(60_000).is_ok()).count(), 10);
    }

    #[test]
    fn without_a_limit_there_is_none() {
        let throttle = Throttle::new(0);
        assert!((0..1000).all(|_| throttle.take_at(HERE, Duration::ZERO).is_ok()));
    }

    #[test]
    fn others_have_their_own() {
        let throttle = Throttle::new(1);
        let alone = (1..=200)
            .filter(|host| throttle.take_at([198, 51, 100, *host].into(), Duration::ZERO).is_ok());
        // Two hundred in 4096 places: a few share one by chance.
        assert!(alone.count() > 150);
    }
}
