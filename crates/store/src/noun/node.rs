//! Nodes: who holds which number, and until when.

use crate::{StoreError, Tx, args};

/// A number that some node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The secret of whoever holds it.
    pub holder: String,
    /// What it says of itself, for people.
    pub about: String,
    /// Until when it holds it unless it renews, in microseconds.
    pub until: i64,
}

/// Who holds the number.
pub fn get(tx: &mut dyn Tx, id: u8) -> Result<Option<Held>, StoreError> {
    let sql = "SELECT holder, about, until FROM node WHERE id = $1 FOR UPDATE";
    let rows = tx.rows(sql, args![i64::from(id)])?;
    let held = rows.first().map(|row| {
        Ok(Held {
            holder: row.text(0, "node.holder")?.to_owned(),
            about: row.text(1, "node.about")?.to_owned(),
            until: row.int(2, "node.until")?,
        })
    });
    held.transpose()
}

/// Takes a number that nobody holds, or that is still held as `before` says. Whether it was taken.
pub fn take(
    tx: &mut dyn Tx,
    id: u8,
    before: Option<&Held>,
    now: i64,
    held: &Held,
) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "INSERT INTO node (id, holder, about, since, until) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET holder = $2, about = $3, since = $4, until = $5 \
         WHERE node.holder = $6 AND node.until = $7",
        args![
            i64::from(id),
            &held.holder,
            &held.about,
            now,
            held.until,
            before.map_or("", |before| &before.holder),
            before.map_or(0, |before| before.until)
        ],
    )?;
    Ok(changed == 1)
}

/// Holds on to a number for longer. Whether it still was ours.
pub fn renew(tx: &mut dyn Tx, id: u8, holder: &str, until: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE node SET until = $3 WHERE id = $1 AND holder = $2";
    Ok(tx.exec(sql, args![i64::from(id), holder, until])? == 1)
}

/// Gives a number back.
pub fn leave(tx: &mut dyn Tx, id: u8, holder: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM node WHERE id = $1 AND holder = $2";
    Ok(tx.exec(sql, args![i64::from(id), holder])? == 1)
}

/// How many nodes hold a number.
pub fn count(tx: &mut dyn Tx, now: i64) -> Result<i64, StoreError> {
    let rows = tx.rows("SELECT COUNT(*) FROM node WHERE until > $1", args![now])?;
    rows.first().map_or(Ok(0), |row| row.int(0, "node.count"))
}
