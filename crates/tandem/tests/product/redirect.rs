//! The redirect server: every SIP request gets the answer that RFC 3261 has for a server which
//! remembers nothing.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use tandem_gateway::Dispatcher;
use tandem_switch::Site;
use tandem_switch::redirect::{Heard, Redirects, Reply};

use crate::product::Product;

const ORDER: &str = "/api/v1/rest.php?api_username=demo@example.com&\
    api_password=demo-voipms-password&method=orderDID&did=7862285619&pop=5&billing_type=1&cnam=0\
    &dialtime=25";
const OURS: &str = "sip:+17862285619@sip.tandem.example";

async fn order(product: &Product, settings: &str) {
    let request =
        Request::get(format!("{ORDER}&{settings}")).body(Bytes::new()).expect("a request");
    let answer = product.send(request).await;
    assert!(answer.body().starts_with(b"{\"status\":\"success\""), "{answer:?}");
}

fn server(product: &Product) -> Redirects {
    let site = Site { domain: "sip.tandem.example".to_owned(), ..Site::default() };
    let timer = tandem::node::timer();
    Redirects::new(Dispatcher::new(product.engine.clone(), timer), site)
}

/// A request of one method, with these headers more; a header that is named here replaces ours.
fn request(method: &str, uri: &str, headers: &[&str]) -> String {
    let usual = [
        "Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKa;rport",
        "Max-Forwards: 70",
        "From: \"Jane\" <sip:+13055550100@192.0.2.9>;tag=f",
        &format!("To: <{uri}>"),
        "Call-ID: c@192.0.2.9",
        &format!("CSeq: 1 {method}"),
        "Content-Length: 0",
    ];
    let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let kept = usual.iter().filter(|line| headers.iter().all(|more| name(more) != name(line)));
    let lines: Vec<&str> = kept.chain(headers).copied().collect();
    format!("{method} {uri} SIP/2.0\r\n{}\r\n\r\n", lines.join("\r\n"))
}

fn source() -> SocketAddr {
    "192.0.2.9:49152".parse().expect("an address")
}

async fn answer(server: &Redirects, text: &str) -> (u16, String) {
    match server.hear(text.as_bytes(), source()).await {
        Heard::Answered(Reply { status, bytes, to }) => {
            assert_eq!(to.ip(), source().ip());
            (status, String::from_utf8(bytes).expect("text"))
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_sent_where_its_number_rings() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001_VoIP&failover_noanswer=sip:5096").await;
    let server = server(&product);
    let invite = request("INVITE", OURS, &[]);
    let (status, first) = answer(&server, &invite).await;
    assert_eq!(status, 302);
    let contacts = "Contact: <sip:100001_VoIP@sip.tandem.example>;q=1.0, \
                    <sip:5552223333@127.0.0.1:5060>;q=0.9\r\n";
    assert!(first.contains(contacts), "{first}");
    assert!(first.contains(";rport=49152;received=192.0.2.9\r\n"), "{first}");
    let (_, again) = answer(&server, &invite).await;
    assert_eq!(first, again, "the same request gets the same answer, tag and all");
    let (_, other) = answer(&server, &request("INVITE", OURS, &["Call-ID: d@192.0.2.9"])).await;
    let tag = |text: &str| {
        let to = text.lines().find(|line| line.starts_with("To: ")).expect("a To");
        to.split(";tag=").nth(1).expect("a tag").to_owned()
    };
    assert_ne!(tag(&first), tag(&other), "another call has another tag");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_goes_nowhere_is_told_why() {
    let product = Product::fresh().await;
    order(&product, "routing=sys:busy").await;
    let server = server(&product);
    for (uri, status) in [
        (OURS, 486),
        ("tel:+1-786-228-5619", 486),
        ("sip:+19075550100@sip.tandem.example", 404),
        ("sip:alice@sip.tandem.example", 404),
        ("sip:sip.tandem.example", 404),
        ("http://sip.tandem.example", 416),
    ] {
        let (said, text) = answer(&server, &request("INVITE", uri, &["To: <sip:a@b>"])).await;
        assert_eq!(said, status, "{uri}: {text}");
        assert!(!text.contains("Contact:"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_requests_are_answered_as_a_server_without_memory_does() {
    let product = Product::fresh().await;
    let server = server(&product);
    let allow = "Allow: INVITE, ACK, CANCEL, OPTIONS\r\n";
    let (status, text) = answer(&server, &request("OPTIONS", "sip:sip.tandem.example", &[])).await;
    assert!(status == 200 && text.contains(allow), "{text}");
    for method in ["BYE", "REGISTER", "MESSAGE", "invite", "FOO"] {
        let (status, text) = answer(&server, &request(method, OURS, &[])).await;
        assert!(status == 405 && text.contains(allow), "{text}");
    }
    for (headers, status) in [
        (&["To: <sip:a@b>;tag=there"][..], 481),
        (&["Require: 100rel, timer"], 404),
        (&["Require: 100rel, levitation"], 420),
        (&["Call-ID:"], 400),
        (&["CSeq: 1 BYE"], 400),
        (&["Content-Length: 9"], 400),
        (&["To: <sip:a@b>", "To: <sip:c@d>"], 400),
    ] {
        let uri = "sip:+19075550100@sip.tandem.example";
        let (said, text) = answer(&server, &request("INVITE", uri, headers)).await;
        assert_eq!(said, status, "{headers:?}: {text}");
        assert_eq!(said == 420, text.contains("Unsupported: levitation\r\n"), "{text}");
    }
    let (_, text) = answer(&server, &request("INVITE", OURS, &["Call-ID:"])).await;
    assert!(text.starts_with("SIP/2.0 400 Bad Request: field 'Call-ID' is "), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_not_be_answered_is_not() {
    let product = Product::fresh().await;
    let server = server(&product);
    for passed_over in [
        request("ACK", OURS, &[]),
        request("CANCEL", OURS, &[]),
        "SIP/2.0 200 OK\r\n\r\n".to_owned(),
        "\r\n\r\n".to_owned(),
    ] {
        let heard = server.hear(passed_over.as_bytes(), source()).await;
        assert_eq!(heard, Heard::PassedOver, "{passed_over}");
    }
    for unreadable in [
        "GET / HTTP/1.1\r\n\r\n".to_owned(),
        request("INVITE", OURS, &["Via: SIP/2.0/UDP"]),
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\0\r\n\r\n".to_owned(),
        "INVITE sip:a@b SIP/2.0".to_owned(),
    ] {
        let heard = server.hear(unreadable.as_bytes(), source()).await;
        assert_eq!(heard, Heard::Unreadable, "{unreadable}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_forwarded_by_its_own_number_is_not_sent_round() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001_VoIP").await;
    let server = server(&product);
    let diversion = "Diversion: <sip:+17862285619@carrier.example>;reason=unconditional";
    let (status, text) = answer(&server, &request("INVITE", OURS, &[diversion])).await;
    assert_eq!(status, 482, "{text}");
}
