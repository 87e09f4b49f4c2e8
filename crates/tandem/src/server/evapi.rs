//! The connections to Kamailios that ask by events (`evapi`): it is they who listen.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tandem_gateway::Dispatcher;
use tandem_switch::Site;
use tandem_switch::kamailio::Question;
use tandem_wire::netstring;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{sleep, timeout};

/// How long a connection may take to come about.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(2);
/// How long it is waited before the next attempt.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a Kamailio may take nothing of what it asked for.
const WRITE_TIME_MAX: Duration = Duration::from_secs(15);
/// How many questions of one Kamailio are answered at once; more wait on its connection.
const QUESTIONS_MAX: usize = 1024;

/// The Kamailios that ask by events.
pub struct EventClient {
    addresses: Vec<SocketAddr>,
    dispatcher: Dispatcher,
    site: Site,
}

impl EventClient {
    /// Connects to nobody yet.
    pub const fn new(addresses: Vec<SocketAddr>, dispatcher: Dispatcher, site: Site) -> Self {
        Self { addresses, dispatcher, site }
    }

    /// Stays connected to each for as long as it is polled.
    pub(super) async fn run(self) {
        let Self { addresses, dispatcher, site } = self;
        let site = Arc::new(site);
        let all = addresses.into_iter().map(|address| stay(address, &dispatcher, &site));
        futures_util::future::join_all(all).await;
        // Nobody to be connected to: that is no reason to end.
        std::future::pending::<()>().await;
    }
}

async fn stay(address: SocketAddr, dispatcher: &Dispatcher, site: &Arc<Site>) {
    loop {
        match timeout(CONNECT_TIME_MAX, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                tracing::info!(%address, "connected to a Kamailio");
                let ended = talk(stream, dispatcher, site).await;
                tracing::warn!(%address, error = ?ended.err(), "a Kamailio has gone");
            }
            Ok(Err(error)) => tracing::debug!(%address, %error, "no Kamailio there"),
            Err(_) => tracing::debug!(%address, "a Kamailio does not answer"),
        }
        sleep(PAUSE).await;
    }
}

/// Answers the questions of one connection, each as soon as its answer is known.
async fn talk(stream: TcpStream, dispatcher: &Dispatcher, site: &Arc<Site>) -> io::Result<()> {
    let _ = stream.set_nodelay(true);
    let (mut hears, mut says) = stream.into_split();
    let (answers, mut answered) = mpsc::channel::<Vec<u8>>(QUESTIONS_MAX);
    let writing = async move {
        while let Some(answer) = answered.recv().await {
            timeout(WRITE_TIME_MAX, says.write_all(&answer)).await??;
        }
        Ok::<(), io::Error>(())
    };
    let reading = async move {
        let places = Arc::new(Semaphore::new(QUESTIONS_MAX));
        let mut buffer = Vec::new();
        loop {
            let read = netstring::read(&buffer).map_err(io::Error::other)?;
            let Some((payload, used)) = read else {
                if hears.read_buf(&mut buffer).await? == 0 {
                    return Ok::<(), io::Error>(());
                }
                continue;
            };
            if let Some(question) = Question::read(dispatcher.engine().rules(), payload) {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
                let (answers, dispatcher, site) =
                    (answers.clone(), dispatcher.clone(), Arc::clone(site));
                tokio::spawn(async move {
                    let plan = match question.ask.clone() {
                        Some(ask) => dispatcher.route(ask).await.ok(),
                        None => None,
                    };
                    // Nobody listens any more if the connection has gone.
                    let _ = answers
                        .send(question.answer(plan.as_ref().map(|(plan, _)| plan), &site))
                        .await;
                    drop(place);
                });
            }
            buffer.drain(..used);
        }
    };
    tokio::select! {
        ended = writing => ended,
        ended = reading => ended,
    }
}
