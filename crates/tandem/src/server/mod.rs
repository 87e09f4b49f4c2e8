//! Sockets: the only place that knows of any.
//!
//! Nothing that a client does, or leaves undone, may keep a place or memory for long: heads, bodies
//! and answers have their times, bodies their room, addresses their number of connections.

mod agi;
mod body;
mod caller;
mod connection;
mod evapi;
mod guests;
mod operator;
mod patient;
mod redirect;
mod standby;
mod tls;

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tandem_couriers::mail::Postman;
use tandem_engine::Engine;
use tandem_gateway::{Dialect, Gateway};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::cli;
use crate::config::Config;
use crate::failure::Failure;
use crate::lease::Lease;
use crate::lookups;
use crate::metrics::{Census, Sources};
use crate::node::{self, Node, Outward};
use crate::suppliers;
use crate::switches::SwitchesTable;
pub use agi::AgiServer;
use body::Bodies;
pub use caller::{ForwardedHeader, Proxies};
use connection::{Service, Surface};
pub use evapi::EventClient;
use guests::Guests;
pub use operator::OperatorPages;
pub use redirect::{Ears, Fate, RedirectServer, Tally, Transport};
pub use tls::{Certificate, TlsFiles};

/// How many connections are open at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 4096;
/// How many of them one address may have: an eighth, which is plenty for a proxy that speaks for many
/// clients.
const CONNECTIONS_PER_ADDRESS_MAX: usize = 512;
/// How long requests under way may take to finish once we are asked to stop.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// How callers come in.
#[derive(Default)]
pub struct Entrance {
    /// What is shown to whoever calls by TLS; none: calls come in the clear.
    pub certificate: Option<Arc<Certificate>>,
    /// The proxies that speak for others.
    pub proxies: Proxies,
    /// Where and to whom `/metrics` is answered.
    pub operator: OperatorPages,
    /// A listener for the operator's pages alone.
    pub aside: Option<TcpListener>,
    /// The SIP redirect server, if there is one.
    pub redirect: Option<RedirectServer>,
    /// Where Asterisk connects to, if it may.
    pub agi: Option<AgiServer>,
    /// The Kamailios that ask by events, if there are any.
    pub events: Option<EventClient>,
}

impl Entrance {
    /// Where switches come in that do not ask over HTTP, to be read behind where the others do.
    pub fn said(&self) -> String {
        let sip = self.redirect.as_ref().map(RedirectServer::address);
        let sip = sip.map(|sip| format!(", redirects SIP calls on {sip}")).unwrap_or_default();
        let agi = self.agi.as_ref().map(AgiServer::address);
        let agi = agi.map(|agi| format!(", leads Asterisk on {agi}")).unwrap_or_default();
        format!("{sip}{agi}")
    }
}

/// The dialects as `tandem serve` mounts them, and the door for switches.
pub fn dialects(switches: SwitchesTable) -> Vec<Box<dyn Dialect>> {
    vec![
        Box::new(tandem_voipms::VoipMs::new()),
        Box::new(tandem_anveo::Anveo::new(Vec::new(), true)),
        Box::new(tandem_api19::Api19::new()),
        Box::new(tandem_dialogtech::Dialogtech::new()),
        Box::new(tandem_native::Native::new(None)),
        Box::new(switches.door()),
    ]
}

/// `tandem serve`.
pub async fn serve(options: cli::Serve) -> Result<(), Failure> {
    outlive_hangup();
    let config = Config::of(&options)?;
    if !options.init {
        node::require_made(&config.database, "`tandem import` makes one, and so does --init")?;
    }
    if standby::is_gone(&config.database).await
        && let Some(standby::Stood::Ended) = standby::stand_by(&config).await?
    {
        return Ok(());
    }
    let image = config.image.clone();
    let engine =
        node::open_from(&config.database, config.rules.clone(), config.node, image.clone()).await?;
    engine.answer_at(config.switches.domains());
    let lease = Lease::take(engine.store().clone(), config.node).await?;
    node::warn_of_unsettled(&engine).await?;
    let webhook_networks = config.webhook_networks.clone();
    let postman = config.mail.clone().map(Postman::of).transpose();
    let postman = postman.map_err(|fault| Failure::Usage(format!("[mail] {fault}")))?;
    let suppliers = suppliers::suppliers(&config.suppliers, &config.rules)?;
    let lookups = lookups::source(&config.lookups, &config.rules)?;
    suppliers::sell_what_can_be_bought(&engine, &suppliers);
    let outward = Outward { suppliers, webhook_networks, postman, ..Outward::default() };
    let node = Node::start(engine.clone(), outward).holding(lease).with_image(image);
    let gateway = node::gateway(
        engine.clone(),
        config.calls_per_minute,
        config.sip_realms.clone(),
        config.webhook_networks.clone(),
        dialects(config.switches.clone()),
    )?
    .asking(lookups);
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let entrance = entrance(&config, &engine).await?;
    let more = entrance.said();
    // Whoever started it may not care to be told.
    let _ = writeln!(
        std::io::stdout(),
        "tandem serves on {scheme}://{address} from {}{more}",
        config.database
    );
    run_behind(entrance, listener, gateway, node, interrupted()).await;
    Ok(())
}

async fn entrance(config: &Config, engine: &Engine) -> Result<Entrance, Failure> {
    let aside = match config.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let (redirect, agi) = config.switches.open(engine).await?;
    let events = config.switches.events(engine);
    Ok(Entrance {
        certificate: config.tls.clone().map(Certificate::read).transpose()?,
        proxies: config.proxies.clone(),
        operator: OperatorPages::of(config.metrics_allow.clone(), aside.is_some()),
        aside,
        redirect,
        agi,
        events,
    })
}

/// Opens the socket.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::Unreachable(format!("cannot listen on {address}: {error}")))
}

/// Makes SIGHUP no end of the process: `systemctl reload` sends it, with certificates to read again or
/// without. To be called before anything takes its time.
fn outlive_hangup() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        // From here on it is caught for good, whoever listens.
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "SIGHUP will end this process"),
    }
}

/// Resolves when the process is asked to stop.
pub async fn interrupted() {
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::warn!(%error, "cannot hear SIGTERM");
                return std::future::pending().await;
            }
        };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Serves as [`run_behind`] does, callers who come directly and in the clear.
pub async fn run(
    listener: TcpListener,
    gateway: Gateway,
    node: Node,
    stop: impl Future<Output = ()>,
) {
    run_behind(Entrance::default(), listener, gateway, node, stop).await;
}

/// Serves until `stop`, lets what is under way finish, and closes the database.
pub async fn run_behind(
    entrance: Entrance,
    listener: TcpListener,
    gateway: Gateway,
    node: Node,
    stop: impl Future<Output = ()>,
) {
    let (closing, closed) = watch::channel(false);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let keeping = entrance.certificate.clone().map(|certificate| tokio::spawn(certificate.keep()));
    let census = Census::default();
    let counting = tokio::spawn(census.clone().keep(node.engine().clone()));
    let gathered = Arc::clone(gateway.gate().meter());
    let sip = entrance.redirect.as_ref().map(RedirectServer::tally).unwrap_or_default();
    let sources = Sources { pulse: node.pulse(), gateway: gathered, census, sip };
    let public = Service {
        surface: Surface::Public(gateway, Bodies::new()),
        sources: sources.clone(),
        certificate: entrance.certificate,
        proxies: entrance.proxies,
        operator: entrance.operator.clone(),
    };
    let aside = Service {
        surface: Surface::Operator,
        sources,
        certificate: None,
        proxies: Proxies::default(),
        operator: entrance.operator.aside(),
    };
    let accept_aside = async {
        match entrance.aside {
            Some(listener) => {
                accept(listener, Arc::new(aside), Arc::clone(&places), closed.clone()).await;
            }
            None => std::future::pending().await,
        }
    };
    let redirect = async {
        match entrance.redirect {
            Some(redirect) => redirect.run(closed.clone()).await,
            None => std::future::pending().await,
        }
    };
    let agi = async {
        match entrance.agi {
            Some(agi) => agi.run(closed.clone()).await,
            None => std::future::pending().await,
        }
    };
    let events = async {
        match entrance.events {
            Some(events) => events.run().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = accept(listener, Arc::new(public), Arc::clone(&places), closed.clone()) => {}
        () = accept_aside => {}
        () = redirect => {}
        () = agi => {}
        () = events => {}
        () = node.lost() => {}
        () = stop => {}
    }
    // Nobody listening is nobody to tell.
    let _ = closing.send(true);
    counting.abort();
    if let Some(keeping) = keeping {
        keeping.abort();
    }
    let everywhere = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(DRAIN_TIME_MAX, places.acquire_many(everywhere)).await;
    node.write_image().await;
    tokio::task::spawn_blocking(move || node.stop()).await.unwrap_or_default();
}

/// Takes in whoever comes, for as long as it is polled.
async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    places: Arc<Semaphore>,
    closed: watch::Receiver<bool>,
) {
    let guests = Guests::at_most(CONNECTIONS_PER_ADDRESS_MAX);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A proxy speaks for many; it may have as many connections as there are.
                let is_proxy = service.proxies.trusts(peer.ip());
                let guest = (!is_proxy).then(|| guests.welcome(peer.ip()));
                if matches!(guest, Some(None)) {
                    tracing::debug!(%peer, "an address has too many connections");
                    continue;
                }
                let (service, closed) = (Arc::clone(&service), closed.clone());
                tokio::spawn(async move {
                    connection::serve(stream, peer, service, closed).await;
                    drop((guest, place));
                });
            }
            // Out of descriptors, most likely: those that are open will close.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
