//! What customers are told.

use super::{Answer, DAY, Model, SECOND};
use crate::simulator::deed::Who;
use crate::simulator::tell::Tell;

/// For how long a delivery is tried.
const TRIED: i64 = 72 * 60 * 60 * SECOND;
/// How many hooks an account may have.
const HOOKS_MAX: usize = 20;

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    pub who: Who,
    pub on: bool,
    pub orders: bool,
    /// The account's last event of which it is not told.
    pub since: i64,
    pub ended: Option<i64>,
}

/// What came of something to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Waiting,
    Delivered,
    Failed,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub fate: Fate,
    pub tries: i64,
    give_up: i64,
    settled: i64,
}

/// What the chain of an account holds, as far as customers are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Silent,
    Told,
    Order,
    /// Only the hook of this number, if any still has it.
    Test(u64),
}

impl Model {
    pub(super) fn tell(&mut self, tell: &Tell) -> Answer {
        match tell {
            Tell::Put { who, name, fresh, inside, orders, on } => {
                self.put_hook(*who, *name, *fresh, *inside, *orders, *on)
            }
            Tell::Remove { who, name } => {
                let now = self.now;
                self.own_hook(*who, *name)?.ended = Some(now);
                self.accounts[*who].events += 1;
                Ok(String::new())
            }
            Tell::Test { who, name } => {
                if !self.own_hook(*who, *name)?.on {
                    return Err("hook_unknown");
                }
                self.accounts[*who].events += 1;
                Ok(self.accounts[*who].events.to_string())
            }
            Tell::Write => self.write_down(),
            Tell::Begin { name, seq } => Ok(self.begin(*name, *seq).to_string()),
            Tell::Settle { name, seq, good, late } => self.settle_try(*name, *seq, *good, *late),
            Tell::Retry { name, seq } => Ok(self.retry(*name, *seq).to_string()),
            Tell::Expire => Ok(self.forget().to_string()),
            Tell::Clock { ahead } => {
                self.ahead = self.ahead.max(*ahead);
                Ok(self.ahead.to_string())
            }
        }
    }

    fn own_hook(&mut self, who: Who, name: u64) -> Result<&mut Hook, &'static str> {
        let hook = self.hooks.get_mut(&name).filter(|hook| hook.who == who && hook.ended.is_none());
        hook.ok_or("hook_unknown")
    }

    fn put_hook(
        &mut self,
        who: Who,
        name: u64,
        fresh: bool,
        inside: bool,
        orders: bool,
        on: bool,
    ) -> Answer {
        if inside {
            return Err("hook_invalid");
        }
        let since = self.accounts[who].events + 1;
        if fresh {
            let theirs = self.hooks.values().filter(|hook| hook.who == who && hook.ended.is_none());
            if theirs.count() >= HOOKS_MAX {
                return Err("too_many");
            }
            self.hooks.insert(name, Hook { who, on, orders, since, ended: None });
        } else {
            let hook = self.own_hook(who, name)?;
            if on && !hook.on {
                hook.since = since;
            }
            (hook.on, hook.orders) = (on, orders);
        }
        self.accounts[who].events += 1;
        Ok(String::new())
    }

    /// What happened since is to be told, to each hook that wants to hear of it.
    fn write_down(&mut self) -> Answer {
        let ends: Vec<i64> = self.accounts.iter().map(|account| account.events).collect();
        let Some(begins) = self.told_until.replace(ends) else { return Ok("true".to_owned()) };
        for (name, hook) in &self.hooks {
            if hook.ended.is_some() || !hook.on {
                continue;
            }
            let begin = begins.get(hook.who).copied().unwrap_or(0).max(hook.since);
            for seq in begin + 1..=self.accounts[hook.who].events {
                let kind = self.chronicle.get(&(hook.who, seq)).copied().unwrap_or(Kind::Silent);
                let wanted = match kind {
                    Kind::Silent => false,
                    Kind::Told => !hook.orders,
                    Kind::Order => true,
                    Kind::Test(tested) => tested == *name,
                };
                if wanted {
                    let give_up = self.now + TRIED;
                    let delivery = Delivery { fate: Fate::Waiting, tries: 0, give_up, settled: 0 };
                    self.deliveries.insert((*name, seq), delivery);
                }
            }
        }
        Ok("true".to_owned())
    }

    fn begin(&mut self, name: u64, seq: i64) -> u32 {
        let now = self.now;
        let on = self.hooks.get(&name).is_some_and(|hook| hook.on && hook.ended.is_none());
        let delivery = self.deliveries.get_mut(&(name, seq));
        let Some(delivery) = delivery.filter(|delivery| delivery.fate == Fate::Waiting) else {
            return 0;
        };
        delivery.tries += 1;
        if !on {
            (delivery.fate, delivery.settled) = (Fate::Failed, now);
        }
        u32::from(on)
    }

    fn settle_try(&mut self, name: u64, seq: i64, good: bool, late: bool) -> Answer {
        let now = self.now;
        if let Some(delivery) = self.deliveries.get_mut(&(name, seq))
            && delivery.fate == Fate::Waiting
        {
            if good {
                (delivery.fate, delivery.settled) = (Fate::Delivered, now);
            } else if !late && now >= delivery.give_up && delivery.tries >= 10 {
                (delivery.fate, delivery.settled) = (Fate::Failed, now);
            }
        }
        Ok(String::new())
    }

    fn retry(&mut self, name: u64, seq: Option<i64>) -> usize {
        let give_up = self.now + TRIED;
        let mut again = 0;
        for ((hook, event), delivery) in &mut self.deliveries {
            let meant = *hook == name && seq.is_none_or(|seq| seq == *event);
            if meant && delivery.fate == Fate::Failed {
                (delivery.fate, delivery.give_up) = (Fate::Waiting, give_up);
                again += 1;
            }
        }
        again
    }

    fn forget(&mut self) -> usize {
        let (before, known) = (self.now - 30 * DAY, self.deliveries.len());
        self.deliveries
            .retain(|_, delivery| delivery.fate == Fate::Waiting || delivery.settled >= before);
        let gone = known - self.deliveries.len();
        let deliveries = &self.deliveries;
        self.hooks.retain(|name, hook| {
            let has_any = deliveries.keys().any(|(hook, _)| hook == name);
            has_any || hook.ended.is_none_or(|ended| ended >= before)
        });
        gone
    }
}
