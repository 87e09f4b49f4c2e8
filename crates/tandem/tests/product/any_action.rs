//! Every action that DialogTech's table names, called with values of the right shape, of the wrong one and of
//! none, in each of the ways in which it can be called: it is answered in the provider's words, and the books
//! stay right. Over the whole path, from the bytes of a request to the database and back.

use bytes::Bytes;
use http::Request;
use proptest::prelude::{Strategy, prop};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tandem_gateway::{Coverage, Kind, Param, Status};
use tandem_wire::{Args, form, xml};

use crate::product::Product;

/// How many calls each run makes.
const CALLS: usize = 2500;
/// What stands between an answer's declaration and its root: the provider's DTD.
const DTD_ENDS: &str = "]>";

/// Texts that somebody might send, some of them what an action wants. None leads out of this machine.
const TEXTS: [&str; 24] = [
    "Sales",
    "1234",
    "",
    " ",
    "20261130",
    "2026-11-30",
    "2099-11-30 15:30",
    "2099-11-30 15:30 -0500",
    "99999999999999999999",
    "09:00",
    "general",
    "transfer",
    "findme",
    "3055550101|Jane|jane@example.com||3055550102|John",
    "5551234567|5553334444",
    "|||",
    r#"{"cmd":"findme","parameter":"444"}"#,
    r#"{"cmd":"transfer","parameter":"911"}"#,
    "http://127.0.0.1:9/",
    "data:audio/wav;base64,UklGRg==",
    "<![CDATA[",
    "\u{202e}é\u{0}\r\n",
    "%00%ff{FROM}",
    "foo",
];
/// Ids that the demo has, and some that it has not.
const IDS: [i64; 14] = [1, 2, 12, 31, 41, 51, 52, 61, 101, 444, 7696, 31_000_001, 0, i64::MAX];
/// Telephone numbers: of the caller, of others, of emergencies, and none.
const NUMBERS: [&str; 8] = [
    "5551234567",
    "8574884828",
    "15553334444",
    "5559990001",
    "911",
    "19115551234",
    "+44 20 7946 0000",
    "555",
];
/// Who calls; the last is nobody.
const CALLERS: [&[(&str, &str)]; 4] = [
    &[("access_key", "foo"), ("secret_access_key", "bar")],
    &[("api_key", "other-foo:other-bar")],
    &[("username", "foo"), ("password", "bar"), ("api_key", "foo:bar")],
    &[("api_key", "nobody")],
];

#[tokio::test(flavor = "multi_thread")]
async fn every_action_answers_whatever_it_is_told() {
    let product = Product::fresh().await;
    let actions: Vec<Coverage> = dialogtech();
    let mut runner = TestRunner::deterministic();
    let draws = prop::collection::vec(0..usize::MAX, 64);
    for _ in 0..CALLS {
        let tree = draws.new_tree(&mut runner).expect("the strategy has no filter");
        let mut draws = Draws(tree.current());
        let action = actions[draws.below(actions.len())];
        // Nobody guesses often: that locks one out.
        let caller = CALLERS[draws.below(150).saturating_sub(146).min(CALLERS.len() - 1)];
        let args = arguments(&mut draws, &action, caller);
        let sent = form::print(&args);
        let answer = product.send(request(&mut draws, &args)).await;
        let (status, body) = (answer.status().as_u16(), answer.body());
        assert!(matches!(status, 200 | 400 | 401 | 404 | 414 | 429), "{status} to {sent}");
        let kind = answer.headers()["content-type"].to_str().expect("a content type");
        match kind.split(';').next() {
            Some("text/xml") => assert_is_said(&sent, body),
            Some("text/csv" | "text/plain") => {
                assert!(!body.is_empty(), "an empty answer to {sent}");
            }
            _ => assert!(kind.starts_with("audio/") && status == 200, "{kind} to {sent}"),
        }
    }
    product.assert_sound().await;
}

/// The actions that do something.
fn dialogtech() -> Vec<Coverage> {
    let dialects = tandem::demo::dialects(None);
    let dialect = dialects.iter().find(|dialect| dialect.name() == "dialogtech");
    let mut actions = dialect.expect("it is mounted").coverage();
    actions.retain(|row| row.status != Status::NotSupported);
    assert!(actions.len() > 60, "{}", actions.len());
    actions
}

/// Numbers that were drawn beforehand, so that a call depends on nothing else.
struct Draws(Vec<usize>);

impl Draws {
    fn below(&mut self, most: usize) -> usize {
        self.0.pop().unwrap_or_default() % most
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn arguments(draws: &mut Draws, action: &Coverage, caller: &[(&str, &str)]) -> Args {
    let mut args: Vec<(&str, String)> =
        caller.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    args.push(("action", action.spec.name.to_owned()));
    for param in action.spec.params {
        // What must be there is mostly there, so that calls get further than that.
        if draws.below(20) < if param.required { 1 } else { 12 } {
            continue;
        }
        args.push((param.name, value(draws, param)));
    }
    if draws.below(10) == 0 {
        args.push(("idempotency_key", format!("key{}", draws.below(20))));
    }
    args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn value(draws: &mut Draws, param: &Param) -> String {
    if draws.below(8) == 0 {
        return draws.of(&TEXTS).to_owned();
    }
    match param.kind {
        Kind::Integer(least, most) => {
            let bounds = [least, most, most.saturating_add(1), draws.of(&IDS), draws.of(&IDS)];
            draws.of(&bounds).to_string()
        }
        Kind::Flag => draws.of(&["0", "1", "yes", "2"]).to_owned(),
        Kind::Number => draws.of(&NUMBERS).to_owned(),
        Kind::Numbers => format!("{},{}", draws.of(&NUMBERS), draws.of(&NUMBERS)),
        Kind::Choice(words) => draws.of(words).to_owned(),
        Kind::Money | Kind::Decimal => draws.of(&["0", "1.5", "-1", "1e309"]).to_owned(),
        Kind::Text(_) | Kind::Texts(_) | Kind::Routing | Kind::Object => {
            draws.of(&TEXTS).to_owned()
        }
    }
}

/// In the query, as a form, or as a form of parts.
fn request(draws: &mut Draws, args: &Args) -> Request<Bytes> {
    let path = "/ibp_api.php";
    let sent = form::print(args);
    match draws.below(3) {
        0 => Request::get(format!("{path}?&{sent}")).body(Bytes::new()),
        1 => Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(sent)),
        _ => {
            let part = |(name, value): (&str, &str)| {
                format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let parts: String = args.iter().map(part).collect();
            Request::post(path)
                .header("content-type", "multipart/form-data; boundary=x")
                .body(Bytes::from(format!("{parts}--x--\r\n")))
        }
    }
    .expect("a request")
}

/// It is well-formed, and says whether the call succeeded, or is a list.
fn assert_is_said(sent: &str, body: &[u8]) {
    let text = str::from_utf8(body).expect("UTF-8");
    let plain = text.split_once(DTD_ENDS).map_or(text, |(_, plain)| plain);
    let root = xml::read(plain.trim_start().as_bytes());
    let root = root.unwrap_or_else(|fault| panic!("{fault} in the answer to {sent}: {text}"));
    match root.local_name() {
        "data" => assert!(root.children_named("record").count() <= 10_000),
        "response" => {
            let result = root.child("result").map(|result| result.text_trimmed().to_owned());
            let result = result.unwrap_or_default();
            let is_login = sent.contains("general.login");
            assert!(is_login || matches!(&*result, "success" | "failed"), "{sent}: {text}");
            assert!(root.child("result_description").is_some(), "{sent}: {text}");
        }
        other => panic!("a {other} to {sent}"),
    }
}
