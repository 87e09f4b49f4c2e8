//! One HTTP request, as a dialect sees it.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderValue, Method, header};

use crate::secret::handle_of_key;

/// A request that was bounded and is otherwise untouched.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path as it was sent, without the query.
    pub path: String,
    /// What stands behind the first `?`, as it was sent.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// Whether it came to us by HTTP or by HTTPS.
    pub scheme: Scheme,
    /// Which operation it turned out to be.
    pub called: Called,
}

/// The operation that a call turned out to be, once that is known.
#[derive(Clone, Debug, Default)]
pub struct Called(Arc<OnceLock<&'static str>>);

impl Called {
    /// What is said of a call that was none of the operations there are, or was not let in.
    pub const NONE: &'static str = "none";

    /// Takes note of the operation; the first counts.
    pub fn note(&self, operation: &'static str) {
        // Later ones are parts of the first.
        let _ = self.0.set(operation);
    }

    /// The operation.
    pub fn name(&self) -> &'static str {
        self.0.get().copied().unwrap_or(Self::NONE)
    }
}

impl Call {
    /// A header, if it is there and readable.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The declared type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.header(header::CONTENT_TYPE.as_str())
    }

    /// User name and password of HTTP Basic authentication (RFC 7617).
    pub fn basic(&self) -> Option<(String, String)> {
        let value = self.header(header::AUTHORIZATION.as_str())?;
        let (scheme, encoded) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }

    /// Scheme and host by which the caller reached us, such as `https://api.example.com`, for answers
    /// that say where to call next. What a proxy says of the scheme is believed from everybody: a
    /// caller who lies about it misleads nobody else.
    pub fn origin(&self) -> String {
        let header =
            |name| self.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let is_host = |host: &&str| !host.contains('@') && host.parse::<Authority>().is_ok();
        let host = header("host").filter(is_host).unwrap_or("localhost");
        let outside = header("x-forwarded-proto").is_some_and(|scheme| scheme.trim() == "https");
        let scheme = if outside { &Scheme::HTTPS } else { &self.scheme };
        format!("{scheme}://{host}")
    }

    /// The caller's idempotency key, from the header or, for clients that cannot set one, from an
    /// argument. An empty one is none. One that is not plain ASCII is kept as its hash, which tells
    /// one request from another just as well.
    pub fn idempotency_key(&self, argument: Option<&str>) -> Option<String> {
        let header = self.headers.get("idempotency-key").map(HeaderValue::as_bytes);
        let given = [header, argument.map(str::as_bytes)].into_iter().flatten();
        let key = given.map(<[u8]>::trim_ascii).find(|key| !key.is_empty())?;
        let plain = std::str::from_utf8(key).ok().filter(|key| key.is_ascii());
        Some(plain.map_or_else(|| handle_of_key(key), str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn key(header: Option<&[u8]>, argument: Option<&str>) -> Option<String> {
        let header = header.map(|value| ("idempotency-key", value));
        call(&header.into_iter().collect::<Vec<_>>()).idempotency_key(argument)
    }

    fn call(headers: &[(&'static str, &[u8])]) -> Call {
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_bytes(value).expect("a header value");
            (HeaderName::from_static(name), value)
        });
        Call {
            method: Method::POST,
            path: String::new(),
            query: None,
            headers: headers.collect(),
            body: Bytes::new(),
            address: None,
            scheme: Scheme::HTTP,
            called: Called::default(),
        }
    }

    #[test]
    fn the_origin_is_how_the_caller_reached_us() {
        for (headers, origin) in [
            (&[][..], "http://localhost"),
            (&[("host", b"127.0.0.1:8080".as_slice())], "http://127.0.0.1:8080"),
            (
                &[("host", b"api.example.com".as_slice()), ("x-forwarded-proto", b"https")],
                "https://api.example.com",
            ),
            (&[("host", b"a b<c>".as_slice())], "http://localhost"),
            (
                &[("host", b"me@there".as_slice()), ("x-forwarded-proto", b"gopher")],
                "http://localhost",
            ),
        ] {
            assert_eq!(call(headers).origin(), origin);
        }
        assert_eq!(Call { scheme: Scheme::HTTPS, ..call(&[]) }.origin(), "https://localhost");
    }

    #[test]
    fn the_header_counts_before_the_argument_and_an_empty_one_not_at_all() {
        assert_eq!(key(Some(b"a"), Some("b")).as_deref(), Some("a"));
        assert_eq!(key(None, Some("b")).as_deref(), Some("b"));
        assert_eq!(key(Some(b""), Some(" b ")).as_deref(), Some("b"));
        assert_eq!(key(Some(b"  "), None), None);
        assert_eq!(key(None, Some("")), None);
    }

    #[test]
    fn a_key_of_any_bytes_is_a_key_and_its_own() {
        let accented = key(Some("cl\u{e9}".as_bytes()), None).expect("a key");
        assert!(accented.is_ascii());
        assert_eq!(key(None, Some("cl\u{e9}")), Some(accented.clone()));
        assert_ne!(key(Some(b"cl\xe9"), None), Some(accented.clone()));
        assert_ne!(key(Some(b"cl\xe8"), None), key(Some(b"cl\xe9"), None));
    }
}
