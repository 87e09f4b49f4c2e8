//! Events: the chains of what happened.

use tandem_domain::{AccountId, Event, Timestamp};

use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// The body of an event as it is stored and hashed.
pub fn body_text(event: &Event) -> Result<String, StoreError> {
    to_doc(&event.body, "event.body")
}

/// Appends an event. Its place in the chain must be free.
pub fn insert(tx: &mut dyn Tx, event: &Event, body: &str, hash: &str) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO event (account, seq, at, actor, body, hash) VALUES ($1, $2, $3, $4, $5, $6)",
        args![event.account.0, event.seq, event.at.0, event.by.0, body, hash],
    )
}

/// An event as a row of the feed, or of [`after`], holds it.
pub fn read(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        account: AccountId(row.int(0, "event.account")?),
        seq: row.int(1, "event.seq")?,
        at: Timestamp(row.int(2, "event.at")?),
        by: AccountId(row.int(3, "event.actor")?),
        body: from_doc(row.text(4, "event.body")?, "event.body")?,
    })
}

/// The rows of one account's chain after `seq`: account, seq, at, actor, body, hash.
pub fn after(
    tx: &mut dyn Tx,
    account: AccountId,
    seq: i64,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    tx.rows(
        "SELECT account, seq, at, actor, body, hash FROM event \
         WHERE account = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        args![account.0, seq, limit],
    )
}

/// The latest events of one account before `seq`, the newest first, in the columns of [`after`].
pub fn before(
    tx: &mut dyn Tx,
    account: AccountId,
    seq: i64,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    tx.rows(
        "SELECT account, seq, at, actor, body, hash FROM event \
         WHERE account = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
        args![account.0, seq, limit],
    )
}

/// When an event of one account happened.
pub fn at(tx: &mut dyn Tx, account: AccountId, seq: i64) -> Result<Option<Timestamp>, StoreError> {
    let rows =
        tx.rows("SELECT at FROM event WHERE account = $1 AND seq = $2", args![account.0, seq])?;
    rows.first().map(|row| row.int(0, "event.at").map(Timestamp)).transpose()
}

/// The latest events of one account, the newest first, in the columns of [`after`].
pub fn latest(tx: &mut dyn Tx, account: AccountId, limit: i64) -> Result<Vec<Row>, StoreError> {
    tx.rows(
        "SELECT account, seq, at, actor, body, hash FROM event \
         WHERE account = $1 ORDER BY seq DESC LIMIT $2",
        args![account.0, limit],
    )
}
