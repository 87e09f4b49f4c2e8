//! Numbers being bought from their suppliers.

use tandem_domain::{AccountId, OrderId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// How far a purchase has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyState {
    /// Nobody has called yet.
    Wanted,
    /// Somebody is calling, or was when it died.
    Called,
    /// The supplier was called, and nobody knows what came of it.
    Unclear,
    /// It is the buyer's.
    Sold,
    /// It is not.
    Refused,
}

impl SupplyState {
    /// Every state with the word it is stored under.
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Wanted, "wanted"),
        (Self::Called, "called"),
        (Self::Unclear, "unclear"),
        (Self::Sold, "sold"),
        (Self::Refused, "refused"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        let found = Self::WORDS.iter().find(|(_, known)| *known == word);
        found.map(|(state, _)| *state).ok_or(StoreError::Shape("supply.state"))
    }

    /// Whether the supplier has still to answer clearly.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Wanted | Self::Called | Self::Unclear)
    }
}

/// A purchase from a supplier, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// The order it is for.
    pub order: OrderId,
    /// The number.
    pub did: Did,
    /// The supplier.
    pub supplier: String,
    /// How far it has come.
    pub state: SupplyState,
    /// The supplier's own words, once there are any.
    pub reason: String,
    /// It was refused for a reason that lies not with the number.
    pub declined: bool,
    /// The supplier sold it for an order that came to nothing: whoever orders the number next need not
    /// send for it.
    pub spare: bool,
}

/// A purchase whose supplier has not clearly answered, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSupply {
    /// The purchase.
    pub supply: Supply,
    /// Who pays for the order.
    pub customer: AccountId,
    /// When it was placed.
    pub placed: Timestamp,
}

fn read(row: &Row) -> Result<Supply, StoreError> {
    Ok(Supply {
        order: OrderId(row.int(0, "supply.order_id")?),
        did: did(row, 1)?,
        supplier: row.text(2, "supply.supplier")?.to_owned(),
        state: SupplyState::of_word(row.text(3, "supply.state")?)?,
        reason: row.text(4, "supply.reason")?.to_owned(),
        declined: row.int(5, "supply.declined")? == 1,
        spare: row.int(6, "supply.spare")? == 1,
    })
}

fn read_open(row: &Row) -> Result<OpenSupply, StoreError> {
    Ok(OpenSupply {
        supply: read(row)?,
        customer: AccountId(row.int(7, "orders.account")?),
        placed: Timestamp(row.int(8, "orders.placed")?),
    })
}

/// Writes down that a number is to be bought, before anyone calls.
pub fn insert(
    tx: &mut dyn Tx,
    order: OrderId,
    number: Did,
    supplier: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO supply (order_id, did, supplier, state, reason, changed) \
         VALUES ($1, $2, $3, 'wanted', '', $4)",
        args![order.0, key(number), supplier, at.0],
    )
}

/// One purchase.
pub fn get(tx: &mut dyn Tx, order: OrderId, number: Did) -> Result<Option<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined, spare FROM supply \
         WHERE order_id = $1 AND did = $2",
        args![order.0, key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// The purchases of an order, by number.
pub fn of_order(tx: &mut dyn Tx, order: OrderId) -> Result<Vec<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined, spare FROM supply \
         WHERE order_id = $1 ORDER BY did",
        args![order.0],
    )?;
    rows.iter().map(read).collect()
}

/// Moves a purchase from one state to another; says whether it was in the first.
pub fn advance(
    tx: &mut dyn Tx,
    supply: &Supply,
    from: SupplyState,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "UPDATE supply SET state = $4, reason = $5, changed = $6, declined = $7, spare = $8 \
         WHERE order_id = $1 AND did = $2 AND state = $3",
        args![
            supply.order.0,
            key(supply.did),
            from.word(),
            supply.state.word(),
            &supply.reason,
            at.0,
            i64::from(supply.declined),
            i64::from(supply.spare)
        ],
    )?;
    Ok(changed == 1)
}

/// Uses up what was bought of a number for an order that came to nothing; says whether there was any.
pub fn take_spare(tx: &mut dyn Tx, number: Did) -> Result<bool, StoreError> {
    let changed =
        tx.exec("UPDATE supply SET spare = 0 WHERE did = $1 AND spare = 1", args![key(number)])?;
    Ok(changed > 0)
}

/// What was bought for orders that came to nothing and is nobody's yet, by number.
pub fn spares(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Supply>, StoreError> {
    let rows = tx.rows(
        "SELECT order_id, did, supplier, state, reason, declined, spare FROM supply \
         WHERE spare = 1 ORDER BY did LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(read).collect()
}

/// Those of the numbers between two, both included, that were bought and are nobody's yet, in their order.
pub fn spares_between(tx: &mut dyn Tx, first: Did, last: Did) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT did FROM supply WHERE spare = 1 AND did >= $1 AND did <= $2 ORDER BY did",
        args![key(first), key(last)],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}

/// Purchases that nobody has called for yet, oldest first, at most `each` of each supplier: one
/// that is slow is not to hide the others.
pub fn wanted(tx: &mut dyn Tx, each: i64) -> Result<Vec<OpenSupply>, StoreError> {
    let rows = tx.rows(
        "SELECT queue.order_id, queue.did, queue.supplier, queue.state, queue.reason, \
          queue.declined, queue.spare, orders.account, orders.placed FROM \
         (SELECT order_id, did, supplier, state, reason, declined, spare, changed, \
          ROW_NUMBER() OVER (PARTITION BY supplier ORDER BY changed, order_id, did) AS place \
          FROM supply \
          WHERE state IN ('wanted', 'called', 'unclear') AND state = 'wanted') AS queue \
         JOIN orders ON orders.id = queue.order_id \
         WHERE queue.place <= $1 ORDER BY queue.changed, queue.order_id, queue.did",
        args![each],
    )?;
    rows.iter().map(read_open).collect()
}

/// Purchases whose supplier was called and has not clearly answered: for a person to look at.
pub fn unsettled(tx: &mut dyn Tx, limit: i64) -> Result<Vec<OpenSupply>, StoreError> {
    let rows = tx.rows(
        "SELECT supply.order_id, supply.did, supply.supplier, supply.state, supply.reason, \
          supply.declined, supply.spare, orders.account, orders.placed \
         FROM supply JOIN orders ON orders.id = supply.order_id \
         WHERE supply.state IN ('wanted', 'called', 'unclear') AND supply.state <> 'wanted' \
         ORDER BY supply.changed LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(read_open).collect()
}

/// Orders that wait for another number of suppliers than have to answer: for how many each waits, and how many
/// have. An order that came to nothing waits for nobody, whoever answers yet.
pub fn miscounted(tx: &mut dyn Tx, limit: i64) -> Result<Vec<(OrderId, i64, i64)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, waiting, open FROM (SELECT id, waiting, whole, \
          (SELECT COUNT(*) FROM supply WHERE supply.order_id = orders.id \
           AND supply.state IN ('wanted', 'called', 'unclear')) AS open FROM orders) AS counted \
         WHERE waiting <> open AND NOT (whole = 1 AND waiting = 0) ORDER BY id LIMIT $1",
        args![limit],
    )?;
    rows.iter()
        .map(|row| {
            let id = OrderId(row.int(0, "orders.id")?);
            Ok((id, row.int(1, "orders.waiting")?, row.int(2, "count")?))
        })
        .collect()
}

/// Numbers that are being bought by orders that wait for nobody.
pub fn stranded(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT n.did FROM number n JOIN tenure t ON t.did = n.did AND t.ended IS NULL \
         JOIN orders o ON o.id = t.order_id WHERE n.state = 3 AND o.waiting = 0 \
         ORDER BY n.did LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}

/// Numbers that were bought for nobody by a purchase that says it was for somebody.
pub fn spare_and_sold(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT did FROM supply WHERE spare = 1 AND state <> 'refused' ORDER BY did LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
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
