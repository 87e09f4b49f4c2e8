//! The sandbox of the demo: time that can be moved, and things that go wrong on demand.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_couriers::faults::{self, Faults, Mishap};
use tandem_domain::{Actor, Refusal, Timestamp};
use tandem_engine::{Ask, Clock, ClockSet, Command, Engine, OrderPlace, Rehearsal};
use tandem_gateway::BoxFuture;
use tandem_native::{Day, Passed, Sandbox, Spell};
use tandem_store::{FeedCursor, StoreError};
use tokio::sync::Mutex;

use crate::clock::NodeClock;
use crate::loops;

/// How far the time goes in one step, in microseconds: an hour. What falls due in it is done at its
/// end.
const STEP_MICROS: i64 = 3_600_000_000;

/// The demo's sandbox.
pub struct DemoSandbox {
    engine: Engine,
    clock: NodeClock,
    faults: Arc<Faults>,
    /// One move at a time.
    moving: Mutex<()>,
}

impl DemoSandbox {
    /// A sandbox over an engine with that clock. From now on what is to go wrong goes wrong there.
    pub fn new(engine: Engine, clock: NodeClock, faults: Arc<Faults>) -> Self {
        engine.rehearse(Box::new(Wrong { clock: clock.clone(), faults: Arc::clone(&faults) }));
        Self { engine, clock, faults, moving: Mutex::new(()) }
    }

    async fn pass_steps(&self, to: Timestamp) -> Result<Passed, Refusal> {
        let _alone = self.moving.lock().await;
        let from = self.clock.now();
        let before = self.engine.feed_head().await.map_err(unavailable)?;
        let mut days = BTreeMap::new();
        let mut read = before;
        let mut now = from;
        while now < to {
            let further = STEP_MICROS.min(to.0 - now.0);
            let ahead = self.clock.ahead() + further;
            // Written down first: nothing is ever done at a time that a restart does not know.
            self.engine.execute(Ask::new(Actor::operator(), ClockSet { ahead })).await?;
            self.clock.put_ahead(ahead);
            loops::catch_up(&self.engine).await;
            read = self.count(read, &mut days).await.map_err(unavailable)?;
            now = self.clock.now();
        }
        let days = days.into_iter().map(|(date, events)| Day { date, events }).collect();
        Ok(Passed { from, to: self.clock.now(), days })
    }

    /// Counts what happened after a place in the feed, by day and kind; returns where that ends.
    async fn count(
        &self,
        mut after: FeedCursor,
        days: &mut BTreeMap<String, BTreeMap<String, u64>>,
    ) -> Result<FeedCursor, StoreError> {
        loop {
            let events = self.engine.feed_after(after).await?;
            let Some((last, _)) = events.last() else { return Ok(after) };
            after = *last;
            for (_, event) in events {
                let date: String = event.at.to_string().chars().take(10).collect();
                let kind = serde_json::to_value(&event.body).unwrap_or_default();
                let kind = kind["kind"].as_str().unwrap_or_default().to_owned();
                *days.entry(date).or_default().entry(kind).or_default() += 1;
            }
        }
    }
}

fn unavailable(error: StoreError) -> Refusal {
    tracing::warn!(%error, "the feed cannot be read");
    Refusal::Unavailable
}

impl Sandbox for DemoSandbox {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn ahead(&self) -> i64 {
        self.clock.ahead()
    }

    fn pass(&self, to: Timestamp) -> BoxFuture<'_, Result<Passed, Refusal>> {
        Box::pin(self.pass_steps(to))
    }

    fn kinds(&self) -> Vec<&'static str> {
        Mishap::WORDS.iter().map(|(_, word)| *word).collect()
    }

    fn faults(&self) -> Vec<Spell> {
        let spells = self.faults.list(self.now()).into_iter();
        let spell = |(mishap, spell): (Mishap, faults::Spell)| Spell {
            kind: mishap.word().to_owned(),
            count: spell.count,
            until: spell.until,
        };
        spells.map(spell).collect()
    }

    fn set_fault(&self, spell: &Spell) {
        if let Some(mishap) = Mishap::of_word(&spell.kind) {
            self.faults.set(mishap, faults::Spell { count: spell.count, until: spell.until });
        }
    }

    fn clear_fault(&self, kind: Option<&str>) {
        let named = |word: &str| kind.is_none_or(|kind| kind == word);
        for (mishap, _) in Mishap::WORDS.iter().filter(|(_, word)| named(word)) {
            self.faults.clear(*mishap);
        }
    }
}

/// What goes wrong at the engine's door.
struct Wrong {
    clock: NodeClock,
    faults: Arc<Faults>,
}

impl Rehearsal for Wrong {
    fn refuses(&self, command: &'static str, wanted: Option<u32>) -> Option<Refusal> {
        let now = self.clock.now();
        if self.faults.strikes(Mishap::DatabaseUnavailable, now) {
            return Some(Refusal::Unavailable);
        }
        // A dialect may order by a command of its own; what leaves us a choice is an order too.
        let order = wanted.is_some() || command == OrderPlace::NAME;
        let gone = order && self.faults.strikes(Mishap::NoStock, now);
        gone.then(|| Refusal::NoStock { wanted: wanted.unwrap_or(1), found: 0 })
    }

    fn hinders(&self) -> Option<String> {
        let away = Mishap::DatabaseUnavailable;
        let is_away = self.faults.list(self.clock.now()).iter().any(|(mishap, _)| *mishap == away);
        is_away
            .then(|| format!("the sandbox rehearses that the database is gone ({})", away.word()))
    }
}
