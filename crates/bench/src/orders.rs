//! Durable orders per second through HTTP, beside pgbench and beside a constant answer.

use std::path::Path;

use anyhow::Context;

use crate::Orders;
use crate::child::Server;
use crate::load::Request;
use crate::measure::{self, Ask, Figure, Over};
use crate::peer::{self, Peer, PeerAsk};
use crate::postgres::Cluster;
use crate::report::{self, Goal, Report};
use crate::{shelf, sqlite};

/// How many clients ask Tandem at once.
const CLIENTS: [u64; 3] = [1, 8, 64];
/// How many of them pgbench may try, to be seen at its best.
const PEER_CLIENTS: [u64; 4] = [1, 8, 32, 64];

/// The figures so far, each printed as it comes.
struct Run {
    options: Orders,
    figures: Vec<Figure>,
}

/// Measures everything.
pub async fn run(options: Orders) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let measured = measure(options, &directory).await;
    if measured.is_ok() {
        // What is left of a run that failed may say why.
        std::fs::remove_dir_all(&directory)?;
    }
    measured
}

async fn measure(options: Orders, directory: &Path) -> anyhow::Result<()> {
    let mut run = Run { options, figures: Vec::new() };
    println!("filling SQLite");
    let filled = sqlite::Filled::make(directory).await?;
    let cluster = match run.options.no_postgres {
        true => None,
        false => Some(Cluster::open(run.options.postgres.as_deref(), directory).await?),
    };
    let measured = run.rounds(&filled, cluster.as_ref()).await;
    let mut about = vec![machine()];
    if let Some(cluster) = cluster {
        about.push(cluster.about().await?);
        cluster.close().await?;
    }
    measured?;
    let goals = run.goals();
    let report = Report { about, figures: run.figures, goals };
    report.write(&run.options.json)?;
    println!("\n{}", report.table());
    println!("written to {}", run.options.json.display());
    Ok(())
}

impl Run {
    /// Keeps a figure, or the better of two of the same thing.
    fn add(&mut self, figure: Figure) {
        println!("{}", report::row(&figure));
        match self.figures.iter_mut().find(|known| known.is_of_the_same(&figure)) {
            None => self.figures.push(figure),
            Some(known) if known.rate < figure.rate => *known = figure,
            Some(_) => {}
        }
    }

    async fn rounds(
        &mut self,
        filled: &sqlite::Filled,
        cluster: Option<&Cluster>,
    ) -> anyhow::Result<()> {
        if let Some(cluster) = cluster {
            println!("filling PostgreSQL");
            cluster.fill().await?;
        }
        for _ in 0..self.options.rounds {
            self.sqlite(filled).await?;
            if let Some(cluster) = cluster {
                self.postgres(cluster).await?;
            }
        }
        Ok(())
    }

    fn ask(&self, request: Request, clients: u64, customers: u64) -> Ask {
        Ask { request, clients, customers, seconds: self.options.seconds }
    }

    /// What is asked of Tandem on either database.
    fn asks(&self) -> Vec<Ask> {
        let all = shelf::CUSTOMERS;
        let by_name = CLIENTS.map(|clients| self.ask(Request::ByName, clients, all));
        let criteria = CLIENTS.map(|clients| self.ask(Request::ByCriteria, clients, all));
        let hot = self.ask(Request::ByName, 64, 1);
        by_name.into_iter().chain(criteria).chain([hot]).collect()
    }

    async fn sqlite(&mut self, filled: &sqlite::Filled) -> anyhow::Result<()> {
        let constant = CLIENTS.map(|clients| self.ask(Request::Constant, clients, 1));
        let orders = if self.options.no_sqlite { Vec::new() } else { self.asks() };
        for ask in constant.into_iter().chain(orders) {
            self.add(figure(&filled.copy()?, Over::Sqlite, ask).await?);
        }
        Ok(())
    }

    async fn postgres(&mut self, cluster: &Cluster) -> anyhow::Result<()> {
        for ask in self.asks() {
            self.add(figure(&cluster.copy().await?, Over::Postgres(cluster), ask).await?);
        }
        for peer in Peer::ALL {
            for customers in [shelf::CUSTOMERS, 1] {
                for clients in PEER_CLIENTS {
                    let url = cluster.copy().await?;
                    let seconds = self.options.seconds;
                    let ask = PeerAsk { peer, clients, customers, seconds };
                    self.add(peer::figure(cluster, &url, ask).await?);
                }
            }
        }
        Ok(())
    }

    /// The highest rate among the figures that are meant.
    fn best(&self, who: &str, database: &str, what: &str) -> Option<f64> {
        let meant = |figure: &&Figure| {
            figure.who == who && figure.database == database && figure.what == what
        };
        self.figures.iter().filter(meant).map(|figure| figure.rate).max_by(f64::total_cmp)
    }

    fn goals(&self) -> Vec<Goal> {
        let wanted: [(&str, &str, &str, f64); 4] = [
            ("sqlite", "by name", "statements", 8.0),
            ("sqlite", "by name", "function", 4.0),
            ("postgres", "by name", "statements", 1.2),
            ("postgres", "by name, one account", "function, one account", 2.0),
        ];
        wanted
            .into_iter()
            .filter_map(|(database, ours, theirs, wanted)| {
                let ratio = self.best("tandem", database, ours)?
                    / self.best("pgbench", "postgres", theirs)?;
                let what = format!("Tandem on {database}, {ours} ÷ pgbench, {theirs}");
                Some(Goal { what, ratio, wanted })
            })
            .collect()
    }
}

async fn figure(database: &str, over: Over<'_>, ask: Ask) -> anyhow::Result<Figure> {
    let server = Server::start(database).await?;
    let figure = measure::server(&server, over, ask).await;
    server.stop().await?;
    figure.with_context(|| format!("{ask:?}"))
}

/// What it runs on.
fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{cores} cores, {model}, Linux {}", kernel.trim())
}
