//! A demo without a socket: what every test of this binary speaks to.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::Request;
use tandem::node::{self, Node};
use tandem::{config, demo};
use tandem_domain::Money;
use tandem_engine::Engine;
use tandem_gateway::{Answer, Gateway};
use tandem_store::DatabaseUrl;
use tokio::sync::OnceCell;

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
    /// A fresh demo: stocked once, copied for each test.
    pub async fn fresh() -> Self {
        static STOCKED: OnceCell<Vec<u8>> = OnceCell::const_new();
        let stocked = STOCKED.get_or_init(stock).await;
        let directory = directory();
        let path = directory.join("tandem.db");
        std::fs::write(&path, stocked).expect("a database for the test");
        let engine = open(&path).await;
        let gateway =
            node::gateway(engine.clone(), 0, demo::dialects()).expect("the dialects mount");
        let node = Some(Node::start(engine.clone(), demo::suppliers()));
        Self {
            engine,
            gateway,
            node,
            directory,
        }
    }

    /// Sends a request from loopback.
    pub async fn send(&self, request: Request<Bytes>) -> Answer {
        self.gateway
            .handle(request, Some([127, 0, 0, 1].into()))
            .await
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

/// The file of a stocked demo.
async fn stock() -> Vec<u8> {
    let directory = directory();
    let path = directory.join("tandem.db");
    let engine = open(&path).await;
    demo::stock(&engine, NUMBERS, Money::cents(100_000))
        .await
        .expect("the demo is stocked");
    // Closing folds the log into the file.
    engine.close();
    let file = std::fs::read(&path).expect("the database that was written");
    std::fs::remove_dir_all(&directory).expect("our own directory");
    file
}

/// A directory of a test's own.
pub fn directory() -> PathBuf {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let name = format!("tandem-product-{}-{serial}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&directory).expect("a directory for the test");
    directory
}

async fn open(path: &Path) -> Engine {
    let url = DatabaseUrl::Sqlite(path.to_owned());
    let rules = config::rules(&[demo::FICTIONAL]).expect("555 has the shape of an area code");
    node::open(&url, rules, 0).await.expect("a database opens")
}
