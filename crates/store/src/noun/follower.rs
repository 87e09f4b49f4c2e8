//! How far followers that write have come in the feed.

use crate::{FeedCursor, StoreError, Tx, args};

/// Where the follower of that name stands; `None` before it has begun.
pub fn get(tx: &mut dyn Tx, name: &str) -> Result<Option<FeedCursor>, StoreError> {
    let rows =
        tx.rows("SELECT position, account, seq FROM follower WHERE name = $1", args![name])?;
    let read = |row: &crate::Row| {
        Ok(FeedCursor {
            position: row.int(0, "follower.position")?,
            account: row.int(1, "follower.account")?,
            seq: row.int(2, "follower.seq")?,
        })
    };
    rows.first().map(read).transpose()
}

/// Lets a follower begin; says whether nobody had it begin before.
pub fn begin(tx: &mut dyn Tx, name: &str, at: FeedCursor) -> Result<bool, StoreError> {
    let begun = tx.exec(
        "INSERT INTO follower (name, position, account, seq) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
        args![name, at.position, at.account, at.seq],
    )?;
    Ok(begun == 1)
}

/// Moves a follower on; says whether it still stood where the caller saw it.
pub fn advance(
    tx: &mut dyn Tx,
    name: &str,
    from: FeedCursor,
    to: FeedCursor,
) -> Result<bool, StoreError> {
    let advanced = tx.exec(
        "UPDATE follower SET position = $5, account = $6, seq = $7 \
         WHERE name = $1 AND position = $2 AND account = $3 AND seq = $4",
        args![name, from.position, from.account, from.seq, to.position, to.account, to.seq],
    )?;
    Ok(advanced == 1)
}
