//! Requests to bring numbers here from other carriers.

mod coverage;
mod document;
mod leaving;
mod number;

use tandem_domain::{AccountId, PlanId, PortHolder, PortId, PortState, Timestamp};
use tandem_numbering::Did;

pub use coverage::{Covered, coverage, coverage_put};
pub use document::{
    Document, document, document_data, document_insert, documents, documents_bytes,
    documents_counts, documents_forget, documents_strays,
};
pub use leaving::{
    Leaving, leaving_end, leaving_insert, leaving_of, leaving_open, leaving_page, leaving_strays,
};
pub use number::{
    Numbered, coming, coming_strays, number_insert, number_set, numbers, numbers_delete,
    numbers_of, numbers_page, promised,
};

use super::number::key;
use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// A request as it is kept, its numbers apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    /// Its id.
    pub id: PortId,
    /// Who pays.
    pub account: AccountId,
    /// Who is to have the numbers.
    pub owner: AccountId,
    /// How it stands.
    pub state: PortState,
    /// The version of the plan by which its numbers are charged when they come.
    pub plan: PlanId,
    /// When it was made.
    pub made: Timestamp,
    /// When it changed last.
    pub changed: Timestamp,
    /// Grows with every change.
    pub version: i64,
    /// Whose numbers they are where they come from.
    pub holder: PortHolder,
    /// When the other carrier was asked first, or heard last.
    pub heard: Option<Timestamp>,
    /// When its papers and secrets were let go, once it was at its end for long enough.
    pub forgotten: Option<Timestamp>,
}

fn read(row: &Row) -> Result<Port, StoreError> {
    let state = PortState::from_word(row.text(3, "port.state")?);
    Ok(Port {
        id: PortId(row.int(0, "port.id")?),
        account: AccountId(row.int(1, "port.account")?),
        owner: AccountId(row.int(2, "port.owner")?),
        state: state.ok_or(StoreError::Shape("port.state"))?,
        plan: PlanId(row.int(4, "port.plan")?),
        made: Timestamp(row.int(5, "port.made")?),
        changed: Timestamp(row.int(6, "port.changed")?),
        version: row.int(7, "port.version")?,
        holder: from_doc(row.text(8, "port.doc")?, "port.doc")?,
        heard: row.maybe_int(9, "port.heard")?.map(Timestamp),
        forgotten: row.maybe_int(10, "port.forgotten")?.map(Timestamp),
    })
}

/// Writes a new request.
pub fn insert(tx: &mut dyn Tx, port: &Port) -> Result<(), StoreError> {
    let doc = to_doc(&port.holder, "port.doc")?;
    tx.one(
        "INSERT INTO port (id, account, owner, state, plan, made, changed, version, doc, heard, \
         forgotten) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            port.id.0,
            port.account.0,
            port.owner.0,
            port.state.word(),
            port.plan.0,
            port.made.0,
            port.changed.0,
            port.version,
            &doc,
            port.heard.map(|heard| heard.0),
            port.forgotten.map(|forgotten| forgotten.0)
        ],
    )
}

/// Writes back what changed. The guard repeats the version that was read.
pub fn update(tx: &mut dyn Tx, port: &Port) -> Result<(), StoreError> {
    let doc = to_doc(&port.holder, "port.doc")?;
    tx.one(
        "UPDATE port SET owner = $2, state = $3, plan = $4, changed = $5, doc = $6, version = $7, \
         heard = $9, forgotten = $10 WHERE id = $1 AND version = $8",
        args![
            port.id.0,
            port.owner.0,
            port.state.word(),
            port.plan.0,
            port.changed.0,
            &doc,
            port.version,
            port.version - 1,
            port.heard.map(|heard| heard.0),
            port.forgotten.map(|forgotten| forgotten.0)
        ],
    )
}

/// One request. Its customer's row is the lock on it.
pub fn get(tx: &mut dyn Tx, id: PortId) -> Result<Option<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, state, plan, made, changed, version, doc, heard, \
         forgotten FROM port \
         WHERE id = $1",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// The requests of a customer, the latest first: those made before `before`, of one owner or of all.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: Option<AccountId>,
    before: PortId,
    limit: i64,
) -> Result<Vec<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, state, plan, made, changed, version, doc, heard, \
         forgotten FROM port \
         WHERE account = $1 AND id < $2 AND (CAST($3 AS BIGINT) IS NULL OR owner = $3) \
         ORDER BY id DESC LIMIT $4",
        args![account.0, before.0, owner.map(|owner| owner.0), limit],
    )?;
    rows.iter().map(read).collect()
}

/// The requests of a customer in which a number stands, the latest first.
pub fn of_number(
    tx: &mut dyn Tx,
    account: AccountId,
    did: Did,
    limit: i64,
) -> Result<Vec<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id, p.account, p.owner, p.state, p.plan, p.made, p.changed, p.version, p.doc, \
         p.heard, p.forgotten \
         FROM port_number n JOIN port p ON p.id = n.port WHERE n.did = $1 AND p.account = $2 \
         ORDER BY p.id DESC LIMIT $3",
        args![key(did), account.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The requests of anybody in which a number stands, the latest first.
pub fn of_anybody(tx: &mut dyn Tx, did: Did, limit: i64) -> Result<Vec<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id, p.account, p.owner, p.state, p.plan, p.made, p.changed, p.version, p.doc, \
         p.heard, p.forgotten \
         FROM port_number n JOIN port p ON p.id = n.port WHERE n.did = $1 \
         ORDER BY p.id DESC LIMIT $2",
        args![key(did), limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every request that other carriers have to do with, the oldest first, after `after`.
pub fn open(tx: &mut dyn Tx, after: PortId, limit: i64) -> Result<Vec<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, state, plan, made, changed, version, doc, heard, \
         forgotten FROM port \
         WHERE state IN ('submitted', 'rejected', 'scheduled') AND id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every request there ever was, by id after `after`.
pub fn page(tx: &mut dyn Tx, after: PortId, limit: i64) -> Result<Vec<Port>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, state, plan, made, changed, version, doc, heard, \
         forgotten FROM port \
         WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Requests about which nothing was heard since an instant, those that wait longest first.
pub fn unheard(
    tx: &mut dyn Tx,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(PortId, AccountId)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account FROM port WHERE state IN ('submitted', 'rejected') AND heard <= $1 \
         ORDER BY heard LIMIT $2",
        args![since.0, limit],
    )?;
    rows.iter().map(read_name).collect()
}

/// Requests that came to this end before an instant and still have their papers and secrets.
pub fn ended(
    tx: &mut dyn Tx,
    state: PortState,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(PortId, AccountId)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account FROM port WHERE state IN ('completed', 'cancelled') \
         AND forgotten IS NULL AND state = $1 AND changed <= $2 ORDER BY changed LIMIT $3",
        args![state.word(), before.0, limit],
    )?;
    rows.iter().map(read_name).collect()
}

fn read_name(row: &Row) -> Result<(PortId, AccountId), StoreError> {
    Ok((PortId(row.int(0, "port.id")?), AccountId(row.int(1, "port.account")?)))
}

/// How many requests of a customer have not come to their end, and how many of these are for one owner.
pub fn open_count(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: AccountId,
) -> Result<(i64, i64), StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*), COALESCE(CAST(SUM(CASE WHEN owner = $2 THEN 1 ELSE 0 END) AS BIGINT), 0) \
         FROM port WHERE account = $1 AND state NOT IN ('completed', 'cancelled')",
        args![account.0, owner.0],
    )?;
    let row = rows.first().ok_or(StoreError::Shape("port.count"))?;
    Ok((row.int(0, "port.count")?, row.int(1, "port.count")?))
}

/// Something that was said about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// Keeps a note.
pub fn note_insert(
    tx: &mut dyn Tx,
    port: PortId,
    id: i64,
    at: Timestamp,
    text: &str,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO port_note (port, id, at, text) VALUES ($1, $2, $3, $4)",
        args![port.0, id, at.0, text],
    )
}

/// The latest notes of a request, the oldest of them first.
pub fn notes(tx: &mut dyn Tx, port: PortId, limit: i64) -> Result<Vec<Note>, StoreError> {
    let rows = tx.rows(
        "SELECT at, text FROM port_note WHERE port = $1 ORDER BY id DESC LIMIT $2",
        args![port.0, limit],
    )?;
    let note = |row: &Row| {
        let (at, text) = (row.int(0, "port_note.at")?, row.text(1, "port_note.text")?);
        Ok(Note { at: Timestamp(at), text: text.to_owned() })
    };
    rows.iter().rev().map(note).collect()
}
