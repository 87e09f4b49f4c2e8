//! The sockets of the SIP redirect server.
//!
//! What is answered is decided in [`tandem_switch::redirect`]; here is whom, how often, and with how much
//! memory. Whoever is not listed is not even read. Of those who are, each may send so many messages a second,
//! counted before they are read. What has to wait for the database has a place of a fixed number; when all are
//! taken, datagrams are dropped, and whoever sent them sends them again (RFC 3261 §17.1.1.2).

mod tally;
mod tcp;
mod throttle;
mod udp;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use serde::Deserialize;
use socket2::SockRef;
use tandem_switch::redirect::{Heard, Redirects, Reply};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Semaphore, watch};

use super::caller::contains;
use crate::failure::Failure;
pub use tally::{Fate, Tally};
use throttle::Throttle;

/// How many calls may wait for the database at once.
const WAITING_MAX: usize = 1024;
/// How much may have arrived and not been taken in yet, in bytes: a burst of some thousand calls while the processor is busy
/// with something else.
const BACKLOG_BYTES: usize = 4 * 1024 * 1024;

/// What SIP comes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// Connections.
    Tcp,
}

/// Where the redirect server listens, and to whom.
#[derive(Clone, Debug)]
pub struct Ears {
    /// The address, the same for all transports.
    pub listen: SocketAddr,
    /// What it listens to.
    pub transports: Vec<Transport>,
    /// The networks of those who are answered.
    pub allowed: Vec<IpNet>,
    /// How many messages a second each of them may send; 0: any number.
    pub messages_per_second: u32,
}

/// The redirect server with its sockets open.
pub struct RedirectServer {
    address: SocketAddr,
    udp: Option<UdpSocket>,
    tcp: Option<TcpListener>,
    desk: Arc<Desk>,
}

/// What every socket needs.
struct Desk {
    redirects: Redirects,
    allowed: Vec<IpNet>,
    throttle: Throttle,
    waiting: Arc<Semaphore>,
    tally: Arc<Tally>,
}

impl RedirectServer {
    /// Opens the sockets.
    pub async fn open(ears: Ears, redirects: Redirects) -> Result<Self, Failure> {
        let address = ears.listen;
        let cannot = |transport: &str, error: std::io::Error| {
            Failure::Unreachable(format!(
                "cannot listen on {address} for SIP ({transport}): {error}"
            ))
        };
        let mut udp = None;
        let mut tcp = None;
        for transport in &ears.transports {
            match transport {
                Transport::Udp => {
                    let socket = UdpSocket::bind(address).await.map_err(|e| cannot("UDP", e))?;
                    // Where the system gives less room, bursts are shorter before something has to be sent again.
                    _ = SockRef::from(&socket).set_recv_buffer_size(BACKLOG_BYTES);
                    udp = Some(socket);
                }
                Transport::Tcp => {
                    tcp = Some(TcpListener::bind(address).await.map_err(|e| cannot("TCP", e))?);
                }
            }
        }
        let desk = Desk {
            redirects,
            allowed: ears.allowed,
            throttle: Throttle::new(ears.messages_per_second),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            tally: Arc::default(),
        };
        Ok(Self { address, udp, tcp, desk: Arc::new(desk) })
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What became of the messages.
    pub(super) fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.desk.tally)
    }

    /// Answers for as long as it is polled; connections that are open end when `closed` says so.
    pub(super) async fn run(self, closed: watch::Receiver<bool>) {
        let Self { udp, tcp, desk, .. } = self;
        let datagrams = async {
            match udp {
                Some(socket) => udp::answer(socket, Arc::clone(&desk)).await,
                None => std::future::pending().await,
            }
        };
        let connections = async {
            match tcp {
                Some(listener) => tcp::accept(listener, Arc::clone(&desk), closed).await,
                None => std::future::pending().await,
            }
        };
        tokio::join!(datagrams, connections);
    }
}

impl Desk {
    /// Whether an address is one of the peers.
    fn knows(&self, address: IpAddr) -> bool {
        contains(&self.allowed, address)
    }

    /// Answers a message, and counts what became of it.
    async fn hear(&self, message: &[u8], source: SocketAddr) -> Option<Reply> {
        self.count(self.redirects.hear(message, source).await)
    }

    fn count(&self, heard: Heard) -> Option<Reply> {
        let (fate, reply) = match heard {
            Heard::Answered(reply) if reply.status < 400 => (Fate::Answered, Some(reply)),
            Heard::Answered(reply) => (Fate::Refused, Some(reply)),
            Heard::PassedOver => (Fate::PassedOver, None),
            Heard::Unreadable => (Fate::Unreadable, None),
        };
        self.tally.add(fate);
        reply
    }
}
