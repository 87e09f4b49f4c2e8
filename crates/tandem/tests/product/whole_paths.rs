//! Every operation of api19 and of Anveo, told anything: from the bytes of the request to those of the answer.

use proptest::prelude::{Strategy, any, prop};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tandem_gateway::{Answer, Dialect, Spec};

use crate::answers::{Chance, anveo_fault, anveo_request, api19_fault, api19_request};
use crate::product::Product;

/// How many requests each dialect is sent.
const REQUESTS: usize = 1500;
/// How many bytes a request is made of.
const BYTES: usize = 96;

type Make = fn(&[Spec], &mut Chance<'_>) -> Option<http::Request<bytes::Bytes>>;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_api19_is_told_it_answers_as_api19_does() {
    storm("api19", api19_request, api19_fault).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_anveo_is_told_it_answers_as_anveo_does() {
    storm("anveo", anveo_request, anveo_fault).await;
}

async fn storm(dialect: &str, make: Make, fault: fn(&Answer) -> Option<String>) {
    let product = Product::fresh().await;
    let operations: Vec<Spec> = product
        .gateway
        .dialects()
        .filter(|known| known.name() == dialect)
        .flat_map(Dialect::coverage)
        .map(|row| row.spec)
        .collect();
    assert!(!operations.is_empty(), "{dialect} has operations");
    let mut runner = TestRunner::deterministic();
    let bytes = prop::collection::vec(any::<u8>(), BYTES);
    let mut sent = 0;
    for _ in 0..REQUESTS {
        let tree = bytes.new_tree(&mut runner).expect("the strategy has no filter");
        let drawn = tree.current();
        let Some(request) = make(&operations, &mut Chance(&drawn)) else { continue };
        let shown = format!("{request:?}");
        let answer = product.send(request).await;
        if let Some(why) = fault(&answer) {
            panic!("{why}\nto {shown}");
        }
        sent += 1;
    }
    assert!(sent > REQUESTS / 2, "most bytes make a request");
    product.assert_sound().await;
}
