//! Searches of ten million numbers, dense and scattered, beside PostgreSQL with its best indexes; what
//! the shelf weighs, how fast it is there, and what a page of ten costs over HTTP.

pub mod asks;
mod fill;
pub mod layout;
pub mod look;
mod peer;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use serde::Serialize;
use tandem_store::DatabaseUrl;
use tokio::process::Command;

use crate::child::Server;
use crate::load::Request;
use crate::measure::{self, Ask, Over};
use crate::postgres::Cluster;
use crate::sqlite;
use layout::Layout;
use look::{Search, Seen};

/// The database in which PostgreSQL searches.
const PEER: &str = "tandem_bench_search";
/// How many clients ask for pages.
const CLIENTS: u64 = 64;

/// What `search` is told.
#[derive(clap::Args)]
pub struct Options {
    /// How many numbers.
    #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(10_000..=50_000_000))]
    numbers: u64,
    /// How many numbers PostgreSQL is given; as many, unless told otherwise.
    #[arg(long)]
    peer_numbers: Option<u64>,
    /// How long pages are asked for over HTTP, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// A PostgreSQL server on which a database may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Where the databases of the run are put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the figures are written.
    #[arg(long, value_name = "FILE", default_value = "tandem-bench-search.json")]
    json: PathBuf,
}

/// What was found of one layout.
#[derive(Serialize)]
struct Found {
    layout: Layout,
    tables: Seen,
    image: Seen,
    constant_a_second: f64,
    pages_a_second: f64,
    peer: Vec<Search>,
}

/// Measures everything.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let found = measure(&options, &directory).await?;
    std::fs::remove_dir_all(&directory)?;
    std::fs::write(&options.json, serde_json::to_string_pretty(&found)? + "\n")?;
    println!("{}", tables(&found));
    println!("written to {}", options.json.display());
    Ok(())
}

async fn measure(options: &Options, directory: &Path) -> anyhow::Result<Vec<Found>> {
    let filled = sqlite::Filled::make(directory).await?;
    let cluster = match options.no_postgres {
        true => None,
        false => Some(Cluster::open(options.postgres.as_deref(), directory).await?),
    };
    let mut all = Vec::new();
    for layout in Layout::ALL {
        println!("{}: filling SQLite", layout.word());
        let database = filled.copy()?;
        let url: DatabaseUrl = database.parse().map_err(|fault| anyhow!("{fault}"))?;
        fill::fill(&url, &layout.shelf(options.numbers)).await?;
        println!("{}: searching", layout.word());
        let image = directory.join(format!("{}.image", layout.word()));
        let look = Child { database: &database, layout, numbers: options.numbers };
        let tables = look.run(&["--search", "--draw"], &image).await?;
        let image = look.run(&["--image"], &image).await?;
        println!("{}: asking over HTTP", layout.word());
        let constant_a_second = pages(&database, Request::Constant, options.seconds).await?;
        let pages_a_second = pages(&database, Request::Search, options.seconds).await?;
        let mut peer = Vec::new();
        if let Some(cluster) = &cluster {
            println!("{}: PostgreSQL", layout.word());
            let shelf = layout.shelf(options.peer_numbers.unwrap_or(options.numbers));
            peer = peer::measure(&cluster.fresh(PEER).await?, &shelf).await?;
            cluster.forget(PEER).await?;
        }
        all.push(Found { layout, tables, image, constant_a_second, pages_a_second, peer });
    }
    if let Some(cluster) = cluster {
        println!("{}", cluster.about().await?);
        cluster.close().await?;
    }
    Ok(all)
}

/// A process that has the shelf to itself, so that what it weighs can be told.
struct Child<'c> {
    database: &'c str,
    layout: Layout,
    numbers: u64,
}

impl Child<'_> {
    async fn run(&self, what: &[&str], image: &Path) -> anyhow::Result<Seen> {
        let done = Command::new(std::env::current_exe()?)
            .args(["look", "--database", self.database, "--layout", self.layout.word()])
            .args(["--numbers", &self.numbers.to_string()])
            .args(what)
            .arg(image)
            .stderr(std::process::Stdio::inherit())
            .output()
            .await?;
        let said = String::from_utf8(done.stdout)?;
        serde_json::from_str(&said).with_context(|| format!("a process of the run failed: {said}"))
    }
}

/// How many answers there are in a second.
async fn pages(database: &str, request: Request, seconds: u64) -> anyhow::Result<f64> {
    let server = Server::start(database).await?;
    let ask = Ask { request, clients: CLIENTS, customers: 1, seconds };
    let figure = measure::server(&server, Over::Sqlite, ask).await;
    server.stop().await?;
    Ok(figure?.rate)
}

/// The tables, as Markdown.
fn tables(found: &[Found]) -> String {
    let mut text = String::new();
    let mut line = |row: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{row}");
    };
    line(format_args!(
        "| shelf | numbers | MiB a million | start from tables s | from image s | image MiB | constant/s | pages of 10/s | ratio |"
    ));
    line(format_args!("|---|---:|---:|---:|---:|---:|---:|---:|---:|"));
    for found in found {
        let mib = |bytes: u64| bytes as f64 / 1_048_576.0;
        let millions = found.image.numbers as f64 / 1e6;
        line(format_args!(
            "| {} | {} | {:.2} | {:.1} | {:.2} | {:.1} | {:.0} | {:.0} | {:.0} % |",
            found.layout.word(),
            found.image.numbers,
            // Started from the tables, it would hold pages of the database besides.
            mib(found.image.bytes) / millions,
            found.tables.start_seconds,
            found.image.start_seconds,
            mib(found.tables.image_bytes),
            found.constant_a_second,
            found.pages_a_second,
            100.0 * found.pages_a_second / found.constant_a_second,
        ));
    }
    line(format_args!(
        "\n| shelf | search | hits | first | p50 µs | p99 µs | goal µs | PostgreSQL p50 µs | PostgreSQL p99 µs |"
    ));
    line(format_args!("|---|---|---|---:|---:|---:|---:|---:|---:|"));
    for found in found {
        for search in &found.tables.searches {
            let goal = if search.is_prefix { 1000.0 } else { 10_000.0 };
            let met = if search.late_micros < goal { "" } else { " (missed)" };
            let same = |other: &&Search| {
                (&other.what, other.hits, other.limit) == (&search.what, search.hits, search.limit)
            };
            let theirs = found.peer.iter().find(same);
            let shown =
                |value: Option<f64>| value.map_or_else(String::new, |it| format!("{it:.0}"));
            line(format_args!(
                "| {} | {} | {} | {} | {:.1} | {:.1}{met} | {goal:.0} | {} | {} |",
                found.layout.word(),
                search.what,
                if search.hits { "yes" } else { "no" },
                search.limit,
                search.median_micros,
                search.late_micros,
                shown(theirs.map(|theirs| theirs.median_micros)),
                shown(theirs.map(|theirs| theirs.late_micros)),
            ));
        }
    }
    text
}
