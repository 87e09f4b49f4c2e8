//! One HTTP request, as a dialect sees it.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
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
    use super::*;

    fn key(header: Option<&[u8]>, argument: Option<&str>) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            let value = HeaderValue::from_bytes(value).expect("a header value");
            headers.insert("idempotency-key", value);
        }
        let (method, path, query) = (Method::POST, String::new(), None);
        let (body, called) = (Bytes::new(), Called::default());
        let call = Call { method, path, query, headers, body, address: None, called };
        call.idempotency_key(argument)
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
