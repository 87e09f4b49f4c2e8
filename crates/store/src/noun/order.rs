//! Orders.

use tandem_domain::{AccountId, OrderId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// A stored order.
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
    /// How many of its numbers still wait for a supplier's answer.
    pub waiting: i64,
    /// When it was placed.
    pub placed: Timestamp,
    /// Its lines, as a document.
    pub doc: String,
}

fn read(row: &Row) -> Result<Order, StoreError> {
    Ok(Order {
        id: OrderId(row.int(0, "orders.id")?),
        account: AccountId(row.int(1, "orders.account")?),
        owner: AccountId(row.int(2, "orders.owner")?),
        serial: row.int(3, "orders.serial")?,
        waiting: row.int(4, "orders.waiting")?,
        placed: Timestamp(row.int(5, "orders.placed")?),
        doc: row.text(6, "orders.doc")?.to_owned(),
    })
}

/// The order.
pub fn get(tx: &mut dyn Tx, id: OrderId) -> Result<Option<Order>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, serial, waiting, placed, doc FROM orders WHERE id = $1",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// Writes a new order.
pub fn insert(tx: &mut dyn Tx, order: &Order) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO orders (id, account, owner, serial, waiting, placed, doc) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            order.id.0,
            order.account.0,
            order.owner.0,
            order.serial,
            order.waiting,
            order.placed.0,
            &order.doc
        ],
    )
}

/// Writes down what suppliers answered.
pub fn settle(tx: &mut dyn Tx, id: OrderId, waiting: i64, doc: &str) -> Result<(), StoreError> {
    tx.one("UPDATE orders SET waiting = $2, doc = $3 WHERE id = $1", args![id.0, waiting, doc])
}
