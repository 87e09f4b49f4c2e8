//! What the end of a month asks of tenures, and writes to them.

use tandem_domain::{AccountId, NumberState, Timestamp};
use tandem_numbering::Did;

use super::super::number::key;
use super::{Tenure, read};
use crate::{Row, StoreError, Tx, args};

/// Who pays for numbers whose time has come, the longest due first: the payers of so many numbers.
pub fn due_payers(
    tx: &mut dyn Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<AccountId>, StoreError> {
    let rows = tx.rows(
        "SELECT payer FROM tenure WHERE ended IS NULL AND due <= $1 ORDER BY due, payer LIMIT $2",
        args![now.0, limit],
    )?;
    let mut payers = Vec::new();
    for row in &rows {
        let payer = AccountId(row.int(0, "tenure.payer")?);
        if !payers.contains(&payer) {
            payers.push(payer);
        }
    }
    Ok(payers)
}

/// The numbers of a payer whose time has come, the longest due first, each with its state.
pub fn due(
    tx: &mut dyn Tx,
    payer: AccountId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(Tenure, NumberState)>, StoreError> {
    let rows = tx.rows(
        select_tenure!(
            ", n.state FROM tenure t JOIN number n ON n.did = t.did WHERE t.payer = $1 AND \
             t.due <= $2 AND t.ended IS NULL ORDER BY t.due, t.did LIMIT $3"
        ),
        args![payer.0, now.0, limit],
    )?;
    let found = |row: &Row| {
        let state = NumberState::from_code(row.int(22, "number.state")?);
        Ok((read(row)?, state.ok_or(StoreError::Shape("number.state"))?))
    };
    rows.iter().map(found).collect()
}

/// Writes down how far a tenure is paid and when it is looked at next. The guard repeats how far it
/// was paid when it was read.
pub fn advance(tx: &mut dyn Tx, from: &Tenure, to: &Tenure) -> Result<(), StoreError> {
    tx.one(
        "UPDATE tenure SET next_billing = $3, due = $4, deadline = $5, owed_to = $6, \
         version = version + 1 WHERE id = $1 AND next_billing = $2 AND ended IS NULL",
        args![
            from.id.0,
            from.next_billing.0,
            to.next_billing.0,
            to.due.0,
            to.deadline.map(|at| at.0),
            to.owed_to.map(|at| at.0)
        ],
    )
}

/// Has the payer's numbers that could not be paid looked at again, now that there may be money.
pub fn wake(tx: &mut dyn Tx, payer: AccountId) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE tenure SET due = next_billing \
         WHERE payer = $1 AND deadline IS NOT NULL AND ended IS NULL",
        args![payer.0],
    )
}

/// The tenure of a number that ended last, and when.
pub fn last(tx: &mut dyn Tx, number: Did) -> Result<Option<(Tenure, Timestamp)>, StoreError> {
    let rows = tx.rows(
        select_tenure!(
            ", ended FROM tenure t WHERE did = $1 AND ended IS NOT NULL ORDER BY ended \
             DESC, id DESC LIMIT 1"
        ),
        args![key(number)],
    )?;
    let found = |row: &Row| Ok((read(row)?, Timestamp(row.int(22, "tenure.ended")?)));
    rows.first().map(found).transpose()
}
