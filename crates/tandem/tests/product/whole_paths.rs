//! Every operation of every provider's dialect, told anything: from the bytes of the request to those of the answer. It
//! is answered as the dialect answers, and what is refused has cost nothing.

use bytes::Bytes;
use http::Request;
use proptest::prelude::{Strategy, any, prop};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tandem_gateway::{Answer, Dialect, Spec};

use crate::answers::{self, Chance, dialogtech, voipms};
use crate::product::Product;

/// How many requests each dialect is sent.
const REQUESTS: usize = 1500;
/// How many bytes a request is made of.
const BYTES: usize = 96;
/// What the customer has left, in the words of the one API that says it in a line.
const BALANCE: &str = "/api/v2.asp?USERKEY=YOURAPIKEY&ACTION=ACCOUNT.GETBALANCE";

/// How a dialect is spoken to, and how its answers are read.
struct Speech {
    dialect: &'static str,
    make: fn(&[Spec], &mut Chance<'_>) -> Option<Request<Bytes>>,
    fault: fn(&Answer) -> Option<String>,
    is_refusal: fn(&Answer) -> bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_api19_is_told_it_answers_as_api19_does() {
    let (make, fault) = (answers::api19_request, answers::api19_fault);
    storm(Speech { dialect: "api19", make, fault, is_refusal: answers::api19_is_refusal }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_anveo_is_told_it_answers_as_anveo_does() {
    let (make, fault) = (answers::anveo_request, answers::anveo_fault);
    storm(Speech { dialect: "anveo", make, fault, is_refusal: answers::anveo_is_refusal }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_dialogtech_is_told_it_answers_as_dialogtech_does() {
    let (make, fault) = (dialogtech::request, dialogtech::fault);
    storm(Speech { dialect: "dialogtech", make, fault, is_refusal: dialogtech::is_refusal }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_voipms_is_told_it_answers_as_voipms_does() {
    let (make, fault) = (voipms::request, voipms::fault);
    storm(Speech { dialect: "voipms", make, fault, is_refusal: voipms::is_refusal }).await;
}

async fn storm(speech: Speech) {
    // Nobody else spends anything meanwhile: what waits for numbers is filled by a loop.
    let product = Product::without_loops().await;
    let operations: Vec<Spec> = product
        .gateway
        .dialects()
        .filter(|known| known.name() == speech.dialect)
        .flat_map(Dialect::coverage)
        .map(|row| row.spec)
        .collect();
    assert!(!operations.is_empty(), "{} has operations", speech.dialect);
    let mut runner = TestRunner::deterministic();
    let bytes = prop::collection::vec(any::<u8>(), BYTES);
    let (mut sent, mut refused) = (0, 0);
    let mut balance = left(&product).await;
    for _ in 0..REQUESTS {
        let tree = bytes.new_tree(&mut runner).expect("the strategy has no filter");
        let drawn = tree.current();
        let Some(request) = (speech.make)(&operations, &mut Chance(&drawn)) else { continue };
        let shown = format!("{request:?}");
        let answer = product.send(request).await;
        if let Some(why) = (speech.fault)(&answer) {
            panic!("{why}\nto {shown}");
        }
        let after = left(&product).await;
        if (speech.is_refusal)(&answer) {
            refused += 1;
            assert_eq!(balance, after, "a refusal that cost something: {answer:?}\nto {shown}");
        }
        balance = after;
        sent += 1;
    }
    assert!(sent > REQUESTS / 2, "most bytes make a request");
    assert!(refused > sent / 20 && refused < sent, "{refused} of {sent} were refused");
    product.assert_sound().await;
}

async fn left(product: &Product) -> Bytes {
    let request = Request::get(BALANCE).body(Bytes::new()).expect("a request");
    let answer = product.send(request).await.into_body();
    assert!(!String::from_utf8_lossy(&answer).contains("ERROR"), "{answer:?}");
    answer
}
