//! Numbers being bought from their suppliers.

use tandem_domain::{OrderId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// A purchase from a supplier, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// The order it is for.
    pub order: OrderId,
    /// The number.
    pub did: Did,
    /// The supplier.
    pub supplier: String,
    /// `wanted`, `called`, `sold`, `refused` or `unclear`.
    pub state: String,
    /// The supplier's own words, once there are any.
    pub reason: String,
    /// It was refused for a reason that lies not with the number.
    pub declined: bool,
}

fn read(row: &Row) -> Result<Supply, StoreError> {
    Ok(Supply {
        order: OrderId(row.int(0, "supply.order_id")?),
        did: did(row, 1)?,
        supplier: row.text(2, "supply.supplier")?.to_owned(),
        state: row.text(3, "supply.state")?.to_owned(),
        reason: row.text(4, "supply.reason")?.to_owned(),
        declined: row.int(5, "supply.declined")? == 1,
    })
}

/// Writes down that a number is to be bought, before anyone calls.
pub fn insert(tx: &mut dyn Tx, supply: &Supply, at: Timestamp) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO supply (order_id, did, supplier, state, reason, changed) \
         VALUES ($1, $2, $3, 'wanted', '', $4)",
        args![supply.order.0, key(supply.did), &supply.supplier, at.0],
    )
}

/// One purchase.
pub fn get(tx: &mut dyn Tx, order: OrderId, number: Did) -> Result<Option<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined FROM supply \
         WHERE order_id = $1 AND did = $2",
        args![order.0, key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// The purchases of an order, by number.
pub fn of_order(tx: &mut dyn Tx, order: OrderId) -> Result<Vec<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined FROM supply WHERE order_id = $1 ORDER BY did",
        args![order.0],
    )?;
    rows.iter().map(read).collect()
}

/// Moves a purchase from one state to another; says whether it was in the first.
pub fn advance(
    tx: &mut dyn Tx,
    supply: &Supply,
    from: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "UPDATE supply SET state = $4, reason = $5, changed = $6, declined = $7 \
         WHERE order_id = $1 AND did = $2 AND state = $3",
        args![
            supply.order.0,
            key(supply.did),
            from,
            &supply.state,
            &supply.reason,
            at.0,
            i64::from(supply.declined)
        ],
    )?;
    Ok(changed == 1)
}

/// Purchases that nobody has called for yet, oldest first, at most `each` of each supplier: one
/// that is slow is not to hide the others.
pub fn wanted(tx: &mut dyn Tx, each: i64) -> Result<Vec<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined FROM \
         (SELECT order_id, did, supplier, state, reason, declined, changed, \
          ROW_NUMBER() OVER (PARTITION BY supplier ORDER BY changed, order_id, did) AS place \
          FROM supply \
          WHERE state IN ('wanted', 'called', 'unclear') AND state = 'wanted') AS queue \
         WHERE place <= $1 ORDER BY changed, order_id, did",
        args![each],
    )?;
    rows.iter().map(read).collect()
}

/// Purchases whose supplier was called and has not clearly answered: for a person to look at.
pub fn unsettled(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined FROM supply \
         WHERE state IN ('wanted', 'called', 'unclear') AND state <> 'wanted' \
         ORDER BY changed LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(read).collect()
}

/// How many purchases are under way, by state.
pub fn by_state(tx: &mut dyn Tx) -> Result<Vec<(String, u64)>, StoreError> {
    let rows = tx.rows(
        "SELECT state, COUNT(*) FROM supply WHERE state IN ('wanted', 'called', 'unclear') \
         GROUP BY state ORDER BY state",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            let count = u64::try_from(row.int(1, "count")?).unwrap_or_default();
            Ok((row.text(0, "supply.state")?.to_owned(), count))
        })
        .collect()
}
