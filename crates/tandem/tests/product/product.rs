//! A demo without a socket: what every test of this binary speaks to.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::Request;
use tandem::node::{self, Node};
use tandem::{config, demo};
use tandem_domain::Money;
use tandem_engine::Engine;
use tandem_gateway::{Answer, Gateway};
use tandem_store::DatabaseUrl;

/// How many numbers a test's shelf holds.
const NUMBERS: u64 = 6000;

/// A demo on a database of its own.
pub struct Product {
    pub engine: Engine,
    pub gateway: Gateway,
    node: Option<Node>,
    directory: PathBuf,
}

impl Product {
    /// A fresh demo.
    pub async fn fresh() -> Self {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let name = format!("tandem-product-{}-{serial}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory for the test");
        let url = DatabaseUrl::Sqlite(directory.join("tandem.db"));
        let rules = config::rules(&[demo::FICTIONAL]).expect("555 has the shape of an area code");
        let engine = node::open(&url, rules, 0).await.expect("a fresh database opens");
        demo::stock(&engine, NUMBERS, Money::cents(100_000)).await.expect("the demo is stocked");
        let gateway =
            node::gateway(engine.clone(), 0, demo::dialects()).expect("the dialects mount");
        let node = Some(Node::start(engine.clone(), demo::suppliers()));
        Self { engine, gateway, node, directory }
    }

    /// Sends a request from loopback.
    pub async fn send(&self, request: Request<Bytes>) -> Answer {
        self.gateway.handle(request, Some([127, 0, 0, 1].into())).await
    }

    /// A GET, as a client would send it.
    pub async fn get(&self, target: &str) -> String {
        let request = Request::get(target).body(Bytes::new()).expect("a request target");
        text(&self.send(request).await)
    }

    /// What must always hold, holds.
    pub async fn assert_sound(&self) {
        let findings = self.engine.examine().await.expect("the database answers");
        assert_eq!(findings.listed, []);
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        if let Some(node) = self.node.take() {
            node.stop();
        }
        // A leftover in the temporary directory is the system's to clean.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The body of an answer.
pub fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(answer.body()).into_owned()
}
