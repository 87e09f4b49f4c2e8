//! What the operator loaded of other carriers' numbers. A million rows are nothing out of the ordinary.

use tandem_domain::CarrierRecord;
use tandem_numbering::Did;

use super::number::key;
use super::{from_doc, to_doc};
use crate::{StoreError, Tx, args};

/// How many numbers a block has at most: those of an exchange.
pub const BLOCK_NUMBERS_MAX: u64 = 10_000;

/// Writes which carrier has the numbers between two, both included, in place of what was known of just these.
pub fn put_carrier(
    tx: &mut dyn Tx,
    first: Did,
    last: Did,
    record: &CarrierRecord,
) -> Result<(), StoreError> {
    let doc = to_doc(record, "carrier_of.doc")?;
    tx.one(
        "INSERT INTO carrier_of (first, last, doc) VALUES ($1, $2, $3) \
         ON CONFLICT (first, last) DO UPDATE SET doc = excluded.doc",
        args![key(first), key(last), &doc],
    )
}

/// Which carrier has a number: what is known of it alone, or else of the narrowest block that holds it.
pub fn carrier(tx: &mut dyn Tx, did: Did) -> Result<Option<CarrierRecord>, StoreError> {
    let mut rows =
        tx.rows("SELECT doc FROM carrier_of WHERE first = $1 AND last = $1", args![key(did)])?;
    if rows.is_empty() {
        // No block begins further before it than a block is long.
        rows = tx.rows(
            "SELECT doc FROM carrier_of WHERE first > $2 AND first <= $1 AND last >= $1 \
             AND last > first ORDER BY last - first, first DESC LIMIT 1",
            args![key(did), key(did) - BLOCK_NUMBERS_MAX.cast_signed()],
        )?;
    }
    rows.first().map(|row| from_doc(row.text(0, "carrier_of.doc")?, "carrier_of.doc")).transpose()
}

/// Writes how whoever has a number is called.
pub fn put_name(tx: &mut dyn Tx, did: Did, name: &str) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO caller_name (did, name) VALUES ($1, $2) \
         ON CONFLICT (did) DO UPDATE SET name = excluded.name",
        args![key(did), name],
    )
}

/// How whoever has a number is called.
pub fn name(tx: &mut dyn Tx, did: Did) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT name FROM caller_name WHERE did = $1", args![key(did)])?;
    rows.first().map(|row| Ok(row.text(0, "caller_name.name")?.to_owned())).transpose()
}
