//! From where numbers can be brought here.

use tandem_domain::PortCoverage;
use tandem_numbering::Did;

use crate::noun::number::{did, key};
use crate::noun::{from_doc, to_doc};
use crate::{StoreError, Tx, args};

/// A block of consecutive numbers of an exchange, both ends included, and what is said of it.
pub type Covered = (Did, Did, PortCoverage);

/// Writes what is said of a block, in place of what was said of just this one.
pub fn coverage_put(tx: &mut dyn Tx, (first, last, said): &Covered) -> Result<(), StoreError> {
    let doc = to_doc(said, "port_coverage.doc")?;
    tx.one(
        "INSERT INTO port_coverage (first, last, doc) VALUES ($1, $2, $3) \
         ON CONFLICT (first, last) DO UPDATE SET doc = excluded.doc",
        args![key(*first), key(*last), &doc],
    )
}

/// What is said of blocks that begin between two numbers, both included: no more than `limit`, in their order.
pub fn coverage(
    tx: &mut dyn Tx,
    (first, last): (i64, i64),
    limit: i64,
) -> Result<Vec<Covered>, StoreError> {
    let rows = tx.rows(
        "SELECT first, last, doc FROM port_coverage WHERE first >= $1 AND first <= $2 \
         ORDER BY first, last LIMIT $3",
        args![first, last, limit],
    )?;
    rows.iter()
        .map(|row| {
            let doc = row.text(2, "port_coverage.doc")?;
            Ok((did(row, 0)?, did(row, 1)?, from_doc(doc, "port_coverage.doc")?))
        })
        .collect()
}
