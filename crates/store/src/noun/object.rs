//! Routing objects of every kind: a document under (kind, id), owned by one account.

use tandem_domain::{AccountId, ObjectId, ObjectKind};

use crate::{Row, StoreError, Tx, args};

/// A stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id, unique within the kind.
    pub id: ObjectId,
    /// Whose it is; the operator's objects (POPs) are everybody's to name.
    pub account: AccountId,
    /// A name for people and for requests that name it so; may be empty.
    pub name: String,
    /// Grows with every change.
    pub version: i64,
    /// What it says, in the shape its kind declares.
    pub doc: String,
}

fn read(kind: ObjectKind, row: &Row) -> Result<Object, StoreError> {
    Ok(Object {
        kind,
        id: ObjectId(row.int(0, "object.id")?),
        account: AccountId(row.int(1, "object.account")?),
        name: row.text(2, "object.name")?.to_owned(),
        version: row.int(3, "object.version")?,
        doc: row.text(4, "object.doc")?.to_owned(),
    })
}

/// The account's object of that id.
pub fn get(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    id: ObjectId,
) -> Result<Option<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc FROM object \
         WHERE kind = $1 AND id = $2 AND account = $3",
        args![kind.header(), id.0, account.0],
    )?;
    rows.first().map(|row| read(kind, row)).transpose()
}

/// The version of the account's object of that id.
pub fn version(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    id: ObjectId,
) -> Result<Option<i64>, StoreError> {
    let rows = tx.rows(
        "SELECT version FROM object WHERE kind = $1 AND id = $2 AND account = $3",
        args![kind.header(), id.0, account.0],
    )?;
    rows.first().map(|row| row.int(0, "object.version")).transpose()
}

/// How many objects of a kind the account has, counted up to `most`.
pub fn count(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    most: i64,
) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM (SELECT id FROM object WHERE account = $1 AND kind = $2 LIMIT $3) few",
        args![account.0, kind.header(), most],
    )?;
    rows.first().ok_or(StoreError::Shape("object.count"))?.int(0, "object.count")
}

/// The account's object of exactly that name; the oldest, if several bear it.
pub fn by_name(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    name: &str,
) -> Result<Option<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc FROM object \
         WHERE account = $1 AND kind = $2 AND name = $3 ORDER BY id LIMIT 1",
        args![account.0, kind.header(), name],
    )?;
    rows.first().map(|row| read(kind, row)).transpose()
}

/// The object of that id, whosever it is.
pub fn any(tx: &mut dyn Tx, kind: ObjectKind, id: ObjectId) -> Result<Option<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc FROM object WHERE kind = $1 AND id = $2",
        args![kind.header(), id.0],
    )?;
    rows.first().map(|row| read(kind, row)).transpose()
}

/// All objects of a kind, by id after `after`.
pub fn of_kind(
    tx: &mut dyn Tx,
    kind: ObjectKind,
    after: ObjectId,
    limit: i64,
) -> Result<Vec<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc FROM object \
         WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3",
        args![kind.header(), after.0, limit],
    )?;
    rows.iter().map(|row| read(kind, row)).collect()
}

/// The account's objects of a kind, by id after `after`.
pub fn list(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: ObjectKind,
    after: ObjectId,
    limit: i64,
) -> Result<Vec<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc FROM object \
         WHERE account = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4",
        args![account.0, kind.header(), after.0, limit],
    )?;
    rows.iter().map(|row| read(kind, row)).collect()
}

/// The objects of a kind that name another, by id after `after`.
pub fn list_of(
    tx: &mut dyn Tx,
    (of, owner): (ObjectKind, ObjectId),
    kind: ObjectKind,
    after: ObjectId,
    limit: i64,
) -> Result<Vec<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT o.id, o.account, o.name, o.version, o.doc FROM object_use u \
         JOIN object o ON o.kind = u.by_kind AND o.id = u.by_id \
         WHERE u.kind = $1 AND u.id = $2 AND u.by_kind = $3 AND u.by_id > $4 \
         ORDER BY u.by_id LIMIT $5",
        args![of.header(), owner.0, kind.header(), after.0, limit],
    )?;
    rows.iter().map(|row| read(kind, row)).collect()
}

/// Every object, by kind and id after these.
pub fn page(tx: &mut dyn Tx, after: (&str, i64), limit: i64) -> Result<Vec<Object>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, name, version, doc, kind FROM object \
         WHERE kind > $1 OR (kind = $1 AND id > $2) ORDER BY kind, id LIMIT $3",
        args![after.0, after.1, limit],
    )?;
    rows.iter()
        .map(|row| {
            let kind = ObjectKind::from_header(row.text(5, "object.kind")?);
            read(kind.ok_or(StoreError::Shape("object.kind"))?, row)
        })
        .collect()
}

/// The next free id of a kind. Objects are made seldom, so the largest id is asked for each time.
pub fn next_id(tx: &mut dyn Tx, kind: ObjectKind) -> Result<ObjectId, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(MAX(id), 1000) + 1 FROM object WHERE kind = $1",
        args![kind.header()],
    )?;
    let row = rows.first().ok_or(StoreError::Shape("object.id"))?;
    Ok(ObjectId(row.int(0, "object.id")?))
}

/// Makes an object; says whether its id was free.
pub fn insert(tx: &mut dyn Tx, object: &Object) -> Result<bool, StoreError> {
    let inserted = tx.exec(
        "INSERT INTO object (kind, id, account, name, version, doc) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        args![
            object.kind.header(),
            object.id.0,
            object.account.0,
            &object.name,
            object.version,
            &object.doc
        ],
    )?;
    Ok(inserted == 1)
}

/// Replaces what an object says. Its version is the one before, plus one.
pub fn update(tx: &mut dyn Tx, object: &Object) -> Result<(), StoreError> {
    tx.one(
        "UPDATE object SET name = $4, version = $6, doc = $5 \
         WHERE kind = $1 AND id = $2 AND account = $3 AND version + 1 = $6",
        args![
            object.kind.header(),
            object.id.0,
            object.account.0,
            &object.name,
            &object.doc,
            object.version
        ],
    )
}

/// Removes an object that was read in this version.
pub fn delete(tx: &mut dyn Tx, object: &Object) -> Result<(), StoreError> {
    tx.one(
        "DELETE FROM object WHERE kind = $1 AND id = $2 AND account = $3 AND version = $4",
        args![object.kind.header(), object.id.0, object.account.0, object.version],
    )
}
