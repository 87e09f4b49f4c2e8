//! Two nodes over one PostgreSQL. The cluster is the test's own: what it does to it, others would
//! feel.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use tandem_harness::Database;
use tandem_harness::http::Client;

use crate::cluster::Cluster;
use crate::{Directory, Server, ask, tries, types};

/// How many numbers there are to be fought over.
const NUMBERS: usize = 300;
/// How often staleness is measured.
const LOOKS: usize = 40;
/// How old what another node shows may be at most: the feed is asked every 50 ms.
const STALENESS_MAX: Duration = Duration::from_secs(2);

struct Shop {
    database: Database,
    files: Directory,
}

impl Shop {
    fn open(server: &str) -> Self {
        let shop = Self { database: Database::bare_at(server), files: Directory::new() };
        let rows = shop.files.file("stock.csv");
        let stock = "number,to,state,rate_center\n3052220000,3052220299,FL,MIAMI\n\
                     3053330000,3053330039,FL,ALFORD\n\
                     3053340000,3053340099,FL,ARCADIA\n";
        std::fs::write(&rows, stock).expect("a file");
        let database = shop.database.text();
        types(&["import", "numbers", &rows, "--database", &database]);
        shop.acts(&["plan", "set", "STANDARD", "--setup", "0.50", "--monthly", "1.00"]);
        shop
    }

    fn acts(&self, words: &[&str]) -> String {
        let database = self.database.text();
        types(&[&["admin", "--database", &database], words].concat()).trim().to_owned()
    }

    /// A customer with money and a key for api19.
    fn customer(&self, name: &str) -> (String, String) {
        let email = format!("{name}@example.com");
        let alias = format!("api19:{name}");
        let open = ["account", "open", "--name", name, "--email", &email, "--alias", &alias];
        let account = self.acts(&open);
        self.acts(&["account", "top-up", &account, "10000.00", "--note", "for the test"]);
        let key = self.acts(&["key", "issue", &account, "--dialect", "api19"]);
        (account, key)
    }

    fn node(&self, number: u8) -> Server {
        Server::start(&["--config", &self.config(number)])
    }

    fn config(&self, number: u8) -> String {
        let path = self.files.file(&format!("node-{number}.toml"));
        let text = format!(
            "database = \"{}\"\nlisten = \"127.0.0.1:0\"\nnode = {number}\ncalls_per_minute = 0\n",
            self.database.text()
        );
        std::fs::write(&path, text).expect("a file");
        path
    }
}

fn order(client: &mut Client, key: &str, number: &str) -> String {
    let target = format!("/dids/order/list?key={key}&dids={number}");
    client.get(&target).expect("an answer").1
}

/// How long it takes until the answer is no longer what it was.
fn until(mut is_still: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while is_still() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never changes");
    }
    began.elapsed()
}

#[test]
fn two_nodes_sell_one_shelf() {
    let Some((_cluster, server)) = Cluster::start() else {
        eprintln!("SKIPPED without PostgreSQL");
        return;
    };
    let shop = Shop::open(&server);
    let customers = ["ada", "bob", "cleo", "dan"].map(|name| shop.customer(name));
    let (one, two) = (shop.node(1), shop.node(2));

    // Nobody else may draw ids under the same number.
    let refused = tries(&["serve", "--config", &shop.config(2)]);
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("node 2 is process"), "{complaint}");

    race(&customers, &one, &two);
    staleness(&customers[0].1, &one, &two);
    revocation(&shop, &customers, &one, &two);

    // A node that was killed is followed at once by the next on its machine.
    drop(one);
    let began = Instant::now();
    let one = shop.node(1);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    drop(two);
    stall(&shop, &customers[3].1, &one);
    drop(one);
    let sound = types(&["doctor", "--database", &shop.database.text()]);
    assert!(sound.contains("everything that must hold, holds"), "{sound}");
}

/// Both nodes are asked for every number of one rate centre, each in another order.
fn race(customers: &[(String, String)], one: &Server, two: &Server) {
    let sold: Vec<Vec<String>> = std::thread::scope(|scope| {
        let buyers: Vec<_> = customers
            .iter()
            .enumerate()
            .map(|(index, (_, key))| {
                let address = [one, two][index % 2].address;
                scope.spawn(move || {
                    let mut client = Client::of(address);
                    let number = |turn: usize| {
                        let place = [turn, NUMBERS - 1 - turn][index / 2];
                        (3_052_220_000 + place).to_string()
                    };
                    let all = (0..NUMBERS).map(number);
                    let bought = all.filter(|number| {
                        let body = order(&mut client, key, number);
                        let json: serde_json::Value = serde_json::from_str(&body).expect("JSON");
                        json["success"].get(number).is_some()
                    });
                    bought.collect()
                })
            })
            .collect();
        buyers.into_iter().map(|buyer| buyer.join().expect("a buyer")).collect()
    });
    let distinct: BTreeSet<&String> = sold.iter().flatten().collect();
    let each: Vec<usize> = sold.iter().map(Vec::len).collect();
    assert_eq!(distinct.len(), NUMBERS, "{each:?}");
    assert_eq!(each.iter().sum::<usize>(), NUMBERS, "{each:?}: a number was sold twice");
    println!("of {NUMBERS} numbers the buyers at two nodes got {each:?}");
}

/// How long what one node has sold is still offered by the other.
fn staleness(key: &str, one: &Server, two: &Server) {
    let (mut here, mut there) = (Client::of(one.address), Client::of(two.address));
    let mut seen: Vec<Duration> = (0..LOOKS)
        .map(|turn| {
            let number = (3_053_330_000 + turn).to_string();
            let search = format!("/dids/available/list?key={key}&npa=305&nxx=333");
            let mut offered = || there.get(&search).expect("an answer").1.contains(&number);
            assert!(offered(), "{number} is not offered to begin with");
            let answer = order(&mut here, key, &number);
            assert!(answer.contains("success"), "{answer}");
            until(offered)
        })
        .collect();
    seen.sort();
    let (middle, longest) = (seen[LOOKS / 2], seen[LOOKS - 1]);
    println!("what one node sold, the other offered for {middle:?}, at most {longest:?}");
    assert!(longest < STALENESS_MAX, "{longest:?}");
}

/// Once the operator has revoked a key, no command under it changes anything at any node.
fn revocation(shop: &Shop, customers: &[(String, String)], one: &Server, two: &Server) {
    let mut seen = Vec::new();
    for ((account, key), server) in customers[1..3].iter().zip([one, two]) {
        let mut client = Client::of(server.address);
        let look = format!("/dids/my/list?key={key}");
        let is_known = |answer: std::io::Result<(u16, String)>| {
            let (status, body) = answer.expect("an answer");
            status == 200 && !body.contains("not logged in")
        };
        assert!(is_known(client.get(&look)), "{:?}", client.get(&look));
        shop.acts(&["key", "revoke", account, "--all"]);
        let answer = order(&mut client, key, "3053340000");
        let json: serde_json::Value = serde_json::from_str(&answer).unwrap_or_default();
        assert!(json["success"].get("3053340000").is_none(), "{answer}");
        seen.push(until(|| is_known(client.get(&look))));
    }
    println!("a revoked key changed nothing at all, and could still look for {seen:?}");
    assert!(seen.iter().all(|time| *time < STALENESS_MAX));
}

/// An open transaction of anybody in the cluster holds the feed back: the node says so, where it
/// would have stayed ready had nobody bought anything.
fn stall(shop: &Shop, key: &str, node: &Server) {
    let url = shop.database.url.clone();
    let open = |seconds: &'static str| {
        let url = url.clone();
        std::thread::spawn(move || {
            Database::meddle_with(&url, &["SELECT pg_current_xact_id()", seconds]);
        })
    };
    let ready = || {
        let mut line = TcpStream::connect(node.address).expect("a line");
        ask(&mut line, "/readyz", "").expect("an answer")
    };
    let quiet = open("SELECT pg_sleep(7)");
    std::thread::sleep(Duration::from_secs(6));
    let answer = ready();
    assert!(answer.contains("200 OK"), "nothing happened, and yet: {answer}");
    quiet.join().expect("a transaction that ends");

    let stalled = open("SELECT pg_sleep(8)");
    std::thread::sleep(Duration::from_millis(500));
    order(&mut Client::of(node.address), key, "3053340050");
    let waited = until(|| ready().contains("200 OK"));
    let answer = ready();
    assert!(answer.contains("503") && answer.contains("leaves open"), "{answer}");
    assert!(waited > Duration::from_secs(3), "{waited:?}");
    stalled.join().expect("a transaction that ends");
    until(|| ready().contains("503"));
}
