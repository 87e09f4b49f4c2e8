//! A process that decides where calls go: what it takes to start, how much room the routes need, and how many
//! decisions one core makes in a second.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use serde::{Deserialize, Serialize};
use tandem::image::ImageFile;
use tandem::node;
use tandem_domain::Rng;
use tandem_domain::route::{Action, RoutePlan};
use tandem_engine::{Engine, RouteAsk};
use tandem_numbering::{Did, Rules};
use tandem_store::DatabaseUrl;

use super::layout;
use crate::proc;

/// How many different calls are asked about, in turn. What they say is made before.
const CALLS: usize = 1 << 16;
/// How many decisions are timed one by one.
const TIMED: usize = 400_000;

/// What the process is told.
#[derive(clap::Args)]
pub struct Weigh {
    #[arg(long)]
    database: DatabaseUrl,
    #[arg(long)]
    numbers: u64,
    /// For how long decisions are made.
    #[arg(long)]
    seconds: u64,
    /// The image to start from.
    #[arg(long)]
    image: Option<PathBuf>,
    /// Where to write an image.
    #[arg(long)]
    draw: Option<PathBuf>,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
pub struct Weighed {
    pub numbers: u64,
    pub start_seconds: f64,
    /// How much the process grew while it started, in bytes.
    pub bytes: u64,
    pub decisions_a_second: f64,
    pub median_nanos: u64,
    /// What one decision in a hundred takes longer than.
    pub late_nanos: u64,
    pub worst_nanos: u64,
}

/// Starts, decides, and prints what it found.
pub async fn run(options: Weigh) -> anyhow::Result<()> {
    // Tables that are compiled in are read now, so that they do not count as the routes'.
    let calls = calls(options.numbers)?;
    let before = proc::resident_kib(std::process::id());
    let began = Instant::now();
    let image = options.image.map(ImageFile::at);
    let engine = node::open_from(&options.database, Rules::new(), 2, image)
        .await
        .map_err(|error| anyhow!("{error}"))?;
    let start_seconds = began.elapsed().as_secs_f64();
    let bytes = proc::resident_kib(std::process::id()).saturating_sub(before) * 1024;
    let numbers = engine.mirrors().routes.numbers() as u64;
    ensure!(numbers == options.numbers, "{numbers} numbers are known");
    ensure!(calls.iter().all(|call| rings(&engine, call)), "a number does not ring");
    let decisions_a_second = rate(&engine, &calls, Duration::from_secs(options.seconds));
    let nanos = times(&engine, &calls);
    let at = |share: usize| nanos.get(nanos.len() * share / 100).copied().unwrap_or_default();
    let seen = Weighed {
        numbers,
        start_seconds,
        bytes,
        decisions_a_second,
        median_nanos: at(50),
        late_nanos: at(99),
        worst_nanos: nanos.last().copied().unwrap_or_default(),
    };
    if let Some(path) = options.draw {
        ImageFile::at(path).write(&engine, None).await;
    }
    println!("{}", serde_json::to_string(&seen)?);
    Ok(tokio::task::spawn_blocking(move || engine.close()).await?)
}

/// Calls to numbers from all over, in no order.
fn calls(numbers: u64) -> anyhow::Result<Vec<RouteAsk>> {
    let mut rng = Rng::seeded(1);
    let call = |_| {
        let to = Did::new(layout::number(rng.below(numbers))).context("a number")?;
        let from = format!("1305{:07}", 5_000_000 + rng.below(1_000_000));
        Ok(RouteAsk { from, ..RouteAsk::to(to) })
    };
    (0..CALLS).map(call).collect()
}

fn rings(engine: &Engine, call: &RouteAsk) -> bool {
    let plan = engine.route_now(call);
    let first = plan.as_ref().and_then(RoutePlan::first);
    first.is_some_and(|step| matches!(step.action, Action::Dial(_)))
}

/// Decisions in a second, with no look at the clock between them.
fn rate(engine: &Engine, calls: &[RouteAsk], time: Duration) -> f64 {
    let (began, mut done) = (Instant::now(), 0_u64);
    while began.elapsed() < time {
        for call in calls {
            black_box(engine.route_now(black_box(call)));
        }
        done += calls.len() as u64;
    }
    done as f64 / began.elapsed().as_secs_f64()
}

/// How long decisions take, each by itself, in order.
fn times(engine: &Engine, calls: &[RouteAsk]) -> Vec<u64> {
    let time = |call| {
        let began = Instant::now();
        black_box(engine.route_now(black_box(call)));
        u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    };
    let mut nanos: Vec<u64> = calls.iter().cycle().take(TIMED).map(time).collect();
    nanos.sort_unstable();
    nanos
}
