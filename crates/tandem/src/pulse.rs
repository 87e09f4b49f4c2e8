//! How a node is, for those who probe it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tandem_domain::Timestamp;
use tandem_engine::{Engine, Followed};
use tandem_store::StoreError;

/// A node whose mirrors are older than this says that it is not ready, in microseconds.
const LAG_MICROS_MAX: i64 = 5_000_000;

/// Says at any time how a node is.
#[derive(Clone)]
pub struct Pulse {
    engine: Engine,
    state: Arc<State>,
}

struct State {
    /// The mirrors hold all that was committed before this.
    followed: AtomicI64,
    /// What keeps them from holding more.
    hindrance: Mutex<Option<String>>,
}

impl Pulse {
    /// Of an engine whose mirrors are filled.
    pub fn of(engine: Engine) -> Self {
        let followed = AtomicI64::new(engine.now().0);
        Self { engine, state: Arc::new(State { followed, hindrance: Mutex::default() }) }
    }

    /// Takes note that there is nothing to follow, since when, and why.
    pub fn is_without(&self, since: Timestamp, why: &str) {
        self.state.followed.store(since.0, Ordering::Relaxed);
        *self.state.hindrance.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    /// The engine.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Takes note of a look at the feed that began at `asked`.
    pub fn followed(&self, asked: Timestamp, found: &Result<Followed, StoreError>) {
        let hindrance = match found {
            // All of it: the mirrors are as old as the look.
            Ok(Followed { is_all: true, held_since: None, .. }) => {
                self.state.followed.store(asked.0, Ordering::Relaxed);
                None
            }
            Ok(Followed { held_since: Some(since), .. }) => {
                let since = since.0.min(asked.0);
                self.state.followed.fetch_max(since, Ordering::Relaxed);
                Some(
                    "committed events wait behind a transaction that some session of the PostgreSQL \
                     cluster leaves open (pg_stat_activity, pg_prepared_xacts)"
                        .to_owned(),
                )
            }
            Ok(Followed { .. }) => Some("more was committed than could be followed".to_owned()),
            Err(error) => Some(format!("the feed cannot be read: {error}")),
        };
        *self.state.hindrance.lock().unwrap_or_else(PoisonError::into_inner) = hindrance;
    }

    /// How old the mirrors are, in microseconds. With nothing to follow they are as good as new.
    pub fn lag_micros(&self) -> i64 {
        (self.engine.now().0 - self.state.followed.load(Ordering::Relaxed)).max(0)
    }

    /// Why switches should not ask the node, if they should not: they may as long as it has routes in memory,
    /// whatever has become of its database.
    pub fn switch_trouble(&self) -> Option<String> {
        let has_none = || "what calls go by is not in memory".to_owned();
        (!self.engine.has_routes()).then(has_none)
    }

    /// How old the routes in memory may be, in whole seconds.
    pub fn routes_age_seconds(&self) -> i64 {
        (self.engine.now().0 - self.engine.routes_current_at().0).max(0) / 1_000_000
    }

    /// Why the node should not be sent any calls, if it should not.
    pub fn trouble(&self) -> Option<String> {
        let rehearsed = self.engine.hindrance();
        if rehearsed.is_some() {
            return rehearsed;
        }
        let lag = self.lag_micros();
        if lag < LAG_MICROS_MAX {
            return None;
        }
        let hindrance = self.state.hindrance.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let why = hindrance.unwrap_or_else(|| "nobody has followed the feed".to_owned());
        Some(format!("the mirrors are {} s old: {why}", lag / 1_000_000))
    }
}
