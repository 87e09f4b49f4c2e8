//! A demo without a socket: what every test of this binary speaks to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::Request;
use tandem::clock::NodeClock;
use tandem::node::{self, Node};
use tandem::{config, demo};
use tandem_couriers::faults::Faults;
use tandem_domain::Money;
use tandem_engine::Engine;
use tandem_gateway::{Answer, Gateway, REALM};
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
        let (mut product, clock, faults) = Self::open().await;
        let outward = demo::outward(&clock, &faults);
        product.node = Some(Node::start(product.engine.clone(), outward));
        product
    }

    /// The same that does nothing by itself.
    pub async fn without_loops() -> Self {
        Self::open().await.0
    }

    async fn open() -> (Self, NodeClock, Arc<Faults>) {
        static STOCKED: OnceCell<Files> = OnceCell::const_new();
        let stocked = STOCKED.get_or_init(stock).await;
        let directory = directory();
        let path = directory.join("tandem.db");
        for (suffix, bytes) in stocked {
            let file = directory.join(format!("tandem.db{suffix}"));
            std::fs::write(file, bytes).expect("a database for the test");
        }
        let (clock, faults) = (NodeClock::default(), Arc::default());
        let engine = open(&path, &clock).await;
        let (hands, mishaps) = (clock.clone(), Arc::clone(&faults));
        let sandbox = Arc::new(demo::DemoSandbox::new(engine.clone(), hands, mishaps));
        let gateway = node::gateway(
            engine.clone(),
            0,
            vec![REALM.to_owned()],
            demo::loopback(),
            demo::dialects(Some(sandbox)),
        )
        .expect("the dialects mount");
        (Self { engine, gateway, node: None, directory }, clock, faults)
    }

    /// Sends a request from loopback.
    pub async fn send(&self, request: Request<Bytes>) -> Answer {
        self.gateway.handle(request, Some([127, 0, 0, 1].into())).await
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

/// A database and its log, each with what stands behind the database's name.
type Files = Vec<(&'static str, Vec<u8>)>;

/// The files of a stocked demo.
async fn stock() -> Files {
    let directory = directory();
    let path = directory.join("tandem.db");
    let engine = open(&path, &NodeClock::default()).await;
    demo::stock(&engine, NUMBERS, Money::cents(100_000)).await.expect("the demo is stocked");
    engine.close();
    // Closing folds the log into the file, unless two threads that close last are in each other's
    // way: then it holds what was written last.
    let read = |suffix: &'static str| {
        let bytes = std::fs::read(directory.join(format!("tandem.db{suffix}"))).ok()?;
        Some((suffix, bytes))
    };
    let files: Files = ["", "-wal"].into_iter().filter_map(read).collect();
    std::fs::remove_dir_all(&directory).expect("our own directory");
    files
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

async fn open(path: &Path, clock: &NodeClock) -> Engine {
    let url = DatabaseUrl::Sqlite(path.to_owned());
    let rules = config::rules(&[demo::FICTIONAL]).expect("555 has the shape of an area code");
    node::open_by(&url, rules, clock).await.expect("a database opens")
}
