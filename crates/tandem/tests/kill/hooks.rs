//! A customer is told of every order, though the process is killed while it tells and the receiver
//! fails half the time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use serde_json::Value;
use tandem_harness::http::Client;
use tandem_harness::process::Process;
use tandem_harness::{Database, Kind};
use tandem_store::{DatabaseUrl, ReadLimit, Store, StoreError, Tx, account};

use super::{OPTIONS, assert_sound, binary, shop};

/// How many orders there are before the process is killed, and how many after.
const ORDERS: usize = 30;
/// How long it may take until everything has arrived.
const ARRIVAL_TIME_MAX: Duration = Duration::from_secs(60);

/// What arrived: by delivery, the order that it told of.
type Arrived = Arc<Mutex<BTreeMap<String, String>>>;

#[test]
fn a_kill_loses_no_webhook_on_sqlite() {
    tell(Kind::Sqlite);
}

#[test]
fn a_kill_loses_no_webhook_on_postgres() {
    tell(Kind::Postgres);
}

fn tell(kind: Kind) {
    let Some(database) = Database::fresh(kind) else { return };
    let arrived = Arrived::default();
    let port = receive(Arc::clone(&arrived));
    let mut process = Process::demo(binary(), &database.url, OPTIONS);
    let account = account_of(&database.url);
    add_hook(&database.url, account, port);
    let mut shelf = shop::shelf(process.address, "CA").into_iter();
    let mut placed = 0;
    for round in 0..2 {
        let mut client = Client::of(process.address);
        for _ in 0..ORDERS {
            let number = shelf.next().expect("a number for sale");
            let order = format!("/dids/order/list?key=api_key&dids={number}");
            let (status, _) = client.get(&order).expect("an answer");
            assert_eq!(status, 200);
            placed += 1;
        }
        if round == 0 {
            // In the middle of it: some were told, some are being told, some are not yet known of.
            process.kill();
            process = Process::demo(binary(), &database.url, OPTIONS);
        }
    }
    let started = Instant::now();
    let orders = || -> BTreeSet<String> {
        arrived.lock().expect("nobody panics here").values().cloned().collect()
    };
    while orders().len() < placed {
        assert!(started.elapsed() < ARRIVAL_TIME_MAX, "{} of {placed} arrived", orders().len());
        // Nobody waits for the pauses between tries.
        pass(process.address, "PT1M");
        std::thread::sleep(Duration::from_millis(200));
    }
    let told = arrived.lock().expect("nobody panics here").len();
    assert_eq!(told, placed, "each order has one delivery, however often it was made");
    process.kill();
    assert_sound(&database.url);
}

/// The demo's first customer, by its main login.
fn account_of(database: &DatabaseUrl) -> String {
    let store = Store::open_existing(database).expect("the demo's database");
    let (tell, told) = mpsc::channel();
    let job = move |tx: Result<&mut dyn Tx, StoreError>| {
        // The test waits until it has heard.
        let _ = tell.send(tx.and_then(|tx| account::by_alias(tx, "voipms", "100001")));
    };
    store.read(ReadLimit::Second, Box::new(job));
    let found = told.recv().expect("an answer").expect("a readable database");
    store.close();
    found.expect("the demo's customer").to_string()
}

fn add_hook(database: &DatabaseUrl, account: String, port: u16) {
    let url = format!("http://127.0.0.1:{port}/");
    let network = ["--kind", "order.placed", "--allow", "127.0.0.0/8"];
    let add = ["hook", "add", &account, &url].into_iter().chain(network);
    admin(database, &add.collect::<Vec<_>>());
}

fn admin(database: &DatabaseUrl, words: &[&str]) -> String {
    let url = match database {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    let output = Command::new(binary())
        .args(["admin", "--database", &url])
        .args(words)
        .output()
        .expect("the binary");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Lets time pass in the sandbox.
fn pass(address: SocketAddr, span: &str) {
    let body = format!("{{\"advance\":\"{span}\"}}");
    let mut stream = TcpStream::connect(address).expect("a node that listens");
    let request = format!(
        "POST /v1/sandbox/clock HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer \
         tandem_demo_key\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// A receiver that thanks every other time; otherwise it answers 500 or breaks the line. It lives as
/// long as the test.
fn receive(arrived: Arrived) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        for (call, stream) in listener.incoming().enumerate() {
            // A process that is killed breaks off.
            let _ = stream.and_then(|stream| hear(stream, call, &arrived));
        }
    });
    port
}

fn hear(stream: TcpStream, call: usize, arrived: &Arrived) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream);
    let (mut id, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.trim_end().split_once(": ") {
            Some(("webhook-id", value)) => value.clone_into(&mut id),
            Some(("content-length", value)) => length = value.parse().unwrap_or_default(),
            Some(_) => {}
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let answer = match call % 4 {
        0 => "HTTP/1.1 500 Not now\r\ncontent-length: 0\r\n\r\n",
        1 => return Ok(()),
        _ => "HTTP/1.1 204 Thanks\r\n\r\n",
    };
    if answer.contains("204") {
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let order = body["data"]["order"].as_str().expect("an order").to_owned();
        arrived.lock().expect("nobody panics here").insert(id, order);
    }
    reader.get_mut().write_all(answer.as_bytes())
}
