//! What Tandem does per second, beside what else could do it, on the same machine in the same run.
//!
//! `cargo run --release -p tandem-bench -- orders` prints a table and writes JSON. The server, the
//! clients and the databases are processes of their own, so that the CPU of each can be told apart.
//! All of it stays on loopback, and every load is bounded in time and in number.

mod child;
mod constant;
mod functions;
mod import;
mod large;
mod load;
mod measure;
mod orders;
mod peer;
mod postgres;
mod proc;
mod report;
mod routes;
mod search;
mod serve;
mod shelf;
mod soak;
mod sqlite;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "tandem-bench", version, about = "Measures Tandem beside its peers.")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Durable orders per second through HTTP, beside pgbench and beside a constant answer.
    Orders(Orders),
    /// The largest order there may be, beside as many orders of one number.
    Large(large::Large),
    /// A long, even load, to see whether anything grows.
    Soak(soak::Soak),
    /// Functions per second beside a constant answer, and the memory of a hundred thousand objects.
    Functions(functions::Functions),
    /// Rows per second of `import numbers`, beside the same rows with nothing around them.
    Import(import::Import),
    /// Searches of ten million numbers, beside PostgreSQL with its best indexes.
    Search(search::Options),
    /// Where calls go: decisions, answers to switches, and redirects beside Kamailio's own.
    Routes(routes::Options),
    /// The deciding process of a run; `routes` starts it.
    #[command(hide = true)]
    Weigh(routes::weigh::Weigh),
    /// The searching process of a run; `search` starts it.
    #[command(hide = true)]
    Look(search::look::Look),
    /// The server of a run; `orders` starts it.
    #[command(hide = true)]
    Serve(serve::Serve),
    /// The clients of a run; `orders` starts them.
    #[command(hide = true)]
    Load(load::Load),
}

/// What `orders` is told.
#[derive(clap::Args)]
struct Orders {
    /// How long each figure is measured, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// How often each figure is measured; the best is kept.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=10))]
    rounds: u64,
    /// A PostgreSQL server on which databases may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave PostgreSQL and pgbench out.
    #[arg(long)]
    no_postgres: bool,
    /// Leave SQLite out.
    #[arg(long)]
    no_sqlite: bool,
    /// Where the databases of the run are put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the figures are written.
    #[arg(long, value_name = "FILE", default_value = "tandem-bench.json")]
    json: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let what = Cli::parse().what;
    // The server has the runtime of `tandem serve`; the clients make do with one thread.
    let mut runtime = match what {
        What::Load(_) => tokio::runtime::Builder::new_current_thread(),
        What::Orders(_)
        | What::Functions(_)
        | What::Import(_)
        | What::Serve(_)
        | What::Large(_)
        | What::Soak(_)
        | What::Search(_)
        | What::Look(_)
        | What::Routes(_)
        | What::Weigh(_) => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.enable_all().build()?.block_on(async {
        match what {
            What::Orders(options) => orders::run(options).await,
            What::Functions(options) => functions::run(options).await,
            What::Import(options) => import::run(options).await,
            What::Large(options) => large::run(options).await,
            What::Soak(options) => soak::run(options).await,
            What::Search(options) => search::run(options).await,
            What::Look(options) => search::look::run(options).await,
            What::Routes(options) => routes::run(options).await,
            What::Weigh(options) => routes::weigh::run(options).await,
            What::Serve(options) => serve::run(options).await,
            What::Load(options) => load::run(options).await,
        }
    })
}
