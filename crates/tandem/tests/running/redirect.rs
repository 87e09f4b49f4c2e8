//! The redirect server of a running node: floods, strangers, and connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use crate::{Directory, Server, ask, types};

/// How long a peer waits for an answer that must come.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);
/// How long a telephone waits before it asks again: a datagram may be lost.
const AGAIN: Duration = Duration::from_millis(500);
/// How long one waits to be sure that none comes.
const SILENCE: Duration = Duration::from_millis(300);
/// How many calls a flood has.
const FLOOD: usize = 30_000;
/// What a flood may add to the memory of the process, in KiB: buffers that are filled once, and no more for
/// a longer flood.
const GROWTH_KIB_MAX: u64 = 8 * 1024;

/// Those who are answered, and somebody who is not: this machine has all of 127/8.
const PEER: &str = "127.0.0.1:0";
const STRANGER: &str = "127.0.0.2:0";

/// An invitation, with this as its Call-ID and what follows its head.
fn invite(call_id: &str, more: &str) -> String {
    format!(
        "INVITE sip:3052220100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK{call_id}\
         \r\nMax-Forwards: 70\r\nFrom: <sip:3055550100@127.0.0.1>;tag=f\r\nTo: \
         <sip:3052220100@127.0.0.1>\r\nCall-ID: {call_id}\r\nCSeq: 1 INVITE\r\n{more}\r\n"
    )
}

/// A port that is free for datagrams and for connections.
fn free_port() -> SocketAddr {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let address = udp.local_addr().expect("its address");
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// A node that redirects; its database, for its lifetime; where it listens for SIP.
fn redirecting(more: &str) -> (Server, Directory, SocketAddr) {
    let files = Directory::new();
    let database = format!("sqlite:{}", files.file("shop.db"));
    let rows = files.file("stock.csv");
    std::fs::write(&rows, "number\n3052220100\n").expect("a file");
    types(&["import", "numbers", &rows, "--database", &database]);
    let sip = free_port();
    let text = format!(
        "database = \"{database}\"\nlisten = \"127.0.0.1:0\"\nmetrics_allow = [\"127.0.0.0/8\"]\n\
         [switches.redirect]\nlisten = \"{sip}\"\nallow = [\"127.0.0.1/32\"]\n{more}"
    );
    let path = files.file("tandem.toml");
    std::fs::write(&path, text).expect("a file");
    (Server::start(&["--config", &path]), files, sip)
}

fn socket(address: &str, to: SocketAddr, patience: Duration) -> UdpSocket {
    let socket = UdpSocket::bind(address).expect("a socket");
    socket.connect(to).expect("a peer");
    socket.set_read_timeout(Some(patience)).expect("a time");
    socket
}

fn hears(socket: &UdpSocket) -> Option<String> {
    let mut buffer = [0; 4096];
    let length = socket.recv(&mut buffer).ok()?;
    Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
}

/// How many messages had a fate.
fn count(server: &Server, fate: &str) -> u64 {
    let mut line = TcpStream::connect(server.address).expect("a line");
    let page = ask(&mut line, "/metrics", "").expect("a page");
    let name = format!("tandem_sip_messages_total{{fate=\"{fate}\"}} ");
    let value = page.lines().find_map(|line| line.strip_prefix(name.as_str())).expect("a figure");
    value.parse().expect("a count")
}

#[test]
fn a_flood_takes_no_memory_and_strangers_get_no_answer() {
    let (server, _files, sip) = redirecting("messages_per_second = 0\n");
    let peer = socket(PEER, sip, AGAIN);
    let call = |call_id: &str| {
        let tries = ANSWER_TIME_MAX.as_millis() / AGAIN.as_millis();
        let answer = (0..tries).find_map(|_| {
            peer.send(invite(call_id, "").as_bytes()).expect("a datagram");
            hears(&peer)
        });
        answer.expect("an answer")
    };
    // What the first calls take, such as threads that read the database, a flood need not account for.
    for first in 0..500 {
        assert!(call(&format!("first-{first}")).starts_with("SIP/2.0 404 "));
    }
    let before = server.memory_kib();
    let flood = socket(PEER, sip, SILENCE);
    for wave in 0..FLOOD / 100 {
        for one in 0..100 {
            // A datagram that finds no room is lost, as floods lose them.
            let _ = flood.send(invite(&format!("{wave}-{one}"), "").as_bytes());
        }
        // Nobody acknowledges, and hardly anybody listens.
        let _ = hears(&flood);
    }
    let grown = server.memory_kib().saturating_sub(before);
    assert!(grown <= GROWTH_KIB_MAX, "{grown} KiB more after the flood");
    drop(flood);
    assert!(call("after").starts_with("SIP/2.0 404 "), "a call behind the flood is answered");

    let stranger = socket(STRANGER, sip, SILENCE);
    stranger.send(invite("strange", "").as_bytes()).expect("a datagram");
    assert_eq!(hears(&stranger), None);
    assert!(count(&server, "stranger") >= 1);
}

#[test]
fn who_sends_too_many_is_not_read() {
    let (server, _files, sip) = redirecting("messages_per_second = 5\n");
    let peer = socket(PEER, sip, ANSWER_TIME_MAX);
    for call in 0..50 {
        peer.send(invite(&format!("{call}"), "").as_bytes()).expect("a datagram");
    }
    let must = (0..5).filter_map(|_| hears(&peer)).count();
    peer.set_read_timeout(Some(SILENCE)).expect("a time");
    let answered = must + std::iter::from_fn(|| hears(&peer)).count();
    // Five at once, and five more for each second that this took.
    assert!((5..50).contains(&answered), "{answered}");
    assert!(count(&server, "too_often") > 0);
}

#[test]
fn connections_carry_message_after_message() {
    let (_server, _files, sip) = redirecting("");
    let line = || {
        let line = TcpStream::connect(sip).expect("a line");
        line.set_read_timeout(Some(ANSWER_TIME_MAX)).expect("a time");
        line
    };
    let mut kept = line();
    let long = invite("long", "l: 5\r\n");
    let stream =
        format!("{}\r\n\r\n{long}hello\r\n{}", invite("a", "l: 0\r\n"), invite("b", "l: 0\r\n"));
    // It arrives in pieces, as streams do.
    for piece in stream.as_bytes().chunks(97) {
        kept.write_all(piece).expect("a piece");
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut said = String::new();
    while said.matches("Content-Length: 0\r\n\r\n").count() < 3 {
        let mut some = [0; 4096];
        let read = kept.read(&mut some).expect("answers");
        assert_ne!(read, 0, "{said}");
        said += &String::from_utf8_lossy(&some[..read]);
    }
    let order =
        ["Call-ID: a\r\n", "\r\n\r\n\r\nSIP/2.0 404", "Call-ID: long\r\n", "Call-ID: b\r\n"];
    let places: Vec<_> = order.iter().map(|part| said.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{said}");

    // Without a length nobody knows where the message ends: that is said, and is the end.
    let mut lost = line();
    lost.write_all(invite("lost", "").as_bytes()).expect("a message");
    let mut last_word = String::new();
    lost.read_to_string(&mut last_word).expect("the end");
    assert!(
        last_word.starts_with("SIP/2.0 400 Bad Request: field 'Content-Length' "),
        "{last_word}"
    );

    // Whatever is no SIP is hung up on, without a word.
    let mut foreign = line();
    foreign.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("a request");
    let mut nothing = Vec::new();
    foreign.read_to_end(&mut nothing).expect("the end");
    assert!(nothing.is_empty());

    let mut stranger = stranger_line(sip);
    let _ = stranger.write_all(invite("strange", "l: 0\r\n").as_bytes());
    let mut nothing = [0];
    assert!(!matches!(stranger.read(&mut nothing), Ok(1..)), "a stranger hears nothing");
}

/// A connection from an address that is not listed.
fn stranger_line(sip: SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let line = runtime.expect("a runtime").block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind(STRANGER.parse().expect("an address")).expect("an address of this machine");
        socket.connect(sip).await.and_then(tokio::net::TcpStream::into_std)
    });
    let line = line.expect("a line");
    line.set_nonblocking(false).expect("a line that waits");
    line.set_read_timeout(Some(ANSWER_TIME_MAX)).expect("a time");
    line
}
