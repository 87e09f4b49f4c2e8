//! Orders.

use tandem_domain::{AccountId, OrderId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// A stored order, but for its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Who pays.
    pub account: AccountId,
    /// Who has the numbers.
    pub owner: AccountId,
    /// Its number among the payer's orders, from 1.
    pub serial: i64,
    /// How many suppliers' answers it still waits for.
    pub waiting: i64,
    /// When it was placed.
    pub placed: Timestamp,
    /// Whether its numbers become the buyer's together or not at all, once the last supplier has
    /// answered.
    pub whole: bool,
}

fn read(row: &Row) -> Result<Order, StoreError> {
    Ok(Order {
        id: OrderId(row.int(0, "orders.id")?),
        account: AccountId(row.int(1, "orders.account")?),
        owner: AccountId(row.int(2, "orders.owner")?),
        serial: row.int(3, "orders.serial")?,
        waiting: row.int(4, "orders.waiting")?,
        placed: Timestamp(row.int(5, "orders.placed")?),
        whole: row.int(6, "orders.whole")? == 1,
    })
}

/// The order.
pub fn get(tx: &mut dyn Tx, id: OrderId) -> Result<Option<Order>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, serial, waiting, placed, whole FROM orders WHERE id = $1",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// The order of that number among a payer's orders.
pub fn by_serial(
    tx: &mut dyn Tx,
    account: AccountId,
    serial: i64,
) -> Result<Option<Order>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, serial, waiting, placed, whole FROM orders \
         WHERE account = $1 AND serial = $2",
        args![account.0, serial],
    )?;
    rows.first().map(read).transpose()
}

/// The orders of a payer before that serial, the latest first.
pub fn page(
    tx: &mut dyn Tx,
    account: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<Order>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, serial, waiting, placed, whole FROM orders \
         WHERE account = $1 AND serial < $2 ORDER BY serial DESC LIMIT $3",
        args![account.0, before, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Its lines as they were written down, as a document: what suppliers answered since stands with the
/// purchases.
pub fn lines(tx: &mut dyn Tx, id: OrderId) -> Result<String, StoreError> {
    let rows = tx.rows("SELECT doc FROM orders WHERE id = $1", args![id.0])?;
    let row = rows.first().ok_or(StoreError::Shape("orders.id"))?;
    Ok(row.text(0, "orders.doc")?.to_owned())
}

/// Writes a new order with its lines.
pub fn insert(tx: &mut dyn Tx, order: &Order, doc: &str) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO orders (id, account, owner, serial, waiting, placed, whole, doc) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            order.id.0,
            order.account.0,
            order.owner.0,
            order.serial,
            order.waiting,
            order.placed.0,
            i64::from(order.whole),
            doc
        ],
    )
}

/// One supplier less has to answer.
pub fn count_down(tx: &mut dyn Tx, id: OrderId) -> Result<(), StoreError> {
    tx.one("UPDATE orders SET waiting = waiting - 1 WHERE id = $1 AND waiting > 0", args![id.0])
}

/// It waits for nobody any more, and these are its lines.
pub fn conclude(tx: &mut dyn Tx, id: OrderId, doc: &str) -> Result<(), StoreError> {
    tx.one("UPDATE orders SET waiting = 0, doc = $2 WHERE id = $1", args![id.0, doc])
}
