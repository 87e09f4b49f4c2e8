//! What an operator sees at three in the morning of calls that switches report.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Directory, Server, ask, tries, types};

/// Posts a form on a connection of its own; returns the whole answer.
fn post(server: &Server, form: &str) -> String {
    let mut line = TcpStream::connect(server.address).expect("a line");
    let request = format!(
        "POST /switch/cdr HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    line.write_all(request.as_bytes()).expect("it listens");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn a_call_that_nobody_pays_for_is_counted_and_found() {
    let files = Directory::new();
    let database = format!("sqlite:{}", files.file("shop.db"));
    let text = format!(
        "database = \"{database}\"\nlisten = \"127.0.0.1:0\"\nmetrics_allow = [\"127.0.0.1/32\"]\n\
         [switches]\nallow = [\"127.0.0.1\"]\n[switches.secrets]\nedge = \"0123456789abcdef\"\n"
    );
    let config = files.file("tandem.toml");
    std::fs::write(&config, text).expect("a file");
    let server = Server::start(&["--config", &config]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("later than 1970").as_secs();
    let form = format!(
        "call=a1%40edge&to=13052220100&from=12125550123&started={}&answered={}&ended={now}&code=200",
        now - 60,
        now - 50
    );
    assert!(post(&server, &form).contains("\"kept\":1"));
    let mut line = TcpStream::connect(server.address).expect("a line");
    let wrong = "authorization: Bearer fedcba9876543210\r\n";
    let turned_away = ask(&mut line, "/switch/kamailio/route?to=1", wrong).expect("an answer");
    assert!(turned_away.contains("401"), "{turned_away}");
    let page = ask(&mut line, "/metrics", "").expect("the page");
    assert!(page.contains("tandem_calls_unclaimed_total 1\n"), "{page}");
    assert!(page.contains("tandem_auth_failures_total{reason=\"unknown\"} 1\n"), "{page}");

    let admin =
        |words: &[&str]| types(&[&["admin", "--database", &database, "call"], words].concat());
    for by in [
        &["list", "--nobodys"][..],
        &["list", "--number", "3052220100"],
        &["list", "--other", "+12125550123"],
        &["list", "--call", "a1@edge"],
    ] {
        let found = admin(by);
        assert!(found.contains("a1@edge") && found.contains("answered, 50 s"), "{by:?}: {found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
    assert!(admin(&["show", "a1@edge"]).contains("number of    nobody"));
    let none = tries(&["admin", "--database", &database, "call", "show", "a2"]);
    assert_eq!(none.status.code(), Some(1));
}
