//! Sockets: the only place that knows of any.
//!
//! Nothing that a client does, or leaves undone, may keep a place or memory for long: heads, bodies
//! and answers have their times, bodies their room, addresses their number of connections.

mod body;
mod guests;
mod patient;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tandem_gateway::{Answer, Dialect, Gateway, respond};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::cli::{self, Failure};
use crate::config::Config;
use crate::metrics;
use crate::node::{self, Node, Outward, Pulse};
use body::Bodies;
use guests::Guests;
use patient::Patient;

/// How many connections are open at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 4096;
/// How long a client may take to send a request's head.
const HEAD_TIME_MAX: Duration = Duration::from_secs(15);
/// How long a client may take nothing of an answer that is there for it.
const WRITE_TIME_MAX: Duration = Duration::from_secs(30);
/// How long requests under way may take to finish once we are asked to stop.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// Everything a connection needs.
struct Service {
    gateway: Gateway,
    pulse: Pulse,
    bodies: Bodies,
}

/// The dialects as `tandem serve` mounts them.
pub fn dialects() -> Vec<Box<dyn Dialect>> {
    vec![
        Box::new(tandem_voipms::VoipMs::new()),
        Box::new(tandem_anveo::Anveo::new(Vec::new(), true)),
        Box::new(tandem_api19::Api19::new()),
        Box::new(tandem_dialogtech::Dialogtech::new()),
    ]
}

/// `tandem serve`.
pub async fn serve(options: cli::Serve) -> Result<(), Failure> {
    let config = Config::of(&options)?;
    let image = config.image.clone();
    let engine =
        node::open_from(&config.database, config.rules.clone(), config.node, image.clone()).await?;
    node::warn_of_unsettled(&engine).await?;
    let webhook_networks = config.webhook_networks.clone();
    let outward = Outward { webhook_networks, ..Outward::default() };
    let node = Node::start(engine.clone(), outward).with_image(image);
    let gateway = node::gateway(engine, config.calls_per_minute, dialects())?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    println!("tandem serves on http://{address} from {}", config.database);
    run(listener, gateway, node, interrupted()).await;
    Ok(())
}

/// Opens the socket.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::Unreachable(format!("cannot listen on {address}: {error}")))
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

/// Serves until `stop`, lets what is under way finish, and closes the database.
pub async fn run(
    listener: TcpListener,
    gateway: Gateway,
    node: Node,
    stop: impl Future<Output = ()>,
) {
    let service = Arc::new(Service { gateway, pulse: node.pulse(), bodies: Bodies::new() });
    let guests = Guests::default();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let (closing, closed) = watch::channel(false);
    let accept = async {
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let Some(guest) = guests.welcome(peer.ip()) else {
                        tracing::debug!(%peer, "an address has too many connections");
                        continue;
                    };
                    let (service, closed) = (Arc::clone(&service), closed.clone());
                    tokio::spawn(async move {
                        connection(stream, peer, service, closed).await;
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
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    // Nobody listening is nobody to tell.
    let _ = closing.send(true);
    let everywhere = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(DRAIN_TIME_MAX, places.acquire_many(everywhere)).await;
    node.write_image().await;
    tokio::task::spawn_blocking(move || node.stop()).await.unwrap_or_default();
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    mut closed: watch::Receiver<bool>,
) {
    // Without this a small answer waits for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move {
            let answer = answer(request, peer, &service).await;
            Ok::<Response<Full<Bytes>>, std::convert::Infallible>(answer.map(Full::new))
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_MAX);
    let stream = TokioIo::new(Patient::new(stream, WRITE_TIME_MAX));
    let connection = http.serve_connection(stream, answer);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that breaks off is no fault of ours.
        _ = connection.as_mut() => {}
        _ = closed.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer(request: Request<Incoming>, peer: SocketAddr, service: &Service) -> Answer {
    match request.uri().path() {
        "/healthz" => return probe(StatusCode::OK, "alive\n"),
        "/readyz" if service.pulse.is_ready() => return probe(StatusCode::OK, "ready\n"),
        "/readyz" => return probe(StatusCode::SERVICE_UNAVAILABLE, "the mirrors lag behind\n"),
        // Until switches and probes have credentials of their own, only this machine is told.
        "/metrics" if peer.ip().is_loopback() => {
            let page = metrics::page(&service.pulse);
            return respond(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", page);
        }
        _ => {}
    }
    let (head, body) = request.into_parts();
    let body = match service.bodies.read(body).await {
        Ok(body) => body,
        Err(fault) => {
            let (status, text) = fault.answer();
            return probe(status, text);
        }
    };
    let request = Request::from_parts(head, body.bytes.clone());
    service.gateway.handle(request, Some(peer.ip())).await
}

fn probe(status: StatusCode, text: &'static str) -> Answer {
    respond(status, "text/plain; charset=utf-8", text)
}
