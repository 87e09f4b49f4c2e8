//! The gateway itself.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, select};
use http::uri::Scheme;
use http::{HeaderValue, Method, Request, StatusCode, header};
use ipnet::IpNet;
use tandem_domain::route::RoutePlan;
use tandem_domain::{AccountId, Actor, Refusal, Target, Timestamp};
use tandem_engine::{Ask, Command, Engine, KEY_BYTES_MAX, OrderGet, OrderPlaced, RouteAsk, Tried};
use tandem_mirror::Credential;
use tandem_numbering::Rules;

use crate::auth::Doorman;
use crate::rate::Rates;
use crate::secret::handle_of_key;
use crate::{
    Answer, AuthFault, Call, Called, Dialect, Dispatcher, LookupSource, Meter, RateLimit, respond,
};

/// The longest request target that is read, in bytes: as long as the providers' own.
const TARGET_BYTES_MAX: usize = 8190;
/// The largest body that is read, in bytes.
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The realm that equipment logs in to where the operator names no other.
pub const REALM: &str = "tandem";
/// How long an order waits for suppliers before it is answered as still on its way.
const SUPPLIER_PATIENCE: Duration = Duration::from_secs(10);

/// Something that waits: the binary's, so that nothing here depends on a runtime.
pub type Timer = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// Something that reads a file at an address that a customer names, or says why it did not: the binary's,
/// which knows what may be called.
pub type Fetcher = Arc<dyn Fn(Target) -> BoxFuture<'static, Result<Bytes, String>> + Send + Sync>;

/// What a dialect uses of the rest of the house.
#[derive(Clone)]
pub struct Gate {
    engine: Engine,
    doorman: Arc<Doorman>,
    rates: Arc<Rates<AccountId>>,
    timer: Timer,
    dispatcher: Dispatcher,
    meter: Arc<Meter>,
    realms: Vec<String>,
    private_networks: Vec<IpNet>,
    /// Whether nothing is kept of what is done.
    is_trial: bool,
    fetcher: Option<Fetcher>,
    lookups: Option<Arc<dyn LookupSource>>,
}

impl Gate {
    /// A gate to an engine.
    pub fn new(engine: Engine, limit: RateLimit, timer: Timer) -> Result<Self, String> {
        let dispatcher = Dispatcher::new(engine.clone(), Arc::clone(&timer));
        Ok(Self {
            engine,
            dispatcher,
            doorman: Arc::new(Doorman::new()?),
            rates: Arc::new(Rates::new(limit)),
            timer,
            meter: Arc::default(),
            realms: vec![REALM.to_owned()],
            private_networks: Vec::new(),
            is_trial: false,
            fetcher: None,
            lookups: None,
        })
    }

    /// The same gate for an operation that is only tried: whatever it does is done, and nothing of it is kept.
    #[must_use]
    pub fn trying(&self) -> Self {
        Self { is_trial: true, ..self.clone() }
    }

    /// The same with other realms that equipment logs in to.
    #[must_use]
    pub fn with_realms(mut self, realms: Vec<String>) -> Self {
        self.realms = realms;
        self
    }

    /// The realms that equipment logs in to: what is kept of its passwords is good for these.
    pub fn realms(&self) -> &[String] {
        &self.realms
    }

    /// The same where customers may have pages of these networks called, too.
    #[must_use]
    pub fn with_private_networks(mut self, networks: Vec<IpNet>) -> Self {
        self.private_networks = networks;
        self
    }

    /// The networks beyond the public internet in which pages that customers name may be.
    pub fn private_networks(&self) -> &[IpNet] {
        &self.private_networks
    }

    /// The same where files that customers name are read by this.
    #[must_use]
    pub fn with_fetcher(mut self, fetcher: Fetcher) -> Self {
        self.fetcher = Some(fetcher);
        self
    }

    /// The file at an address that a customer names; or why there is none, to be read behind the name of
    /// the address.
    pub async fn fetch(&self, url: &str) -> Result<Bytes, String> {
        let target = Target::parse(url).map_err(|fault| fault.to_string())?;
        match &self.fetcher {
            Some(fetch) => fetch(target).await,
            None => Err("cannot be read: nothing calls out here".to_owned()),
        }
    }

    /// Somebody outside who is asked about numbers, if anybody is.
    pub(crate) fn lookups(&self) -> Option<Arc<dyn LookupSource>> {
        self.lookups.clone()
    }

    /// Whether nothing is kept of what is done.
    pub(crate) const fn is_trial(&self) -> bool {
        self.is_trial
    }

    /// The numbering rules in force.
    pub fn rules(&self) -> &Rules {
        self.engine.rules()
    }

    /// The engine behind the gate.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Recognises a caller by a key.
    pub async fn by_key(
        &self,
        scheme: &str,
        key: &str,
        address: Option<IpAddr>,
    ) -> Result<(Actor, Arc<Credential>), AuthFault> {
        let admitted = self.doorman.by_key(&self.engine, scheme, key, address).await;
        self.let_in(admitted)
    }

    /// Recognises a caller by a name and a password.
    pub async fn by_password(
        &self,
        scheme: &str,
        name: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<(Actor, Arc<Credential>), AuthFault> {
        let engine = &self.engine;
        let admitted = self.doorman.by_password(engine, scheme, name, password, address).await;
        self.let_in(admitted)
    }

    /// Lets a caller in who was recognised and does not call too often; counts all others.
    fn let_in(
        &self,
        admitted: Result<(Actor, Arc<Credential>), AuthFault>,
    ) -> Result<(Actor, Arc<Credential>), AuthFault> {
        let admitted = admitted.and_then(|admitted| {
            let allowed = self.rates.allow(&admitted.0.account, self.engine.now());
            if allowed { Ok(admitted) } else { Err(AuthFault::TooOften) }
        });
        admitted.inspect_err(|fault| self.meter.turned_away(*fault))
    }

    /// The time, for operations that speak of today.
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// What was answered so far.
    pub const fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// The plan for a call, and how old what it was made from may be, in whole seconds.
    pub async fn route(&self, ask: RouteAsk) -> Result<(RoutePlan, i64), Refusal> {
        self.dispatcher.route(ask).await
    }

    /// Carries a command out.
    pub async fn execute<C: Command>(
        &self,
        actor: Actor,
        command: C,
        key: Option<String>,
    ) -> Result<C::Outcome, Refusal> {
        if self.is_trial {
            return self.engine.execute(Ask::new(actor, Tried(command))).await;
        }
        // A key longer than we keep is kept as its hash: it still tells one request from another.
        let bounded =
            |key: String| if key.len() > KEY_BYTES_MAX { handle_of_key(&key) } else { key };
        self.engine.execute(Ask { actor, command, key: key.map(bounded) }).await
    }

    /// Places an order and waits, for a while, until its suppliers have answered. If each of its
    /// numbers was refused in the end, so is the order: a list of nothing would read as a success.
    pub async fn order<C: Command<Outcome = OrderPlaced>>(
        &self,
        actor: Actor,
        command: C,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        let placed = self.order_by_number(actor, command, key).await?;
        match placed.refused_whole() {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(placed),
        }
    }

    /// The same for who tells of each number what became of it.
    pub async fn order_by_number<C: Command<Outcome = OrderPlaced>>(
        &self,
        actor: Actor,
        command: C,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        let rehearsal = self.is_trial || command.is_rehearsal();
        let mut placed = self.execute(actor.clone(), command, key).await?;
        if placed.waiting() == 0 || rehearsal {
            return Ok(placed);
        }
        let settled = self.engine.settled(placed.order);
        let look = || self.execute(actor.clone(), OrderGet { order: placed.order }, None);
        // The supplier may have answered before we began to wait.
        let mut seen = look().await;
        if seen.as_ref().is_ok_and(|order| order.waiting > 0) {
            // Whichever ends first, what stands in the order then is the answer.
            select(settled, (self.timer)(SUPPLIER_PATIENCE)).await;
            seen = look().await;
        }
        // An order that cannot be looked at now was placed all the same.
        if let Ok(order) = seen {
            let ours = |did| order.lines.iter().any(|line| line.did == did && line.is_filled());
            placed.bought.retain(|number| ours(number.did));
            placed.lines = order.lines;
        }
        Ok(placed)
    }
}

/// All dialects behind one gate.
pub struct Gateway {
    gate: Gate,
    dialects: Vec<Box<dyn Dialect>>,
}

impl Gateway {
    /// Mounts the dialects.
    pub fn new(gate: Gate, dialects: Vec<Box<dyn Dialect>>) -> Self {
        Self { gate, dialects }
    }

    /// The same that asks somebody outside about numbers of which nothing was loaded.
    #[must_use]
    pub fn asking(mut self, source: Option<Arc<dyn LookupSource>>) -> Self {
        self.gate.lookups = source;
        self
    }

    /// The gate.
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The dialects.
    pub fn dialects(&self) -> impl Iterator<Item = &dyn Dialect> {
        self.dialects.iter().map(AsRef::as_ref)
    }

    /// Answers a request. One that came encrypted has [`Scheme::HTTPS`] among its extensions.
    pub async fn handle(&self, request: Request<Bytes>, address: Option<IpAddr>) -> Answer {
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        if target.len() > TARGET_BYTES_MAX {
            return plain(StatusCode::URI_TOO_LONG, "the address of the request is too long\n");
        }
        if body.len() > BODY_BYTES_MAX {
            return self.too_large(parts.uri.path());
        }
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
            None => (target.to_owned(), None),
        };
        let Some(dialect) = self.dialect_at(&path) else {
            return plain(StatusCode::NOT_FOUND, "nothing is served at this address\n");
        };
        let (method, headers) = (parts.method, parts.headers);
        // All providers take these two for whatever they do; any other is not meant to do it.
        if method != Method::GET && method != Method::POST {
            let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "call with GET or POST\n");
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
            return answer;
        }
        let (called, began) = (Called::default(), self.gate.engine.now());
        let scheme = parts.extensions.get::<Scheme>().unwrap_or(&Scheme::HTTP).clone();
        let noted = called.clone();
        let call = Call { method, path, query, headers, body, address, scheme, called: noted };
        let answer = dialect.serve(&self.gate, call).await;
        let kind = (dialect.name(), called.name(), answer.status().as_u16());
        self.gate.meter.answered(kind, self.gate.engine.now().0 - began.0);
        // Never the query: it holds passwords.
        tracing::debug!(dialect = kind.0, operation = kind.1, status = kind.2, "answered");
        answer
    }

    /// What is answered at a path to a body longer than [`BODY_BYTES_MAX`], of which nothing was read.
    pub fn too_large(&self, path: &str) -> Answer {
        let refusal =
            || plain(StatusCode::PAYLOAD_TOO_LARGE, "the body of the request is too large\n");
        let said = self.dialect_at(path).and_then(|dialect| dialect.too_large(path));
        said.unwrap_or_else(refusal)
    }

    fn dialect_at(&self, path: &str) -> Option<&dyn Dialect> {
        let covers = |mount: &str| {
            if mount.ends_with('/') { path.starts_with(mount) } else { path == mount }
        };
        self.dialects().find(|dialect| dialect.mounts().iter().any(|mount| covers(mount)))
    }
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    respond(status, "text/plain; charset=utf-8", text)
}
