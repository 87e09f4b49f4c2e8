//! A long, even load: does anything grow that should not?
//!
//! Customers search, order, look at what they have and give numbers back, so many times a second, for as long
//! as is asked. What one interval looked like stands beside what the others did: the memory of the
//! server, the times to an answer, the size of the database. The doctor has the last word.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use serde::Serialize;
use tandem::node;
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::child::Server;
use crate::load::get;
use crate::{proc, shelf, sqlite};

/// Into how many intervals the time is divided.
const INTERVALS: u32 = 12;
/// How much more memory the last interval may show than the one half-way, in percent: by then SQLite's page
/// cache, which takes in what the load writes, has been filled.
const GROWTH_PERCENT_MAX: f64 = 10.0;

/// What `soak` is told.
#[derive(clap::Args)]
pub struct Soak {
    /// For how long, in minutes.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    minutes: u64,
    /// How many rounds a second; each is a search, an order, a look and a release.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=500))]
    rounds: u64,
    /// Where the database is put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the figures are written.
    #[arg(long, value_name = "FILE", default_value = "tandem-soak.json")]
    json: PathBuf,
}

/// One interval.
#[derive(Debug, Serialize)]
struct Stretch {
    /// How many requests were answered.
    answered: usize,
    median_micros: u128,
    /// One in a hundred answers took longer.
    late_micros: u128,
    /// The memory of the server at its end, in KiB.
    resident_kib: u64,
    /// The database and its log at its end, in MiB.
    database_mib: u64,
}

/// Runs it.
pub async fn run(options: Soak) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-soak-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let wanted = options.minutes * 60 * options.rounds;
    ensure!(wanted <= shelf::numbers(), "{wanted} orders, and {} numbers", shelf::numbers());
    let database = sqlite::Filled::make(&directory).await?.copy()?;
    let server = Server::start(&database).await?;
    let stretches = soak(&options, &server, &directory).await;
    server.stop().await?;
    let stretches = stretches?;
    examine(&database).await?;
    std::fs::write(&options.json, serde_json::to_string_pretty(&stretches)? + "\n")?;
    verdict(&stretches)?;
    std::fs::remove_dir_all(&directory)?;
    Ok(())
}

async fn soak(options: &Soak, server: &Server, data: &Path) -> anyhow::Result<Vec<Stretch>> {
    let address: SocketAddr = server.address.parse()?;
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut beat = interval(Duration::from_micros(1_000_000 / options.rounds));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let each = Duration::from_secs(options.minutes * 60) / INTERVALS;
    let mut buffer = Vec::new();
    let mut place = 0;
    let mut stretches = Vec::new();
    println!("| minutes | answered | median ms | p99 ms | resident MiB | database MiB |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for turn in 1..=INTERVALS {
        let end = Instant::now() + each;
        let mut times = Vec::new();
        while Instant::now() < end {
            beat.tick().await;
            for target in round(place) {
                let asked = Instant::now();
                let answer = get(&mut stream, &mut buffer, address, &target).await?;
                times.push(asked.elapsed().as_micros());
                let is_success = answer.starts_with(br#"{"status":"success""#);
                ensure!(is_success, "{target}: {}", String::from_utf8_lossy(answer));
            }
            place += 1;
        }
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
        let stretch = Stretch {
            answered: times.len(),
            median_micros: at(50),
            late_micros: at(99),
            resident_kib: proc::resident_kib(server.pid),
            database_mib: size_of(data) / (1 << 20),
        };
        println!(
            "| {:.0} | {} | {:.2} | {:.2} | {} | {} |",
            (each * turn).as_secs_f64() / 60.0,
            stretch.answered,
            stretch.median_micros as f64 / 1000.0,
            stretch.late_micros as f64 / 1000.0,
            stretch.resident_kib / 1024,
            stretch.database_mib,
        );
        stretches.push(stretch);
    }
    Ok(stretches)
}

/// What one customer does: looks for numbers, takes one, looks at it, gives it back.
fn round(place: u64) -> [String; 4] {
    let login = shelf::login(place % shelf::CUSTOMERS);
    let number = shelf::number(place) - 10_000_000_000;
    let call = |method: &str| {
        let password = shelf::PASSWORD;
        format!("/api/v1/rest.php?api_username={login}&api_password={password}&method={method}")
    };
    let pop = shelf::POP;
    [
        call(&format!("searchDIDsUSA&state=IA&type=ends&query={:04}", number % 10_000)),
        call(&format!(
            "orderDID&did={number}&routing=none:&pop={pop}&dialtime=60&cnam=0&billing_type=1"
        )),
        call(&format!("getDIDsInfo&did={number}")),
        call(&format!("cancelDID&did={number}&cancelcomment=soak&portout=0&test=0")),
    ]
}

async fn examine(database: &str) -> anyhow::Result<()> {
    let url: DatabaseUrl = database.parse().map_err(|fault| anyhow!("{fault}"))?;
    let engine = node::open(&url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
    let findings = engine.examine().await.map_err(|error| anyhow!("{error}"))?;
    tokio::task::spawn_blocking(move || engine.close()).await?;
    ensure!(findings.broken == 0, "the doctor found {:?}", findings.listed);
    println!("\nthe doctor looked at {} postings and found nothing", findings.postings);
    Ok(())
}

fn verdict(stretches: &[Stretch]) -> anyhow::Result<()> {
    let (early, last) =
        stretches.get(stretches.len() / 2).zip(stretches.last()).context("too short")?;
    let growth = last.resident_kib as f64 / early.resident_kib as f64 * 100.0 - 100.0;
    let slower = last.late_micros as f64 / early.late_micros.max(1) as f64;
    println!("memory grew by {growth:.1} % since half-way; p99 is {slower:.2}× what it was");
    ensure!(growth <= GROWTH_PERCENT_MAX, "memory grows");
    Ok(())
}

fn size_of(directory: &Path) -> u64 {
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let runs = files.filter(|file| file.file_name().to_string_lossy().starts_with("run.db"));
    runs.filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum()
}
