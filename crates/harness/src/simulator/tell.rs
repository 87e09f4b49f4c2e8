//! Deeds about what customers are told: webhooks and deliveries, and the clock of a sandbox.

use futures_util::future::{BoxFuture, FutureExt};
use serde::{Deserialize, Serialize};
use tandem_domain::{Actor, DeliveryId, HookId, Rng, Timestamp};
use tandem_engine::{
    Ask, ClockSet, DeliveryBegin, DeliveryExpire, DeliveryList, DeliveryRetry, DeliverySettle,
    DeliveryView, Engine, HookPut, HookRemove, HookTest, News, Retried,
};

use super::deed::Who;
use super::model::Model;
use super::reply::{Reply, Sender};
use super::words::{Ids, nothing};

/// The kinds that a hook of the simulation asks for, if it does not ask for all.
const ORDERS: &str = "order.placed";

/// One command about what is told. A hook is named by a number that the generator counts; a
/// delivery by its hook and the number of the event in its account's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// `hook.put`
    Put { who: Who, name: u64, fresh: bool, inside: bool, orders: bool, on: bool },
    /// `hook.remove`
    Remove { who: Who, name: u64 },
    /// `hook.test`
    Test { who: Who, name: u64 },
    /// `delivery.write`, after the feed was read
    Write,
    /// `delivery.begin`
    Begin { name: u64, seq: i64 },
    /// `delivery.settle`; of the try before the last, if it is late
    Settle { name: u64, seq: i64, good: bool, late: bool },
    /// `delivery.retry`
    Retry { name: u64, seq: Option<i64> },
    /// `delivery.expire`
    Expire,
    /// `clock.set`
    Clock { ahead: i64 },
}

impl Tell {
    /// The name of the engine's command.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Put { .. } => "hook.put",
            Self::Remove { .. } => "hook.remove",
            Self::Test { .. } => "hook.test",
            Self::Write => "delivery.write",
            Self::Begin { .. } => "delivery.begin",
            Self::Settle { .. } => "delivery.settle",
            Self::Retry { .. } => "delivery.retry",
            Self::Expire => "delivery.expire",
            Self::Clock { .. } => "clock.set",
        }
    }

    /// Whether the command says what was just read from the database: then it comes alone, and
    /// under no key, because asked again it would say something else.
    pub const fn is_read_first(&self) -> bool {
        matches!(self, Self::Write | Self::Begin { .. } | Self::Settle { .. } | Self::Retry { .. })
    }

    /// Whether what it is about has come to be.
    pub fn is_possible(&self, model: &Model) -> bool {
        match self {
            Self::Put { who, name, fresh, .. } => {
                *who < model.accounts.len() && (*fresh || model.hooks.contains_key(name))
            }
            Self::Remove { who, name } | Self::Test { who, name } => {
                *who < model.accounts.len() && model.hooks.contains_key(name)
            }
            Self::Retry { name, seq: None } => model.hooks.contains_key(name),
            Self::Begin { name, seq }
            | Self::Settle { name, seq, .. }
            | Self::Retry { name, seq: Some(seq) } => model.deliveries.contains_key(&(*name, *seq)),
            Self::Write | Self::Expire | Self::Clock { .. } => true,
        }
    }

    /// Something that can happen now. `names` counts hooks.
    pub fn draw(rng: &mut Rng, names: &mut u64, model: &Model) -> Self {
        let who = 1 + pick(rng, model.accounts.len() - 1);
        let some = (!model.hooks.is_empty()).then(|| pick(rng, model.hooks.len()));
        let hook = some.and_then(|place| model.hooks.iter().nth(place));
        let Some((name, hook)) = hook.map(|(name, hook)| (*name, hook)) else {
            return Self::put(rng, who, names, true);
        };
        let whose = if rng.below(8) == 0 { who } else { hook.who };
        let some = (!model.deliveries.is_empty()).then(|| pick(rng, model.deliveries.len()));
        let delivery = some.and_then(|place| model.deliveries.keys().nth(place)).copied();
        match (rng.below(20), delivery) {
            (0, _) => Self::put(rng, who, names, true),
            (1, _) => Self::put(rng, whose, &mut name.clone(), false),
            (2, _) if rng.below(2) == 0 => Self::Remove { who: whose, name },
            (2 | 3, _) => Self::Test { who: whose, name },
            (4, _) => Self::Expire,
            (5, _) => {
                let ahead = i64::try_from(rng.below(1 << 40)).unwrap_or(0);
                Self::Clock { ahead }
            }
            (6..=9, Some((name, seq))) => Self::Begin { name, seq },
            (10..=14, Some((name, seq))) => {
                let (good, late) = (rng.below(2) == 0, rng.below(5) == 0);
                Self::Settle { name, seq, good, late }
            }
            (15, Some((name, seq))) => {
                let seq = (rng.below(2) == 0).then_some(seq);
                Self::Retry { name, seq }
            }
            _ => Self::Write,
        }
    }

    fn put(rng: &mut Rng, who: Who, name: &mut u64, fresh: bool) -> Self {
        *name += u64::from(fresh);
        let (inside, orders, on) = (rng.below(8) == 0, rng.below(3) == 0, rng.below(4) != 0);
        Self::Put { who, name: *name, fresh, inside, orders, on: on || fresh }
    }

    /// Puts it in the engine's words and sends it.
    pub(super) fn send(&self, sender: Sender, ids: &Ids) -> BoxFuture<'static, Reply> {
        let id = |name: &u64| ids.hooks.get(name).copied().unwrap_or(HookId(0));
        match self {
            Self::Put { who, name, fresh, inside, orders, on } => {
                let put = HookPut {
                    account: ids.accounts[*who],
                    id: (!fresh).then(|| id(name)),
                    url: if *inside { "http://10.0.0.1/".to_owned() } else { url(*name) },
                    kinds: orders.then(|| ORDERS.to_owned()).into_iter().collect(),
                    secret: Some("0123456789abcdef".to_owned()),
                    enabled: *on,
                    allowed: Vec::new(),
                };
                sender.send(put, nothing)
            }
            Self::Remove { who, name } => {
                sender.send(HookRemove { account: ids.accounts[*who], id: id(name) }, nothing)
            }
            Self::Test { who, name } => {
                let test = HookTest { account: ids.accounts[*who], id: id(name) };
                sender.send(test, i64::to_string)
            }
            Self::Write => async move {
                let mut news = News::default();
                let mut looked =
                    sender.engine.news(&mut news).await.expect("news that can be read");
                // All but the last of it, if it is more than one command writes down.
                let mut ahead = 0;
                while looked.more {
                    if let Some(write) = looked.write {
                        ahead += 1;
                        let ask = Ask::new(Actor::operator(), write.clone());
                        let ours = sender.engine.execute(ask).await.expect("news written down");
                        news.written(&write, ours);
                    }
                    looked = sender.engine.news(&mut news).await.expect("news that can be read");
                }
                let write = looked.write.or_else(|| news.place()).expect("a place in the feed");
                let mut reply = sender.send(write, bool::to_string).await;
                reply.choice.ahead = ahead;
                reply
            }
            .boxed(),
            Self::Begin { name, seq } => {
                let (hook, seq) = (id(name), *seq);
                async move {
                    let seen = delivery(&sender.engine, hook, seq).await;
                    let due = seen.due.unwrap_or(Timestamp(0));
                    let begin = DeliveryBegin { of: vec![(seen.id, due)] };
                    sender.send(begin, |begun| begun.len().to_string()).await
                }
                .boxed()
            }
            Self::Settle { name, seq, good, late } => {
                let (hook, seq, good, late) = (id(name), *seq, *good, *late);
                async move {
                    let seen = delivery(&sender.engine, hook, seq).await;
                    let settle = DeliverySettle {
                        id: seen.id,
                        account: seen.account,
                        nth: seen.tries - i64::from(late),
                        status: good.then_some(204),
                        error: if good { String::new() } else { "no answer".to_owned() },
                        micros: 1000,
                    };
                    sender.send(settle, nothing).await
                }
                .boxed()
            }
            Self::Retry { name, seq: None } => {
                let of = Retried::Hook(id(name));
                sender.send(DeliveryRetry { of }, u64::to_string)
            }
            Self::Retry { name, seq: Some(seq) } => {
                let (hook, seq) = (id(name), *seq);
                async move {
                    let of = Retried::One(delivery(&sender.engine, hook, seq).await.id);
                    sender.send(DeliveryRetry { of }, u64::to_string).await
                }
                .boxed()
            }
            Self::Expire => sender.send(DeliveryExpire, u64::to_string),
            Self::Clock { ahead } => sender.send(ClockSet { ahead: *ahead }, i64::to_string),
        }
    }
}

fn pick(rng: &mut Rng, length: usize) -> usize {
    usize::try_from(rng.below(length as u64)).unwrap_or(0)
}

/// Where the hook of that name is called.
pub fn url(name: u64) -> String {
    format!("https://hook{name}.example.com/")
}

/// A delivery as it stands, which the oracle says is there.
async fn delivery(engine: &Engine, hook: HookId, seq: i64) -> DeliveryView {
    let mut before = DeliveryId(i64::MAX);
    loop {
        let (account, hook, state) = (None, Some(hook), None);
        let list = DeliveryList { account, hook, state, mail: false, before };
        let page = engine.execute(Ask::new(Actor::operator(), list)).await.expect("a list");
        before = page.last().expect("a delivery that is there").id;
        if let Some(found) = page.into_iter().find(|delivery| delivery.seq == seq) {
            return found;
        }
    }
}
