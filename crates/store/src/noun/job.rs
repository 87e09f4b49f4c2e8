//! Leases: which node does a job at this moment.

use tandem_domain::Timestamp;

use crate::{Round, StoreError, Tx, args};

/// Takes the lease, or makes one's own longer; says whether it is the holder's now.
pub fn take(
    tx: &mut dyn Tx,
    name: &str,
    holder: i64,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let taken = tx.exec(
        "INSERT INTO job_lease (name, holder, until) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
         WHERE job_lease.until <= $4 OR job_lease.holder = excluded.holder",
        args![name, holder, until.0, now.0],
    )?;
    Ok(taken == 1)
}

/// Keeps the lease from others until the transaction ends; says whether it is the holder's at all. A
/// batch does not wait while another transaction has it in hand: it is told
/// [`StoreError::Contended`].
pub fn hold(tx: &mut dyn Tx, name: &str, holder: i64, now: Timestamp) -> Result<bool, StoreError> {
    let rows = match tx.round() {
        Round::Alone | Round::Sole => tx.rows(
            "SELECT until FROM job_lease WHERE name = $1 AND holder = $2 FOR UPDATE",
            args![name, holder],
        )?,
        Round::Batch => tx.rows(
            "SELECT until FROM job_lease WHERE name = $1 AND holder = $2 FOR UPDATE SKIP LOCKED",
            args![name, holder],
        )?,
    };
    match rows.first() {
        Some(row) => Ok(row.int(0, "job_lease.until")? > now.0),
        None if tx.round() == Round::Batch => Err(StoreError::Contended),
        None => Ok(false),
    }
}

/// Gives the lease up before its time, if it is the holder's.
pub fn end(tx: &mut dyn Tx, name: &str, holder: i64) -> Result<bool, StoreError> {
    let ended =
        tx.exec("DELETE FROM job_lease WHERE name = $1 AND holder = $2", args![name, holder])?;
    Ok(ended == 1)
}
