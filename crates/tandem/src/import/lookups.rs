//! `tandem import lookups` and `tandem import cnam`: what look-ups answer with. `tandem import coverage`: from where
//! numbers can be brought here.

use std::path::Path;

use tandem_domain::{Actor, CarrierRecord, PortCoverage, caller_name};
use tandem_engine::{Ask, CarrierRow, CoverageRow, Engine, LOOKUP_ROWS_MAX, LookupLoad};
use tandem_numbering::{Did, Rules};
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::Moved;
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;

/// The columns of a table of carriers.
const CARRIER_COLUMNS: [&str; 13] = [
    "number",
    "to",
    "lrn",
    "spid",
    "spid_name",
    "ocn",
    "ocn_name",
    "ocn_type",
    "lata",
    "state",
    "rate_center",
    "city",
    "ported",
];
/// The columns of a table of names.
const NAME_COLUMNS: [&str; 2] = ["number", "name"];

/// The columns of a table of where numbers can be brought from.
const COVERAGE_COLUMNS: [&str; 9] =
    ["number", "to", "portable", "state", "rate_center", "city", "lata", "sms", "mms"];

/// Reads a table of which carrier has which number.
pub async fn lookups(path: &Path, rules: &Rules, engine: &Engine) -> Result<Moved, Failure> {
    let rules = rules.clone();
    let read = move |row: &Row| carrier(&Cells(row), &rules);
    let sheet = Sheet::open(path, &CARRIER_COLUMNS, &["number"], read)?;
    load(sheet, engine, |carriers| LookupLoad { carriers, ..LookupLoad::default() }).await
}

/// Reads a table of how callers are called.
pub async fn cnam(path: &Path, rules: &Rules, engine: &Engine) -> Result<Moved, Failure> {
    let rules = rules.clone();
    let read = move |row: &Row| caller(&Cells(row), &rules);
    let sheet = Sheet::open(path, &NAME_COLUMNS, &NAME_COLUMNS, read)?;
    load(sheet, engine, |names| LookupLoad { names, ..LookupLoad::default() }).await
}

/// Reads a table of where numbers can be brought from.
pub async fn coverage(path: &Path, rules: &Rules, engine: &Engine) -> Result<Moved, Failure> {
    let rules = rules.clone();
    let read = move |row: &Row| covered(&Cells(row), &rules);
    let sheet = Sheet::open(path, &COVERAGE_COLUMNS, &["number"], read)?;
    load(sheet, engine, |coverage| LookupLoad { coverage, ..LookupLoad::default() }).await
}

/// Loads rows as they come, so many at a time.
async fn load<T: Send + 'static>(
    mut sheet: Sheet<T>,
    engine: &Engine,
    command: impl Fn(Vec<T>) -> LookupLoad,
) -> Result<Moved, Failure> {
    let mut moved = Moved::default();
    let mut rows = Vec::new();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            moved.rows += 1;
            match line.row {
                Err(why) => moved.faults.add(sheet.bar(), line.number, &why),
                Ok(row) => rows.push(row),
            }
            if rows.len() == LOOKUP_ROWS_MAX {
                send(engine, &mut moved, command(std::mem::take(&mut rows))).await?;
            }
        }
    }
    send(engine, &mut moved, command(rows)).await?;
    sheet.bar().finish_and_clear();
    Ok(moved)
}

async fn send(engine: &Engine, moved: &mut Moved, load: LookupLoad) -> Result<(), Failure> {
    let rows = load.carriers.len() + load.names.len() + load.coverage.len();
    if rows > 0 {
        engine.execute(Ask::new(Actor::operator(), load)).await?;
        moved.done += rows as u64;
        tokio::time::sleep(super::PAUSE).await;
    }
    Ok(())
}

fn caller(cells: &Cells<'_>, rules: &Rules) -> Result<(Did, String), RowFault> {
    let name = caller_name(cells.required("name")?);
    let name = name.ok_or_else(|| RowFault::new("name", "is empty"))?;
    Ok((number(cells, "number", rules)?, name))
}

fn carrier(cells: &Cells<'_>, rules: &Rules) -> Result<CarrierRow, RowFault> {
    let (first, last) = block(cells, rules)?;
    let text = |column| cells.get(column).unwrap_or_default().to_owned();
    let lrn = cells.get("lrn").map(|_| number(cells, "lrn", rules)).transpose()?;
    let record = CarrierRecord {
        lrn,
        spid: text("spid"),
        spid_name: text("spid_name"),
        ocn: text("ocn"),
        ocn_name: text("ocn_name"),
        ocn_type: text("ocn_type"),
        lata: text("lata"),
        region: text("state"),
        rate_centre: text("rate_center"),
        city: text("city"),
        ported: cells.time("ported")?,
    };
    record.check().map_err(|why| RowFault::new("number", why))?;
    Ok(CarrierRow { first, last, record })
}

fn covered(cells: &Cells<'_>, rules: &Rules) -> Result<CoverageRow, RowFault> {
    let (first, last) = block(cells, rules)?;
    if first.digits() / 10_000 != last.digits() / 10_000 {
        return Err(RowFault::new("to", "must be in the exchange of number"));
    }
    let text = |column| cells.get(column).unwrap_or_default().to_owned();
    let flag = |column| cells.get(column).map(|_| cells.flag(column, false)).transpose();
    let said = PortCoverage {
        portable: cells.flag("portable", true)?,
        region: text("state").to_ascii_uppercase(),
        rate_centre: text("rate_center"),
        city: text("city"),
        lata: text("lata"),
        sms: flag("sms")?,
        mms: flag("mms")?,
    };
    said.check().map_err(|why| RowFault::new("number", why))?;
    Ok(CoverageRow { first, last, said })
}

/// Consecutive numbers: one, or up to the one that is named.
fn block(cells: &Cells<'_>, rules: &Rules) -> Result<(Did, Did), RowFault> {
    let first = number(cells, "number", rules)?;
    let last = match cells.get("to") {
        Some(_) => number(cells, "to", rules)?,
        None => first,
    };
    if last < first || last.digits() - first.digits() >= 10_000 {
        return Err(RowFault::new("to", "must follow number, by less than ten thousand"));
    }
    Ok((first, last))
}

fn number(cells: &Cells<'_>, column: &'static str, rules: &Rules) -> Result<Did, RowFault> {
    let text = cells.required(column)?;
    rules.read(text).map_err(|fault| RowFault::new(column, fault))
}
