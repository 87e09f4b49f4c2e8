//! Whose turn it is to be called, and how many calls are under way.

use std::collections::BTreeMap;

use tandem_domain::{HookId, PageTemplate};
use tandem_engine::{DELIVERIES_BEGUN_MAX, DueDelivery, HookDue};

/// How many calls are under way at once to one host and port …
const CALLS_AT_ONCE_EACH: usize = 4;
/// … and in all.
const CALLS_AT_ONCE: usize = 256;

/// The hooks take turns, so that those with the longest queues do not keep the others waiting.
#[derive(Default)]
pub(crate) struct Turns {
    /// Whose turn was last; `None`: the first hook's is next.
    after: Option<HookId>,
    /// How many calls are under way, by host and port.
    calls: BTreeMap<String, usize>,
}

impl Turns {
    /// Behind which hook the next look begins.
    pub(crate) const fn after(&self) -> Option<HookId> {
        self.after
    }

    /// What is begun of that which a look found: one delivery of each hook, then a second of each,
    /// for as long as there is room. If there is not even room for one of each, the next look begins
    /// behind the last that had its turn.
    pub(crate) fn choose(&mut self, looked: Vec<HookDue>) -> Vec<DueDelivery> {
        let mut room = CALLS_AT_ONCE.saturating_sub(self.calls.values().sum());
        room = room.min(DELIVERIES_BEGUN_MAX);
        if room == 0 {
            return Vec::new();
        }
        let mut chosen = Vec::new();
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut hooks: Vec<_> =
            looked.into_iter().map(|looked| (looked.hook, looked.due.into_iter())).collect();
        self.after = hooks.last().map(|(hook, _)| *hook);
        let mut is_first = true;
        while !hooks.is_empty() {
            let mut left = Vec::new();
            for (hook, mut due) in hooks {
                let Some(next) = due.next() else { continue };
                if room == 0 {
                    return chosen;
                }
                let host = host_of(&next.url);
                let busy = self.calls.get(&host).copied().unwrap_or_default();
                let more = taken.entry(host).or_default();
                if busy + *more < CALLS_AT_ONCE_EACH {
                    *more += 1;
                    room -= 1;
                    chosen.push(next);
                    left.push((hook, due));
                }
                if room == 0 && is_first {
                    self.after = Some(hook);
                }
            }
            (hooks, is_first) = (left, false);
        }
        chosen
    }

    /// A call begins.
    pub(crate) fn begin(&mut self, url: &str) {
        *self.calls.entry(host_of(url)).or_default() += 1;
    }

    /// A call to this host has ended.
    pub(crate) fn end(&mut self, host: &str) {
        if let Some(count) = self.calls.get_mut(host) {
            *count -= 1;
            if *count == 0 {
                self.calls.remove(host);
            }
        }
    }
}

/// The host and port of an address, which bear the load of its calls together.
pub(crate) fn host_of(url: &str) -> String {
    // The page of a number has places in its address that a message fills.
    let target = PageTemplate(url).target(&[]);
    target.map(|target| format!("{}:{}", target.host, target.port)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tandem_domain::{DeliveryId, Timestamp};

    use super::*;

    /// Hooks that have so much due each, every one at a host of its own.
    fn looked(hooks: std::ops::Range<i64>, each: i64) -> Vec<HookDue> {
        let delivery = |hook: i64, nth: i64| DueDelivery {
            id: DeliveryId(hook * 100 + nth),
            due: Timestamp(nth),
            url: format!("https://hook{hook}.example.com/"),
        };
        let due = |hook| (0..each).map(|nth| delivery(hook, nth)).collect();
        hooks.map(|hook| HookDue { hook: HookId(hook), due: due(hook) }).collect()
    }

    fn hooks(chosen: &[DueDelivery]) -> Vec<i64> {
        chosen.iter().map(|due| due.id.0 / 100).collect()
    }

    #[test]
    fn each_has_one_before_any_has_two() {
        let mut turns = Turns::default();
        let chosen = turns.choose(looked(0..3, 8));
        assert_eq!(hooks(&chosen), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
        assert_eq!(turns.after(), Some(HookId(2)));
        assert!(turns.choose(Vec::new()).is_empty());
        assert_eq!(turns.after(), None, "from the beginning");
    }

    #[test]
    fn who_found_no_room_is_next() {
        let mut turns = Turns::default();
        let most = i64::try_from(DELIVERIES_BEGUN_MAX).expect("a small number");
        assert_eq!(hooks(&turns.choose(looked(0..200, 8))), Vec::from_iter(0..most));
        assert_eq!(turns.after(), Some(HookId(most - 1)));
        let next = turns.choose(looked(most..200, 8));
        assert_eq!(hooks(&next), Vec::from_iter(most..2 * most));
    }

    #[test]
    fn a_host_bears_only_so_many_calls_and_holds_up_nobody_else() {
        let mut turns = Turns::default();
        for _ in 0..CALLS_AT_ONCE_EACH {
            turns.begin("https://hook0.example.com/elsewhere");
        }
        assert_eq!(hooks(&turns.choose(looked(0..2, 1))), [1]);
        turns.end("hook0.example.com:443");
        assert_eq!(hooks(&turns.choose(looked(0..2, 2))), [0, 1, 1]);
    }

    #[test]
    fn where_nothing_fits_nobody_loses_a_turn() {
        let mut turns = Turns::default();
        for host in 0..CALLS_AT_ONCE {
            turns.begin(&format!("https://slow{host}.example.com/"));
        }
        turns.after = Some(HookId(7));
        assert!(turns.choose(looked(8..20, 1)).is_empty());
        assert_eq!(turns.after(), Some(HookId(7)));
    }
}
