//! Holds: since when a customer has kept which numbers in carts. The number's own row says who keeps
//! it now; this remembers for a while who did, so that the time of a hold cannot begin anew at will.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tandem_domain::{AccountId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key, repeated};
use crate::{Arg, Row, StoreError, Tx, args};

/// A customer's time with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// When it was first put aside.
    pub since: Timestamp,
    /// When the last hold ends, or was ended.
    pub ended: Timestamp,
}

/// How many numbers one statement of [`of`] asks for.
const NUMBERS_AT_ONCE: usize = 64;

static OF_SOME: LazyLock<String> = LazyLock::new(|| {
    let head = "SELECT did, since, ended FROM hold WHERE account = $1 AND did IN (";
    repeated(head, NUMBERS_AT_ONCE, |place| format!("${}", place + 2), ")")
});

/// What is remembered of a customer and these numbers.
pub fn of(
    tx: &mut dyn Tx,
    customer: AccountId,
    numbers: &[Did],
) -> Result<BTreeMap<Did, Hold>, StoreError> {
    let mut known = BTreeMap::new();
    for some in numbers.chunks(NUMBERS_AT_ONCE) {
        let Some(last) = some.last() else { continue };
        // Naming the last one again fills the list up and finds nothing more.
        let padded = some.iter().chain(std::iter::repeat(last)).take(NUMBERS_AT_ONCE);
        let mut args = vec![Arg::Int(customer.0)];
        args.extend(padded.map(|did| Arg::Int(key(*did))));
        for row in tx.rows(&OF_SOME, &args)? {
            let since = Timestamp(row.int(1, "hold.since")?);
            let ended = Timestamp(row.int(2, "hold.ended")?);
            known.insert(did(&row, 0)?, Hold { since, ended });
        }
    }
    Ok(known)
}

/// How many numbers a customer keeps at this moment.
pub fn kept(tx: &mut dyn Tx, customer: AccountId, now: Timestamp) -> Result<u64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM hold WHERE account = $1 AND ended > $2",
        args![customer.0, now.0],
    )?;
    count(&rows)
}

/// Of how many numbers it is remembered that a customer kept them.
pub fn remembered(tx: &mut dyn Tx, customer: AccountId) -> Result<u64, StoreError> {
    count(&tx.rows("SELECT COUNT(*) FROM hold WHERE account = $1", args![customer.0])?)
}

fn count(rows: &[Row]) -> Result<u64, StoreError> {
    let count = rows.first().map(|row| row.int(0, "count")).transpose()?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
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

/// Forgets one: the number has been bought, and is on no shelf.
pub fn delete(tx: &mut dyn Tx, customer: AccountId, number: Did) -> Result<(), StoreError> {
    tx.exec("DELETE FROM hold WHERE account = $1 AND did = $2", args![customer.0, key(number)])?;
    Ok(())
}

/// Forgets what ended at that time or before.
pub fn forget(tx: &mut dyn Tx, customer: AccountId, before: Timestamp) -> Result<(), StoreError> {
    tx.exec("DELETE FROM hold WHERE account = $1 AND ended <= $2", args![customer.0, before.0])?;
    Ok(())
}
