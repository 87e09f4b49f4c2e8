//! Rows per second of `import numbers`, beside what the databases can do at the most: on SQLite our
//! own insert with nothing around it, on PostgreSQL a COPY of the same rows.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use futures_util::SinkExt;
use tandem::{import, node};
use tandem_domain::{NumberState, OfferId};
use tandem_engine::STOCK_NUMBERS_MAX;
use tandem_numbering::{Did, Rules};
use tandem_store::{DatabaseUrl, MemoryDatabase, number};

use crate::postgres::{self, Cluster};

/// Numbers in one area code: exchanges 320 to 409, of which none is a service code.
const EACH_AREA: u64 = 900_000;
/// The area codes, all of one state.
const AREA_CODES: [u64; 12] = [239, 305, 321, 352, 386, 407, 561, 727, 772, 786, 813, 954];
/// The database that each figure on PostgreSQL is measured on.
const RUN: &str = "tandem_bench_import";
/// How many numbers share their terms.
const EACH_CENTRE: u64 = 10_000;

/// What `import` is told.
#[derive(clap::Args)]
pub struct Import {
    /// How many rows.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    rows: u64,
    /// A PostgreSQL server on which databases may be made; unless told, `scripts/pg` starts one and
    /// throws it away.
    #[arg(long, env = "TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Where the files of the run are put.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// Prints a line for each figure.
pub async fn run(options: Import) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.data)?;
    let (sorted, mixed) = (options.data.join("sorted.csv"), options.data.join("mixed.csv"));
    let rows = options.rows;
    write(&sorted, rows, |place| place)?;
    // A stride that shares no factor with the count visits each number once, far from the last.
    let stride = (rows / 3..).find(|stride| coprime(*stride, rows)).context("a stride")?;
    write(&mixed, rows, |place| place.wrapping_mul(stride) % rows)?;

    let bare = bare_sqlite(&options.data, rows)?;
    print("SQLite, our insert with nothing around it", rows, bare, None, None);
    for (what, file) in [("sorted", &sorted), ("from all over", &mixed)] {
        let url = DatabaseUrl::Sqlite(fresh(&options.data, "import.db")?);
        let (took, slowest) = load(&url, file, rows).await?;
        print(&format!("SQLite, import, {what}"), rows, took, Some(bare), Some(slowest));
    }
    if options.no_postgres {
        return Ok(());
    }
    let cluster = Cluster::open(options.postgres.as_deref(), &options.data).await?;
    println!("{}", cluster.about().await?);
    let url = cluster.fresh(RUN).await?;
    load(&DatabaseUrl::Postgres(url.clone()), &first_row(&options.data)?, 1).await?;
    let copied = copy(&url, rows).await?;
    print("PostgreSQL, COPY", rows, copied, None, None);
    for (what, file) in [("sorted", &sorted), ("from all over", &mixed)] {
        let url = DatabaseUrl::Postgres(cluster.fresh(RUN).await?);
        let (took, slowest) = load(&url, file, rows).await?;
        print(&format!("PostgreSQL, import, {what}"), rows, took, Some(copied), Some(slowest));
    }
    cluster.forget(RUN).await?;
    cluster.close().await
}

fn print(
    what: &str,
    rows: u64,
    took: Duration,
    limit: Option<Duration>,
    slowest: Option<Duration>,
) {
    let rate = rows as f64 / took.as_secs_f64();
    let of = limit.map(|limit| {
        let share = 100.0 * limit.as_secs_f64() / took.as_secs_f64();
        format!(", {share:.0} % of that")
    });
    let slowest = slowest.map(|slowest| format!(", slowest command {slowest:.1?}"));
    let (of, slowest) = (of.unwrap_or_default(), slowest.unwrap_or_default());
    println!("{what}: {rate:.0} rows/s{of}{slowest}");
}

const fn coprime(mut a: u64, mut b: u64) -> bool {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

/// The number at a place of the shelf.
fn digits(place: u64) -> u64 {
    let area = AREA_CODES[usize::try_from(place / EACH_AREA).unwrap_or(0)];
    10_000_000_000 + area * 10_000_000 + 3_200_000 + place % EACH_AREA
}

fn write(path: &Path, rows: u64, order: impl Fn(u64) -> u64) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "number,state,rate_center,locality,sms,origin")?;
    for place in (0..rows).map(order) {
        let centre = place / EACH_CENTRE;
        writeln!(out, "{},FL,CENTRE {centre},City {centre},1,own", digits(place))?;
    }
    Ok(out.flush()?)
}

fn first_row(data: &Path) -> anyhow::Result<PathBuf> {
    let path = data.join("first.csv");
    std::fs::write(&path, "number,state\n2122220100,NY\n")?;
    Ok(path)
}

/// A path in the directory at which there is no database.
fn fresh(data: &Path, name: &str) -> anyhow::Result<PathBuf> {
    for suffix in ["", "-wal", "-shm"] {
        let left = data.join(format!("{name}{suffix}"));
        if left.is_file() {
            std::fs::remove_file(left)?;
        }
    }
    Ok(data.join(name))
}

/// An import as `tandem import numbers` makes it; how long it took, and its slowest command.
async fn load(url: &DatabaseUrl, file: &Path, rows: u64) -> anyhow::Result<(Duration, Duration)> {
    let rules = Rules::new();
    let engine = node::open_to_load(url, rules.clone()).await.map_err(|why| anyhow!("{why}"))?;
    let began = Instant::now();
    let tally = import::numbers(file, &rules, &engine, None).await;
    let (took, tally) = (began.elapsed(), tally.map_err(|why| anyhow!("{why}"))?);
    ensure!(tally.added == rows, "{} of {rows} rows were stocked", tally.added);
    tokio::task::spawn_blocking(move || engine.close()).await?;
    Ok((took, tally.slowest))
}

/// The same rows through the same statement, as many to a commit, and nothing else.
fn bare_sqlite(data: &Path, rows: u64) -> anyhow::Result<Duration> {
    let mut database = MemoryDatabase::at(&fresh(data, "bare.db")?)?;
    let all: Vec<(Did, OfferId)> = (0..rows)
        .filter_map(|place| {
            let offer = OfferId(1 + i64::try_from(place / EACH_CENTRE).ok()?);
            Some((Did::new(digits(place))?, offer))
        })
        .collect();
    let began = Instant::now();
    for part in all.chunks(STOCK_NUMBERS_MAX) {
        database.transaction(|tx| {
            (true, number::insert_many(tx, NumberState::Available, None, part))
        })??;
    }
    Ok(began.elapsed())
}

/// The same rows in one COPY, under an offer that is there.
async fn copy(url: &str, rows: u64) -> anyhow::Result<Duration> {
    let offer = postgres::number(url, "SELECT MIN(id) FROM offer").await?;
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let began = Instant::now();
    let text = "COPY number (did, state, owner, version, until, offer) FROM STDIN";
    let sink = client.copy_in::<_, bytes::Bytes>(text).await?;
    let mut sink = std::pin::pin!(sink);
    let mut part = String::new();
    for place in 0..rows {
        part += &format!("{}\t1\t\\N\t1\t\\N\t{offer}\n", digits(place));
        if part.len() > 60_000 {
            sink.send(std::mem::take(&mut part).into()).await?;
        }
    }
    sink.send(part.into()).await?;
    sink.finish().await?;
    Ok(began.elapsed())
}
