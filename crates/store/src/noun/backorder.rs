//! Back-orders: numbers that somebody waits for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, BackorderId, BackorderState, Criteria, NumberSettings, OrderId, PlanId, Price,
    Refusal, Role, SlotUse, Timestamp,
};
use tandem_numbering::Did;

use super::number::did;
use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// A stored back-order.
#[derive(Clone, Debug, PartialEq)]
pub struct Backorder {
    /// Its id, and with it its place in the queue.
    pub id: BackorderId,
    /// Who pays.
    pub account: AccountId,
    /// Who is to have the numbers.
    pub owner: AccountId,
    /// The order that placed it, if one did.
    pub order: Option<OrderId>,
    /// The version of the plan, and with it the price, that was fixed when it was placed.
    pub plan: PlanId,
    /// How many were asked for.
    pub quantity: u32,
    /// How many it still waits for.
    pub waiting: u32,
    /// How many were bought, or are being bought from suppliers.
    pub filled: u32,
    /// How many nobody waits for any more.
    pub given_up: u32,
    /// How it stands.
    pub state: BackorderState,
    /// Why it is short.
    pub why: Option<Refusal>,
    /// When it was placed.
    pub placed: Timestamp,
    /// Grows with every change.
    pub version: i64,
    /// What it asks for.
    pub wish: Wish,
}

/// What a back-order asks for. It does not change but for settings that had to give way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// What fits, the most wanted first.
    pub tiers: Vec<Criteria>,
    /// Whether they are wanted all at once or not at all.
    pub whole: bool,
    /// How the numbers are set up, with names resolved.
    pub settings: NumberSettings,
    /// Which slots they use, where the dialect counts slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<SlotUse>,
    /// What one costs at most.
    pub price: Price,
    /// Which settings gave way to the account's default while it waited for nothing, because what they named was
    /// removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fell_back: Vec<Role>,
}

fn read(row: &Row) -> Result<Backorder, StoreError> {
    let count =
        |column, name| u32::try_from(row.int(column, name)?).map_err(|_| StoreError::Shape(name));
    let state = BackorderState::from_word(row.text(9, "backorder.state")?);
    let why = row.maybe_text(10, "backorder.why")?;
    Ok(Backorder {
        id: BackorderId(row.int(0, "backorder.id")?),
        account: AccountId(row.int(1, "backorder.account")?),
        owner: AccountId(row.int(2, "backorder.owner")?),
        order: row.maybe_int(3, "backorder.order_id")?.map(OrderId),
        plan: PlanId(row.int(4, "backorder.plan")?),
        quantity: count(5, "backorder.quantity")?,
        waiting: count(6, "backorder.waiting")?,
        filled: count(7, "backorder.filled")?,
        given_up: count(8, "backorder.given_up")?,
        state: state.ok_or(StoreError::Shape("backorder.state"))?,
        why: why.map(|why| from_doc(why, "backorder.why")).transpose()?,
        placed: Timestamp(row.int(11, "backorder.placed")?),
        version: row.int(12, "backorder.version")?,
        wish: from_doc(row.text(13, "backorder.doc")?, "backorder.doc")?,
    })
}

/// Writes a new back-order.
pub fn insert(tx: &mut dyn Tx, backorder: &Backorder) -> Result<(), StoreError> {
    let doc = to_doc(&backorder.wish, "backorder.doc")?;
    tx.one(
        "INSERT INTO backorder (id, account, owner, order_id, plan, quantity, waiting, filled, \
         given_up, state, why, placed, version, doc) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 'waiting', NULL, $8, $9, $10)",
        args![
            backorder.id.0,
            backorder.account.0,
            backorder.owner.0,
            backorder.order.map(|order| order.0),
            backorder.plan.0,
            i64::from(backorder.quantity),
            i64::from(backorder.waiting),
            backorder.placed.0,
            backorder.version,
            &doc
        ],
    )
}

/// One back-order. Its customer's row is the lock on it.
pub fn get(tx: &mut dyn Tx, id: BackorderId) -> Result<Option<Backorder>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, order_id, plan, quantity, waiting, filled, given_up, state, \
         why, placed, version, doc FROM backorder WHERE id = $1",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// Writes back what changed. The guard repeats the version that was read.
pub fn update(tx: &mut dyn Tx, backorder: &Backorder) -> Result<(), StoreError> {
    let why = backorder.why.as_ref().map(|why| to_doc(why, "backorder.why")).transpose()?;
    tx.one(
        "UPDATE backorder SET waiting = $2, filled = $3, given_up = $4, state = $5, why = $6, \
         version = $7 WHERE id = $1 AND version = $8",
        args![
            backorder.id.0,
            i64::from(backorder.waiting),
            i64::from(backorder.filled),
            i64::from(backorder.given_up),
            backorder.state.word(),
            why.as_ref(),
            backorder.version,
            backorder.version - 1
        ],
    )
}

/// Writes down a wish whose settings had to give way. The customer's row is the lock on it.
pub fn set_wish(tx: &mut dyn Tx, id: BackorderId, wish: &Wish) -> Result<(), StoreError> {
    let doc = to_doc(wish, "backorder.doc")?;
    tx.one("UPDATE backorder SET doc = $2 WHERE id = $1", args![id.0, &doc])
}

/// Whether a customer waits for numbers that are to be one account's.
pub fn waits_for(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: AccountId,
) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM backorder WHERE account = $1 AND owner = $2 \
         AND state IN ('waiting', 'short') LIMIT 1",
        args![account.0, owner.0],
    )?;
    Ok(!rows.is_empty())
}

/// How many back-orders of a customer are open.
pub fn open_count(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM backorder WHERE account = $1 AND state IN ('waiting', 'short')",
        args![account.0],
    )?;
    rows.first().map_or(Ok(0), |row| row.int(0, "backorder.count"))
}

/// A customer's back-orders, oldest first, after that one: all of them or those of one owner, open
/// or not.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: Option<AccountId>,
    is_open: bool,
    after: BackorderId,
    limit: i64,
) -> Result<Vec<Backorder>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, order_id, plan, quantity, waiting, filled, given_up, state, \
         why, placed, version, doc FROM backorder \
         WHERE account = $1 AND (CAST($2 AS BIGINT) IS NULL OR owner = $2) AND id > $3 \
         AND (CAST($4 AS BIGINT) = 0 OR state IN ('waiting', 'short')) ORDER BY id LIMIT $5",
        args![account.0, owner.map(|owner| owner.0), after.0, i64::from(is_open), limit],
    )?;
    rows.iter().map(read).collect()
}

/// The queue, oldest first, after that one.
pub fn queue(
    tx: &mut dyn Tx,
    after: BackorderId,
    limit: i64,
) -> Result<Vec<Backorder>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, order_id, plan, quantity, waiting, filled, given_up, state, \
         why, placed, version, doc FROM backorder \
         WHERE id > $1 AND state IN ('waiting', 'short') ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every back-order, after that one, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: BackorderId, limit: i64) -> Result<Vec<Backorder>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, owner, order_id, plan, quantity, waiting, filled, given_up, state, \
         why, placed, version, doc FROM backorder WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Writes down that an order fills a back-order.
pub fn fill_insert(
    tx: &mut dyn Tx,
    order: OrderId,
    backorder: BackorderId,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO backorder_fill (order_id, backorder) VALUES ($1, $2)",
        args![order.0, backorder.0],
    )
}

/// The back-order that an order fills, if it does.
pub fn filled_by(tx: &mut dyn Tx, order: OrderId) -> Result<Option<BackorderId>, StoreError> {
    let rows =
        tx.rows("SELECT backorder FROM backorder_fill WHERE order_id = $1", args![order.0])?;
    rows.first().map(|row| row.int(0, "backorder_fill.backorder").map(BackorderId)).transpose()
}

/// The numbers for which suppliers were asked on behalf of the back-order; not those of which they said
/// no for a reason that lay not with the number.
pub fn tried(tx: &mut dyn Tx, backorder: BackorderId) -> Result<BTreeSet<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT s.did FROM backorder_fill f JOIN supply s ON s.order_id = f.order_id \
         WHERE f.backorder = $1 AND s.declined = 0",
        args![backorder.0],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}

/// The suppliers that said no on behalf of the back-order after an instant, for a reason that lay not with
/// the number; each with when it did so last.
pub fn declined_after(
    tx: &mut dyn Tx,
    backorder: BackorderId,
    after: Timestamp,
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let rows = tx.rows(
        "SELECT s.supplier, CAST(MAX(s.changed) AS BIGINT) FROM backorder_fill f \
         JOIN supply s ON s.order_id = f.order_id \
         WHERE f.backorder = $1 AND s.declined = 1 AND s.changed > $2 GROUP BY s.supplier",
        args![backorder.0, after.0],
    )?;
    rows.iter()
        .map(|row| {
            let at = Timestamp(row.int(1, "supply.changed")?);
            Ok((row.text(0, "supply.supplier")?.to_owned(), at))
        })
        .collect()
}

/// The orders that fill back-orders, after that order, each with its back-order, for checks that walk them all.
pub fn fills(
    tx: &mut dyn Tx,
    after: OrderId,
    limit: i64,
) -> Result<Vec<(BackorderId, OrderId)>, StoreError> {
    let rows = tx.rows(
        "SELECT backorder, order_id FROM backorder_fill WHERE order_id > $1 \
         ORDER BY order_id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter()
        .map(|row| {
            let backorder = BackorderId(row.int(0, "backorder_fill.backorder")?);
            Ok((backorder, OrderId(row.int(1, "backorder_fill.order_id")?)))
        })
        .collect()
}
