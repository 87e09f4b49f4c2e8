//! Numbers that other carriers asked for.

use tandem_domain::{AccountId, PortField, PortOutId, PortOutState, Timestamp};
use tandem_numbering::Did;

use crate::noun::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// A request of another carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Its id.
    pub id: PortOutId,
    /// The number.
    pub did: Did,
    /// Who pays for it.
    pub account: AccountId,
    /// Who has it.
    pub owner: AccountId,
    /// The other carrier, as it calls itself.
    pub carrier: String,
    /// How it stands.
    pub state: PortOutState,
    /// What the other carrier had wrong.
    pub field: Option<PortField>,
    /// When the number goes.
    pub foc: Option<Timestamp>,
    /// When it came.
    pub asked: Timestamp,
    /// When it came to its end.
    pub ended: Option<Timestamp>,
}

fn read(row: &Row) -> Result<Leaving, StoreError> {
    let field = row
        .maybe_text(6, "port_out.field")?
        .map(|word| PortField::from_word(word).ok_or(StoreError::Shape("port_out.field")));
    Ok(Leaving {
        id: PortOutId(row.int(0, "port_out.id")?),
        did: did(row, 1)?,
        account: AccountId(row.int(2, "port_out.account")?),
        owner: AccountId(row.int(3, "port_out.owner")?),
        carrier: row.text(4, "port_out.carrier")?.to_owned(),
        state: PortOutState::from_word(row.text(5, "port_out.state")?)
            .ok_or(StoreError::Shape("port_out.state"))?,
        field: field.transpose()?,
        foc: row.maybe_int(7, "port_out.foc")?.map(Timestamp),
        asked: Timestamp(row.int(8, "port_out.asked")?),
        ended: row.maybe_int(9, "port_out.ended")?.map(Timestamp),
    })
}

/// Keeps a request.
pub fn leaving_insert(tx: &mut dyn Tx, leaving: &Leaving) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO port_out (id, did, account, owner, carrier, state, field, foc, asked, ended) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            leaving.id.0,
            key(leaving.did),
            leaving.account.0,
            leaving.owner.0,
            &leaving.carrier,
            leaving.state.word(),
            leaving.field.map(PortField::word),
            leaving.foc.map(|foc| foc.0),
            leaving.asked.0,
            leaving.ended.map(|ended| ended.0)
        ],
    )
}

/// The request by which a number goes, if another carrier asked for it.
pub fn leaving_open(tx: &mut dyn Tx, number: Did) -> Result<Option<Leaving>, StoreError> {
    let rows = tx.rows(
        "SELECT id, did, account, owner, carrier, state, field, foc, asked, ended FROM port_out \
         WHERE did = $1 AND state = 'scheduled'",
        args![key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// Writes down how a request ended.
pub fn leaving_end(
    tx: &mut dyn Tx,
    id: PortOutId,
    state: PortOutState,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.one(
        "UPDATE port_out SET state = $2, ended = $3 WHERE id = $1 AND state = 'scheduled'",
        args![id.0, state.word(), at.0],
    )
}

/// The requests for numbers of a customer, the latest first, before `before`.
pub fn leaving_of(
    tx: &mut dyn Tx,
    account: AccountId,
    before: PortOutId,
    limit: i64,
) -> Result<Vec<Leaving>, StoreError> {
    let rows = tx.rows(
        "SELECT id, did, account, owner, carrier, state, field, foc, asked, ended FROM port_out \
         WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        args![account.0, before.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every request, the latest first, before `before`.
pub fn leaving_page(
    tx: &mut dyn Tx,
    before: PortOutId,
    limit: i64,
) -> Result<Vec<Leaving>, StoreError> {
    let rows = tx.rows(
        "SELECT id, did, account, owner, carrier, state, field, foc, asked, ended FROM port_out \
         WHERE id < $1 ORDER BY id DESC LIMIT $2",
        args![before.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Numbers that are to go by a request and are not being ported out.
pub fn leaving_strays(tx: &mut dyn Tx) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT l.did FROM port_out l LEFT JOIN number n ON n.did = l.did \
         WHERE l.state = 'scheduled' AND (n.did IS NULL OR n.state <> 10)",
        &[],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}
