//! What only one object of an account and kind may have: a name, a number. That nobody else has it is the
//! database's word.

use tandem_domain::{AccountId, Key, ObjectId, ObjectKind};

use crate::{StoreError, Tx, args};

/// Takes it for an object; says whether it was free.
pub fn insert(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    key: &Key,
    id: ObjectId,
) -> Result<bool, StoreError> {
    let inserted = tx.exec(
        "INSERT INTO object_key (account, kind, field, value, id) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
        args![account.0, kind.header(), key.field, &key.value, id.0],
    )?;
    Ok(inserted == 1)
}

/// Which object has it.
pub fn holder(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    key: &Key,
) -> Result<Option<ObjectId>, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM object_key WHERE account = $1 AND kind = $2 AND field = $3 AND value = $4",
        args![account.0, kind.header(), key.field, &key.value],
    )?;
    rows.first().map(|row| row.int(0, "object_key.id").map(ObjectId)).transpose()
}

/// Gives it up.
pub fn delete(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    key: &Key,
) -> Result<(), StoreError> {
    tx.one(
        "DELETE FROM object_key WHERE account = $1 AND kind = $2 AND field = $3 AND value = $4",
        args![account.0, kind.header(), key.field, &key.value],
    )
}

/// One that was taken, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The account.
    pub account: i64,
    /// The header of the kind.
    pub kind: String,
    /// The field.
    pub field: String,
    /// What it says.
    pub value: String,
    /// The object that has it.
    pub id: i64,
}

/// All of them, after one, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: Option<&Taken>, limit: i64) -> Result<Vec<Taken>, StoreError> {
    let (account, kind, field, value) = after.map_or((i64::MIN, "", "", ""), |last| {
        (last.account, last.kind.as_str(), last.field.as_str(), last.value.as_str())
    });
    let rows = tx.rows(
        "SELECT account, kind, field, value, id FROM object_key \
         WHERE (account, kind, field, value) > ($1, $2, $3, $4) \
         ORDER BY account, kind, field, value LIMIT $5",
        args![account, kind, field, value, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Taken {
                account: row.int(0, "object_key.account")?,
                kind: row.text(1, "object_key.kind")?.to_owned(),
                field: row.text(2, "object_key.field")?.to_owned(),
                value: row.text(3, "object_key.value")?.to_owned(),
                id: row.int(4, "object_key.id")?,
            })
        })
        .collect()
}
