//! Certificates, proxies, and who may see the operator's pages.

use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::{Directory, Server, ask, tries, types};

/// How long a running node may take to take up a new certificate once it is told.
const RELOAD_TIME_MAX: Duration = Duration::from_secs(5);

type Line = StreamOwned<ClientConnection, TcpStream>;

/// Somebody who believes one certificate and no other.
struct Believer(Arc<ClientConfig>);

impl Believer {
    fn calls(&self, server: &Server) -> std::io::Result<Line> {
        let name = ServerName::try_from("localhost").expect("a name");
        let client = ClientConnection::new(Arc::clone(&self.0), name).expect("a client");
        let mut line = StreamOwned::new(client, TcpStream::connect(server.address)?);
        ask(&mut line, "/healthz", "").map(|_| line)
    }
}

/// Writes a fresh certificate and its key.
fn certify(files: &Directory) -> Believer {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(files.file("key.pem"), made.signing_key.serialize_pem()).expect("a file");
    std::fs::write(files.file("certificate.pem"), made.cert.pem()).expect("a file");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Believer(Arc::new(config))
}

fn configure(files: &Directory, more: &str) -> String {
    let text = format!(
        "database = \"sqlite:{}\"\nlisten = \"127.0.0.1:0\"\n{more}",
        files.file("shop.db")
    );
    let path = files.file("tandem.toml");
    std::fs::write(&path, text).expect("a file");
    path
}

#[test]
fn a_certificate_is_changed_while_calls_go_on() {
    let files = Directory::new();
    let first = certify(&files);
    let tls = format!(
        "[tls]\ncertificate = \"{}\"\nkey = \"{}\"\n",
        files.file("certificate.pem"),
        files.file("key.pem")
    );
    let config = configure(&files, &tls);
    let server = Server::start(&["--config", &config]);
    let mut line = first.calls(&server).expect("a line by TLS");
    let answer = ask(&mut line, "/api/v1/rest.php?method=getBalance", "").expect("an answer");
    assert!(answer.contains("missing_credentials"), "{answer}");
    let mut clear = TcpStream::connect(server.address).expect("a line");
    assert!(ask(&mut clear, "/healthz", "").is_err(), "nobody is answered in the clear");

    let second = certify(&files);
    server.signal("HUP");
    let began = Instant::now();
    while second.calls(&server).is_err() {
        assert!(began.elapsed() < RELOAD_TIME_MAX, "the old certificate is still shown");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(first.calls(&server).is_err(), "the old certificate is shown no more");
    ask(&mut line, "/healthz", "").expect("the line of before is still open");

    // A key that does not fit is complained about and changes nothing.
    std::fs::copy(files.file("key.pem"), files.file("kept.pem")).expect("a copy");
    certify(&files);
    std::fs::copy(files.file("kept.pem"), files.file("key.pem")).expect("a copy");
    server.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    second.calls(&server).expect("the certificate of before is still shown");
    drop(server);
    let refused = tries(&["serve", "--config", &config]);
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("is not that of the certificate"), "{complaint}");
}

#[test]
fn a_reload_is_no_end_without_a_certificate() {
    let files = Directory::new();
    let server = Server::start(&["--config", &configure(&files, "")]);
    server.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    let mut line = TcpStream::connect(server.address).expect("it is still there");
    let answer = ask(&mut line, "/readyz/switches", "").expect("an answer");
    assert!(answer.contains("200 OK") && answer.contains("s old"), "{answer}");
}

#[test]
fn an_address_list_sees_through_a_trusted_proxy_only() {
    let files = Directory::new();
    let database = format!("sqlite:{}", files.file("shop.db"));
    let rows = files.file("stock.csv");
    std::fs::write(&rows, "number\n3052220100\n").expect("a file");
    types(&["import", "numbers", &rows, "--database", &database]);
    let admin = |words: &[&str]| {
        types(&[&["admin", "--database", &database], words].concat()).trim().to_owned()
    };
    let alice = admin(&["account", "open", "--name", "Alice", "--email", "alice@example.com"]);
    let network = ["--network", "198.51.100.0/24"];
    let key = ["key", "issue", &alice, "--dialect", "voipms", "--user", "alice", "--password", "x"];
    admin(&[&key[..], &network].concat());
    let balance = "/api/v1/rest.php?api_username=alice&api_password=x&method=getBalance";
    let calls = |server: &Server, target: &str, forwarded: &str| {
        let mut line = TcpStream::connect(server.address).expect("a line");
        ask(&mut line, target, forwarded).expect("an answer")
    };
    let (from_there, from_elsewhere) =
        ("x-forwarded-for: 198.51.100.7\r\n", "x-forwarded-for: 198.51.100.7, 203.0.113.1\r\n");

    let watched = "metrics_allow = [\"127.0.0.0/8\"]\n";
    let behind = format!("trusted_proxies = [\"127.0.0.0/8\"]\n{watched}");
    let trusting = Server::start(&["--config", &configure(&files, &behind)]);
    assert!(calls(&trusting, balance, from_there).contains("\"success\""));
    for header in [from_elsewhere, "", "forwarded: for=198.51.100.7\r\n"] {
        assert!(calls(&trusting, balance, header).contains("ip_not_enabled"), "{header}");
    }
    assert!(calls(&trusting, "/metrics", "").contains("tandem_feed_lag_seconds"));
    assert!(calls(&trusting, "/metrics", from_there).contains("404"));
    drop(trusting);

    let wary = Server::start(&["--config", &configure(&files, watched)]);
    assert!(calls(&wary, balance, from_there).contains("ip_not_enabled"));
    assert!(calls(&wary, "/metrics", "").contains("tandem_feed_lag_seconds"));
    assert!(calls(&wary, "/metrics", from_there).contains("404"), "a proxy that nobody named");
    drop(wary);
    let silent = Server::start(&["--config", &configure(&files, "")]);
    assert!(calls(&silent, "/metrics", "").contains("404"), "nobody was named");
    drop(silent);

    let aside = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = aside.local_addr().expect("its address");
    drop(aside);
    let config = configure(&files, &format!("metrics_listen = \"{address}\"\n"));
    let apart = Server::start(&["--config", &config]);
    assert!(calls(&apart, "/metrics", "").contains("404"));
    let mut line = TcpStream::connect(address).expect("a line");
    let page = ask(&mut line, "/metrics", from_there).expect("an answer");
    assert!(page.contains("tandem_feed_lag_seconds"), "{page}");
    assert!(ask(&mut line, balance, "").expect("an answer").contains("404"));
}
