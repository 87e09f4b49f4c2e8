//! From an HTTP call to an operation, and back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method, StatusCode, header};
use tandem_domain::Actor;
use tandem_gateway::{Answer, AuthFault, Call, Found, Gate, respond};
use tandem_wire::multipart::Multipart;
use tandem_wire::php;
use tandem_wire::{Args, WireFault, body};

use crate::operations::{self, Download};
use crate::words::{self, Failure};
use crate::{SCHEME, UPLOAD, reply};

/// What the provider calls its JSON.
const CONTENT_TYPE: &str = "text/html; charset=UTF-8";
/// What answers that call themselves HTML may do in a browser: nothing. They repeat what callers
/// sent.
const CONTENT_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// Answers a call. Whatever becomes of it, the status is 200.
pub async fn answer(gate: &Gate, call: &Call) -> Answer {
    let text = match text(gate, call).await {
        Ok(Told::Text(text)) => text,
        Ok(Told::File(file)) => {
            let mut answer = respond(StatusCode::OK, file.media_type, file.bytes);
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
            return answer;
        }
        Err(failure) if operations::is_predecessors(&target(call).0) => {
            php::encode(&reply::teleapi::failure(&failure))
        }
        Err(failure) => php::encode(&reply::failure(&failure)),
    };
    let mut answer = respond(StatusCode::OK, CONTENT_TYPE, text);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    answer
}

/// What is answered.
enum Told {
    Text(String),
    /// A file as somebody handed it in.
    File(Download),
}

async fn text(gate: &Gate, call: &Call) -> Result<Told, Failure> {
    let (path, query) = target(call);
    let file = operations::file(&path);
    let found = operations::find(&path);
    let download = operations::download(&path);
    if file.is_none() && download.is_none() && found.is_none() {
        return Err(words::unknown_path());
    }
    let args = arguments(call, query.as_deref()).map_err(|fault| words::wire(&fault))?;
    let actor = recognise(gate, call, &args).await?;
    let stopped = |stop| words::stop(&stop);
    if let Some(entry) = file {
        return entry.answer(gate, call, actor, &args).await.map(Told::Text).map_err(stopped);
    }
    if let Some(entry) = download {
        return entry.answer(gate, call, actor, &args).await.map(Told::File).map_err(stopped);
    }
    match found {
        Some(Found::Works(entry)) => {
            let value = entry.answer(gate, call, actor, &args).await.map_err(stopped)?;
            Ok(Told::Text(php::encode(&value)))
        }
        Some(Found::NotSupported(name)) => Err(words::not_supported(name, operations::lacks(name))),
        None => Err(words::unknown_path()),
    }
}

/// Path and query. The provider's document prints `/dids/cart/complete&key=…`, so that an `&` may
/// stand where the `?` belongs; a client library that is given such a path puts its own arguments
/// behind a `?` all the same.
fn target(call: &Call) -> (String, Option<String>) {
    let (path, query) = match (call.path.split_once('&'), &call.query) {
        (Some((path, begun)), Some(rest)) => (path, Some(format!("{begun}&{rest}"))),
        (Some((path, query)), None) => (path, Some(query.to_owned())),
        (None, query) => (call.path.as_str(), query.clone()),
    };
    (path.strip_suffix('/').unwrap_or(path).to_owned(), query)
}

/// The arguments. A GET has no business with a body: some clients send one all the same, usually
/// with the arguments once more, and one that cannot be read is passed over. Files of a multipart body are
/// arguments in Base64.
fn arguments(call: &Call, query: Option<&str>) -> Result<Args, WireFault> {
    match body::read(call.content_type(), query, &call.body) {
        Err(_) if call.method == Method::GET => body::read_args(None, query, b""),
        Err(fault) => Err(fault),
        Ok(Multipart { mut args, files }) => {
            for file in files.iter().filter(|file| !file.bytes.is_empty()) {
                args.push(UPLOAD, STANDARD.encode(&file.bytes));
            }
            Ok(args)
        }
    }
}

/// The caller, by the first of its keys that is known.
async fn recognise(gate: &Gate, call: &Call, args: &Args) -> Result<Actor, Failure> {
    let keys = keys(call, args);
    let mut fault = None;
    for key in &keys {
        match gate.by_key(SCHEME, key, call.address).await {
            Ok((actor, _)) => return Ok(actor),
            Err(AuthFault::Unknown) => fault = Some(AuthFault::Unknown),
            Err(other) => return Err(words::auth(other)),
        }
    }
    Err(fault.map_or_else(words::no_key, words::auth))
}

/// The keys that may be meant. An argument counts alone; of HTTP Basic the password is tried before
/// the user name, because the document puts the key there and some clients put it here.
fn keys(call: &Call, args: &Args) -> Vec<String> {
    let given = |key: &&str| !key.is_empty();
    let named = ["key", "token"].into_iter().filter_map(|name| args.get(name)).map(str::trim);
    if let Some(key) = named.into_iter().find(given) {
        return vec![key.to_owned()];
    }
    let (user, password) = call.basic().unwrap_or_default();
    [password, user].into_iter().filter(|key| !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(target: &str) -> Call {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        Call {
            method: Method::GET,
            path: path.to_owned(),
            query,
            headers: http::HeaderMap::new(),
            body: Vec::new().into(),
            address: None,
            scheme: http::uri::Scheme::HTTP,
            called: tandem_gateway::Called::default(),
        }
    }

    #[test]
    fn an_ampersand_may_stand_for_the_question_mark() {
        for (written, path, query) in [
            (
                "/dids/cart/complete&callflow=1&key=K",
                "/dids/cart/complete",
                Some("callflow=1&key=K"),
            ),
            (
                "/dids/cart/complete?callflow=1&key=K",
                "/dids/cart/complete",
                Some("callflow=1&key=K"),
            ),
            (
                "/dids/cart/complete&callflow=1?key=K",
                "/dids/cart/complete",
                Some("callflow=1&key=K"),
            ),
            ("/dids/cart/list/", "/dids/cart/list", None),
            ("/dids/cart/list/&key=K", "/dids/cart/list", Some("key=K")),
            ("/dids/&", "/dids", Some("")),
        ] {
            let expected = (path.to_owned(), query.map(str::to_owned));
            assert_eq!(target(&call(written)), expected, "{written}");
        }
    }

    #[test]
    fn a_get_with_a_body_that_cannot_be_read_keeps_its_query() {
        let mut call = call("/dids/cart/list?key=K");
        call.body = "{".into();
        call.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let args = arguments(&call, call.query.as_deref());
        assert_eq!(args.expect("the query is fine").get("key"), Some("K"));
        call.method = Method::POST;
        assert!(arguments(&call, call.query.as_deref()).is_err());
    }

    #[test]
    fn a_key_is_looked_for_where_clients_put_it() {
        let args = |pairs: &[(&str, &str)]| pairs.iter().copied().collect::<Args>();
        let mut call = call("/dids/cart/list");
        assert_eq!(keys(&call, &args(&[("key", "K")])), ["K"]);
        assert_eq!(keys(&call, &args(&[("token", " K ")])), ["K"]);
        assert_eq!(keys(&call, &args(&[("key", ""), ("token", "K")])), ["K"]);
        assert!(keys(&call, &args(&[("key", " ")])).is_empty());
        for (basic, expected) in [
            ("Basic YW55Oks=", &["K", "any"][..]),
            ("basic Szo=", &["K"]),
            ("Basic Og==", &[]),
            ("Basic %%%", &[]),
            ("Bearer Szo=", &[]),
        ] {
            call.headers.insert(header::AUTHORIZATION, HeaderValue::from_static(basic));
            assert_eq!(keys(&call, &Args::default()), expected, "{basic}");
        }
        assert_eq!(keys(&call, &args(&[("key", "A")])), ["A"]);
    }
}
