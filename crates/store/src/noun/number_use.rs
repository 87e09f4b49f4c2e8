//! Which objects are about a number of their account's.

use tandem_domain::{AccountId, ObjectId, ObjectKind};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// That an object is about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberUse {
    /// The number.
    pub did: Did,
    /// The object's kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// Whose it is.
    pub account: AccountId,
}

/// Notes that an object is about a number.
pub fn insert(tx: &mut dyn Tx, noted: &NumberUse) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO number_use (did, by_kind, by_id, account) VALUES ($1, $2, $3, $4)",
        args![key(noted.did), noted.kind.header(), noted.id.0, noted.account.0],
    )
}

/// Notes that it is so no more.
pub fn delete(tx: &mut dyn Tx, noted: &NumberUse) -> Result<(), StoreError> {
    tx.one(
        "DELETE FROM number_use WHERE did = $1 AND by_kind = $2 AND by_id = $3",
        args![key(noted.did), noted.kind.header(), noted.id.0],
    )
}

/// The objects of an account that are about a number.
pub fn of_number(
    tx: &mut dyn Tx,
    did: Did,
    account: AccountId,
    limit: i64,
) -> Result<Vec<NumberUse>, StoreError> {
    let rows = tx.rows(
        "SELECT did, by_kind, by_id, account FROM number_use WHERE did = $1 AND account = $2 \
         ORDER BY by_kind, by_id LIMIT $3",
        args![key(did), account.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// All of them, after one, for checks that walk them all. Their order is that of the stored words.
pub fn page(
    tx: &mut dyn Tx,
    after: Option<&NumberUse>,
    limit: i64,
) -> Result<Vec<NumberUse>, StoreError> {
    let (did, kind, id) =
        after.map_or((0, "", 0), |last| (key(last.did), last.kind.header(), last.id.0));
    let rows = tx.rows(
        "SELECT did, by_kind, by_id, account FROM number_use \
         WHERE (did, by_kind, by_id) > ($1, $2, $3) ORDER BY did, by_kind, by_id LIMIT $4",
        args![did, kind, id, limit],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<NumberUse, StoreError> {
    let kind = ObjectKind::from_header(row.text(1, "number_use.by_kind")?);
    Ok(NumberUse {
        did: did(row, 0)?,
        kind: kind.ok_or(StoreError::Shape("number_use.by_kind"))?,
        id: ObjectId(row.int(2, "number_use.by_id")?),
        account: AccountId(row.int(3, "number_use.account")?),
    })
}
