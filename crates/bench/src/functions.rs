//! Functions of VoIP.ms per second beside a constant answer, and what a hundred thousand routing objects weigh.
//!
//! A read shows one object, a write changes one, an order is `orderDID`. All are asked of a database that has
//! the objects, by as many clients and in the same run as the constant, and come through the whole of the
//! house: log-in, table, engine, store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use tandem::node;
use tandem_domain::{AccountId, Actor, ObjectId, ObjectKind};
use tandem_engine::{Ask, Command, CustomerList, Engine, ObjectPut};
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;

use crate::child::{Clients, Server};
use crate::load::{Request, Seen};
use crate::postgres::Cluster;
use crate::{proc, shelf, sqlite};

/// How many clients ask at once.
const CLIENTS: [u64; 3] = [1, 8, 64];
/// What is asked for; the constant first, with which the others are compared.
const REQUESTS: [Request; 4] =
    [Request::Constant, Request::GetObject, Request::SetObject, Request::ByName];
/// How many commands are on their way at once while objects are made.
const COMMANDS_AT_ONCE: usize = 64;
/// More numbers than so many clients order in the time: those who come next begin behind them.
const ORDERED_MAX: u64 = 60_000;
/// How long a server is left alone before its memory is read.
const SETTLING: Duration = Duration::from_secs(2);

/// What `functions` is told.
#[derive(clap::Args)]
pub struct Functions {
    /// How long each figure is measured, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10))]
    seconds: u64,
    /// A PostgreSQL server on which databases may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Where the databases are put.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the figures are written.
    #[arg(long, value_name = "FILE", default_value = "tandem-functions.json")]
    json: PathBuf,
}

/// So many clients and what they saw.
#[derive(Debug, Serialize)]
struct Figure {
    database: &'static str,
    what: &'static str,
    clients: u64,
    rate: f64,
    /// As a share of the constant answered to as many clients.
    of_constant: f64,
    median_micros: u32,
    late_micros: u32,
}

/// What a server weighs.
#[derive(Debug, Serialize)]
struct Weight {
    database: &'static str,
    what: &'static str,
    resident_kib: u64,
}

#[derive(Debug, Default, Serialize)]
struct Found {
    objects: u64,
    figures: Vec<Figure>,
    weights: Vec<Weight>,
}

/// Measures it on each database.
pub async fn run(options: Functions) -> anyhow::Result<()> {
    let parent = options.data.clone().unwrap_or_else(std::env::temp_dir);
    let directory = parent.join(format!("tandem-functions-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let mut found = Found { objects: shelf::CUSTOMERS * shelf::OBJECTS_EACH, ..Found::default() };
    println!(
        "| database | function | clients | per second | of the constant | median ms | p99 ms |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|");
    found.over_sqlite(&options, &directory).await?;
    if !options.no_postgres {
        let cluster = Cluster::open(options.postgres.as_deref(), &directory).await?;
        cluster.fill().await?;
        let measured = found.over(&options, "postgres", &cluster.copy().await?).await;
        cluster.close().await?;
        measured?;
    }
    found.print_weights();
    std::fs::write(&options.json, serde_json::to_string_pretty(&found)? + "\n")?;
    Ok(std::fs::remove_dir_all(&directory)?)
}

impl Found {
    async fn over_sqlite(&mut self, options: &Functions, directory: &Path) -> anyhow::Result<()> {
        let filled = sqlite::Filled::make(directory).await?;
        self.over(options, "sqlite", &filled.copy()?).await
    }

    /// Weighs a server without objects, makes them, and asks a server that has them.
    async fn over(
        &mut self,
        options: &Functions,
        database: &'static str,
        address: &str,
    ) -> anyhow::Result<()> {
        let server = Server::start(address).await?;
        self.weigh(database, "no objects", &server).await;
        server.stop().await?;
        furnish(address).await?;
        let server = Server::start(address).await?;
        self.weigh(database, "with the objects", &server).await;
        for (round, clients) in (0..).zip(CLIENTS) {
            let ordered = round * ORDERED_MAX;
            let mut constant = 0.0;
            for request in REQUESTS {
                let seconds = options.seconds;
                let customers = shelf::CUSTOMERS;
                let asking = Clients::start(&server, request, clients, customers, seconds, ordered);
                let seen = asking.await?.seen().await?;
                let rate = seen.done as f64 / seen.seconds;
                if request == Request::Constant {
                    constant = rate;
                }
                self.add(database, request, clients, (rate, constant), &seen);
            }
            if clients == 1 {
                // Everything that is built when it is first asked for is there now.
                self.weigh(database, "with the objects, once asked", &server).await;
            }
        }
        self.weigh(database, "with the objects, after the load", &server).await;
        server.stop().await
    }

    fn add(
        &mut self,
        database: &'static str,
        request: Request,
        clients: u64,
        (rate, constant): (f64, f64),
        seen: &Seen,
    ) {
        let figure = Figure {
            database,
            what: request.word(),
            clients,
            rate,
            of_constant: rate / constant,
            median_micros: seen.median_micros,
            late_micros: seen.late_micros,
        };
        println!(
            "| {database} | {} | {clients} | {rate:.0} | {:.0} % | {:.2} | {:.2} |",
            figure.what,
            figure.of_constant * 100.0,
            f64::from(seen.median_micros) / 1000.0,
            f64::from(seen.late_micros) / 1000.0,
        );
        self.figures.push(figure);
    }

    async fn weigh(&mut self, database: &'static str, what: &'static str, server: &Server) {
        tokio::time::sleep(SETTLING).await;
        let resident_kib = proc::resident_kib(server.pid);
        self.weights.push(Weight { database, what, resident_kib });
    }

    fn print_weights(&self) {
        println!("\n| database | server | resident MiB |\n|---|---|---:|");
        for Weight { database, what, resident_kib } in &self.weights {
            println!("| {database} | {what} | {:.1} |", *resident_kib as f64 / 1024.0);
        }
    }
}

/// Gives each customer as many forwardings.
async fn furnish(address: &str) -> anyhow::Result<()> {
    let url: DatabaseUrl = address.parse().map_err(|fault| anyhow!("{fault}"))?;
    let engine = node::open(&url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
    let customers = customers(&engine).await?;
    let wanted = customers.iter().enumerate().flat_map(|(customer, account)| {
        (0..shelf::OBJECTS_EACH).map(move |place| (*account, customer as u64, place))
    });
    let made = stream::iter(wanted).map(|(account, customer, place)| {
        let put = ObjectPut {
            account,
            kind: ObjectKind::Forwarding,
            id: Some(ObjectId(shelf::object(customer, place).cast_signed())),
            name: format!("desk {place}"),
            doc: serde_json::json!({ "number": shelf::callee(place) }),
        };
        operate(&engine, put)
    });
    made.buffer_unordered(COMMANDS_AT_ONCE).try_for_each(|_| async { Ok(()) }).await?;
    tokio::task::spawn_blocking(move || engine.close()).await?;
    Ok(())
}

/// The customers, by their numbers.
async fn customers(engine: &Engine) -> anyhow::Result<Vec<AccountId>> {
    let mut found = BTreeMap::new();
    let mut after = AccountId(0);
    loop {
        let page = operate(engine, CustomerList { after }).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        found.extend(page.into_iter().map(|customer| (customer.profile.name, customer.id)));
    }
    let of = |customer| found.get(&shelf::login(customer)).copied();
    (0..shelf::CUSTOMERS).map(|customer| of(customer).context("a customer is lacking")).collect()
}

async fn operate<C: Command>(engine: &Engine, command: C) -> anyhow::Result<C::Outcome> {
    let done = engine.execute(Ask::new(Actor::operator(), command)).await;
    done.map_err(|refusal| anyhow!("{}: {refusal}", C::NAME))
}
