//! The page of a number: what is called when a text message arrives there, or when it is known what became of one
//! that it sent.
//!
//! It is called by GET, with the message in the places that its address names. A page that is to be
//! called until it understands must say `ok`; to any other, an answer of the kind 2xx is enough.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::Value;
use tandem_domain::PageTemplate;
use tandem_engine::ToDeliver;

use crate::http::{Call, Caller, Reply};

/// Calls; returns the status and what went wrong.
pub(crate) async fn call(caller: &Caller, begun: &ToDeliver) -> (Option<u16>, String) {
    let arrival: Value = serde_json::from_str(&begun.payload).unwrap_or_default();
    let values = arrival["values"].as_object().into_iter().flatten();
    let values: Vec<(&str, &str)> =
        values.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
    let until_ok = arrival["until_ok"].as_bool().unwrap_or_default();
    let target = match PageTemplate(&begun.url).target(&values) {
        Ok(target) => target,
        Err(fault) => return (None, format!("its address {fault}")),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::USER_AGENT, HeaderValue::from_static("tandem-messages/1"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let call = Call { target, method: Method::GET, headers, body: Bytes::new() };
    match caller.call(call).await {
        Ok(reply) => (Some(reply.status), verdict(&reply, until_ok)),
        Err(fault) => (None, fault.to_string()),
    }
}

/// What is wrong with an answer; nothing if nothing is.
fn verdict(reply: &Reply, until_ok: bool) -> String {
    let said = String::from_utf8_lossy(&reply.body);
    let is_fine = (200..300).contains(&reply.status);
    if is_fine && (!until_ok || said.trim().eq_ignore_ascii_case("ok")) {
        return String::new();
    }
    let complaint = reply.complaint();
    if is_fine { format!("{complaint}, which is not ok") } else { complaint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_must_understand_says_so() {
        let said = |status, body: &str| Reply {
            status,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        assert_eq!(verdict(&said(200, "thanks"), false), "");
        assert_eq!(verdict(&said(200, " OK\n"), true), "");
        assert_eq!(verdict(&said(200, "thanks"), true), "it answered 200 thanks, which is not ok");
        assert_eq!(verdict(&said(500, "ok"), true), "it answered 500 ok");
        assert_ne!(verdict(&said(302, ""), false), "");
    }
}
