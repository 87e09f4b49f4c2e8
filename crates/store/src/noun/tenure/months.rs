//! What the end of a month asks of tenures, and writes to them.

use tandem_domain::{AccountId, NumberState, Timestamp};
use tandem_numbering::Did;

use super::super::number::{did, key};
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

/// The numbers of a payer whose time has come, the longest due first, each with its state; only one of them if
/// that is named.
pub fn due(
    tx: &mut dyn Tx,
    payer: AccountId,
    only: Option<Did>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(Tenure, NumberState)>, StoreError> {
    let rows = tx.rows(
        select_tenure!(
            ", n.state FROM tenure t JOIN number n ON n.did = t.did WHERE t.payer = $1 AND \
             t.due <= $2 AND t.ended IS NULL AND (CAST($4 AS BIGINT) IS NULL OR t.did = $4) \
             ORDER BY t.due, t.did LIMIT $3"
        ),
        args![payer.0, now.0, limit, only.map(key)],
    )?;
    let found = |row: &Row| {
        let state = NumberState::from_code(row.int(22, "number.state")?);
        Ok((read(row)?, state.ok_or(StoreError::Shape("number.state"))?))
    };
    rows.iter().map(found).collect()
}

/// The same, by number alone: what else is written about one of them may be unreadable.
pub fn due_numbers(
    tx: &mut dyn Tx,
    payer: AccountId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT did FROM tenure WHERE payer = $1 AND due <= $2 AND ended IS NULL \
         ORDER BY due, did LIMIT $3",
        args![payer.0, now.0, limit],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}

/// The numbers whose clients are to be charged for another month, the longest overdue first, each with the
/// reseller who pays for it.
pub fn resale_due(
    tx: &mut dyn Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(AccountId, Did)>, StoreError> {
    let rows = tx.rows(
        "SELECT payer, did FROM tenure WHERE ended IS NULL AND resale_next IS NOT NULL AND \
         resale_next <= $1 AND (resale_put_off IS NULL OR resale_put_off <= $1) \
         ORDER BY resale_next, id LIMIT $2",
        args![now.0, limit],
    )?;
    rows.iter().map(|row| Ok((AccountId(row.int(0, "tenure.payer")?), did(row, 1)?))).collect()
}

/// Has a number of a payer's looked at again no sooner than `until`, if it is due now; says whether it was.
pub fn put_off(
    tx: &mut dyn Tx,
    payer: AccountId,
    number: Did,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "UPDATE tenure SET due = $4 WHERE did = $1 AND payer = $2 AND due <= $3 AND ended IS NULL",
        args![key(number), payer.0, now.0, until.0],
    )?;
    Ok(changed == 1)
}

/// Has the client of a number looked at again no sooner than `until`, if its month is over now; says whether it
/// was.
pub fn put_off_resale(
    tx: &mut dyn Tx,
    payer: AccountId,
    number: Did,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "UPDATE tenure SET resale_put_off = $4 WHERE did = $1 AND payer = $2 AND ended IS NULL AND \
         resale_next IS NOT NULL AND resale_next <= $3",
        args![key(number), payer.0, now.0, until.0],
    )?;
    Ok(changed == 1)
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
         WHERE payer = $1 AND deadline IS NOT NULL AND ended IS NULL AND due > next_billing",
        args![payer.0],
    )
}

/// Writes down that what was owed of a tenure that has ended was paid. The guard repeats how far it was paid when it
/// was read.
pub fn pay_past(tx: &mut dyn Tx, from: &Tenure, paid_to: Timestamp) -> Result<(), StoreError> {
    tx.one(
        "UPDATE tenure SET next_billing = $3, owed_to = NULL, version = version + 1 \
         WHERE id = $1 AND next_billing = $2 AND ended IS NOT NULL",
        args![from.id.0, from.next_billing.0, paid_to.0],
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
