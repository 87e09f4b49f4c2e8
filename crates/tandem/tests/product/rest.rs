//! A node at rest: nobody calls, and nothing is written.

use std::time::Duration;

use crate::product::Product;

/// Longer than every loop of a node but the slowest takes to come round; that one looks at once.
const A_WHILE: Duration = Duration::from_millis(2500);

#[tokio::test(flavor = "multi_thread")]
async fn a_node_at_rest_writes_nothing() {
    let product = Product::fresh().await;
    tokio::time::sleep(A_WHILE).await;
    // What opening a database writes is written by now.
    let before = product.engine.figures();
    tokio::time::sleep(A_WHILE).await;
    let after = product.engine.figures();
    assert_eq!((before.commits, before.runs), (after.commits, after.runs));
    // The operator's account, and where the news begin.
    assert!(before.runs <= 2, "{before:?}");
}
