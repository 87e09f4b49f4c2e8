//! SIP by datagrams.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::poll_immediate;
use tandem_wire::sip::MESSAGE_BYTES_MAX;
use tokio::net::UdpSocket;

use super::{Desk, Fate};

/// How long nothing is taken in after the system said that it cannot.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers datagrams for as long as it is polled.
pub(super) async fn answer(socket: UdpSocket, desk: Arc<Desk>) {
    let socket = Arc::new(socket);
    // A byte more than a message may have, so that one that is too long does not look whole.
    let mut buffer = vec![0; MESSAGE_BYTES_MAX + 1];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, source)) => {
                let message = buffer.get(..length).unwrap_or_default();
                take_in(message, source, &socket, &desk).await;
            }
            Err(error) => {
                tracing::warn!(%error, "no datagram could be taken in");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Answers one datagram, here if that can be done at once.
async fn take_in(message: &[u8], source: SocketAddr, socket: &Arc<UdpSocket>, desk: &Arc<Desk>) {
    if !desk.knows(source.ip()) {
        return desk.tally.add(Fate::Stranger);
    }
    if desk.throttle.take(source.ip()).is_err() {
        return desk.tally.add(Fate::TooOften);
    }
    let Ok(place) = Arc::clone(&desk.waiting).try_acquire_owned() else {
        return desk.tally.add(Fate::Crowded);
    };
    let (message, desk, socket) = (message.to_vec(), Arc::clone(desk), Arc::clone(socket));
    let mut answering = Box::pin(async move {
        if let Some(reply) = desk.hear(&message, source).await {
            send(&socket, &reply.bytes, reply.to);
        }
        drop(place);
    });
    if poll_immediate(&mut answering).await.is_none() {
        tokio::spawn(answering);
    }
}

/// Sends an answer, unless there is no room for it: whoever misses it asks again.
fn send(socket: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    match socket.try_send_to(bytes, to) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
        Err(error) => tracing::debug!(%to, %error, "an answer was not sent"),
    }
}
