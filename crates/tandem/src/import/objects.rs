//! `tandem import objects`: what numbers ring at. Destinations of numbers in service name these.

use std::path::Path;

use tandem_domain::{AccountRef, Actor, ObjectId, ObjectKind};
use tandem_engine::{AccountFind, Ask, Engine, ObjectPut};
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

/// Reads a file of objects and makes them, or changes those that are here; without an engine, only
/// reads.
pub async fn objects(path: &Path, engine: Option<&Engine>) -> Result<Moved, Failure> {
    let mut sheet = Sheet::open(path, &COLUMNS, &["kind", "id", "account"], read)?;
    let mut moved = Moved::default();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            moved.rows += 1;
            let put = match (line.row, engine) {
                (Err(why), _) => Err(why),
                (Ok(_), None) => Ok(()),
                (Ok(whole), Some(engine)) => put(engine, whole).await,
            };
            match put {
                Ok(()) => moved.done += u64::from(engine.is_some()),
                Err(why) => moved.faults.add(sheet.bar(), line.number, &why),
            }
        }
    }
    sheet.bar().finish_and_clear();
    Ok(moved)
}

async fn put(engine: &Engine, whole: Whole) -> Result<(), String> {
    let find = AccountFind { named: whole.account };
    let found = engine.execute(Ask::new(Actor::operator(), find)).await;
    let account = found.map_err(|why| RowFault::new("account", why).to_string())?.id;
    let Whole { kind, id, name, doc, .. } = whole;
    let put = ObjectPut { account, kind, id: Some(id), name, doc };
    let put = engine.execute(Ask::new(Actor::operator(), put)).await;
    put.map(|_| ()).map_err(|why| RowFault::new("id", why).to_string())
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
