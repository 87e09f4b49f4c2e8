//! `tandem import numbers`: an operator's own stock, from a CSV file.
//!
//! A header row; only `number` is required. A row may be a block, `number` to `to`. What is wrong
//! is said with its line and column, and does not stop the rest. Importing again is harmless, so
//! that resuming is running again.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tandem_domain::{Actor, Capabilities, Cleansed, Offer, Origin};
use tandem_engine::{Ask, Engine, NumberStock, STOCK_NUMBERS_MAX, StockRow};
use tandem_numbering::{Did, NumberKind, Point, Rules, area, region};
use tandem_wire::csv::{self, Row};

use crate::cli::{self, Failure, ImportWhat};
use crate::{config, node};

/// The largest block one row may name: ten thousand numbers are a whole exchange; a million leaves
/// room for national ranges.
const BLOCK_NUMBERS_MAX: u64 = 1_000_000;
/// The columns there are.
const COLUMNS: [&str; 19] = [
    "number",
    "to",
    "country",
    "kind",
    "state",
    "rate_center",
    "locality",
    "postal_code",
    "lata",
    "latitude",
    "longitude",
    "sms",
    "mms",
    "voice",
    "fax",
    "cleansed",
    "origin",
    "supplier",
    "rate_plan",
];
/// How many faults are listed; the rest is only counted.
const FAULTS_LISTED_MAX: usize = 50;
/// How many rows with numbers in use are listed; the rest is only counted.
const IN_USE_LISTED_MAX: usize = 50;
/// How far apart the numbers of a block are that are each checked: an exchange of North America.
const EXCHANGE_NUMBERS: u64 = 10_000;

/// Something wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The column.
    pub column: &'static str,
    /// What is wrong and what would be right.
    pub why: String,
}

impl RowFault {
    fn new(column: &'static str, why: impl std::fmt::Display) -> Self {
        Self { column, why: why.to_string() }
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Numbers that are new.
    pub added: u64,
    /// Numbers that took new terms.
    pub updated: u64,
    /// Numbers that were as they should be.
    pub unchanged: u64,
    /// Numbers that somebody has: they kept owner and terms.
    pub in_use: u64,
    /// The rows that name them.
    pub in_use_rows: RowsInUse,
    /// Rows that could not be used.
    pub faults: u64,
}

/// Rows that name numbers in use, by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsInUse {
    /// The first of them: the line, and how many of its numbers are in use.
    pub listed: Vec<(u64, u64)>,
    /// How many there are besides.
    pub further: u64,
    last: u64,
}

impl RowsInUse {
    /// Counts a number. Lines come in their order.
    fn add(&mut self, line: u64) {
        if self.last == line {
            if self.further == 0
                && let Some((_, count)) = self.listed.last_mut()
            {
                *count += 1;
            }
            return;
        }
        self.last = line;
        if self.listed.len() < IN_USE_LISTED_MAX {
            self.listed.push((line, 1));
        } else {
            self.further += 1;
        }
    }
}

/// `tandem import`.
pub async fn run(options: cli::Import) -> Result<(), Failure> {
    let ImportWhat::Numbers { file, dry_run, fictional, database } = options.what;
    let rules = config::rules(&fictional)?;
    let engine =
        if dry_run { None } else { Some(node::open_aside(&database.url(), rules.clone()).await?) };
    let tally = numbers(&file, &rules, engine.as_ref()).await?;
    if let Some(engine) = engine {
        engine.close();
    }
    println!(
        "{} rows: {} numbers added, {} updated, {} unchanged, {} in use and left alone",
        tally.rows, tally.added, tally.updated, tally.unchanged, tally.in_use
    );
    for (line, count) in &tally.in_use_rows.listed {
        println!("line {line}: {count} in use and left alone");
    }
    let further = tally.in_use_rows.further;
    if further > 0 {
        println!("{further} more rows hold numbers in use");
    }
    if tally.faults == 0 {
        return Ok(());
    }
    Err(Failure::Refused(format!("{} rows could not be used", tally.faults)))
}

/// Reads a file of numbers and stocks what is good in it; without an engine, only reads.
pub async fn numbers(
    path: &Path,
    rules: &Rules,
    engine: Option<&Engine>,
) -> Result<Tally, Failure> {
    let unreadable =
        |why: &dyn std::fmt::Display| Failure::Usage(format!("{}: {why}", path.display()));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    // A file or a pipe that collects what we say is spared the drawing.
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    let style = ProgressStyle::with_template("{bar:40} {percent}%  {bytes_per_sec}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut reader = csv::Reader::new(BufReader::new(file))
        .map_err(|fault| unreadable(&format_args!("line {}: {}", fault.line, fault.fault)))?;
    if !reader.columns().any(|column| column.eq_ignore_ascii_case("number")) {
        return Err(unreadable(&"the header row has no column `number`"));
    }
    // A misspelt column would lose what stands in it without a word.
    let known = |column: &str| COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(column));
    if let Some(column) = reader.columns().find(|column| !known(column.trim())) {
        let columns = COLUMNS.join(", ");
        return Err(unreadable(&format_args!(
            "there is no column `{column}`; there are {columns}"
        )));
    }
    let mut tally = Tally::default();
    let mut batch = Batch::default();
    // The rows whose numbers are in the batch.
    let mut lines = Vec::new();
    loop {
        bar.set_position(reader.bytes_read());
        let Some(row) = reader.next() else { break };
        tally.rows += 1;
        match row {
            Err(fault) => tally.fault(&bar, fault.line, &fault.fault.to_string()),
            Ok(row) => match read(&row, rules) {
                Err(fault) => {
                    tally.fault(&bar, row.line(), &format!("{}: {}", fault.column, fault.why));
                }
                Ok(stock) => {
                    lines.push(Line { number: row.line(), first: stock.first, last: stock.last });
                    for part in batch.push(stock) {
                        tally.stock(engine, part, &lines).await?;
                        // The last row may have more numbers in the batch to come.
                        lines.drain(..lines.len() - 1);
                        bar.set_message(format!("{} numbers", tally.added + tally.unchanged));
                    }
                }
            },
        }
    }
    tally.stock(engine, std::mem::take(&mut batch.rows), &lines).await?;
    bar.finish_and_clear();
    Ok(tally)
}

impl Tally {
    fn fault(&mut self, bar: &ProgressBar, line: u64, why: &str) {
        self.faults += 1;
        if self.faults <= FAULTS_LISTED_MAX as u64 {
            bar.suspend(|| eprintln!("line {line}: {why}"));
        }
    }

    async fn stock(
        &mut self,
        engine: Option<&Engine>,
        rows: Vec<StockRow>,
        lines: &[Line],
    ) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let Some(engine) = engine else { return Ok(()) };
        let report = engine.execute(Ask::new(Actor::operator(), NumberStock { rows })).await?;
        self.added += report.added;
        self.updated += report.updated;
        self.unchanged += report.unchanged;
        self.in_use += report.in_use.len() as u64;
        for did in report.in_use {
            if let Some(line) = lines.iter().find(|line| line.first <= did && did <= line.last) {
                self.in_use_rows.add(line.number);
            }
        }
        Ok(())
    }
}

/// Where in the file numbers stand.
struct Line {
    number: u64,
    first: Did,
    last: Did,
}

/// Rows on their way into commands of a bounded size.
#[derive(Default)]
pub struct Batch {
    /// What waits.
    pub rows: Vec<StockRow>,
    numbers: u64,
}

impl Batch {
    /// Adds a row, cut where it must be; returns the batches that are full.
    pub fn push(&mut self, mut row: StockRow) -> Vec<Vec<StockRow>> {
        let most = STOCK_NUMBERS_MAX as u64;
        let mut full = Vec::new();
        loop {
            let count = row.last.digits() - row.first.digits() + 1;
            let room = most - self.numbers;
            if count < room {
                self.numbers += count;
                self.rows.push(row);
                return full;
            }
            let end = row.first.digits() + room - 1;
            if let Some(last) = Did::new(end) {
                self.rows.push(StockRow { last, ..row.clone() });
            }
            full.push(std::mem::take(&mut self.rows));
            self.numbers = 0;
            match Did::new(end + 1) {
                Some(first) if count > room => row.first = first,
                _ => return full,
            }
        }
    }
}

/// Reads one row.
fn read(row: &Row, rules: &Rules) -> Result<StockRow, RowFault> {
    let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
    let number = |column: &'static str, text: &str| {
        let did = rules.read(text).map_err(|fault| RowFault::new(column, fault))?;
        rules.check(did).map_err(|fault| RowFault::new(column, fault))?;
        Ok(did)
    };
    let first = cell("number").ok_or_else(|| RowFault::new("number", "is empty"))?;
    let first = number("number", first)?;
    let last = cell("to").map_or(Ok(first), |text| number("to", text))?;
    let count = last.digits().checked_sub(first.digits());
    if count.is_none_or(|count| count >= BLOCK_NUMBERS_MAX) {
        let why = format!("must be from {first} up to {BLOCK_NUMBERS_MAX} numbers further");
        return Err(RowFault::new("to", why));
    }
    check_block(rules, first, last).map_err(|why| RowFault::new("to", why))?;
    let offer = offer(row, rules, first)?;
    Ok(StockRow { first, last, offer, reserved: false })
}

/// Whether the numbers between two that may exist may exist as well, and are of one kind and place:
/// one area code in North America, one country elsewhere. They differ by exchange at the most, so
/// one number of each exchange tells.
fn check_block(rules: &Rules, first: Did, last: Did) -> Result<(), String> {
    let npa = |did: Did| did.nanp().map(|nanp| nanp.npa);
    if npa(first) != npa(last) {
        return Err(match npa(first) {
            Some(npa) => format!("must stay within area code {npa}, as {first} is"),
            None => format!("must stay outside North America, as {first} is"),
        });
    }
    let country = |did: Did| rules.country(did).map(|country| country.iso);
    let exchanges = first.digits() / EXCHANGE_NUMBERS + 1..=last.digits() / EXCHANGE_NUMBERS;
    for within in exchanges.filter_map(|exchange| Did::new(exchange * EXCHANGE_NUMBERS)) {
        rules.check(within).map_err(|fault| format!("the block holds {within}: {fault}"))?;
        if country(within) != country(first) {
            return Err(format!(
                "must stay within one country; {within} is in another than {first}"
            ));
        }
    }
    if country(last) != country(first) {
        return Err(format!("must stay within one country; {last} is in another than {first}"));
    }
    Ok(())
}

fn offer(row: &Row, rules: &Rules, first: Did) -> Result<Offer, RowFault> {
    let cell = |column: &str| row.get(column).map(str::trim).filter(|text| !text.is_empty());
    let text = |column: &str| cell(column).unwrap_or_default().to_owned();
    let flag = |column: &'static str, otherwise: bool| match cell(column) {
        None => Ok(otherwise),
        Some("1" | "yes" | "true") => Ok(true),
        Some("0" | "no" | "false") => Ok(false),
        Some(_) => Err(RowFault::new(column, "must be 1 or 0")),
    };
    let kind = match cell("kind") {
        None => rules.kind(first).unwrap_or(NumberKind::Geographic),
        Some(word) => NumberKind::parse(word).ok_or_else(|| {
            RowFault::new("kind", "must be geographic, national, toll_free or mobile")
        })?,
    };
    let is_toll_free = rules.kind(first) == Some(NumberKind::TollFree);
    if is_toll_free != (kind == NumberKind::TollFree) && first.nanp().is_some() {
        let kind = if is_toll_free { "toll_free" } else { "geographic or national" };
        return Err(RowFault::new("kind", format!("must be {kind} for {first}")));
    }
    let country = match cell("country") {
        Some(code) if code.len() == 2 => code.to_ascii_uppercase(),
        Some(_) => return Err(RowFault::new("country", "must be two letters, such as US")),
        None => rules.country(first).map_or_else(|| "US".to_owned(), |found| found.iso.to_owned()),
    };
    let state = text("state").to_ascii_uppercase();
    if !state.is_empty() && first.nanp().is_some() && region::find(None, &state).is_none() {
        return Err(RowFault::new("state", "must be a state or province code, such as FL or ON"));
    }
    let area = first.nanp().filter(|nanp| !rules.is_fictional(nanp.npa));
    let regions = area.and_then(|nanp| area::of(nanp.npa)).map(|area| &area.regions);
    if let Some(regions) = regions
        && !state.is_empty()
        && !regions.is_empty()
        && !regions.contains(&state.as_str())
    {
        let regions = regions.join(" or ");
        return Err(RowFault::new("state", format!("must be {regions} for {first}")));
    }
    let cleansed = match cell("cleansed") {
        None | Some("none") => Cleansed::None,
        Some("carrier") => Cleansed::Carrier,
        Some("house") => Cleansed::House,
        Some(_) => return Err(RowFault::new("cleansed", "must be none, carrier or house")),
    };
    let supplier = cell("supplier").map(str::to_owned);
    let origin = match cell("origin") {
        None if supplier.is_some() => Origin::Supplier,
        None | Some("own") => Origin::Own,
        Some("supplier") if supplier.is_some() => Origin::Supplier,
        Some("supplier") => return Err(RowFault::new("supplier", "must say which supplier")),
        Some("ported_in" | "ported") => Origin::PortedIn,
        Some(_) => {
            return Err(RowFault::new("origin", "must be own, supplier or ported_in"));
        }
    };
    let plans = text("rate_plan");
    let plans = plans.split([';', '|', ' ']).filter(|code| !code.is_empty());
    Ok(Offer {
        country,
        kind,
        region: state,
        rate_centre: text("rate_center"),
        locality: text("locality"),
        postal_code: text("postal_code"),
        lata: text("lata"),
        point: point(cell("latitude"), cell("longitude"))?,
        capabilities: Capabilities {
            voice: flag("voice", true)?,
            sms: flag("sms", false)?,
            mms: flag("mms", false)?,
            fax: flag("fax", false)?,
        },
        cleansed,
        origin,
        supplier,
        plans: plans.map(str::to_owned).collect(),
    })
}

fn point(latitude: Option<&str>, longitude: Option<&str>) -> Result<Option<Point>, RowFault> {
    let degrees = |column: &'static str, text: &str| {
        let degrees = text.parse::<f64>().ok().filter(|degrees| degrees.is_finite());
        degrees.ok_or_else(|| RowFault::new(column, "must be decimal degrees, such as 25.7743"))
    };
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(RowFault::new("longitude", "is missing beside a latitude")),
        (None, Some(_)) => Err(RowFault::new("latitude", "is missing beside a longitude")),
        (Some(latitude), Some(longitude)) => {
            let latitude = degrees("latitude", latitude)?;
            let point = Point::from_degrees(latitude, degrees("longitude", longitude)?);
            let outside = || RowFault::new("latitude", "and longitude lie outside the earth");
            Ok(Some(point.ok_or_else(outside)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<StockRow, RowFault>> {
        let rules = Rules::new();
        let reader = csv::Reader::new(text.as_bytes()).expect("a header row");
        reader.map(|row| read(&row.expect("a readable row"), &rules)).collect()
    }

    #[test]
    fn a_number_alone_is_enough() {
        let read = rows("number\n305-222-0100\n");
        let row = read[0].as_ref().expect("a good row");
        assert_eq!((row.first.digits(), row.last.digits()), (13_052_220_100, 13_052_220_100));
        assert_eq!(row.offer.country, "US");
        assert_eq!(row.offer.kind, NumberKind::Geographic);
    }

    #[test]
    fn a_fault_names_its_column() {
        for (row, column) in [
            ("911,,,,", "number"),
            ("3052220100,3052220099,,,", "to"),
            ("3052220100,,sometimes,,", "kind"),
            ("3052220100,,,ZZ,", "state"),
            ("3052220100,,,,twice", "cleansed"),
        ] {
            let read = rows(&format!("number,to,kind,state,cleansed\n{row}\n"));
            assert_eq!(read[0].as_ref().expect_err(row).column, column, "{row}");
        }
    }

    #[test]
    fn a_block_is_checked_exchange_by_exchange() {
        for (first, last, why) in [
            // 911 lies between two exchanges that are good.
            ("3059100000", "3059129999", "911"),
            ("3059990000", "3062000099", "305"),
            ("3052229999", "3062220000", "305"),
        ] {
            let read = rows(&format!("number,to\n{first},{last}\n"));
            let fault = read[0].as_ref().expect_err(last);
            assert_eq!(fault.column, "to", "{fault:?}");
            assert!(fault.why.contains(why), "{fault:?}");
        }
        assert!(rows("number,to\n3052220000,3052249999\n")[0].is_ok());
    }

    #[test]
    fn rows_in_use_are_listed_up_to_a_bound() {
        let mut rows = RowsInUse::default();
        for line in 2..=IN_USE_LISTED_MAX as u64 + 3 {
            rows.add(line);
            rows.add(line);
        }
        assert_eq!((rows.listed.len(), rows.listed[0]), (IN_USE_LISTED_MAX, (2, 2)));
        assert_eq!((rows.listed.last(), rows.further), (Some(&(51, 2)), 2));
    }

    #[test]
    fn blocks_are_cut_to_size_and_lose_nothing() {
        let read = rows("number,to\n3052220000,3052222499\n");
        let mut batch = Batch::default();
        let mut parts = batch.push(read[0].clone().expect("a good row"));
        parts.push(std::mem::take(&mut batch.rows));
        let count = |row: &StockRow| row.last.digits() - row.first.digits() + 1;
        let sizes: Vec<u64> = parts.iter().map(|rows| rows.iter().map(count).sum()).collect();
        assert_eq!(sizes, [1000, 1000, 500]);
    }
}
