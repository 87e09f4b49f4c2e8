//! One node: a store, an engine over it, and the loops that keep both going.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tandem_couriers::Suppliers;
use tandem_domain::{Actor, Timestamp};
use tandem_engine::{Ask, AttemptExpire, Clock, Engine, NumberDue, NumberSweep, OperatorOpen};
use tandem_gateway::{Dialect, Gate, Gateway, RateLimit, Timer};
use tandem_numbering::Rules;
use tandem_store::{DatabaseUrl, Store};
use tokio::task::JoinHandle;

use crate::cli::Failure;

/// How often the feed is asked for what other processes committed.
const FOLLOW_EVERY: Duration = Duration::from_millis(50);
/// How often numbers whose time is up are moved on.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often old attempts are forgotten.
const EXPIRE_EVERY: Duration = Duration::from_secs(60);
/// A node whose mirrors are older than this says that it is not ready, in microseconds.
const LAG_MICROS_MAX: i64 = 5_000_000;

/// The clock on the wall.
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Opens the database and fills the mirrors.
pub async fn open(database: &DatabaseUrl, rules: Rules, node: u8) -> Result<Engine, Failure> {
    if let DatabaseUrl::Sqlite(path) = database {
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        if parent.is_some_and(|parent| !parent.is_dir()) {
            return Err(Failure::Unreachable(format!(
                "there is no directory for {database}"
            )));
        }
    }
    let store = Store::open(database)?;
    let mut seed = [0_u8; 8];
    getrandom::fill(&mut seed)
        .map_err(|error| Failure::Unreachable(format!("no source of chance: {error}")))?;
    let engine = Engine::new(
        store,
        rules,
        Box::new(WallClock),
        u64::from_le_bytes(seed),
        node,
    );
    engine
        .execute(Ask::new(Actor::operator(), OperatorOpen))
        .await?;
    engine.load().await?;
    Ok(engine)
}

/// The loops of a node. They end with it.
pub struct Node {
    engine: Engine,
    followed: Arc<AtomicI64>,
    loops: Vec<JoinHandle<()>>,
}

impl Node {
    /// Starts the loops over an engine.
    pub fn start(engine: Engine, suppliers: Suppliers) -> Self {
        let followed = Arc::new(AtomicI64::new(engine.now().0));
        let loops = vec![
            tokio::spawn(follow(engine.clone(), Arc::clone(&followed))),
            tokio::spawn(sweep(engine.clone())),
            tokio::spawn(expire(engine.clone())),
            tokio::spawn(tandem_couriers::supply::run(engine.clone(), suppliers)),
        ];
        Self {
            engine,
            followed,
            loops,
        }
    }

    /// The engine.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Something that says at any time how the node is.
    pub fn pulse(&self) -> Pulse {
        Pulse {
            engine: self.engine.clone(),
            followed: Arc::clone(&self.followed),
        }
    }

    /// Ends the loops, finishes what waits, closes the database.
    pub fn stop(self) {
        self.loops.iter().for_each(JoinHandle::abort);
        self.engine.close();
    }
}

/// How a node is, for those who probe it.
pub struct Pulse {
    engine: Engine,
    followed: Arc<AtomicI64>,
}

impl Pulse {
    /// The engine.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How old the mirrors are, in microseconds.
    pub fn lag_micros(&self) -> i64 {
        self.engine.now().0 - self.followed.load(Ordering::Relaxed)
    }

    /// Whether the mirrors are fresh enough to be believed.
    pub fn is_ready(&self) -> bool {
        self.lag_micros() < LAG_MICROS_MAX
    }
}

/// A gateway that serves the dialects over an engine.
pub fn gateway(
    engine: Engine,
    calls_per_minute: u32,
    dialects: Vec<Box<dyn Dialect>>,
) -> Result<Gateway, Failure> {
    let timer: Timer = Arc::new(|delay| Box::pin(tokio::time::sleep(delay)));
    let limit = RateLimit {
        per_minute: calls_per_minute,
    };
    let gate = Gate::new(engine, limit, timer).map_err(Failure::Unreachable)?;
    Ok(Gateway::new(gate, dialects))
}

async fn follow(engine: Engine, followed: Arc<AtomicI64>) {
    loop {
        let asked = engine.now();
        match engine.follow().await {
            Ok(0) => followed.store(asked.0, Ordering::Relaxed),
            // There may be more.
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "the feed cannot be read"),
        }
        tokio::time::sleep(FOLLOW_EVERY).await;
    }
}

async fn sweep(engine: Engine) {
    loop {
        let due = engine.execute(Ask::new(Actor::operator(), NumberDue)).await;
        if !due.unwrap_or_default() || !move_on(&engine).await {
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }
}

/// Sweeps once; says whether there may be more to do.
async fn move_on(engine: &Engine) -> bool {
    let swept = engine
        .execute(Ask::new(Actor::operator(), NumberSweep))
        .await;
    swept.is_ok_and(|swept| swept.more)
}

async fn expire(engine: Engine) {
    loop {
        let expired = engine
            .execute(Ask::new(Actor::operator(), AttemptExpire))
            .await;
        if !expired.is_ok_and(|expired| expired > 0) {
            tokio::time::sleep(EXPIRE_EVERY).await;
        }
    }
}
