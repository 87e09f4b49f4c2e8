//! One node: a store, an engine over it, and the loops that keep both going.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use ipnet::IpNet;
use tandem_couriers::Suppliers;
use tandem_couriers::faults::Faults;
use tandem_couriers::http::{Call, Caller};
use tandem_couriers::mail::Postman;
use tandem_domain::Actor;
use tandem_engine::{
    AUDIO_BYTES_MAX, Ask, ClockGet, DOCUMENT_BYTES_MAX, Engine, OperatorOpen, SupplyReview,
};
use tandem_gateway::{Dialect, Fetcher, Gate, Gateway, RateLimit, Timer};
use tandem_numbering::Rules;
use tandem_store::{DatabaseUrl, Store};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::clock::NodeClock;
use crate::failure::Failure;
use crate::image::ImageFile;
use crate::lease::Lease;
use crate::loops;
use crate::pulse::Pulse;

/// The numbers that nodes may have are 0 to this. Those above are the command line's.
pub const NODE_MAX: u8 = 60;
/// How many numbers are the command line's.
const ASIDE_NODES: u64 = 3;

/// Opens a database, making it or bringing its schema up to date where need be, and fills the
/// mirrors.
pub async fn open(database: &DatabaseUrl, rules: Rules, node: u8) -> Result<Engine, Failure> {
    open_from(database, rules, node, ImageFile::beside(database)).await
}

/// Opens a database as [`open`] does; the mirrors are filled from an image, if there is one that can
/// be used.
pub async fn open_from(
    database: &DatabaseUrl,
    rules: Rules,
    node: u8,
    image: Option<ImageFile>,
) -> Result<Engine, Failure> {
    make(database, rules, node, seed()?, image, &NodeClock::default()).await
}

/// Opens a database as [`open`] does, by a clock that the caller keeps a hand on.
pub async fn open_by(
    database: &DatabaseUrl,
    rules: Rules,
    clock: &NodeClock,
) -> Result<Engine, Failure> {
    make(database, rules, 0, seed()?, ImageFile::beside(database), clock).await
}

/// Opens a database as [`open`] does, for a command that loads it beside the nodes. The mirrors stay
/// empty.
pub async fn open_to_load(database: &DatabaseUrl, rules: Rules) -> Result<Engine, Failure> {
    let seed = seed()?;
    let (store, clock) = (made(database)?, NodeClock::default());
    let engine = Engine::without_mirrors(store, rules, Box::new(clock.clone()), seed, aside(seed));
    show_time(&engine, &clock).await?;
    engine.execute(Ask::new(Actor::operator(), OperatorOpen)).await?;
    Ok(engine)
}

/// Opens a database that is there and has this binary's schema, to act on it beside the nodes.
pub async fn open_existing(database: &DatabaseUrl, rules: Rules) -> Result<Engine, Failure> {
    let clock = NodeClock::default();
    let engine = look_by(database, rules, &clock)?;
    begin(&engine, &clock, ImageFile::beside(database)).await?;
    Ok(engine)
}

/// Opens a database that is there and has this binary's schema, and writes nothing to it. The
/// mirrors stay empty.
pub async fn open_to_look(database: &DatabaseUrl, rules: Rules) -> Result<Engine, Failure> {
    let clock = NodeClock::default();
    let engine = look_by(database, rules, &clock)?;
    show_time(&engine, &clock).await?;
    Ok(engine)
}

/// Refuses a file that is not there. Whether a PostgreSQL database is there, its server says.
pub fn require_made(database: &DatabaseUrl, how: &str) -> Result<(), Failure> {
    match database {
        DatabaseUrl::Sqlite(path) if !path.is_file() => {
            Err(Failure::Unreachable(format!("there is no database {database}; {how}")))
        }
        _ => Ok(()),
    }
}

fn look_by(database: &DatabaseUrl, rules: Rules, clock: &NodeClock) -> Result<Engine, Failure> {
    require_made(database, "`tandem import`, `tandem serve --init` and `tandem demo` make one")?;
    let seed = seed()?;
    let store = Store::open_existing(database)
        .map_err(|error| Failure::Unreachable(format!("{database}: {error}")))?;
    Ok(Engine::new(store, rules, Box::new(clock.clone()), seed, aside(seed)))
}

async fn make(
    database: &DatabaseUrl,
    rules: Rules,
    node: u8,
    seed: u64,
    image: Option<ImageFile>,
    clock: &NodeClock,
) -> Result<Engine, Failure> {
    let engine = Engine::new(made(database)?, rules, Box::new(clock.clone()), seed, node);
    begin(&engine, clock, image).await?;
    Ok(engine)
}

/// The store, made or brought up to date where need be.
fn made(database: &DatabaseUrl) -> Result<Store, Failure> {
    if let DatabaseUrl::Sqlite(path) = database {
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        parent.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| {
            Failure::Unreachable(format!("cannot make the directory of {database}: {error}"))
        })?;
    }
    Ok(Store::open(database)?)
}

async fn begin(
    engine: &Engine,
    clock: &NodeClock,
    image: Option<ImageFile>,
) -> Result<(), Failure> {
    show_time(engine, clock).await?;
    engine.execute(Ask::new(Actor::operator(), OperatorOpen)).await?;
    if let Some(image) = image
        && image.load(engine).await
    {
        return Ok(());
    }
    Ok(engine.load().await?)
}

/// Puts the clock to the time of the database: nothing is done in a sandbox at a time that is over
/// there.
async fn show_time(engine: &Engine, clock: &NodeClock) -> Result<(), Failure> {
    clock.put_ahead(engine.execute(Ask::new(Actor::operator(), ClockGet)).await?);
    Ok(())
}

fn seed() -> Result<u64, Failure> {
    getrandom::u64().map_err(|error| Failure::Unreachable(format!("no source of chance: {error}")))
}

/// The node number of a command line's process. There are few for however many such processes, so
/// what keeps two of them from drawing the same id in the same millisecond is the seed: each begins
/// to count at a place of its own among tens of thousands (see [`tandem_engine::IdSource`]).
const fn aside(seed: u64) -> u8 {
    NODE_MAX + 1 + (seed % ASIDE_NODES) as u8
}

/// Tells whoever starts a node that purchases wait for a person to look at them.
pub async fn warn_of_unsettled(engine: &Engine) -> Result<(), Failure> {
    let unsettled = engine.execute(Ask::new(Actor::operator(), SupplyReview)).await?;
    if !unsettled.is_empty() {
        tracing::warn!(
            purchases = unsettled.len(),
            "suppliers have not clearly answered for numbers that customers paid for: see `tandem \
             admin order waiting`"
        );
    }
    Ok(())
}

/// Whom a node calls, and how.
#[derive(Default)]
pub struct Outward {
    /// The suppliers that offers name.
    pub suppliers: Suppliers,
    /// The networks beyond the public internet in which webhooks may be.
    pub webhook_networks: Vec<IpNet>,
    /// Who sends letters; without one they wait.
    pub postman: Option<Postman>,
    /// Hosts that are not called, whoever names them.
    pub uncalled: Vec<String>,
    /// What is to go wrong in a sandbox.
    pub faults: Arc<Faults>,
}

/// The loops of a node. They end with it.
pub struct Node {
    engine: Engine,
    pulse: Pulse,
    lease: Option<Lease>,
    loops: Vec<JoinHandle<()>>,
    image: Option<ImageFile>,
}

impl Node {
    /// Starts the loops over an engine.
    pub fn start(engine: Engine, outward: Outward) -> Self {
        let pulse = Pulse::of(engine.clone());
        let loops = loops::start(&engine, &pulse, outward);
        Self { engine, pulse, lease: None, loops, image: None }
    }

    /// A node that does nothing by itself: it stands by while its database is gone.
    pub fn idle(engine: Engine) -> Self {
        let pulse = Pulse::of(engine.clone());
        let why = "the database is gone, and calls are routed by what was written down";
        pulse.is_without(engine.routes_current_at(), why);
        Self { engine, pulse, lease: None, loops: Vec::new(), image: None }
    }

    /// Has it keep an image of its shelf.
    pub fn with_image(mut self, image: Option<ImageFile>) -> Self {
        let keep = |image: ImageFile| tokio::spawn(image.keep(self.engine.clone()));
        self.loops.extend(image.clone().map(keep));
        Self { image, ..self }
    }

    /// Writes the image, if it keeps one, before it ends.
    pub async fn write_image(&self) {
        if let Some(image) = &self.image {
            image.write(&self.engine, None).await;
        }
    }

    /// The engine.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Something that says at any time how the node is.
    pub fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    /// Holds the number under which the node draws its ids, and gives it back at the end.
    #[must_use]
    pub fn holding(self, lease: Lease) -> Self {
        Self { lease: Some(lease), ..self }
    }

    /// Resolves when the node may not go on, because its number is another's by now.
    pub async fn lost(&self) {
        match &self.lease {
            Some(lease) => lease.clone().keep().await,
            None => std::future::pending().await,
        }
    }

    /// Ends the loops, finishes what waits, closes the database.
    pub fn stop(self) {
        self.loops.iter().for_each(JoinHandle::abort);
        if let Some(lease) = &self.lease {
            lease.leave();
        }
        self.engine.close();
    }
}

/// Something that waits.
pub fn timer() -> Timer {
    Arc::new(|delay| Box::pin(tokio::time::sleep(delay)))
}

/// How large a file at an address may be that a customer names, in bytes.
const FILE_BYTES_MAX: usize =
    if AUDIO_BYTES_MAX > DOCUMENT_BYTES_MAX { AUDIO_BYTES_MAX } else { DOCUMENT_BYTES_MAX };

/// A gateway that serves the dialects over an engine. Equipment logs in to these realms, and pages that
/// customers name may be in these networks beyond the public internet.
pub fn gateway(
    engine: Engine,
    calls_per_minute: u32,
    realms: Vec<String>,
    private_networks: Vec<IpNet>,
    dialects: Vec<Box<dyn Dialect>>,
) -> Result<Gateway, Failure> {
    let limit = RateLimit { per_minute: calls_per_minute };
    let gate = Gate::new(engine, limit, timer()).map_err(Failure::Unreachable)?;
    let caller = Caller::new(private_networks.iter().copied()).reading(FILE_BYTES_MAX + 1);
    let gate = gate.with_realms(realms).with_private_networks(private_networks);
    Ok(Gateway::new(gate.with_fetcher(fetcher(caller)), dialects))
}

/// How many files at addresses that customers name are read at a time: each is held whole.
const FETCHES_AT_ONCE_MAX: usize = 16;

/// How long one waits for its turn.
const FETCH_TURN_TIME_MAX: Duration = Duration::from_secs(10);

/// Reads files at addresses that customers name, of which none is larger than a sound or a document may be.
fn fetcher(caller: Caller) -> Fetcher {
    let turns = Arc::new(Semaphore::new(FETCHES_AT_ONCE_MAX));
    Arc::new(move |target| {
        let (caller, turns) = (caller.clone(), Arc::clone(&turns));
        Box::pin(async move {
            let Ok(Ok(_turn)) = tokio::time::timeout(FETCH_TURN_TIME_MAX, turns.acquire()).await
            else {
                return Err("cannot be read now: too many others are; try again".to_owned());
            };
            let (method, headers, body) = (Method::GET, HeaderMap::new(), Bytes::new());
            let call = caller.call(Call { target, method, headers, body }).await;
            let reply = call.map_err(|fault| format!("cannot be read: {fault}"))?;
            match reply.status {
                200 => Ok(reply.body),
                status => Err(format!("cannot be read: HTTP status {status}")),
            }
        })
    })
}
