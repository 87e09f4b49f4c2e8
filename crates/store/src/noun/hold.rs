//! Holds: since when a customer has kept which numbers in carts. The number's own row says who keeps
//! it now; this remembers for a while who did, so that the time of a hold cannot begin anew at will.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{StoreError, Tx, args};

/// A customer's time with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// When it was first put aside.
    pub since: Timestamp,
    /// When the last hold ends, or was ended.
    pub ended: Timestamp,
}

/// What is remembered of a customer. The quota and the memory's end bound it.
pub fn list(tx: &mut dyn Tx, customer: AccountId) -> Result<BTreeMap<Did, Hold>, StoreError> {
    let rows =
        tx.rows("SELECT did, since, ended FROM hold WHERE account = $1", args![customer.0])?;
    rows.iter()
        .map(|row| {
            let since = Timestamp(row.int(1, "hold.since")?);
            let ended = Timestamp(row.int(2, "hold.ended")?);
            Ok((did(row, 0)?, Hold { since, ended }))
        })
        .collect()
}

/// Remembers a hold in place of what was remembered of the number.
pub fn put(
    tx: &mut dyn Tx,
    customer: AccountId,
    number: Did,
    hold: Hold,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO hold (account, did, since, ended) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account, did) DO UPDATE SET since = excluded.since, ended = excluded.ended",
        args![customer.0, key(number), hold.since.0, hold.ended.0],
    )
}

/// Remembers that a hold was ended before its time.
pub fn end(
    tx: &mut dyn Tx,
    customer: AccountId,
    number: Did,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE hold SET ended = $3 WHERE account = $1 AND did = $2 AND ended > $3",
        args![customer.0, key(number), at.0],
    )?;
    Ok(())
}

/// Forgets what ended at that time or before.
pub fn forget(tx: &mut dyn Tx, customer: AccountId, before: Timestamp) -> Result<(), StoreError> {
    tx.exec("DELETE FROM hold WHERE account = $1 AND ended <= $2", args![customer.0, before.0])?;
    Ok(())
}
