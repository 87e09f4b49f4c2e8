//! One figure: so many clients, so many seconds, and what it cost.

use std::time::Duration;

use anyhow::Context;
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::child::{Clients, Server};
use crate::load::Request;
use crate::postgres::{Cluster, Wal};
use crate::proc;

/// What was measured, in the order of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Who did it: `tandem`, `pgbench`.
    pub who: String,
    /// On what: `sqlite`, `postgres`, or nothing.
    pub database: &'static str,
    /// What was asked for.
    pub what: String,
    /// How many clients asked at once.
    pub clients: u64,
    /// How many orders were carried out.
    pub orders: u64,
    /// In how many seconds.
    pub seconds: f64,
    /// Orders per second.
    pub rate: f64,
    /// The median time to an answer (of pgbench, the mean), in microseconds.
    pub median_micros: f64,
    /// What one order cost.
    pub each: Cost,
}

impl Figure {
    /// Whether both say the same of different runs.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        let of = |figure: &Self| {
            (figure.who.clone(), figure.database, figure.what.clone(), figure.clients)
        };
        of(self) == of(other)
    }
}

/// What one order cost; `None` where there is no such thing.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Cost {
    /// CPU of the server's process, in microseconds.
    pub server_cpu_micros: Option<f64>,
    /// CPU of the database's processes, in microseconds.
    pub database_cpu_micros: Option<f64>,
    /// Time that writer threads were busy, waiting for the database included, in microseconds.
    pub writer_busy_micros: Option<f64>,
    /// CPU of the writer threads, in microseconds; part of the server's.
    pub writer_cpu_micros: Option<f64>,
    /// Bytes of write-ahead log.
    pub wal_bytes: Option<f64>,
    /// Syncs of the write-ahead log.
    pub syncs: Option<f64>,
}

/// Which database the server is over.
#[derive(Clone, Copy)]
pub enum Over<'c> {
    /// SQLite: its one writer writes nothing but the log.
    Sqlite,
    /// PostgreSQL.
    Postgres(&'c Cluster),
}

/// What is asked of a server.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The request.
    pub request: Request,
    /// How many clients.
    pub clients: u64,
    /// In how many customers' names.
    pub customers: u64,
    /// For how long.
    pub seconds: u64,
}

/// Counters as they stand.
struct Reading {
    server_cpu: u64,
    writers: proc::Threads,
    busy: f64,
    commits: f64,
    database_cpu: u64,
    wal: Wal,
}

impl Reading {
    async fn take(server: &Server, over: Over<'_>) -> anyhow::Result<Self> {
        let page = metrics(&server.address).await?;
        let counter = |name: &str| {
            let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            value.and_then(|value| value.parse::<f64>().ok()).with_context(|| format!("no {name}"))
        };
        let (writer, database_cpu, wal) = match over {
            Over::Sqlite => ("store-writer", 0, Wal::default()),
            Over::Postgres(cluster) => ("store-worker", cluster.cpu_micros(), cluster.wal().await?),
        };
        Ok(Self {
            server_cpu: proc::cpu_micros(server.pid),
            writers: proc::threads(server.pid, writer),
            busy: counter("tandem_store_busy_seconds_total")? * 1e6,
            commits: counter("tandem_store_commits_total")?,
            database_cpu,
            wal,
        })
    }
}

/// Measures a server.
pub async fn server(server: &Server, over: Over<'_>, ask: Ask) -> anyhow::Result<Figure> {
    let clients =
        Clients::start(server, ask.request, ask.clients, ask.customers, ask.seconds, 0).await?;
    let before = Reading::take(server, over).await?;
    let seen = clients.seen().await?;
    let after = Reading::take(server, over).await?;
    let each = |amount: f64| Some(amount / (seen.done.max(1) as f64));
    let grown = |before: u64, after: u64| each(after.saturating_sub(before) as f64);
    let mut cost =
        Cost { server_cpu_micros: grown(before.server_cpu, after.server_cpu), ..Cost::default() };
    if ask.request != Request::Constant {
        cost.writer_busy_micros = each(after.busy - before.busy);
        cost.writer_cpu_micros = grown(before.writers.cpu_micros, after.writers.cpu_micros);
        match over {
            Over::Sqlite => {
                cost.wal_bytes = grown(before.writers.written_bytes, after.writers.written_bytes);
                cost.syncs = each(after.commits - before.commits);
            }
            Over::Postgres(_) => {
                cost.database_cpu_micros = grown(before.database_cpu, after.database_cpu);
                cost.wal_bytes = grown(before.wal.bytes, after.wal.bytes);
                cost.syncs = grown(before.wal.syncs, after.wal.syncs);
            }
        }
    }
    let database = match over {
        _ if ask.request == Request::Constant => "",
        Over::Sqlite => "sqlite",
        Over::Postgres(_) => "postgres",
    };
    let one =
        if ask.customers == 1 && ask.request != Request::Constant { ", one account" } else { "" };
    Ok(Figure {
        who: "tandem".to_owned(),
        database,
        what: format!("{}{one}", ask.request.word().replace('-', " ")),
        clients: ask.clients,
        orders: seen.done,
        seconds: seen.seconds,
        rate: seen.done as f64 / seen.seconds,
        median_micros: f64::from(seen.median_micros),
        each: cost,
    })
}

/// The server's own counters.
async fn metrics(address: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut page = String::new();
    let read = stream.read_to_string(&mut page);
    tokio::time::timeout(Duration::from_secs(10), read).await??;
    Ok(page)
}
