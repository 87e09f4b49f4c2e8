//! Attempts: what was asked under a key, and what was answered.

use tandem_domain::{AccountId, Timestamp};

use crate::{StoreError, Tx, args};

/// An answer given before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The name of the command.
    pub command: String,
    /// The digest of the command as it was asked; empty when the caller gave no key.
    pub digest: String,
    /// The stored outcome or refusal.
    pub outcome: String,
}

/// What was answered under this key.
pub fn get(tx: &mut dyn Tx, account: AccountId, key: &str) -> Result<Option<Attempt>, StoreError> {
    let rows = tx.rows(
        "SELECT command, digest, outcome FROM attempt WHERE account = $1 AND key = $2",
        args![account.0, key],
    )?;
    let read = |row: &crate::Row| {
        Ok(Attempt {
            command: row.text(0, "attempt.command")?.to_owned(),
            digest: row.text(1, "attempt.digest")?.to_owned(),
            outcome: row.text(2, "attempt.outcome")?.to_owned(),
        })
    };
    rows.first().map(read).transpose()
}

/// Keeps an answer.
pub fn insert(
    tx: &mut dyn Tx,
    account: AccountId,
    key: &str,
    at: Timestamp,
    attempt: &Attempt,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO attempt (account, key, command, digest, at, outcome) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![account.0, key, &attempt.command, &attempt.digest, at.0, &attempt.outcome],
    )
}

/// Whether anything is older than `before`.
pub fn is_due(tx: &mut dyn Tx, before: Timestamp) -> Result<bool, StoreError> {
    let rows = tx.rows("SELECT at FROM attempt WHERE at < $1 LIMIT 1", args![before.0])?;
    Ok(!rows.is_empty())
}

/// Forgets what is older than `before`, at most `limit` rows; returns how many went.
pub fn expire(tx: &mut dyn Tx, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.exec(
        "DELETE FROM attempt WHERE (account, key) IN \
         (SELECT account, key FROM attempt WHERE at < $1 ORDER BY at LIMIT $2)",
        args![before.0, limit],
    )
}
