//! Numbers that left the shelf because their supplier lists them no longer, or has them back. What is blocked for another reason, by
//! the operator or because its supplier would not sell it, is none of them.

use tandem_domain::{NumberState, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{StoreError, Tx, args};

/// Notes that a number was withdrawn.
pub fn note(tx: &mut dyn Tx, number: Did, at: Timestamp) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO withdrawn (did, at) VALUES ($1, $2) \
         ON CONFLICT (did) DO UPDATE SET at = excluded.at",
        args![key(number), at.0],
    )
}

/// Forgets that a number was withdrawn; says whether it was.
pub fn forget(tx: &mut dyn Tx, number: Did) -> Result<bool, StoreError> {
    Ok(tx.exec("DELETE FROM withdrawn WHERE did = $1", args![key(number)])? == 1)
}

/// Numbers that were withdrawn and are not blocked. For the doctor.
pub fn unblocked(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT w.did FROM withdrawn w LEFT JOIN number n ON n.did = w.did AND n.state = $1 \
         WHERE n.did IS NULL ORDER BY w.did LIMIT $2",
        args![NumberState::Blocked.code(), limit],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}
