//! Calling out over HTTP, to addresses that other people chose.
//!
//! Every call resolves the name of its host, looks at each address that comes back, and connects to
//! one that was looked at: what a name leads to cannot change between the look and the call. If one
//! of them is not to be called, none is. No redirect is followed; what a redirect would lead to was
//! not looked at. Everything has its time and its bound.

mod tls;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use tandem_domain::{Target, is_public};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// How long a call may take in all.
const CALL_TIME_MAX: Duration = Duration::from_secs(15);
/// How long it may take to connect to one address.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How much of an answer's body is read by who wants no more of it, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// The largest head of an answer that is read, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How many addresses of one name are looked at.
const ADDRESSES_MAX: usize = 32;

/// Somebody who calls out. Cheap to clone.
#[derive(Clone)]
pub struct Caller {
    allowed: Arc<[IpNet]>,
    uncalled: Arc<[String]>,
    /// How much of an answer's body it reads, in bytes.
    answer_bytes_max: usize,
    tls: tls::Connector,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// As much of the body as is read.
    pub body: Bytes,
}

impl Reply {
    /// What is said of an answer that was not the one hoped for.
    pub(crate) fn complaint(&self) -> String {
        if (300..400).contains(&self.status) {
            return "it redirects, which is not followed".to_owned();
        }
        let body = String::from_utf8_lossy(&self.body);
        let body: String = body.chars().filter(|c| !c.is_control()).take(100).collect();
        format!("it answered {} {body}", self.status).trim().to_owned()
    }
}

/// Why nothing came back. In plain words, for whoever has to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFault {
    /// The address is not to be called, or cannot be.
    Address(String),
    /// Nobody could be reached: nothing was sent.
    Unreached(String),
    /// The line broke.
    Line(String),
    /// It took too long.
    Late,
}

impl std::fmt::Display for CallFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(why) | Self::Unreached(why) | Self::Line(why) => f.write_str(why),
            Self::Late => write!(f, "no answer within {} s", CALL_TIME_MAX.as_secs()),
        }
    }
}

/// A request to somebody.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where to.
    pub target: Target,
    /// How.
    pub method: Method,
    /// The headers, but for those that follow from the rest.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Caller {
    /// Somebody who calls public addresses and, beyond them, those in `allowed`.
    pub fn new(allowed: impl IntoIterator<Item = IpNet>) -> Self {
        let (allowed, uncalled) = (allowed.into_iter().collect(), Arc::default());
        let (answer_bytes_max, tls) = (ANSWER_BYTES_MAX, tls::Connector::default());
        Self { allowed, uncalled, answer_bytes_max, tls }
    }

    /// The same who calls no host of these names, wherever they lead.
    #[must_use]
    pub fn but_for(self, names: impl IntoIterator<Item = String>) -> Self {
        Self { uncalled: names.into_iter().collect(), ..self }
    }

    /// The same who reads so much of an answer's body, in bytes.
    #[must_use]
    pub fn reading(self, answer_bytes_max: usize) -> Self {
        Self { answer_bytes_max, ..self }
    }

    /// Whether an address may be called.
    pub fn may_call(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }

    /// Calls.
    pub async fn call(&self, call: Call) -> Result<Reply, CallFault> {
        let whole = async {
            let stream = self.connect(&call.target).await?;
            if call.target.tls {
                let stream = self.tls.connect(&call.target.host, stream).await;
                exchange(stream.map_err(CallFault::Unreached)?, call, self.answer_bytes_max).await
            } else {
                exchange(stream, call, self.answer_bytes_max).await
            }
        };
        tokio::time::timeout(CALL_TIME_MAX, whole).await.unwrap_or(Err(CallFault::Late))
    }

    /// Connects to the first address of the host that answers, if all of them may be called.
    async fn connect(&self, target: &Target) -> Result<TcpStream, CallFault> {
        let addresses = self.resolve(target).await?;
        let mut why = "it has no address".to_owned();
        for address in addresses {
            let connecting = TcpStream::connect(address);
            match tokio::time::timeout(CONNECT_TIME_MAX, connecting).await {
                Ok(Ok(stream)) => {
                    // A call is one small write that should not wait for anything.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => why = error.to_string(),
                Err(_) => {
                    why = format!("no connection within {} s", CONNECT_TIME_MAX.as_secs());
                }
            }
        }
        Err(CallFault::Unreached(format!("{} cannot be reached: {why}", target.host)))
    }

    async fn resolve(&self, target: &Target) -> Result<Vec<SocketAddr>, CallFault> {
        if self.uncalled.iter().any(|name| name.eq_ignore_ascii_case(&target.host)) {
            return Err(CallFault::Address(format!("{} is not called from here", target.host)));
        }
        let addresses: Vec<SocketAddr> = match target.literal() {
            Some(address) => vec![SocketAddr::new(address, target.port)],
            None => {
                let found = tokio::net::lookup_host((target.host.as_str(), target.port)).await;
                let unknown = |error| {
                    CallFault::Address(format!("{} cannot be resolved: {error}", target.host))
                };
                found.map_err(unknown)?.collect()
            }
        };
        self.check(&target.host, addresses)
    }

    /// All of them or none: a name that leads both outside and inside is up to no good.
    fn check(&self, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, CallFault> {
        if let Some(inside) = found.iter().find(|address| !self.may_call(address.ip())) {
            let inside = inside.ip();
            let what = if host.parse::<IpAddr>().is_ok() { "" } else { &format!("{host} is ") };
            return Err(CallFault::Address(format!(
                "{what}{inside}, which is not a public address"
            )));
        }
        Ok(found.into_iter().take(ADDRESSES_MAX).collect())
    }
}

/// One request and its answer over one connection.
async fn exchange<S>(stream: S, call: Call, bytes_max: usize) -> Result<Reply, CallFault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let line = |error: hyper::Error| CallFault::Line(format!("the line broke: {error}"));
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(line)?;
    let answer = async {
        let mut request = Request::new(Full::new(call.body));
        *request.method_mut() = call.method;
        let unfit = |_| CallFault::Address("its address cannot be sent".to_owned());
        *request.uri_mut() = call.target.path.parse().map_err(unfit)?;
        *request.headers_mut() = call.headers;
        let host = HeaderValue::from_str(&call.target.authority());
        let unfit = |_| CallFault::Address("its name cannot be sent".to_owned());
        request.headers_mut().insert(header::HOST, host.map_err(unfit)?);
        let answer = sender.send_request(request).await.map_err(line)?;
        let (head, mut body) = answer.into_parts();
        let mut read = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(line)?.into_data() else { continue };
            let room = bytes_max - read.len();
            read.extend_from_slice(&data[..data.len().min(room)]);
            // Nobody waits for more than is read.
            if read.len() == bytes_max {
                break;
            }
        }
        Ok(Reply { status: head.status.as_u16(), headers: head.headers, body: read.into() })
    };
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        reply = answer.as_mut() => reply,
        // The connection ends before the answer is whole only if something is wrong, but the end of
        // the answer may have been read with it.
        _ = connection => answer.await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(allowed: &[&str]) -> Caller {
        Caller::new(allowed.iter().map(|network| network.parse().expect("a network")))
    }

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn one_address_inside_forbids_them_all() {
        let caller = caller(&[]);
        let both = addresses(&["8.8.8.8:80", "10.0.0.1:80"]);
        assert!(matches!(caller.check("a.example", both), Err(CallFault::Address(_))));
        let outside = addresses(&["8.8.8.8:80", "[2606:4700::1111]:80"]);
        assert_eq!(caller.check("a.example", outside.clone()), Ok(outside));
    }

    #[test]
    fn what_is_allowed_is_no_more_than_was_said() {
        let caller = caller(&["127.0.0.0/8"]);
        assert!(caller.may_call("127.0.0.1".parse().expect("an address")));
        assert!(caller.may_call("::ffff:127.0.0.1".parse().expect("an address")));
        assert!(!caller.may_call("::1".parse().expect("an address")));
        assert!(!caller.may_call("10.0.0.1".parse().expect("an address")));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_called() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let port = listener.local_addr().expect("its address").port();
        let call = Call {
            target: Target::parse(&format!("http://localhost:{port}/")).expect("an address"),
            method: Method::POST,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        let refused = caller(&[]).call(call).await;
        assert!(matches!(refused, Err(CallFault::Address(_))), "{refused:?}");
        assert!(listener.accept().is_err(), "somebody called");
    }
}
