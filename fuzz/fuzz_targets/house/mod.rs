//! A demo without a socket, for targets that go the whole way of a request. It is stocked once and lives as long as
//! the target.

#[path = "../../../crates/tandem/tests/product/answers.rs"]
#[allow(dead_code, reason = "each target reads the answers of one dialect")]
pub mod answers;

use std::sync::OnceLock;

use bytes::Bytes;
use http::Request;
use tandem::clock::NodeClock;
use tandem::{config, demo, node};
use tandem_domain::Money;
use tandem_gateway::{Answer, Gateway, REALM, Spec};
use tandem_store::DatabaseUrl;
use tokio::runtime::Runtime;

/// How many numbers the shelf holds.
const NUMBERS: u64 = 6000;

struct House {
    runtime: Runtime,
    gateway: Gateway,
}

fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let runtime = Runtime::new().expect("a runtime");
        let directory = std::env::temp_dir().join(format!("tandem-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        let url = DatabaseUrl::Sqlite(directory.join("tandem.db"));
        let gateway = runtime.block_on(async {
            let clock = NodeClock::default();
            let rules = config::rules(&[demo::FICTIONAL]).expect("rules");
            let engine = node::open_by(&url, rules, &clock).await.expect("a database");
            demo::stock(&engine, NUMBERS, Money::cents(100_000)).await.expect("a stocked demo");
            let realms = vec![REALM.to_owned()];
            node::gateway(engine, 0, realms, demo::loopback(), demo::dialects(None))
                .expect("the dialects mount")
        });
        House { runtime, gateway }
    })
}

/// Sends what is made of the bytes, and makes sure of the answer.
pub fn ask(
    dialect: &str,
    make: impl FnOnce(&[Spec]) -> Option<Request<Bytes>>,
    fault: fn(&Answer) -> Option<String>,
) {
    let House { runtime, gateway } = house();
    let known = gateway.dialects().filter(|known| known.name() == dialect);
    let specs: Vec<Spec> = known.flat_map(|known| known.coverage()).map(|row| row.spec).collect();
    let Some(request) = make(&specs) else { return };
    let answer = runtime.block_on(gateway.handle(request, Some([127, 0, 0, 1].into())));
    if let Some(why) = fault(&answer) {
        panic!("{why}");
    }
}
