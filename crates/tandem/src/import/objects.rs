//! `tandem import objects`: what numbers ring at. Destinations of numbers in service name these.

use std::path::Path;

use tandem_domain::{AccountRef, Actor, ObjectId, ObjectKind, Refusal};
use tandem_engine::{AccountFind, Ask, Engine, ObjectPut, ObjectWritten};
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::Moved;
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 5] = ["kind", "id", "account", "name", "doc"];

/// One row.
struct Whole {
    account: AccountRef,
    kind: ObjectKind,
    id: ObjectId,
    name: String,
    doc: serde_json::Value,
}

/// Reads a file of objects and makes them, or changes those that are here. Objects name each other,
/// and what a row names may come further down: such a row is tried again once the others are there.
pub async fn objects(path: &Path, engine: &Engine) -> Result<Moved, Failure> {
    let mut sheet = Sheet::open(path, &COLUMNS, &["kind", "id", "account"], read)?;
    let mut moved = Moved::default();
    let mut early = Vec::new();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            moved.rows += 1;
            match line.row {
                Err(why) => moved.faults.add(sheet.bar(), line.number, &why),
                Ok(whole) => match put(engine, &whole).await {
                    Ok(put) => moved.count(put),
                    Err(fault) if fault.is_early => early.push((line.number, whole, fault)),
                    Err(fault) => moved.faults.add(sheet.bar(), line.number, &fault.why),
                },
            }
        }
    }
    while !early.is_empty() {
        let tried = early.len();
        let mut still = Vec::new();
        for (number, whole, _) in early {
            match put(engine, &whole).await {
                Ok(put) => moved.count(put),
                Err(fault) => still.push((number, whole, fault)),
            }
        }
        early = still;
        if early.len() == tried {
            break;
        }
    }
    for (number, _, fault) in early {
        moved.faults.add(sheet.bar(), number, &fault.why);
    }
    sheet.bar().finish_and_clear();
    Ok(moved)
}

/// Why an object was not made.
struct PutFault {
    why: String,
    /// It names what may still come.
    is_early: bool,
}

async fn put(engine: &Engine, whole: &Whole) -> Result<ObjectWritten, PutFault> {
    let find = AccountFind { named: whole.account.clone() };
    let found = engine.execute(Ask::new(Actor::operator(), find)).await;
    let fault = |column, why: Refusal| PutFault {
        is_early: matches!(why, Refusal::ReferenceUnknown { .. }),
        why: RowFault::refused(column, &why).to_string(),
    };
    let account = found.map_err(|why| fault("account", why))?.id;
    let Whole { kind, id, name, doc, .. } = whole;
    let (kind, id, name, doc) = (*kind, Some(*id), name.clone(), doc.clone());
    let put = ObjectPut { account, kind, id, name, doc };
    let put = engine.execute(Ask::new(Actor::operator(), put)).await;
    put.map_err(|why| fault("doc", why))
}

fn read(row: &Row) -> Result<Whole, RowFault> {
    let cells = Cells(row);
    // A login is no object: it comes along with its account.
    let kind = ObjectKind::from_header(cells.required("kind")?)
        .filter(|kind| *kind != ObjectKind::Account)
        .ok_or_else(|| RowFault::new("kind", "must be such as fwd, vm, ivr, callflow or pop"))?;
    let id: Option<i64> = cells.whole("id")?;
    let doc = cells.read("doc", |text| serde_json::from_str(text))?;
    Ok(Whole {
        account: cells.account("account")?.ok_or_else(|| RowFault::new("account", "is empty"))?,
        kind,
        id: ObjectId(id.ok_or_else(|| RowFault::new("id", "is empty"))?),
        name: cells.text("name"),
        doc: doc.unwrap_or_default(),
    })
}
