//! Where calls go: decisions a second on one core, what switches are answered over HTTP beside a constant, redirects
//! beside those of Kamailio's own tables, and what becomes of all that when the database is slow or gone.

mod fill;
pub mod ladder;
pub mod layout;
mod proxy;
mod tap;
mod told;
pub mod weigh;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use serde::Serialize;
use tandem_store::DatabaseUrl;
use tokio::process::Command;

use crate::child::{Clients, Server};
use crate::load::{Request, Seen};
use crate::postgres::{self, Cluster};
use crate::proc;
use ladder::{Caller, Rung};
use layout::Rings;
use proxy::{Proxy, Source};
use tap::{Line, Tap};
use weigh::Weighed;

/// The database that Kamailio reads and asks.
const PEER: &str = "tandem_bench_routes";
/// The database behind the line that is slowed down and cut.
const BEHIND: &str = "tandem_bench_behind";
/// How many numbers that one has.
const BEHIND_NUMBERS: u64 = 10_000;
/// How many switches ask at once.
const CLIENTS: [u64; 3] = [1, 8, 64];
/// How many ask while the database is slow or gone.
const CLIENTS_BEHIND: u64 = 8;

/// What `routes` is told.
#[derive(clap::Args)]
pub struct Options {
    /// How many numbers ring; a multiple of 8000.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(8_000..=2_000_000))]
    numbers: u64,
    /// How much the numbers of a customer have in common.
    #[arg(long, value_enum, default_value = "apart")]
    rings: Rings,
    /// How long each figure is measured, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// The first of three UDP ports on loopback.
    #[arg(long, default_value_t = 47_500)]
    port: u16,
    /// A PostgreSQL server on which databases may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave sipp and Kamailio out.
    #[arg(long)]
    no_switches: bool,
    /// Leave out what needs PostgreSQL: Kamailio's own tables, and the line that is cut.
    #[arg(long)]
    no_postgres: bool,
    /// Where the databases of the run are put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the figures are written.
    #[arg(long, value_name = "FILE", default_value = "tandem-bench-routes.json")]
    json: PathBuf,
}

/// So many that ask, and what they saw.
#[derive(Debug, Serialize)]
pub struct Dips {
    pub what: String,
    pub clients: u64,
    pub rate: f64,
    pub median_micros: u32,
    pub late_micros: u32,
}

/// Who answered calls, and how many.
#[derive(Debug, Serialize)]
pub struct Climbed {
    pub who: String,
    pub rungs: Vec<Rung>,
}

/// Everything that a run found.
#[derive(Debug, Default, Serialize)]
pub struct Found {
    pub from_tables: Option<Weighed>,
    pub from_image: Option<Weighed>,
    pub dips: Vec<Dips>,
    pub climbed: Vec<Climbed>,
    pub behind: Vec<Dips>,
}

/// Measures everything.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-routes-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let mut found = Found::default();
    let measured = found.measure(&options, &directory).await;
    println!("{}", told::tables(&found));
    measured?;
    std::fs::write(&options.json, serde_json::to_string_pretty(&found)? + "\n")?;
    println!("written to {}", options.json.display());
    Ok(std::fs::remove_dir_all(&directory)?)
}

impl Found {
    async fn measure(&mut self, options: &Options, directory: &Path) -> anyhow::Result<()> {
        let path = directory.join("routes.db");
        let database = DatabaseUrl::Sqlite(path.clone());
        println!("{} numbers move in", options.numbers);
        fill::tandem(&database, options.numbers, options.rings).await?;
        println!("deciding");
        // Beside the database a node would find the image by itself.
        let image = directory.join("drawn.image");
        self.from_tables = Some(weigh(options, &path, &["--draw"], &image).await?);
        self.from_image = Some(weigh(options, &path, &["--image"], &image).await?);
        println!("answering");
        let sip = local(options.port);
        let address = format!("sqlite:{}", path.display());
        let server = Server::start_with(&address, &["--sip", &sip.to_string()]).await?;
        for clients in CLIENTS {
            for request in [Request::Constant, Request::Dip] {
                let (seconds, numbers) = (options.seconds, options.numbers);
                let asking = Clients::of_numbers(&server, request, clients, seconds, numbers);
                let seen = asking.await?.seen().await?;
                self.dips.push(dips(request.word().to_owned(), clients, &seen));
            }
        }
        if !options.no_switches {
            self.redirect(options, directory, &server, sip).await?;
        }
        server.stop().await?;
        if !options.no_postgres {
            println!("without the database");
            let cluster = Cluster::open(options.postgres.as_deref(), directory).await?;
            let measured = self.cut_off(options, &cluster).await;
            cluster.forget(BEHIND).await?;
            cluster.close().await?;
            measured?;
        }
        Ok(())
    }

    /// Redirects of Tandem's, and of Kamailio with each of its sources.
    async fn redirect(
        &mut self,
        options: &Options,
        directory: &Path,
        server: &Server,
        sip: SocketAddr,
    ) -> anyhow::Result<()> {
        let (at, from) = (local(options.port + 1), options.port + 2);
        let caller = Caller::new(directory, from, options.seconds, options.numbers)?;
        println!("calling: Tandem's own redirect");
        let rungs = caller.climb(sip, || proc::cpu_micros(server.pid)).await?;
        self.climbed.push(Climbed { who: "Tandem's own 302".to_owned(), rungs });
        let source = Source::Tandem(&server.address);
        self.climb(&caller, source, at, directory, || proc::cpu_micros(server.pid)).await?;
        if options.no_postgres {
            return Ok(());
        }
        let cluster = Cluster::open(options.postgres.as_deref(), directory).await?;
        let url = cluster.fresh(PEER).await?;
        postgres::execute(&url, &fill::peer(options.numbers)).await?;
        for source in [Source::Htable(&url), Source::Sql(&url)] {
            self.climb(&caller, source, at, directory, || cluster.cpu_micros()).await?;
        }
        cluster.forget(PEER).await?;
        cluster.close().await
    }

    /// One Kamailio, as far as it comes. `beside`: the CPU of whoever it asks.
    async fn climb(
        &mut self,
        caller: &Caller,
        source: Source<'_>,
        at: SocketAddr,
        directory: &Path,
        beside: impl Fn() -> u64,
    ) -> anyhow::Result<()> {
        println!("calling: {}", source.word());
        let proxy = Proxy::start(source, at, directory).await?;
        let climbed = caller.climb(at, || proxy.cpu_micros() + beside()).await;
        proxy.stop().await?;
        self.climbed.push(Climbed { who: source.word().to_owned(), rungs: climbed? });
        Ok(())
    }

    /// Answers to switches while the line to the database is sound, slow, and cut.
    async fn cut_off(&mut self, options: &Options, cluster: &Cluster) -> anyhow::Result<()> {
        let url = cluster.fresh(BEHIND).await?;
        fill::tandem(
            &url.parse().map_err(|fault| anyhow!("{fault}"))?,
            BEHIND_NUMBERS,
            options.rings,
        )
        .await?;
        let (upstream, tapped) = addresses(&url)?;
        let tap = Tap::to(upstream).await?;
        let server = Server::start(&tapped(tap.address)).await?;
        for line in Line::ALL {
            tap.be(line);
            let asking = Clients::of_numbers(
                &server,
                Request::Dip,
                CLIENTS_BEHIND,
                options.seconds,
                BEHIND_NUMBERS,
            );
            let seen = asking.await?.seen().await?;
            self.behind.push(dips(line.word().to_owned(), CLIENTS_BEHIND, &seen));
        }
        tap.be(Line::Sound);
        server.stop().await
    }
}

const fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

fn dips(what: String, clients: u64, seen: &Seen) -> Dips {
    let rate = seen.done as f64 / seen.seconds;
    let (median_micros, late_micros) = (seen.median_micros, seen.late_micros);
    Dips { what, clients, rate, median_micros, late_micros }
}

/// Where a database of PostgreSQL is, and its URL as it is from behind another address.
fn addresses(url: &str) -> anyhow::Result<(SocketAddr, impl Fn(SocketAddr) -> String + use<>)> {
    let (before, rest) = url.split_once('@').context("an address without a user")?;
    let (host, database) = rest.split_once('/').context("an address without a database")?;
    let upstream = host.replace("localhost", "127.0.0.1").parse()?;
    let (before, database) = (before.to_owned(), database.to_owned());
    Ok((upstream, move |address| format!("{before}@{address}/{database}")))
}

/// A process that has the routes to itself, so that what they weigh can be told.
async fn weigh(
    options: &Options,
    database: &Path,
    what: &[&str],
    image: &Path,
) -> anyhow::Result<Weighed> {
    let done = Command::new(std::env::current_exe()?)
        .args(["weigh", "--database", &format!("sqlite:{}", database.display())])
        .args(["--numbers", &options.numbers.to_string()])
        .args(["--seconds", &options.seconds.to_string()])
        .args(what)
        .arg(image)
        .stderr(std::process::Stdio::inherit())
        .output()
        .await?;
    let said = String::from_utf8(done.stdout)?;
    serde_json::from_str(&said).with_context(|| format!("a process of the run failed: {said}"))
}
