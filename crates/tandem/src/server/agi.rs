//! The socket that Asterisk connects to for each call (FastAGI).

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tandem_domain::route::CALL_SECONDS_MAX;
use tandem_gateway::Dispatcher;
use tandem_switch::agi::{Done, Gone, Line, Operator};
use tandem_wire::agi::{Call, Command, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::caller::contains;
use super::listen;
use super::patient::Patient;
use crate::failure::Failure;

/// How many calls are looked after at once; more are hung up on, and the dialplan does without us.
const CALLS_MAX: usize = 4096;
/// How long Asterisk may take to tell of a call.
const TELL_TIME_MAX: Duration = Duration::from_secs(10);
/// How long Asterisk may take to carry out a command: as long as the longest call, and an hour in which it
/// rings or waits.
const COMMAND_TIME_MAX: Duration = Duration::from_secs(CALL_SECONDS_MAX as u64 + 3600);
/// How long it may take nothing of a command.
const WRITE_TIME_MAX: Duration = Duration::from_secs(15);

/// The socket, and who may connect.
pub struct AgiServer {
    listener: TcpListener,
    address: SocketAddr,
    allowed: Vec<IpNet>,
    operator: Arc<Operator<Dispatcher>>,
}

impl AgiServer {
    /// Opens the socket.
    pub async fn open(
        address: SocketAddr,
        allowed: Vec<IpNet>,
        operator: Operator<Dispatcher>,
    ) -> Result<Self, Failure> {
        let listener = listen(address).await?;
        let address = listener.local_addr().unwrap_or(address);
        Ok(Self { listener, address, allowed, operator: Arc::new(operator) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn knows(&self, address: IpAddr) -> bool {
        contains(&self.allowed, address)
    }

    /// Looks after calls for as long as it is polled; those under way are left when `closed` says so.
    pub(super) async fn run(self, closed: watch::Receiver<bool>) {
        let places = Arc::new(Semaphore::new(CALLS_MAX));
        loop {
            let (stream, peer) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection of Asterisk was not accepted");
                    sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            if !self.knows(peer.ip()) {
                tracing::debug!(%peer, "no Asterisk of ours");
                continue;
            }
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                tracing::warn!(%peer, "as many calls are looked after as can be");
                continue;
            };
            let (operator, mut closed) = (Arc::clone(&self.operator), closed.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = look_after(stream, &operator) => {}
                    _ = closed.changed() => {}
                }
                drop(place);
            });
        }
    }
}

async fn look_after(stream: TcpStream, operator: &Operator<Dispatcher>) {
    let _ = stream.set_nodelay(true);
    let stream = Patient::new(stream, WRITE_TIME_MAX);
    let mut talk = Talk { stream, heard: Vec::new(), has_hung_up: false };
    let Ok(Ok(call)) = timeout(TELL_TIME_MAX, talk.hear_of_call()).await else {
        return tracing::debug!("Asterisk did not tell of its call");
    };
    // Whoever has gone needs nothing more.
    let _ = operator.serve(&call, &mut talk).await;
}

/// A conversation with Asterisk about one call.
struct Talk {
    stream: Patient<TcpStream>,
    /// What has been heard and not yet understood.
    heard: Vec<u8>,
    has_hung_up: bool,
}

impl Talk {
    async fn hear_of_call(&mut self) -> io::Result<Call> {
        loop {
            let read = Call::read(&self.heard).map_err(io::Error::other)?;
            if let Some((call, used)) = read {
                self.heard.drain(..used);
                return Ok(call);
            }
            self.hear_more().await?;
        }
    }

    async fn hear_reply(&mut self) -> io::Result<Reply> {
        loop {
            let read = Reply::read(&self.heard).map_err(io::Error::other)?;
            if let Some((reply, used)) = read {
                self.heard.drain(..used);
                return Ok(reply);
            }
            self.hear_more().await?;
        }
    }

    async fn hear_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.heard).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// The answer to one command.
    async fn hear_done(&mut self) -> io::Result<Done> {
        loop {
            match self.hear_reply().await? {
                Reply::Done { result, note } => return Ok(Done { result, note }),
                Reply::Unknown { .. } => {
                    return Ok(Done { result: "-1".to_owned(), note: String::new() });
                }
                Reply::Gone => return Err(io::ErrorKind::ConnectionAborted.into()),
                // The answer that is due still comes, and nothing is asked after it.
                Reply::Hangup => self.has_hung_up = true,
            }
        }
    }

    async fn carry_out(&mut self, command: &Command<'_>) -> io::Result<Done> {
        self.stream.write_all(command.to_string().as_bytes()).await?;
        let mut done = Done::default();
        for _ in 0..command.replies() {
            done = timeout(COMMAND_TIME_MAX, self.hear_done()).await??;
        }
        Ok(done)
    }
}

impl Line for Talk {
    async fn tell(&mut self, command: Command<'_>) -> Result<Done, Gone> {
        if self.has_hung_up {
            return Err(Gone);
        }
        self.carry_out(&command).await.map_err(|error| {
            tracing::debug!(%error, "a call at Asterisk is over");
            Gone
        })
    }
}
