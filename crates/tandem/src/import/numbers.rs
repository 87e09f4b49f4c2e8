//! `tandem import numbers`: an operator's own stock, or a supplier's.
//!
//! A row is a number or a block, `number` to `to`. What is wrong is said with its line and column,
//! and does not stop the rest. Importing again is harmless, so that resuming is running again.

use std::path::Path;
use std::time::{Duration, Instant};

use tandem_domain::Actor;
use tandem_engine::{Ask, Engine, NumberStock, STOCK_NUMBERS_MAX, StockRow};
use tandem_numbering::{Did, Rules};

use super::report::{Faults, RowsInUse};
use super::sheet::Sheet;
use super::terms::{COLUMNS, Reading};
use crate::failure::Failure;

/// How many numbers the first command takes.
const NUMBERS_FIRST: usize = 1000;
/// How long one command should take, commit included. Commands grow while they are quicker, which
/// they are when nobody else is at work, and shrink when they are much slower.
const COMMAND_TIME: Duration = Duration::from_millis(25);
/// How long the database is left alone after each command, so that whoever else writes to it gets
/// in: SQLite has one writer, and those who wait for it have no place in a queue.
const PAUSE: Duration = Duration::from_millis(1);

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
    pub faults: Faults,
    /// How long the slowest command took, commit included.
    pub slowest: Duration,
}

/// Reads a file of numbers and stocks what is good in it; without an engine, only reads.
pub async fn numbers(
    path: &Path,
    rules: &Rules,
    engine: Option<&Engine>,
) -> Result<Tally, Failure> {
    let mut reading = Reading::new(rules.clone());
    let mut sheet = Sheet::open(path, &COLUMNS, &["number"], move |row| reading.read(row))?;
    let mut loading = Loading { engine, tally: Tally::default(), most: NUMBERS_FIRST };
    let mut batch = Batch::default();
    // The rows whose numbers are in the batch.
    let mut lines = Vec::new();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            loading.tally.rows += 1;
            match line.row {
                Err(why) => loading.tally.faults.add(sheet.bar(), line.number, &why),
                Ok(stock) => {
                    let (first, last) = (stock.first, stock.last);
                    lines.push(Numbered { line: line.number, first, last });
                    for part in batch.push_up_to(stock, loading.most) {
                        loading.stock(part, &lines).await?;
                        // The last row may have more numbers in the batch to come.
                        lines.drain(..lines.len() - 1);
                    }
                }
            }
        }
        let done = loading.tally.added + loading.tally.updated + loading.tally.unchanged;
        sheet.bar().set_message(format!("{done} numbers"));
    }
    loading.stock(std::mem::take(&mut batch.rows), &lines).await?;
    sheet.bar().finish_and_clear();
    Ok(loading.tally)
}

/// An import under way.
struct Loading<'e> {
    engine: Option<&'e Engine>,
    tally: Tally,
    /// How many numbers the next command takes.
    most: usize,
}

impl Loading<'_> {
    async fn stock(&mut self, rows: Vec<StockRow>, lines: &[Numbered]) -> Result<(), Failure> {
        let Some(engine) = self.engine.filter(|_| !rows.is_empty()) else { return Ok(()) };
        let began = Instant::now();
        let report = engine.execute(Ask::new(Actor::operator(), NumberStock { rows })).await?;
        self.pace(began.elapsed());
        self.tally.added += report.added;
        self.tally.updated += report.updated;
        self.tally.unchanged += report.unchanged;
        self.tally.in_use += report.in_use.len() as u64;
        for line in lines_of(&report.in_use, lines) {
            self.tally.in_use_rows.add(line);
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    fn pace(&mut self, took: Duration) {
        self.tally.slowest = self.tally.slowest.max(took);
        if took < COMMAND_TIME / 2 {
            self.most = (self.most * 2).min(STOCK_NUMBERS_MAX);
        } else if took > COMMAND_TIME * 2 {
            self.most = (self.most / 2).max(NUMBERS_FIRST);
        }
    }
}

/// Where in the file numbers stand.
struct Numbered {
    line: u64,
    first: Did,
    last: Did,
}

/// The lines that name these numbers, one for each number, in the order of the file.
fn lines_of(numbers: &[Did], lines: &[Numbered]) -> Vec<u64> {
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut by_number: Vec<&Numbered> = lines.iter().collect();
    by_number.sort_by_key(|line| line.first);
    let line_of = |did: &Did| {
        let place = by_number.partition_point(|line| line.first <= *did);
        let named = by_number[..place].iter().rev().find(|line| line.last >= *did);
        named.map(|named| named.line)
    };
    let mut found: Vec<u64> = numbers.iter().filter_map(line_of).collect();
    found.sort_unstable();
    found
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
    pub fn push(&mut self, row: StockRow) -> Vec<Vec<StockRow>> {
        self.push_up_to(row, STOCK_NUMBERS_MAX)
    }

    /// The same, where a batch is full with `most` numbers.
    fn push_up_to(&mut self, mut row: StockRow, most: usize) -> Vec<Vec<StockRow>> {
        let mut full = Vec::new();
        loop {
            let count = row.count();
            let room = (most as u64).saturating_sub(self.numbers).max(1);
            if count < room {
                self.numbers += count;
                self.add(row);
                return full;
            }
            let end = row.first.digits() + room - 1;
            if let Some(last) = Did::new(end) {
                self.add(StockRow { last, ..row.clone() });
            }
            full.push(std::mem::take(&mut self.rows));
            self.numbers = 0;
            match Did::new(end + 1) {
                Some(first) if count > room => row.first = first,
                _ => return full,
            }
        }
    }

    /// Adds a row, or lengthens the one before it if it goes on from there.
    fn add(&mut self, row: StockRow) {
        if let Some(before) = self.rows.last_mut()
            && before.last.digits() + 1 == row.first.digits()
            && before.standing == row.standing
            && before.offer == row.offer
        {
            before.last = row.last;
        } else {
            self.rows.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tandem_domain::{Capabilities, Cleansed, Offer, Origin};
    use tandem_numbering::NumberKind;

    fn row(first: u64, last: u64) -> StockRow {
        let did = |digits| Did::new(digits).expect("a literal of this file");
        let offer = Offer {
            country: "US".to_owned(),
            kind: NumberKind::Geographic,
            region: "FL".to_owned(),
            rate_centre: "MIAMI".to_owned(),
            locality: String::new(),
            postal_code: String::new(),
            lata: String::new(),
            point: None,
            capabilities: Capabilities { voice: true, sms: false, mms: false, fax: false },
            cleansed: Cleansed::None,
            origin: Origin::Own,
            supplier: None,
            plans: Vec::new(),
            abroad: None,
        };
        StockRow::for_sale(did(first), did(last), Arc::new(offer))
    }

    #[test]
    fn blocks_are_cut_to_size_and_lose_nothing() {
        let mut batch = Batch::default();
        let mut parts = batch.push_up_to(row(13_052_220_000, 13_052_222_499), 1000);
        parts.push(std::mem::take(&mut batch.rows));
        let sizes: Vec<u64> =
            parts.iter().map(|rows| rows.iter().map(StockRow::count).sum()).collect();
        assert_eq!(sizes, [1000, 1000, 500]);
    }

    #[test]
    fn numbers_that_follow_on_travel_as_one_row() {
        let mut batch = Batch::default();
        for digits in [13_052_220_000, 13_052_220_001, 13_052_220_002, 13_052_220_004] {
            assert!(batch.push(row(digits, digits)).is_empty());
        }
        let spans: Vec<u64> = batch.rows.iter().map(StockRow::count).collect();
        assert_eq!(spans, [3, 1]);
    }

    #[test]
    fn a_number_in_use_is_found_on_its_line() {
        let did = |digits| Did::new(digits).expect("a literal of this file");
        let line = |line, first, last| Numbered { line, first: did(first), last: did(last) };
        let lines = [line(2, 5_000_000, 5_000_009), line(3, 4_000_000, 4_000_000)];
        assert_eq!(lines_of(&[did(4_000_000), did(5_000_003), did(5_000_009)], &lines), [2, 2, 3]);
    }
}
