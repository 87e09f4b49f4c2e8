//! The sandbox's time.

use bytes::Bytes;
use http::{Request, StatusCode};
use tandem::clock::NodeClock;
use tandem::{config, demo, node, server};
use tandem_engine::Clock;
use tandem_store::DatabaseUrl;

use crate::product::{self, Product};

fn post(body: &'static str) -> Request<Bytes> {
    Request::post("/v1/sandbox/clock")
        .header("authorization", "Bearer tandem_demo_key")
        .body(Bytes::from_static(body.as_bytes()))
        .expect("a request")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_passes_day_by_day_and_the_books_are_sound() {
    let product = Product::fresh().await;
    let before = product.engine.now();
    let answer = product.send(post(r#"{"advance":"P3M"}"#)).await;
    assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
    assert!(product.engine.now() >= before.plus_days(89));
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_that_is_started_again_keeps_its_time() {
    let directory = product::directory();
    let url = DatabaseUrl::Sqlite(directory.join("tandem.db"));
    let rules = || config::rules(&[demo::FICTIONAL]).expect("a fictional area code");
    let first = NodeClock::default();
    let engine = node::open_by(&url, rules(), &first).await.expect("a database");
    let sandbox = demo::DemoSandbox::new(engine.clone(), first.clone(), std::sync::Arc::default());
    let to = first.now().plus_days(40);
    tandem_native::Sandbox::pass(&sandbox, to).await.expect("time that passes");
    engine.close();
    let second = NodeClock::default();
    let engine = node::open_by(&url, rules(), &second).await.expect("the same database");
    assert!(engine.now() >= to);
    engine.close();
    std::fs::remove_dir_all(&directory).expect("our own directory");
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_has_nothing_of_it() {
    let product = Product::fresh().await;
    let dialects = server::dialects(tandem::switches::SwitchesTable::default());
    let serves = node::gateway(product.engine.clone(), 0, Vec::new(), Vec::new(), dialects)
        .expect("a gateway");
    let answer = serves.handle(post(r#"{"advance":"P3M"}"#), Some([127, 0, 0, 1].into())).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND, "the sandbox is mounted");
}
