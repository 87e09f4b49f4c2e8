//! One connection, and what is answered on it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tandem_gateway::{Answer, Gateway, respond};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::body::{Bodies, BodyFault};
use super::caller::{Proxies, is_forwarded};
use super::operator::OperatorPages;
use super::patient::Patient;
use super::tls::Certificate;
use crate::metrics::{self, Sources};

/// How long a client may take to send a request's head, or to agree on a cipher.
const HEAD_TIME_MAX: Duration = Duration::from_secs(15);
/// How long a client may take nothing of an answer that is there for it.
const WRITE_TIME_MAX: Duration = Duration::from_secs(30);

/// What a listener is for.
pub(super) enum Surface {
    /// Everything that customers call.
    Public(Gateway, Bodies),
    /// What the operator watches the node by.
    Operator,
}

/// Everything a connection needs.
pub(super) struct Service {
    pub(super) surface: Surface,
    pub(super) sources: Sources,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) proxies: Proxies,
    pub(super) operator: OperatorPages,
}

pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    closed: watch::Receiver<bool>,
) {
    // Without this a small answer waits for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let stream = Patient::new(stream, WRITE_TIME_MAX);
    let Some(certificate) = &service.certificate else {
        return talk(stream, peer.ip(), service, closed).await;
    };
    let greeting = certificate.acceptor().accept(stream);
    match tokio::time::timeout(HEAD_TIME_MAX, greeting).await {
        Ok(Ok(stream)) => talk(stream, peer.ip(), service, closed).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "no agreement on TLS"),
        Err(_) => tracing::debug!(%peer, "a TLS greeting took too long"),
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: IpAddr,
    service: Arc<Service>,
    mut closed: watch::Receiver<bool>,
) {
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move {
            let answer = answer(request, peer, &service).await;
            Ok::<Response<Full<Bytes>>, std::convert::Infallible>(answer.map(Full::new))
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_MAX);
    let connection = http.serve_connection(TokioIo::new(stream), answer);
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

async fn answer(request: Request<Incoming>, peer: IpAddr, service: &Service) -> Answer {
    let caller = service.proxies.caller(peer, request.headers());
    match request.uri().path() {
        "/healthz" => return plain(StatusCode::OK, "alive\n"),
        "/readyz" => {
            return match service.sources.pulse.trouble() {
                None => plain(StatusCode::OK, "ready\n"),
                Some(why) => plain(StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
            };
        }
        "/readyz/switches" => {
            let pulse = &service.sources.pulse;
            let age = pulse.routes_age_seconds();
            return match pulse.switch_trouble() {
                None => plain(StatusCode::OK, format!("ready, by routes {age} s old\n")),
                Some(why) => plain(StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
            };
        }
        "/metrics" => {
            // Behind a proxy that is not trusted, everybody seems to call from where it is.
            let is_hidden = !service.proxies.trusts(peer) && is_forwarded(request.headers());
            if service.operator.admits(caller.filter(|_| !is_hidden)) {
                let (kind, page) = (metrics::CONTENT_TYPE, metrics::page(&service.sources));
                return respond(StatusCode::OK, kind, page);
            }
        }
        _ => {}
    }
    let Surface::Public(gateway, bodies) = &service.surface else {
        return plain(StatusCode::NOT_FOUND, "nothing is served at this address\n");
    };
    let (mut head, body) = request.into_parts();
    if service.certificate.is_some() {
        head.extensions.insert(Scheme::HTTPS);
    }
    let body = match bodies.read(body).await {
        Ok(body) => body,
        Err(BodyFault::TooLarge) => return gateway.too_large(head.uri.path()),
        Err(fault) => {
            let (status, text) = fault.answer();
            return plain(status, text);
        }
    };
    let request = Request::from_parts(head, body.bytes.clone());
    gateway.handle(request, caller).await
}

fn plain(status: StatusCode, text: impl Into<Bytes>) -> Answer {
    respond(status, "text/plain; charset=utf-8", text)
}
