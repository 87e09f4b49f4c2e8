//! The clients of a run: so many connections, each of which asks again as soon as it is answered.
//!
//! HTTP/1.1 is written and read by hand, so that the clients take as little as possible of the
//! machine that they share with the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tandem_domain::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::routes::layout;
use crate::{constant, shelf};

/// How long the clients run before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);
/// Numbers that are ordered by name are taken in steps of this prime, so that neighbours in time are
/// not neighbours on the shelf.
const STEP: u64 = 48_271;
/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Request {
    /// The constant.
    Constant,
    /// VoIP.ms `orderDID`: one number by name.
    ByName,
    /// VoIP.ms `getForwardings`: one object of the customer's.
    GetObject,
    /// VoIP.ms `setForwarding`: one of them, with other digits.
    SetObject,
    /// DialogTech `numbers.order`: one number of an area code.
    ByCriteria,
    /// DialogTech `numbers.search`: ten numbers of an area code.
    Search,
    /// Kamailio's question: where a call to a number goes.
    Dip,
}

impl Request {
    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::ByName => "by-name",
            Self::GetObject => "get-object",
            Self::SetObject => "set-object",
            Self::ByCriteria => "by-criteria",
            Self::Search => "search",
            Self::Dip => "dip",
        }
    }

    /// What stands in an answer that is a success.
    const fn success(self) -> &'static [u8] {
        match self {
            Self::Constant | Self::ByName | Self::GetObject | Self::SetObject => {
                br#"{"status":"success""#
            }
            Self::ByCriteria | Self::Search => b"<result>success</result>",
            Self::Dip => br#"{"version":"1.0""#,
        }
    }

    /// The request target.
    fn target(self, customer: u64, place: u64) -> String {
        let (login, password) = (shelf::login(customer), shelf::PASSWORD);
        match self {
            Self::Constant => constant::PATH.to_owned(),
            Self::ByName => format!(
                "/api/v1/rest.php?api_username={login}&api_password={password}&method=orderDID\
                 &did={}&routing=none:&pop={}&dialtime=60&cnam=0&billing_type=1",
                shelf::number(place) - 10_000_000_000,
                shelf::POP
            ),
            Self::GetObject => format!(
                "/api/v1/rest.php?api_username={login}&api_password={password}\
                 &method=getForwardings&forwarding={}",
                shelf::object(customer, place % shelf::OBJECTS_EACH)
            ),
            Self::SetObject => {
                let object = place % shelf::OBJECTS_EACH;
                format!(
                    "/api/v1/rest.php?api_username={login}&api_password={password}\
                     &method=setForwarding&forwarding={}&description=desk+{object}\
                     &phone_number={}&dtmf_digits={}",
                    shelf::object(customer, object),
                    shelf::callee(object) - 10_000_000_000,
                    place % 10_000
                )
            }
            Self::Dip => {
                let number = layout::number(place);
                format!("/switch/kamailio/route?to={number}&from=13055550100")
            }
            Self::Search => format!(
                "/ibp_api.php?action=numbers.search&access_key={login}\
                 &secret_access_key={password}&type=local&value={}&quantity=10",
                shelf::AREA_CODES.start() + place % shelf::codes()
            ),
            Self::ByCriteria => format!(
                "/ibp_api.php?action=numbers.order&access_key={login}\
                 &secret_access_key={password}&type=local&search={}&quantity=1&fill_quantity=1",
                shelf::AREA_CODES.start() + place % shelf::codes()
            ),
        }
    }
}

/// What the clients of a run are told.
#[derive(clap::Args)]
pub struct Load {
    /// Where the server listens.
    #[arg(long)]
    server: SocketAddr,
    /// What they ask for.
    #[arg(long)]
    request: Request,
    /// How many they are.
    #[arg(long)]
    connections: usize,
    /// In how many customers' names they ask.
    #[arg(long)]
    customers: u64,
    /// For how long, in seconds, after the warm-up.
    #[arg(long)]
    seconds: u64,
    /// How many numbers other clients have ordered of the same shelf.
    #[arg(long, default_value_t = 0)]
    ordered: u64,
    /// Of how many numbers they ask; unless told, those of the shelf.
    #[arg(long, default_value_t = shelf::numbers())]
    numbers: u64,
}

/// What the clients saw.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seen {
    /// Successes within the time.
    pub done: u64,
    /// The time.
    pub seconds: f64,
    /// The median time to an answer, in microseconds.
    pub median_micros: u32,
    /// The time to an answer that one in a hundred exceeds, in microseconds.
    pub late_micros: u32,
}

/// What all clients share.
struct Shared {
    request: Request,
    customers: u64,
    numbers: u64,
    next: AtomicU64,
    counting: AtomicBool,
    over: AtomicBool,
}

/// Asks until the time is over. Prints an empty line when the warm-up is over and what was seen at
/// the end. Anything but a success ends the run as failed: a rate of refusals is no figure.
pub async fn run(options: Load) -> anyhow::Result<()> {
    let shared = Arc::new(Shared {
        request: options.request,
        customers: options.customers,
        numbers: options.numbers,
        next: AtomicU64::new(options.ordered),
        counting: AtomicBool::new(false),
        over: AtomicBool::new(false),
    });
    // A password is checked at leisure once. Were it to come over all connections at once, the server
    // would take it for somebody guessing.
    log_in(options.server, &shared).await?;
    let clients: Vec<_> = (0..options.connections)
        .map(|index| tokio::spawn(client(options.server, Arc::clone(&shared), index as u64)))
        .collect();
    tokio::time::sleep(WARM_UP).await;
    println!();
    let began = Instant::now();
    shared.counting.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    shared.over.store(true, Ordering::Relaxed);
    let seconds = began.elapsed().as_secs_f64();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await??);
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let (median_micros, late_micros) = (at(50), at(99));
    let seen = Seen { done: times.len() as u64, seconds, median_micros, late_micros };
    println!("{}", serde_json::to_string(&seen)?);
    Ok(())
}

/// Asks once in the name of the first customer.
async fn log_in(server: SocketAddr, shared: &Shared) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(server).await.context("the server does not answer")?;
    ask(&mut stream, &mut Vec::new(), server, shared, 0).await?;
    Ok(())
}

/// One connection; returns how long each answer took, in microseconds.
async fn client(server: SocketAddr, shared: Arc<Shared>, index: u64) -> anyhow::Result<Vec<u32>> {
    let mut stream = TcpStream::connect(server).await.context("the server does not answer")?;
    stream.set_nodelay(true)?;
    let mut rng = Rng::seeded(index);
    let mut buffer = Vec::with_capacity(4096);
    let mut times = Vec::new();
    while !shared.over.load(Ordering::Relaxed) {
        let customer = rng.below(shared.customers);
        let took = ask(&mut stream, &mut buffer, server, &shared, customer).await?;
        if shared.counting.load(Ordering::Relaxed) && !shared.over.load(Ordering::Relaxed) {
            times.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        }
    }
    Ok(times)
}

/// Asks for one thing; returns how long the answer took.
async fn ask(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    server: SocketAddr,
    shared: &Shared,
    customer: u64,
) -> anyhow::Result<Duration> {
    let turn = shared.next.fetch_add(1, Ordering::Relaxed);
    if shared.request == Request::ByName && turn >= shelf::numbers() {
        bail!("the shelf is empty: measure for a shorter time");
    }
    let place = turn.wrapping_mul(STEP) % shared.numbers;
    let target = shared.request.target(customer, place);
    let asked = Instant::now();
    let answer = get(stream, buffer, server, &target).await?;
    let took = asked.elapsed();
    let wanted = shared.request.success();
    let is_success = answer.windows(wanted.len()).any(|part| part == wanted);
    ensure!(is_success, "{target}: {}", String::from_utf8_lossy(answer));
    Ok(took)
}

/// Asks for a target and returns the body of the answer.
pub async fn get<'b>(
    stream: &mut TcpStream,
    buffer: &'b mut Vec<u8>,
    server: SocketAddr,
    target: &str,
) -> anyhow::Result<&'b [u8]> {
    let request = format!("GET {target} HTTP/1.1\r\nHost: {server}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    answer(stream, buffer).await
}

/// Reads one answer and returns its body.
async fn answer<'b>(stream: &mut TcpStream, buffer: &'b mut Vec<u8>) -> anyhow::Result<&'b [u8]> {
    buffer.clear();
    let (start, end) = loop {
        let read = stream.read_buf(buffer).await?;
        ensure!(read > 0, "the server broke off");
        ensure!(buffer.len() <= ANSWER_BYTES_MAX, "the answer is too long");
        if let Some(head) = buffer.windows(4).position(|part| part == b"\r\n\r\n") {
            let end = head + 4 + content_length(&buffer[..head])?;
            if buffer.len() >= end {
                break (head + 4, end);
            }
        }
    };
    Ok(&buffer[start..end])
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let (_, length) = lengths.next().context("an answer without its length")?;
    Ok(length.trim().parse()?)
}
