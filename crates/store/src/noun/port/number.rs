//! The numbers of requests.

use std::sync::LazyLock;

use tandem_domain::{
    AccountId, Money, NumberSettings, OrderId, PortField, PortId, PortStep, Timestamp,
};
use tandem_numbering::Did;

use crate::noun::number::{did, key};
use crate::noun::{from_doc, to_doc};
use crate::{Arg, Row, StoreError, Tx, args};

/// One number of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// The request.
    pub port: PortId,
    /// The number.
    pub did: Did,
    /// How it stands.
    pub step: PortStep,
    /// The field to correct, if it was rejected.
    pub field: Option<PortField>,
    /// When the other carrier lets go of it, once that is confirmed.
    pub foc: Option<Timestamp>,
    /// The order that its coming made.
    pub order: Option<OrderId>,
    /// How it is set up when it comes, with names resolved.
    pub settings: NumberSettings,
    /// What its coming costs, as it was when it was asked for.
    pub price: Money,
}

fn read(row: &Row) -> Result<Numbered, StoreError> {
    let step = PortStep::from_word(row.text(2, "port_number.step")?);
    let field = row
        .maybe_text(3, "port_number.field")?
        .map(|word| PortField::from_word(word).ok_or(StoreError::Shape("port_number.field")));
    Ok(Numbered {
        port: PortId(row.int(0, "port_number.port")?),
        did: did(row, 1)?,
        step: step.ok_or(StoreError::Shape("port_number.step"))?,
        field: field.transpose()?,
        foc: row.maybe_int(4, "port_number.foc")?.map(Timestamp),
        order: row.maybe_int(5, "port_number.order_id")?.map(OrderId),
        settings: from_doc(row.text(6, "port_number.settings")?, "port_number.settings")?,
        price: Money(row.int(7, "port_number.price")?),
    })
}

/// Adds a number to a request.
pub fn number_insert(tx: &mut dyn Tx, number: &Numbered) -> Result<(), StoreError> {
    let settings = to_doc(&number.settings, "port_number.settings")?;
    tx.one(
        "INSERT INTO port_number (port, did, step, field, foc, order_id, settings, price) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            number.port.0,
            key(number.did),
            number.step.word(),
            number.field.map(PortField::word),
            number.foc.map(|foc| foc.0),
            number.order.map(|order| order.0),
            &settings,
            number.price.0
        ],
    )
}

/// Writes back how a number stands.
pub fn number_set(tx: &mut dyn Tx, number: &Numbered) -> Result<(), StoreError> {
    let settings = to_doc(&number.settings, "port_number.settings")?;
    tx.one(
        "UPDATE port_number SET step = $3, field = $4, foc = $5, order_id = $6, settings = $7, \
         price = $8 WHERE port = $1 AND did = $2",
        args![
            number.port.0,
            key(number.did),
            number.step.word(),
            number.field.map(PortField::word),
            number.foc.map(|foc| foc.0),
            number.order.map(|order| order.0),
            &settings,
            number.price.0
        ],
    )
}

/// The numbers of a request, in their order.
pub fn numbers(tx: &mut dyn Tx, port: PortId) -> Result<Vec<Numbered>, StoreError> {
    let rows = tx.rows(
        "SELECT port, did, step, field, foc, order_id, settings, price FROM port_number \
         WHERE port = $1 ORDER BY did",
        args![port.0],
    )?;
    rows.iter().map(read).collect()
}

/// The numbers of the requests between two, both included, in their order.
pub fn numbers_page(
    tx: &mut dyn Tx,
    first: PortId,
    last: PortId,
) -> Result<Vec<Numbered>, StoreError> {
    let rows = tx.rows(
        "SELECT port, did, step, field, foc, order_id, settings, price FROM port_number \
         WHERE port >= $1 AND port <= $2 ORDER BY port, did",
        args![first.0, last.0],
    )?;
    rows.iter().map(read).collect()
}

/// How many requests one statement asks for.
const READ_AT_ONCE: usize = 64;

static OF_SOME: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT port, did, step, field, foc, order_id, settings, price FROM port_number \
         WHERE port IN ({}) ORDER BY port, did",
        places()
    )
});

/// The parameters of a statement about some requests.
pub(super) fn places() -> String {
    let places: Vec<String> = (1..=READ_AT_ONCE).map(|place| format!("${place}")).collect();
    places.join(",")
}

/// The rows of such a statement about any number of them.
pub(super) fn rows_of(
    tx: &mut dyn Tx,
    sql: &'static str,
    ports: &[PortId],
) -> Result<Vec<Row>, StoreError> {
    let mut found = Vec::new();
    for some in ports.chunks(READ_AT_ONCE) {
        // Naming the last one again fills the list up and finds nothing more.
        let padded = some.iter().chain(some.last().into_iter().cycle()).take(READ_AT_ONCE);
        let args: Vec<Arg<'_>> = padded.map(|port| Arg::Int(port.0)).collect();
        found.extend(tx.rows(sql, &args)?);
    }
    Ok(found)
}

/// The numbers of these requests, those of a request in their order.
pub fn numbers_of(tx: &mut dyn Tx, ports: &[PortId]) -> Result<Vec<Numbered>, StoreError> {
    rows_of(tx, &OF_SOME, ports)?.iter().map(read).collect()
}

/// What all numbers of a customer's that are under way will cost together when they come.
pub fn promised(tx: &mut dyn Tx, account: AccountId) -> Result<Money, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(CAST(SUM(n.price) AS BIGINT), 0) FROM port p \
         JOIN port_number n ON n.port = p.id WHERE p.account = $1 \
         AND p.state NOT IN ('completed', 'cancelled') \
         AND n.step IN ('waiting', 'rejected', 'scheduled')",
        args![account.0],
    )?;
    let row = rows.first().ok_or(StoreError::Shape("port_number.price"))?;
    Ok(Money(row.int(0, "port_number.price")?))
}

/// Takes all numbers out of a request that is still being written.
pub fn numbers_delete(tx: &mut dyn Tx, port: PortId) -> Result<(), StoreError> {
    tx.exec("DELETE FROM port_number WHERE port = $1", args![port.0])?;
    Ok(())
}

/// The request by which a number is on its way here, if it is.
pub fn coming(tx: &mut dyn Tx, number: Did) -> Result<Option<PortId>, StoreError> {
    let rows = tx.rows(
        "SELECT port FROM port_number WHERE did = $1 \
         AND step IN ('waiting', 'rejected', 'scheduled')",
        args![key(number)],
    )?;
    rows.first().map(|row| row.int(0, "port_number.port").map(PortId)).transpose()
}

/// Numbers on their way here that do not stand so, or not for whom they are meant, and numbers that stand
/// so and are in no request.
pub fn coming_strays(tx: &mut dyn Tx) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT l.did FROM port_number l JOIN port p ON p.id = l.port \
         LEFT JOIN number n ON n.did = l.did \
         WHERE l.step IN ('waiting', 'rejected', 'scheduled') \
         AND (n.did IS NULL OR n.state <> 9 OR n.owner <> p.owner) \
         UNION ALL SELECT n.did FROM number n WHERE n.state = 9 \
         AND NOT EXISTS (SELECT 1 FROM port_number l WHERE l.did = n.did \
         AND l.step IN ('waiting', 'rejected', 'scheduled'))",
        &[],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}
