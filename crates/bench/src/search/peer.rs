//! PostgreSQL with an index for every kind of filter: what one would build without a mirror.

use std::fmt::Write;
use std::time::{Duration, Instant};

use tandem_domain::{Cleansed, Criteria, Rng};
use tandem_numbering::{NumberKind, Place};
use tokio_postgres::{Client, NoTls};

use super::asks::{self, Kind};
use super::layout::Shelf;
use super::look::{Search, Times};

/// How often each search is made at most, and for how long.
const TIMES_MAX: usize = 200;
const TIME_MAX: Duration = Duration::from_secs(2);
/// How many rows one statement inserts.
const ROWS: usize = 1000;

const TABLES: &str = "
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE TABLE sale_offer (
        id BIGINT PRIMARY KEY, kind TEXT, country TEXT, region TEXT, rate_centre TEXT, locality TEXT,
        postal_code TEXT, lata TEXT, lat DOUBLE PRECISION, lon DOUBLE PRECISION,
        sms BOOLEAN, mms BOOLEAN, cleansed TEXT, monthly BIGINT);
    CREATE TABLE stretch (first BIGINT, last BIGINT, step BIGINT, offer BIGINT);
    CREATE UNLOGGED TABLE sale (did BIGINT, national TEXT, offer BIGINT);";

const INDEXES: &str = "
    INSERT INTO sale SELECT did, CAST(did - 10000000000 AS TEXT), offer
        FROM stretch, generate_series(first, last, step) AS did;
    CREATE UNIQUE INDEX sale_did ON sale (did);
    CREATE INDEX sale_offer_did ON sale (offer, did);
    CREATE INDEX sale_starts ON sale (national text_pattern_ops);
    CREATE INDEX sale_ends ON sale (reverse(national) text_pattern_ops);
    CREATE INDEX sale_trigrams ON sale USING gin (national gin_trgm_ops);
    CREATE INDEX sale_offer_centre ON sale_offer (region, rate_centre);
    CREATE INDEX sale_offer_locality ON sale_offer (region, locality);
    CREATE INDEX sale_offer_postal ON sale_offer (postal_code);
    CREATE INDEX sale_offer_lata ON sale_offer (lata);
    CREATE INDEX sale_offer_lat ON sale_offer (lat);
    CREATE INDEX sale_offer_mms ON sale_offer (mms);
    ANALYZE sale; ANALYZE sale_offer;";

/// Fills a database and searches it.
pub async fn measure(url: &str, shelf: &Shelf) -> anyhow::Result<Vec<Search>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    fill(&client, shelf).await?;
    client.batch_execute("SET statement_timeout = 5000").await?;
    let mut searches = Vec::new();
    for kind in Kind::ALL {
        for hits in [true, false] {
            for limit in super::look::HITS {
                let mut rng = Rng::seeded(kind as u64);
                let (began, mut micros) = (Instant::now(), Vec::new());
                while micros.len() < TIMES_MAX && began.elapsed() < TIME_MAX {
                    let text = statement(&asks::criteria(kind, hits, shelf, &mut rng), limit);
                    let asked = Instant::now();
                    // One that takes longer than the limit counts for as long as that.
                    let _ = client.simple_query(&text).await;
                    micros.push(asked.elapsed().as_secs_f64() * 1e6);
                }
                let times = Times::of(micros);
                searches.push(times.search(kind.word(), hits, limit, kind.is_prefix()));
            }
        }
    }
    drop(client);
    connection.await??;
    Ok(searches)
}

async fn fill(client: &Client, shelf: &Shelf) -> anyhow::Result<()> {
    client.batch_execute(TABLES).await?;
    let rows: Vec<String> = (0..)
        .zip(&shelf.offers)
        .map(|(id, offer)| {
            let (lat, lon) = offer.point.map_or((0.0, 0.0), |point| (point.lat(), point.lon()));
            let text = |text: &str| text.replace('\'', "''");
            format!(
                "({id}, '{}', '{}', '{}', '{}', '{}', '{}', '{}', {lat}, {lon}, {}, {}, '{}', 100)",
                offer.kind.as_str(),
                offer.country,
                offer.region,
                text(&offer.rate_centre),
                text(&offer.locality),
                offer.postal_code,
                offer.lata,
                offer.capabilities.sms,
                offer.capabilities.mms,
                grade(offer.cleansed),
            )
        })
        .collect::<Vec<_>>();
    insert(client, "sale_offer", &rows).await?;
    let row = |stretch: &super::layout::Stretch| {
        format!("({}, {}, {}, {})", stretch.first, stretch.last, stretch.step, stretch.offer)
    };
    insert(client, "stretch", &shelf.stretches.iter().map(row).collect::<Vec<_>>()).await?;
    Ok(client.batch_execute(INDEXES).await?)
}

async fn insert(client: &Client, table: &str, rows: &[String]) -> anyhow::Result<()> {
    for part in rows.chunks(ROWS) {
        client.batch_execute(&format!("INSERT INTO {table} VALUES {}", part.join(", "))).await?;
    }
    Ok(())
}

const fn grade(cleansed: Cleansed) -> &'static str {
    match cleansed {
        Cleansed::None => "none",
        Cleansed::Carrier => "carrier",
        Cleansed::House => "house",
    }
}

/// A search in SQL. No order is asked for beyond that of prefixes, which costs nothing: any other
/// would have everything sorted that fits.
fn statement(criteria: &Criteria, limit: usize) -> String {
    let mut offers = Vec::new();
    let mut numbers = Vec::new();
    for (column, wanted) in [
        ("country", &criteria.country),
        ("region", &criteria.region),
        ("rate_centre", &criteria.rate_centre),
        ("locality", &criteria.locality),
        ("postal_code", &criteria.postal_code),
        ("lata", &criteria.lata),
    ] {
        if let Some(wanted) = wanted {
            offers.push(format!("{column} = '{}'", wanted.replace('\'', "''")));
        }
    }
    offers.extend(criteria.kind.map(|kind: NumberKind| format!("kind = '{}'", kind.as_str())));
    offers.extend(criteria.cleansed.map(|cleansed| format!("cleansed = '{}'", grade(cleansed))));
    offers.extend(criteria.sms.then(|| "sms".to_owned()));
    offers.extend(criteria.mms.then(|| "mms".to_owned()));
    offers.extend(criteria.monthly_max.map(|most| format!("monthly <= {}", most.0 / 1_000_000)));
    if let Some(near) = &criteria.near {
        let miles = f64::from(near.miles_e3) / 1000.0;
        for here in near.places.iter().take(1) {
            let (lat, lon, band) = (here.lat(), here.lon(), miles / 69.0);
            offers.push(format!(
                "lat BETWEEN {} AND {} AND 2 * 3958.761 * asin(least(1, sqrt( \
                 power(sin(radians(lat - {lat}) / 2), 2) + cos(radians({lat})) * cos(radians(lat)) \
                 * power(sin(radians(lon - {lon}) / 2), 2)))) <= {miles}",
                lat - band,
                lat + band
            ));
        }
    }
    for prefix in &criteria.prefixes {
        let (first, last) = prefix.range();
        numbers.push(format!("did BETWEEN {first} AND {last}"));
    }
    for pattern in &criteria.patterns {
        let text = pattern.to_string().replace('…', "%").replace('*', "_");
        numbers.push(match pattern.place() {
            Place::Ends => {
                let reversed: String = text.chars().rev().collect();
                format!("reverse(national) LIKE '{reversed}'")
            }
            Place::Starts | Place::Contains | Place::Whole => format!("national LIKE '{text}'"),
        });
    }
    let mut sql =
        "SELECT sale.did, sale_offer.* FROM sale JOIN sale_offer ON id = offer".to_owned();
    let mut word = " WHERE ";
    for condition in offers.iter().chain(&numbers) {
        // Writing to a String cannot fail.
        let _ = write!(sql, "{word}{condition}");
        word = " AND ";
    }
    if !criteria.prefixes.is_empty() {
        sql.push_str(" ORDER BY sale.did");
    }
    let _ = write!(sql, " LIMIT {limit}");
    sql
}
