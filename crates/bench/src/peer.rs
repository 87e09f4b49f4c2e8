//! pgbench: the same writes to the same tables, by an application that is nothing but its statements.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use tokio::process::Command;

use crate::measure::{Cost, Figure};
use crate::postgres::{self, Cluster};

/// How long pgbench runs before anything is counted, in seconds.
const WARM_UP_SECONDS: u64 = 1;

/// How an application may write an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A statement at a time.
    Statements,
    /// One call of a function in the database.
    Function,
}

impl Peer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Statements, Self::Function];

    const fn word(self) -> &'static str {
        match self {
            Self::Statements => "statements",
            Self::Function => "function",
        }
    }
}

/// What pgbench is asked.
#[derive(Clone, Copy, Debug)]
pub struct PeerAsk {
    /// How it writes.
    pub peer: Peer,
    /// How many clients.
    pub clients: u64,
    /// In how many customers' names.
    pub customers: u64,
    /// For how long.
    pub seconds: u64,
}

/// Measures pgbench on a fresh copy of the database.
pub async fn figure(cluster: &Cluster, url: &str, ask: PeerAsk) -> anyhow::Result<Figure> {
    postgres::execute(url, include_str!("../pgbench/schema.sql")).await?;
    let plan =
        postgres::number(url, "SELECT id FROM plan WHERE current = 1 AND code = 'PERMINUTE'")
            .await?;
    pgbench(url, ask, plan, WARM_UP_SECONDS).await?;
    let (cpu, wal) = (cluster.cpu_micros(), cluster.wal().await?);
    let said = pgbench(url, ask, plan, ask.seconds).await?;
    let (cpu_after, wal_after) = (cluster.cpu_micros(), cluster.wal().await?);
    let figure = |name: &str| {
        let rest = said.lines().find_map(|line| line.strip_prefix(name));
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        let word = rest.and_then(|rest| rest.split(|c| !digits(c)).next());
        word.and_then(|word| word.parse::<f64>().ok()).with_context(|| format!("no {name}: {said}"))
    };
    let orders = figure("number of transactions actually processed: ")?;
    let failed = figure("number of failed transactions: ")?;
    ensure!(failed < 1.0, "{failed} transactions failed: {said}");
    let each =
        |before: u64, after: u64| Some(after.saturating_sub(before) as f64 / orders.max(1.0));
    let one = if ask.customers == 1 { ", one account" } else { "" };
    Ok(Figure {
        who: "pgbench".to_owned(),
        database: "postgres",
        what: format!("{}{one}", ask.peer.word()),
        clients: ask.clients,
        orders: orders as u64,
        seconds: ask.seconds as f64,
        rate: figure("tps = ")?,
        median_micros: figure("latency average = ")? * 1000.0,
        each: Cost {
            database_cpu_micros: each(cpu, cpu_after),
            wal_bytes: each(wal.bytes, wal_after.bytes),
            syncs: each(wal.syncs, wal_after.syncs),
            ..Cost::default()
        },
    })
}

/// Runs pgbench and returns what it says. Under the simple protocol, because with prepared
/// statements it cannot keep what a query returned.
async fn pgbench(url: &str, ask: PeerAsk, plan: i64, seconds: u64) -> anyhow::Result<String> {
    let protocol = match ask.peer {
        Peer::Statements => "simple",
        Peer::Function => "prepared",
    };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("pgbench");
    let done = Command::new(binary()?)
        .args(["--no-vacuum", "--protocol", protocol])
        .args(["--client", &ask.clients.to_string()])
        .args(["--jobs", &ask.clients.min(2).to_string()])
        .args(["--time", &seconds.to_string()])
        .args(["--define", &format!("customers={}", ask.customers)])
        .args(["--define", &format!("plan={plan}")])
        .arg("--file")
        .arg(scripts.join(format!("{}.sql", ask.peer.word())))
        .arg(url)
        .output()
        .await?;
    let (said, why) = (String::from_utf8(done.stdout)?, String::from_utf8(done.stderr)?);
    ensure!(done.status.success() && !why.contains("error"), "pgbench: {why}{said}");
    Ok(said)
}

/// pgbench, on the path or where Debian keeps it.
fn binary() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    places.extend(versions.map(|version| version.path().join("bin")));
    let found = places.into_iter().map(|place| place.join("pgbench")).find(|file| file.is_file());
    found.context("no pgbench; on Debian it comes with the package postgresql")
}
