//! SIP on connections (RFC 3261 §18.3, RFC 5626 §3.5.1).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tandem_wire::sip::{Frame, frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

use super::super::guests::Guests;
use super::super::patient::Patient;
use super::{Desk, Fate};

/// How many connections are open at once; more are not accepted.
const CONNECTIONS_MAX: usize = 512;
/// How many of them one address may have.
const CONNECTIONS_PER_ADDRESS_MAX: usize = 64;
/// How long a peer may have nothing to say: longer than the two minutes within which those who keep
/// connections open give a sign of life (RFC 5626 §4.4.1).
const IDLE_TIME_MAX: Duration = Duration::from_secs(180);
/// How long a message may take to arrive, from its first byte to its last.
const MESSAGE_TIME_MAX: Duration = Duration::from_secs(15);
/// How long a peer may take nothing of an answer that is there for it.
const WRITE_TIME_MAX: Duration = Duration::from_secs(15);
/// What a sign of life is answered.
const PONG: &[u8] = b"\r\n";

/// Takes in whoever comes, for as long as it is polled.
pub(super) async fn accept(listener: TcpListener, desk: Arc<Desk>, closed: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let guests = Guests::at_most(CONNECTIONS_PER_ADDRESS_MAX);
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if !desk.knows(peer.ip()) {
            desk.tally.add(Fate::Stranger);
            continue;
        }
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let (Some(place), Some(guest)) = (place, guests.welcome(peer.ip())) else {
            desk.tally.add(Fate::Crowded);
            continue;
        };
        let (desk, mut closed) = (Arc::clone(&desk), closed.clone());
        tokio::spawn(async move {
            tokio::select! {
                // A peer that breaks off is no fault of ours.
                _ = talk(stream, peer, &desk) => {}
                _ = closed.changed() => {}
            }
            drop((guest, place));
        });
    }
}

/// Answers the messages of one connection, one after the other. The peer that sends more than it may
/// is read more slowly.
async fn talk(stream: TcpStream, peer: SocketAddr, desk: &Desk) -> io::Result<()> {
    let _ = stream.set_nodelay(true);
    let mut stream = Patient::new(stream, WRITE_TIME_MAX);
    let mut buffer: Vec<u8> = Vec::new();
    let mut deadline = Instant::now() + IDLE_TIME_MAX;
    loop {
        let used = match frame(&buffer) {
            Ok(Frame::More) => {
                let is_first = buffer.is_empty();
                if timeout_at(deadline, stream.read_buf(&mut buffer)).await?? == 0 {
                    return Ok(());
                }
                if is_first {
                    deadline = Instant::now() + MESSAGE_TIME_MAX;
                }
                continue;
            }
            Ok(Frame::Ping(length)) => {
                wait_for_turn(desk, peer).await;
                desk.tally.add(Fate::PassedOver);
                stream.write_all(PONG).await?;
                length
            }
            Ok(Frame::Message(length)) => {
                wait_for_turn(desk, peer).await;
                let message = buffer.get(..length).unwrap_or_default();
                if let Some(reply) = desk.hear(message, peer).await {
                    stream.write_all(&reply.bytes).await?;
                }
                length
            }
            Err(fault) => {
                let last_word = desk.redirects.give_up(&buffer, peer, &fault);
                if let Some(reply) = desk.count(last_word) {
                    stream.write_all(&reply.bytes).await?;
                }
                return stream.shutdown().await;
            }
        };
        buffer.drain(..used);
        if buffer.is_empty() {
            // Whoever sent a large message once does not keep its room for ever.
            buffer = Vec::new();
        }
        let time = if buffer.is_empty() { IDLE_TIME_MAX } else { MESSAGE_TIME_MAX };
        deadline = Instant::now() + time;
    }
}

async fn wait_for_turn(desk: &Desk, peer: SocketAddr) {
    while let Err(wait) = desk.throttle.take(peer.ip()) {
        sleep(wait).await;
    }
}
