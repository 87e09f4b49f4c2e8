//! A process that has a shelf in memory and searches it: what it takes to start, how much room the
//! shelf needs, and how long each search takes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use tandem::image::ImageFile;
use tandem::node;
use tandem_domain::{
    Criteria, Currency, MessagePrice, Money, Offer, PlanRule, Price, RatePlan, Rng, RuleMatch,
};
use tandem_mirror::{Look as ShelfLook, Start, Stock};
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;

use super::asks::{self, Kind};
use super::layout::{Layout, Shelf};
use crate::proc;

/// How often each search is made at most, and for how long.
const TIMES_MAX: usize = 2000;
const TIME_MAX: Duration = Duration::from_secs(2);
/// How many hits are asked for.
pub const HITS: [usize; 2] = [10, 50];

/// What the process is told.
#[derive(clap::Args)]
pub struct Look {
    #[arg(long)]
    database: DatabaseUrl,
    /// The image to start from.
    #[arg(long)]
    image: Option<PathBuf>,
    /// Where to write an image.
    #[arg(long)]
    draw: Option<PathBuf>,
    #[arg(long)]
    layout: Layout,
    #[arg(long)]
    numbers: u64,
    /// Search, and do not only start.
    #[arg(long)]
    search: bool,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seen {
    pub numbers: u64,
    pub start_seconds: f64,
    /// How much the process grew while the shelf was filled, in bytes.
    pub bytes: u64,
    pub image_bytes: u64,
    pub searches: Vec<Search>,
}

/// How long one kind of search takes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Search {
    pub what: String,
    pub hits: bool,
    pub limit: usize,
    pub times: usize,
    pub median_micros: f64,
    pub late_micros: f64,
    /// Whether it is one that must take less than a millisecond.
    pub is_prefix: bool,
}

/// Starts, searches, and prints what it found.
pub async fn run(options: Look) -> anyhow::Result<()> {
    // Tables that are compiled in are read now, so that they do not count as the shelf's.
    let shelf = options.layout.shelf(options.numbers);
    let before = proc::resident_kib(std::process::id());
    let began = Instant::now();
    let image = options.image.map(ImageFile::at);
    let engine = node::open_from(&options.database, Rules::new(), 2, image)
        .await
        .map_err(|error| anyhow!("{error}"))?;
    let start_seconds = began.elapsed().as_secs_f64();
    let grown = proc::resident_kib(std::process::id()).saturating_sub(before);
    let bytes = grown * 1024;
    let stock = &engine.mirrors().stock;
    let searches = if options.search { measure(stock, &shelf) } else { Vec::new() };
    let mut image_bytes = 0;
    if let Some(path) = options.draw {
        ImageFile::at(path.clone()).write(&engine, None).await;
        image_bytes = std::fs::metadata(path)?.len();
    }
    let seen = Seen { numbers: stock.total(), start_seconds, bytes, image_bytes, searches };
    println!("{}", serde_json::to_string(&seen)?);
    Ok(tokio::task::spawn_blocking(move || engine.close()).await?)
}

fn measure(stock: &Stock, shelf: &Shelf) -> Vec<Search> {
    let plan = plan();
    let mut searches = Vec::new();
    for kind in Kind::ALL {
        for hits in [true, false] {
            for limit in HITS {
                let mut rng = Rng::seeded(kind as u64);
                let found = time(|| {
                    let criteria = asks::criteria(kind, hits, shelf, &mut rng);
                    let began = Instant::now();
                    let found = find(stock, &criteria, limit, Start::First, &plan);
                    (began.elapsed(), found)
                });
                searches.push(found.search(kind.word(), hits, limit, kind.is_prefix()));
            }
        }
    }
    for limit in HITS {
        let (mut rng, mut chance) = (Rng::seeded(1), Rng::seeded(2));
        let found = time(|| {
            let criteria = asks::criteria(Kind::AreaCode, true, shelf, &mut rng);
            let began = Instant::now();
            let found = find(stock, &criteria, limit, Start::Anywhere(&mut chance), &plan);
            (began.elapsed(), found)
        });
        searches.push(found.search("area code, from anywhere", true, limit, true));
    }
    for kind in [Kind::AreaCode, Kind::Exchange, Kind::RateCentre] {
        let mut rng = Rng::seeded(kind as u64);
        let found = time(|| {
            let criteria = asks::criteria(kind, true, shelf, &mut rng);
            let began = Instant::now();
            let count = stock.count(&criteria);
            (began.elapsed(), count as usize)
        });
        searches.push(found.search(&format!("count, {}", kind.word()), true, 0, true));
    }
    searches
}

fn find(
    stock: &Stock,
    criteria: &Criteria,
    limit: usize,
    start: Start<'_>,
    plan: &RatePlan,
) -> usize {
    let but = BTreeSet::new();
    let look = ShelfLook { criteria, limit, start, but: &but };
    let may_sell = |offer: &Offer| plan.may_sell(offer, |price| criteria.affords(price));
    let sold = stock.pick_among(look, may_sell, |did, offer| {
        plan.price(did, offer).is_some_and(|price| criteria.affords(price))
    });
    sold.len()
}

pub struct Times {
    micros: Vec<f64>,
}

fn time(mut once: impl FnMut() -> (Duration, usize)) -> Times {
    let began = Instant::now();
    let mut micros = Vec::new();
    while micros.len() < TIMES_MAX && began.elapsed() < TIME_MAX {
        micros.push(once().0.as_secs_f64() * 1e6);
    }
    Times::of(micros)
}

impl Times {
    pub fn of(mut micros: Vec<f64>) -> Self {
        micros.sort_by(f64::total_cmp);
        Self { micros }
    }

    pub fn search(self, what: &str, hits: bool, limit: usize, is_prefix: bool) -> Search {
        let at = |share: usize| {
            self.micros.get(self.micros.len() * share / 100).copied().unwrap_or_default()
        };
        let (median_micros, late_micros) = (at(50), at(99));
        let (what, times) = (what.to_owned(), self.micros.len());
        Search { what, hits, limit, times, median_micros, late_micros, is_prefix }
    }
}

/// A plan that prices everything.
fn plan() -> RatePlan {
    let price = Price { setup: Money::ZERO, monthly: Money::cents(100), minute: Money::ZERO };
    RatePlan {
        code: "ALL".to_owned(),
        name: "All".to_owned(),
        currency: Currency::USD,
        rules: vec![PlanRule { numbers: RuleMatch::default(), price }],
        slot: Money::ZERO,
        message: MessagePrice::default(),
        call: tandem_domain::CallTerms::default(),
        fees: tandem_domain::Fees::default(),
    }
}
