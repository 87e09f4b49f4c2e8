//! One HTTP request, as a dialect sees it.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, header};

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
    /// argument.
    pub fn idempotency_key(&self, argument: Option<&str>) -> Option<String> {
        let key = self.header("idempotency-key").or(argument)?;
        (!key.is_empty()).then(|| key.to_owned())
    }
}
