//! The past of what calls are routed by: what each thing of an account's said until an event changed it.
//!
//! Only what was changed has rows, and only from then on: an order writes none. What a thing said at a version, a
//! number in the account's sequence of events, is its first row that ends after it; without one, it has not changed
//! since and says what it says now.

use tandem_domain::{AccountId, Event, ObjectId, ObjectKind, Timestamp};
use tandem_numbering::Did;

use super::from_doc;
use super::number::key;
use crate::{Row, StoreError, Tx, args};

/// What stands in place of a kind for how a number is set up, and for where it stands.
const SETTINGS: &str = "did";
const STATE: &str = "did.state";

/// Something that calls are routed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// An object.
    Object(ObjectKind, ObjectId),
    /// How a number is set up.
    Settings(Did),
    /// Where a number stands in its life.
    State(Did),
}

impl Thing {
    fn stored(self) -> (&'static str, i64) {
        match self {
            Self::Object(kind, id) => (kind.header(), id.0),
            Self::Settings(did) => (SETTINGS, key(did)),
            Self::State(did) => (STATE, key(did)),
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let id = row.int(1, "past.id")?;
        let did = || u64::try_from(id).ok().and_then(Did::new).ok_or(StoreError::Shape("past.id"));
        match row.text(0, "past.kind")? {
            SETTINGS => Ok(Self::Settings(did()?)),
            STATE => Ok(Self::State(did()?)),
            header => {
                let kind = ObjectKind::from_header(header).ok_or(StoreError::Shape("past.kind"))?;
                Ok(Self::Object(kind, ObjectId(id)))
            }
        }
    }
}

/// What a thing said for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The thing.
    pub thing: Thing,
    /// The event that changed it.
    pub until: i64,
    /// When that was.
    pub changed: Timestamp,
    /// The event that had changed it before, as far as is known; 0 if none had.
    pub since: i64,
    /// What it said; empty if it was not there.
    pub doc: String,
}

fn read(row: &Row) -> Result<Past, StoreError> {
    Ok(Past {
        thing: Thing::read(row)?,
        until: row.int(2, "past.until")?,
        since: row.int(3, "past.since")?,
        changed: Timestamp(row.int(4, "past.changed")?),
        doc: row.text(5, "past.doc")?.to_owned(),
    })
}

/// Keeps what a thing said until an event, and forgets all but the last `most` of what it had said before.
pub fn keep(
    tx: &mut dyn Tx,
    account: AccountId,
    thing: Thing,
    (until, changed): (i64, Timestamp),
    doc: &str,
    most: i64,
) -> Result<(), StoreError> {
    let (kind, id) = thing.stored();
    tx.one(
        "INSERT INTO past (account, kind, id, until, since, changed, doc) VALUES ($1, $2, $3, $4, \
         COALESCE((SELECT MAX(p.until) FROM past p WHERE p.account = $1 AND p.kind = $2 AND p.id = $3), \
         0), $5, $6)",
        args![account.0, kind, id, until, changed.0, doc],
    )?;
    tx.exec(
        "DELETE FROM past WHERE account = $1 AND kind = $2 AND id = $3 AND until <= (SELECT p.until \
         FROM past p WHERE p.account = $1 AND p.kind = $2 AND p.id = $3 ORDER BY p.until DESC \
         LIMIT 1 OFFSET $4)",
        args![account.0, kind, id, most],
    )?;
    Ok(())
}

/// Keeps that there was no such thing until an event, of a thing that there is no row of yet.
pub fn begin(
    tx: &mut dyn Tx,
    account: AccountId,
    thing: Thing,
    (until, changed): (i64, Timestamp),
) -> Result<(), StoreError> {
    let (kind, id) = thing.stored();
    tx.one(
        "INSERT INTO past (account, kind, id, until, since, changed, doc) \
         VALUES ($1, $2, $3, $4, 0, $5, '')",
        args![account.0, kind, id, until, changed.0],
    )
}

/// What a thing said at a version, if it was changed since.
pub fn of(
    tx: &mut dyn Tx,
    account: AccountId,
    thing: Thing,
    version: i64,
) -> Result<Option<Past>, StoreError> {
    let (kind, id) = thing.stored();
    let rows = tx.rows(
        "SELECT kind, id, until, since, changed, doc FROM past \
         WHERE account = $1 AND kind = $2 AND id = $3 AND until > $4 ORDER BY until LIMIT 1",
        args![account.0, kind, id, version],
    )?;
    rows.first().map(read).transpose()
}

/// What changed after one version and not after another, the oldest change first; objects alone, or everything.
pub fn between(
    tx: &mut dyn Tx,
    account: AccountId,
    (after, to): (i64, i64),
    only_objects: bool,
    limit: i64,
) -> Result<Vec<Past>, StoreError> {
    let rows = tx.rows(
        "SELECT kind, id, until, since, changed, doc FROM past \
         WHERE account = $1 AND until > $2 AND until <= $3 \
         AND (CAST($4 AS BIGINT) = 0 OR kind NOT IN ('did', 'did.state')) AND kind <> '' \
         ORDER BY until, kind, id LIMIT $5",
        args![account.0, after, to, i64::from(only_objects), limit],
    )?;
    rows.iter().map(read).collect()
}

/// The first version of an account that anything is known of.
pub fn first(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT until FROM past WHERE account = $1 AND kind = '' AND id = 0 ORDER BY until LIMIT 1",
        args![account.0],
    )?;
    rows.first().map_or(Ok(0), |row| row.int(0, "past.until"))
}

/// Whether anything was changed before an instant.
pub fn is_due(tx: &mut dyn Tx, before: Timestamp) -> Result<bool, StoreError> {
    let rows = tx.rows("SELECT changed FROM past WHERE changed < $1 LIMIT 1", args![before.0])?;
    Ok(!rows.is_empty())
}

/// Forgets what was changed before an instant, so much at a time; says how much that was.
pub fn expire(tx: &mut dyn Tx, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.exec(
        "DELETE FROM past WHERE (account, kind, id, until) IN (SELECT p.account, p.kind, p.id, p.until \
         FROM past p WHERE p.changed < $1 ORDER BY p.changed LIMIT $2)",
        args![before.0, limit],
    )
}

/// A row with the event that it ends with, for whoever checks all of them.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Whose it is.
    pub account: AccountId,
    /// The row.
    pub past: Past,
    /// The event; `None` if the account has none of that number.
    pub event: Option<Event>,
}

/// Every row, after this one.
pub fn page(
    tx: &mut dyn Tx,
    after: Option<(AccountId, Thing, i64)>,
    limit: i64,
) -> Result<Vec<Checked>, StoreError> {
    let (account, thing, until) = match after {
        Some((account, thing, until)) => (account.0, thing.stored(), until),
        None => (i64::MIN, ("", 0), 0),
    };
    let rows = tx.rows(
        "SELECT p.kind, p.id, p.until, p.since, p.changed, p.doc, p.account, e.at, e.actor, e.body \
         FROM past p LEFT JOIN event e ON e.account = p.account AND e.seq = p.until \
         WHERE p.kind <> '' AND (p.account, p.kind, p.id, p.until) > ($1, $2, $3, $4) \
         ORDER BY p.account, p.kind, p.id, p.until LIMIT $5",
        args![account, thing.0, thing.1, until, limit],
    )?;
    rows.iter()
        .map(|row| {
            let (account, past) = (AccountId(row.int(6, "past.account")?), read(row)?);
            let body = row.maybe_text(9, "event.body")?;
            let body = body.map(|body| from_doc(body, "event.body")).transpose()?;
            let event = match (row.maybe_int(7, "event.at")?, row.maybe_int(8, "event.actor")?) {
                (Some(at), Some(by)) => body.map(|body| Event {
                    account,
                    seq: past.until,
                    at: Timestamp(at),
                    by: AccountId(by),
                    body,
                }),
                _ => None,
            };
            Ok(Checked { account, past, event })
        })
        .collect()
}
