//! `tandem import numbers`: an operator's own stock, or a supplier's.
//!
//! A row is a number or a block, `number` to `to`. What is wrong is said with its line and column,
//! and does not stop the rest. Importing again is harmless, so that resuming is running again.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use tandem_domain::{Actor, Cleansed};
use tandem_engine::{Ask, Engine, NumberStock, Reshelved, STOCK_NUMBERS_MAX, StockRow};
use tandem_numbering::{Did, Rules};

use super::PAUSE;
use super::plans;
use super::replace::{self, Listed};
use super::report::{Faults, RowsInUse};
use super::sheet::Sheet;
use super::terms::{COLUMNS, Reading, Said};
use crate::failure::Failure;

/// How many rows are put in the order of their numbers before they are stocked. A database writes
/// numbers that lie beside each other many times faster than numbers from all over, and a file may
/// come in any order.
const SORTED_TOGETHER: usize = 250_000;

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
    /// Numbers of North America that say nothing of being cleansed.
    pub uncleansed: u64,
    /// Geographic numbers of North America that nobody knows the place of.
    pub nowhere: u64,
    /// Rows that could not be used.
    pub faults: Faults,
    /// The plans that numbers may be sold under and nobody put in force, each with the first line that names it.
    pub unknown_plans: BTreeMap<String, u64>,
    /// What became of the numbers that a supplier lists no longer, where that was asked.
    pub replaced: Option<Reshelved>,
    /// No row is of the supplier that was named.
    pub is_of_others: bool,
    /// How long the slowest command took, commit included.
    pub slowest: Duration,
}

/// Reads a file of numbers and stocks what is good in it. If a supplier is named, the file is the
/// whole of what it sells.
pub async fn numbers(
    path: &Path,
    rules: &Rules,
    engine: &Engine,
    supplier: Option<&str>,
) -> Result<Tally, Failure> {
    let mut reading = Reading::new(rules.clone());
    let mut sheet = Sheet::open(path, &COLUMNS, &["number"], move |row| reading.read(row))?;
    let mut loading = Loading { engine, tally: Tally::default() };
    let in_force = plans::codes(engine).await?;
    let is_unknown = |plan: &String| !in_force.contains(plan);
    let mut listed = supplier.map(Listed::of);
    let mut rows: Vec<Numbered> = Vec::new();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            loading.tally.rows += 1;
            match line.row {
                Err(why) => loading.tally.faults.add(sheet.bar(), line.number, &why),
                Ok(Said { stock, is_nowhere }) => {
                    if is_nowhere {
                        loading.tally.nowhere += stock.count();
                    }
                    if let Some(listed) = &mut listed {
                        listed.add(&stock);
                    }
                    if stock.first.nanp().is_some() && stock.offer.cleansed == Cleansed::None {
                        loading.tally.uncleansed += stock.count();
                    }
                    for plan in stock.offer.plans.iter().filter(|plan| is_unknown(plan)) {
                        let named = &mut loading.tally.unknown_plans;
                        if !named.contains_key(plan) {
                            named.insert(plan.clone(), line.number);
                        }
                    }
                    rows.push(Numbered { line: line.number, stock });
                }
            }
        }
        if rows.len() >= SORTED_TOGETHER {
            loading.load(&sheet, std::mem::take(&mut rows)).await?;
        }
    }
    loading.load(&sheet, rows).await?;
    sheet.bar().finish_and_clear();
    match listed {
        // More likely than that the supplier sells nothing is a slip of the pen.
        Some(listed) if listed.is_empty() => loading.tally.is_of_others = true,
        // What could not be read may have been a number that is still listed.
        Some(listed) if loading.tally.faults.count == 0 => {
            loading.tally.replaced = Some(replace::withdraw(engine, listed).await?);
        }
        Some(_) | None => {}
    }
    Ok(loading.tally)
}

/// A row, and where it stands in the file.
struct Numbered {
    line: u64,
    stock: StockRow,
}

/// Puts rows in the order of their numbers, unless some name the same numbers: of those, the last
/// in the file has the last word.
fn sort(rows: &mut [Numbered]) {
    if rows.is_sorted_by_key(|row| row.stock.first) {
        return;
    }
    let mut spans: Vec<(Did, Did)> =
        rows.iter().map(|row| (row.stock.first, row.stock.last)).collect();
    spans.sort_unstable();
    if spans.windows(2).all(|pair| pair[0].1 < pair[1].0) {
        rows.sort_unstable_by_key(|row| row.stock.first);
    }
}

/// An import under way.
struct Loading<'e> {
    engine: &'e Engine,
    tally: Tally,
}

impl Loading<'_> {
    async fn load<T: Send + 'static>(
        &mut self,
        sheet: &Sheet<T>,
        mut rows: Vec<Numbered>,
    ) -> Result<(), Failure> {
        sort(&mut rows);
        let mut batch = Batch::default();
        // The rows whose numbers are in the batch.
        let mut lines = Vec::new();
        for Numbered { line, stock } in rows {
            lines.push(Line { line, first: stock.first, last: stock.last });
            for part in batch.push(stock) {
                self.stock(part, &lines).await?;
                // The last row may have more numbers in the batch to come.
                lines.drain(..lines.len() - 1);
                let done = self.tally.added + self.tally.updated + self.tally.unchanged;
                sheet.bar().set_message(format!("{done} numbers"));
            }
        }
        self.stock(std::mem::take(&mut batch.rows), &lines).await
    }

    async fn stock(&mut self, rows: Vec<StockRow>, lines: &[Line]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let report = self.engine.execute(Ask::new(Actor::operator(), NumberStock { rows })).await?;
        self.tally.slowest = self.tally.slowest.max(began.elapsed());
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
}

/// Where in the file numbers stand.
struct Line {
    line: u64,
    first: Did,
    last: Did,
}

/// The lines that name these numbers, one for each number, in the order of the file.
fn lines_of(numbers: &[Did], lines: &[Line]) -> Vec<u64> {
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut by_number: Vec<&Line> = lines.iter().collect();
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
    pub fn push(&mut self, mut row: StockRow) -> Vec<Vec<StockRow>> {
        let most = STOCK_NUMBERS_MAX as u64;
        let mut full = Vec::new();
        loop {
            let count = row.count();
            let room = most - self.numbers;
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
    use tandem_domain::{Capabilities, Offer, Origin};
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
        let most = STOCK_NUMBERS_MAX as u64;
        let first = 13_052_220_000;
        let mut parts = batch.push(row(first, first + 2 * most + 499));
        parts.push(std::mem::take(&mut batch.rows));
        let sizes: Vec<u64> =
            parts.iter().map(|rows| rows.iter().map(StockRow::count).sum()).collect();
        assert_eq!(sizes, [most, most, 500]);
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
    fn rows_are_sorted_unless_some_name_the_same_numbers() {
        let numbered = |line, first, last| Numbered { line, stock: row(first, last) };
        let lines = |rows: &[Numbered]| rows.iter().map(|row| row.line).collect::<Vec<u64>>();
        let mut apart = [numbered(2, 5_000_005, 5_000_009), numbered(3, 5_000_000, 5_000_004)];
        sort(&mut apart);
        assert_eq!(lines(&apart), [3, 2]);
        let mut meeting = [numbered(2, 5_000_004, 5_000_009), numbered(3, 5_000_000, 5_000_004)];
        sort(&mut meeting);
        assert_eq!(lines(&meeting), [2, 3]);
    }

    #[test]
    fn a_number_in_use_is_found_on_its_line() {
        let did = |digits| Did::new(digits).expect("a literal of this file");
        let line = |line, first, last| Line { line, first: did(first), last: did(last) };
        let lines = [line(2, 5_000_000, 5_000_009), line(3, 4_000_000, 4_000_000)];
        assert_eq!(lines_of(&[did(4_000_000), did(5_000_003), did(5_000_009)], &lines), [2, 2, 3]);
    }
}
