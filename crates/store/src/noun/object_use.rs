//! Who names an object: other objects, logins, back-orders, and the settings of numbers that somebody has or
//! that are on their way here. A login that is named stands there as its sub-account.

use tandem_domain::{AccountId, BackorderId, ObjectId, ObjectKind, ObjectUser};
use tandem_numbering::Did;

use super::number::key;
use crate::{Row, StoreError, Tx, args};

/// What stands in place of a kind for a number.
const DID: &str = "did";
/// And for a login.
const LOGIN: &str = "login";
/// And for a back-order.
const BACKORDER: &str = "backorder";

/// That somebody names an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectUse {
    /// The object's kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// Who names it.
    pub by: ObjectUser,
    /// The customer whose they are.
    pub account: AccountId,
}

/// Who it is, as it is stored. Defaults of accounts are not: they are seen in the accounts' rows.
fn stored(by: ObjectUser) -> (&'static str, i64) {
    match by {
        ObjectUser::Number(did) => (DID, key(did)),
        ObjectUser::Object(kind, id) => (kind.header(), id.0),
        ObjectUser::Account(id) => (ObjectKind::Account.header(), id.0),
        ObjectUser::Login(id) => (LOGIN, id),
        ObjectUser::Backorder(id) => (BACKORDER, id.0),
    }
}

fn read_user(row: &Row, kind: usize, id: usize) -> Result<ObjectUser, StoreError> {
    let id = row.int(id, "object_use.by_id")?;
    let wrong = StoreError::Shape("object_use.by_kind");
    match row.text(kind, "object_use.by_kind")? {
        DID => {
            let did = u64::try_from(id).ok().and_then(Did::new);
            Ok(ObjectUser::Number(did.ok_or(StoreError::Shape("object_use.by_id"))?))
        }
        LOGIN => Ok(ObjectUser::Login(id)),
        BACKORDER => Ok(ObjectUser::Backorder(BackorderId(id))),
        header => match ObjectKind::from_header(header).ok_or(wrong)? {
            ObjectKind::Account => Ok(ObjectUser::Account(AccountId(id))),
            kind => Ok(ObjectUser::Object(kind, ObjectId(id))),
        },
    }
}

/// Notes that somebody names an object and did not before.
pub fn insert(tx: &mut dyn Tx, noted: &ObjectUse) -> Result<(), StoreError> {
    let (by_kind, by_id) = stored(noted.by);
    tx.one(
        "INSERT INTO object_use (kind, id, by_kind, by_id, account) VALUES ($1, $2, $3, $4, $5)",
        args![noted.kind.header(), noted.id.0, by_kind, by_id, noted.account.0],
    )
}

/// Notes that somebody who named an object does so no more.
pub fn delete(tx: &mut dyn Tx, noted: &ObjectUse) -> Result<(), StoreError> {
    let (by_kind, by_id) = stored(noted.by);
    tx.one(
        "DELETE FROM object_use WHERE kind = $1 AND id = $2 AND by_kind = $3 AND by_id = $4",
        args![noted.kind.header(), noted.id.0, by_kind, by_id],
    )
}

/// Notes that somebody names an object no more, whether or not that was noted.
pub fn forget(tx: &mut dyn Tx, noted: &ObjectUse) -> Result<(), StoreError> {
    let (by_kind, by_id) = stored(noted.by);
    tx.exec(
        "DELETE FROM object_use WHERE kind = $1 AND id = $2 AND by_kind = $3 AND by_id = $4",
        args![noted.kind.header(), noted.id.0, by_kind, by_id],
    )?;
    Ok(())
}

/// Who else names an object, the first few; those of one kind are left out.
pub fn of(
    tx: &mut dyn Tx,
    (kind, id): (ObjectKind, ObjectId),
    but: Option<ObjectKind>,
    limit: i64,
) -> Result<Vec<ObjectUser>, StoreError> {
    let but = but.map_or("", ObjectKind::header);
    let rows = tx.rows(
        "SELECT by_kind, by_id FROM object_use WHERE kind = $1 AND id = $2 AND by_kind <> $3 \
         AND (by_kind <> $1 OR by_id <> $2) ORDER BY by_kind, by_id LIMIT $4",
        args![kind.header(), id.0, but, limit],
    )?;
    rows.iter().map(|row| read_user(row, 0, 1)).collect()
}

/// How many they are, counted up to `most`.
pub fn count(
    tx: &mut dyn Tx,
    (kind, id): (ObjectKind, ObjectId),
    but: Option<ObjectKind>,
    most: i64,
) -> Result<i64, StoreError> {
    let but = but.map_or("", ObjectKind::header);
    let rows = tx.rows(
        "SELECT COUNT(*) FROM (SELECT by_id FROM object_use WHERE kind = $1 AND id = $2 \
         AND by_kind <> $3 AND (by_kind <> $1 OR by_id <> $2) LIMIT $4) few",
        args![kind.header(), id.0, but, most],
    )?;
    rows.first().ok_or(StoreError::Shape("object_use.count"))?.int(0, "object_use.count")
}

/// The objects of a kind that name an object.
pub fn by(
    tx: &mut dyn Tx,
    (kind, id): (ObjectKind, ObjectId),
    by: ObjectKind,
    limit: i64,
) -> Result<Vec<ObjectId>, StoreError> {
    let rows = tx.rows(
        "SELECT by_id FROM object_use WHERE kind = $1 AND id = $2 AND by_kind = $3 \
         ORDER BY by_id LIMIT $4",
        args![kind.header(), id.0, by.header(), limit],
    )?;
    rows.iter().map(|row| row.int(0, "object_use.by_id").map(ObjectId)).collect()
}

/// Every use, after one, for checks that walk them all. Their order is that of the stored words.
pub fn page(
    tx: &mut dyn Tx,
    after: Option<&ObjectUse>,
    limit: i64,
) -> Result<Vec<ObjectUse>, StoreError> {
    let (kind, id, (by_kind, by_id)) = match after {
        Some(last) => (last.kind.header(), last.id.0, stored(last.by)),
        None => ("", 0, ("", 0)),
    };
    let rows = tx.rows(
        "SELECT kind, id, by_kind, by_id, account FROM object_use \
         WHERE (kind, id, by_kind, by_id) > ($1, $2, $3, $4) \
         ORDER BY kind, id, by_kind, by_id LIMIT $5",
        args![kind, id, by_kind, by_id, limit],
    )?;
    rows.iter()
        .map(|row| {
            let kind = ObjectKind::from_header(row.text(0, "object_use.kind")?);
            Ok(ObjectUse {
                kind: kind.ok_or(StoreError::Shape("object_use.kind"))?,
                id: ObjectId(row.int(1, "object_use.id")?),
                by: read_user(row, 2, 3)?,
                account: AccountId(row.int(4, "object_use.account")?),
            })
        })
        .collect()
}
