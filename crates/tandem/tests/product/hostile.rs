//! Input that means harm, or makes no sense: every dialect answers, nothing is changed.

use bytes::Bytes;
use http::{Method, Request};
use proptest::prelude::{Strategy, any, prop};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::product::Product;

/// How many made-up requests each run sends.
const REQUESTS: usize = 3000;

/// The addresses and the forms in which they are called.
const TARGETS: [(&str, &str); 13] = [
    ("GET", "/api/v1/rest.php?"),
    ("POST", "/api/v1/rest.php"),
    ("POST", "/api/v1/server.php"),
    ("GET", "/api/v2.asp?"),
    ("POST", "/api/v3.asp"),
    ("POST", "/api/v1.asp"),
    ("POST", "/apicall.asp"),
    ("GET", "/dids/cart/complete&"),
    ("POST", "/dids/order/list"),
    ("POST", "/dids/cart/add"),
    ("GET", "/ibp_api.php?&"),
    ("POST", "/ibp_api.php"),
    ("POST", "/dids/my/delete"),
];

/// Fragments that real calls are made of, so that a made-up call gets further than the door.
const FRAGMENTS: [&str; 44] = [
    "api_username=demo@example.com&api_password=demo-voipms-password&",
    "access_key=foo&secret_access_key=bar&",
    "key=api_key&",
    "key=other-api19-key&",
    "userkey=YOURAPIKEY&",
    "method=orderDID&",
    "method=cancelDID&",
    "method=getDIDsInfo&",
    "action=numbers.order&",
    "action=numbers.remove&",
    "action=DID.ORDER&",
    "action=DID.CANCEL&",
    "param[DID_TYPE]=GEOGRAPHIC&",
    "param[AREA_ID]=123.123.123.123.123.123.123.123.123&",
    "param[QUANTITY]=1000000000&",
    "param[E164]=15551234567&",
    "did=5552223333&",
    "did[]=5552223333&did[]=1&",
    "dids=[1,",
    "dids=[[[[]]]]&",
    "dids=7208017778,7208017778&",
    "number=5559990001&",
    "routing=fwd:1026&",
    "routing=fwd:9999999&",
    "routing=sys:hangup&",
    "pop=5&",
    "dialtime=60&",
    "cnam=1&",
    "billing_type=1&",
    "monthly=-5&",
    "setup=99999999999999999999&",
    "quantity=-1&",
    "quantity=26&",
    "quantity=１０&",
    "type=local&",
    "search=555&",
    "search=%ff%fe&",
    "fill_quantity=1&",
    "distance=1e309&",
    "order_slot=1&",
    "allow_overlay=1&",
    "%00=%00&",
    "a=%GG&",
    "call_flow_id=999999999999999999999999&",
];

#[tokio::test(flavor = "multi_thread")]
async fn made_up_requests_are_answered_and_the_books_stay_right() {
    let product = Product::fresh().await;
    let mut runner = TestRunner::deterministic();
    let target = prop::sample::select(&TARGETS[..]);
    let arguments = prop::collection::vec(prop::sample::select(&FRAGMENTS[..]), 0..14);
    let noise = prop::collection::vec(any::<u8>(), 0..40);
    let request = (target, arguments, noise, any::<u8>());
    for _ in 0..REQUESTS {
        let tree = request.new_tree(&mut runner).expect("the strategy has no filter");
        let ((method, path), arguments, noise, form) = tree.current();
        let arguments: String = arguments.concat();
        let Some(request) = make(method, path, &arguments, &noise, form) else {
            continue;
        };
        let answer = product.send(request).await;
        let status = answer.status().as_u16();
        assert!(matches!(status, 200 | 400 | 404 | 414 | 500), "{status} for {arguments}");
        assert!(!answer.body().is_empty(), "an empty answer to {arguments}");
    }
    product.assert_sound().await;
}

fn make(method: &str, path: &str, args: &str, noise: &[u8], form: u8) -> Option<Request<Bytes>> {
    let method: Method = method.parse().ok()?;
    if method == Method::GET {
        let uri = http::Uri::builder().path_and_query(format!("{path}{args}")).build().ok()?;
        return Request::get(uri).body(Bytes::new()).ok();
    }
    let (content_type, body): (&str, Vec<u8>) = match form % 6 {
        0 => ("application/x-www-form-urlencoded", [args.as_bytes(), noise].concat()),
        1 => ("multipart/form-data; boundary=x", multipart(args)),
        2 => {
            ("application/json", format!("{{\"dids\":[{args}],\"key\":\"api_key\"}}").into_bytes())
        }
        3 => ("application/xml", xml(args)),
        4 => ("text/xml", soap(args)),
        _ => ("text/plain", noise.to_vec()),
    };
    Request::post(path).header("content-type", content_type).body(Bytes::from(body)).ok()
}

fn multipart(args: &str) -> Vec<u8> {
    let mut body = String::new();
    for pair in args.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        body.push_str(&format!("--x\r\n{head}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--x--\r\n");
    body.into_bytes()
}

fn xml(args: &str) -> Vec<u8> {
    let mut body = String::from("<REQUEST><USERTOKEN><USERKEY>YOURAPIKEY</USERKEY></USERTOKEN>");
    body.push_str("<ACTION NAME=\"DID.ORDER\">");
    for pair in args.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.trim_start_matches("param[").trim_end_matches(']');
        body.push_str(&format!("<PARAMETER NAME=\"{name}\">{value}</PARAMETER>"));
    }
    body.push_str("</ACTION></REQUEST>");
    body.into_bytes()
}

/// The arguments as a call by SOAP; its function is the one that they name.
fn soap(args: &str) -> Vec<u8> {
    let mut params = String::new();
    let mut method = "getIP";
    for pair in args.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name == "method" {
            method = value;
        }
        params.push_str(&format!("<item><key>{name}</key><value>{value}</value></item>"));
    }
    let envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    let call = format!("<{method}><param0>{params}</param0></{method}>");
    format!("<e:Envelope xmlns:e=\"{envelope}\"><e:Body>{call}</e:Body></e:Envelope>").into_bytes()
}
