//! The one door: how a command gets from whoever sends it to the store and back.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_channel::oneshot;
use tandem_domain::{OrderId, Refusal, Rng, Timestamp};
use tandem_mirror::Mirrors;
use tandem_numbering::Rules;
use tandem_store::{Figures, Lane, ReadLimit, Store, StoreError, Tx};

use crate::ask::Ask;
use crate::cx::Surroundings;
use crate::inner::{Clock, Inner, Rehearsal};
use crate::memo::Memo;
use crate::meter::Meter;
use crate::run::{Draw, Run};
use crate::sip_login::LoginMemo;
use crate::{Command, Cx, Halt, IdSource, Known, Mode, PROPOSALS_MAX, attempt};

/// The engine: the store, the mirrors, and the door to both.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

impl Engine {
    /// An engine over a store. `seed` and `node` must differ between nodes of one database; those who
    /// have to share a number differ by their seeds.
    pub fn new(store: Store, rules: Rules, clock: Box<dyn Clock>, seed: u64, node: u8) -> Self {
        Self::made(store, rules, clock, seed, node, true)
    }

    /// An engine whose mirrors stay empty: for a process that loads numbers by the million and sells
    /// none. What it commits, the others find in the feed.
    pub fn without_mirrors(
        store: Store,
        rules: Rules,
        clock: Box<dyn Clock>,
        seed: u64,
        node: u8,
    ) -> Self {
        Self::made(store, rules, clock, seed, node, false)
    }

    fn made(
        store: Store,
        rules: Rules,
        clock: Box<dyn Clock>,
        seed: u64,
        node: u8,
        has_mirrors: bool,
    ) -> Self {
        let inner = Inner {
            store,
            mirrors: Mirrors::default(),
            has_mirrors,
            rules,
            clock,
            seeds: Mutex::new(Rng::seeded(seed)),
            ids: IdSource::of_node(node, seed),
            holder: seed.cast_signed(),
            memo: Memo::default(),
            progress: Mutex::default(),
            domains: OnceLock::new(),
            logins: LoginMemo::default(),
            reading_balances: futures_util::lock::Mutex::default(),
            rehearsal: OnceLock::new(),
            meter: Meter::default(),
            waiting: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The numbers and credentials in memory.
    pub fn mirrors(&self) -> &Mirrors {
        &self.inner.mirrors
    }

    /// The numbering rules in force.
    pub fn rules(&self) -> &Rules {
        &self.inner.rules
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The number by which this process holds leases.
    pub fn holder(&self) -> i64 {
        self.inner.holder
    }

    /// The store, for what is no business of anybody's but the node's own.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What the store has done so far.
    pub fn figures(&self) -> Figures {
        self.inner.store.figures()
    }

    /// Finishes what waits and closes the store.
    pub fn close(&self) {
        self.inner.store.close();
    }

    /// What went through the door so far.
    pub fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// Does what is asked, and answers when it is durable.
    pub async fn execute<C: Command>(&self, ask: Ask<C>) -> Result<C::Outcome, Refusal> {
        let began = self.now();
        let end = self.carry_out(ask).await;
        let micros = self.now().0 - began.0;
        self.inner.meter.ended(C::NAME, end.as_ref().err(), micros);
        end
    }

    async fn carry_out<C: Command>(&self, ask: Ask<C>) -> Result<C::Outcome, Refusal> {
        if !ask.actor.may(ask.command.scope()) {
            return Err(Refusal::Forbidden);
        }
        if let Some(refusal) = self.rehearsed(&ask) {
            return Err(refusal);
        }
        match C::MODE {
            Mode::Read => match self.recall(&ask) {
                Some(outcome) => Ok(outcome),
                None => self.look(ask).await,
            },
            Mode::Write(lane) => self.write(lane, ask).await,
        }
    }

    /// Has it written, in the queue of writers; with other candidates as long as those run out.
    async fn write<C: Command>(&self, lane: Lane, ask: Ask<C>) -> Result<C::Outcome, Refusal> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let seed = inner.seed();
        // The seed is in the key of our own making because a clock that was set back could yield the
        // same id again after a restart, and with it somebody's old answer.
        let own_key = || format!("~{}.{seed:x}", inner.ids.next(now));
        let draw = Draw {
            now,
            seed,
            key: ask.key.clone().unwrap_or_else(own_key),
            digest: ask.key.is_some().then(|| attempt::digest(&ask.command)),
        };
        let shard = ask.command.shard(&ask.actor);
        let shared = Arc::new(ask);
        let mut tried = BTreeSet::new();
        for round in 0..=PROPOSALS_MAX {
            let proposed = || inner.propose(&shared.command, &tried);
            let candidates = (round < PROPOSALS_MAX).then(proposed).flatten();
            let (run, answer) = Run::of(inner, &shared, &draw, candidates);
            inner.store.submit(lane, shard, Box::new(run));
            match answer.await {
                Ok(Ok(outcome)) => return Ok(outcome),
                Ok(Err(Halt::Refused(refusal))) => return Err(refusal),
                Ok(Err(Halt::NeedMore(more))) => tried.extend(more),
                Ok(Err(Halt::Store(_))) | Err(_) => return Err(Refusal::Unavailable),
            }
        }
        Err(Refusal::Unavailable)
    }

    /// Makes this engine a sandbox's: from now on it is asked what goes wrong. Only the first one
    /// asked for counts.
    pub fn rehearse(&self, rehearsal: Box<dyn Rehearsal>) {
        // There is one sandbox to an engine.
        let _ = self.inner.rehearsal.set(rehearsal);
    }

    /// Why the node should not be sent anybody, as far as its sandbox has a say in that.
    pub fn hindrance(&self) -> Option<String> {
        self.inner.rehearsal.get()?.hinders()
    }

    /// What goes wrong with a customer's command, or a switch's, before it begins, in a sandbox.
    fn rehearsed<C: Command>(&self, ask: &Ask<C>) -> Option<Refusal> {
        let rehearsal = self.inner.rehearsal.get()?;
        if !C::OF_SWITCH {
            ask.actor.credential?;
        }
        rehearsal.refuses(C::NAME, ask.command.wants().map(|wanted| wanted.quantity))
    }

    /// Whether the database does not answer a switch, in a sandbox.
    pub(crate) fn is_away_in_rehearsal(&self, name: &'static str) -> bool {
        let rehearsal = self.inner.rehearsal.get();
        let refused = rehearsal.and_then(|rehearsal| rehearsal.refuses(name, None));
        refused == Some(Refusal::Unavailable)
    }

    /// The answer of what is in memory, if that is kept up to date and suffices.
    fn recall<C: Command>(&self, ask: &Ask<C>) -> Option<C::Outcome> {
        let inner = &self.inner;
        let Mirrors { stock, tariffs, .. } = &inner.mirrors;
        let rng = Rng::seeded(inner.seed());
        let mut known = Known { actor: &ask.actor, rng, stock, tariffs };
        if inner.has_mirrors { ask.command.recall(&mut known) } else { None }
    }

    /// Looks, on a reading thread.
    async fn look<C: Command>(&self, ask: Ask<C>) -> Result<C::Outcome, Refusal> {
        let (reply, answer) = oneshot::channel();
        let inner = Arc::clone(&self.inner);
        let heard = inner.mirrors.tariffs.heard();
        let limit = if ask.command.adds_up() { ReadLimit::Summing } else { ReadLimit::Second };
        let job = move |tx: Result<&mut dyn Tx, StoreError>| {
            let end = match tx {
                Ok(tx) => {
                    let around = inner.around(&ask.actor, inner.clock.now(), inner.seed(), None);
                    let mut cx = Cx::new(tx, Surroundings { heard: Some(heard), ..around });
                    ask.command.run(&mut cx)
                }
                Err(error) => Err(Halt::Store(error)),
            };
            // Whoever asked may have gone; then nobody needs the answer.
            let _ = reply.send(end);
        };
        self.inner.store.read(limit, Box::new(job));
        match answer.await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(Halt::Refused(refusal))) => Err(refusal),
            Ok(Err(Halt::Store(error))) => {
                tracing::error!(%error, command = C::NAME, "a look failed");
                Err(Refusal::Unavailable)
            }
            Ok(Err(Halt::NeedMore(_))) | Err(_) => Err(Refusal::Unavailable),
        }
    }

    /// Resolves once suppliers have answered for all numbers of the order.
    pub fn settled(&self, order: OrderId) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        let mut waiting = self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // Those who gave up waiting are not kept.
        waiting.retain(|_, tells| {
            tells.retain(|tell| !tell.is_canceled());
            !tells.is_empty()
        });
        waiting.entry(order).or_default().push(tell);
        told
    }
}
