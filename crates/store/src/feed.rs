//! The feed: every committed event, in an order that followers can resume.
//!
//! On SQLite the rowid is that order: there is one writer. On PostgreSQL transactions commit in
//! another order than they write, so the order is (transaction id, account, seq), read only up to
//! the oldest transaction still open: nothing can appear behind a cursor.

use serde::{Deserialize, Serialize};

use crate::{Row, StoreError, Tx, args};

/// A place in the feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FeedCursor {
    pub(crate) position: i64,
    pub(crate) account: i64,
    pub(crate) seq: i64,
}

impl FeedCursor {
    /// Its parts, to be written down.
    pub const fn parts(self) -> [i64; 3] {
        [self.position, self.account, self.seq]
    }

    /// The cursor of these parts.
    pub const fn of([position, account, seq]: [i64; 3]) -> Self {
        Self { position, account, seq }
    }
}

/// An event's place in the feed, and its hash.
type Marked = (FeedCursor, String);

pub(crate) fn sqlite_head(tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
    let rows = tx.rows("SELECT COALESCE(MAX(rowid), 0) FROM event", &[])?;
    let row = rows.first().ok_or(StoreError::Shape("feed head"))?;
    Ok(FeedCursor { position: row.int(0, "feed head")?, ..FeedCursor::default() })
}

pub(crate) fn sqlite_after(
    tx: &mut dyn Tx,
    after: FeedCursor,
    limit: i64,
) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
    let rows = tx.rows(
        "SELECT account, seq, at, actor, body, hash, rowid FROM event \
         WHERE rowid > $1 ORDER BY rowid LIMIT $2",
        args![after.position, limit],
    )?;
    rows.into_iter()
        .map(|row| {
            let position = row.int(6, "event.rowid")?;
            Ok((FeedCursor { position, ..FeedCursor::default() }, row))
        })
        .collect()
}

pub(crate) fn sqlite_last(
    tx: &mut dyn Tx,
    until: FeedCursor,
) -> Result<Option<Marked>, StoreError> {
    let rows = tx.rows(
        "SELECT hash, rowid FROM event WHERE rowid <= $1 ORDER BY rowid DESC LIMIT 1",
        args![until.position],
    )?;
    rows.first()
        .map(|row| {
            let position = row.int(1, "event.rowid")?;
            let cursor = FeedCursor { position, ..FeedCursor::default() };
            Ok((cursor, row.text(0, "event.hash")?.to_owned()))
        })
        .transpose()
}

pub(crate) fn postgres_head(tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
    let rows = tx.rows("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint", &[])?;
    let row = rows.first().ok_or(StoreError::Shape("feed head"))?;
    let position = row.int(0, "feed head")?;
    // Everything below the horizon is in the snapshot; what is at it may not be.
    Ok(FeedCursor { position: position - 1, account: i64::MAX, seq: i64::MAX })
}

pub(crate) fn postgres_end(tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
    let rows = tx.rows("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", &[])?;
    let row = rows.first().ok_or(StoreError::Shape("feed end"))?;
    let position = row.int(0, "feed end")?;
    Ok(FeedCursor { position: position - 1, account: i64::MAX, seq: i64::MAX })
}

pub(crate) fn postgres_last(
    tx: &mut dyn Tx,
    until: FeedCursor,
) -> Result<Option<Marked>, StoreError> {
    let rows = tx.rows(
        "SELECT hash, feed, account, seq FROM event WHERE (feed, account, seq) <= ($1, $2, $3) \
         ORDER BY feed DESC, account DESC, seq DESC LIMIT 1",
        args![until.position, until.account, until.seq],
    )?;
    rows.first()
        .map(|row| {
            let cursor = FeedCursor {
                position: row.int(1, "event.feed")?,
                account: row.int(2, "event.account")?,
                seq: row.int(3, "event.seq")?,
            };
            Ok((cursor, row.text(0, "event.hash")?.to_owned()))
        })
        .transpose()
}

/// What the snapshot shows already and the feed does not yet.
pub(crate) fn postgres_early(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Row>, StoreError> {
    tx.rows(
        "SELECT account, seq, at, actor, body, hash FROM event \
         WHERE feed >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
         ORDER BY feed, account, seq LIMIT $1",
        args![limit],
    )
}

pub(crate) fn postgres_after(
    tx: &mut dyn Tx,
    after: FeedCursor,
    limit: i64,
) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
    let rows = tx.rows(
        "SELECT account, seq, at, actor, body, hash, feed FROM event \
         WHERE (feed, account, seq) > ($1, $2, $3) \
           AND feed < pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
         ORDER BY feed, account, seq LIMIT $4",
        args![after.position, after.account, after.seq, limit],
    )?;
    rows.into_iter()
        .map(|row| {
            let cursor = FeedCursor {
                position: row.int(6, "event.feed")?,
                account: row.int(0, "event.account")?,
                seq: row.int(1, "event.seq")?,
            };
            Ok((cursor, row))
        })
        .collect()
}
