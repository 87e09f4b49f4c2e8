//! Logins of sub-accounts.

use tandem_domain::{AccountId, LoginProfile};

use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// A stored login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The number by which dialects show it.
    pub id: i64,
    /// The sub-account that it speaks for.
    pub account: AccountId,
    /// The customer at the top of that account's tree.
    pub customer: AccountId,
    /// What it logs in with; empty once it was removed.
    pub name: String,
    /// Grows with every change.
    pub version: i64,
    /// What it may do.
    pub profile: LoginProfile,
}

impl Login {
    /// What no other login of the customer's may have as well.
    fn extension(&self) -> Option<&str> {
        Some(self.profile.extension.as_str()).filter(|digits| !digits.is_empty())
    }

    /// What no other login may have as well.
    fn address(&self) -> Option<String> {
        self.profile.address.map(|address| address.to_string())
    }
}

fn read(row: &Row) -> Result<Login, StoreError> {
    Ok(Login {
        id: row.int(0, "login.id")?,
        account: AccountId(row.int(1, "login.account")?),
        customer: AccountId(row.int(2, "login.customer")?),
        name: row.text(3, "login.name")?.to_owned(),
        version: row.int(4, "login.version")?,
        profile: from_doc(row.text(5, "login.doc")?, "login.doc")?,
    })
}

/// The customer's login of that number.
pub fn get(tx: &mut dyn Tx, customer: AccountId, id: i64) -> Result<Option<Login>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, customer, name, version, doc FROM login \
         WHERE customer = $1 AND id = $2 AND name <> ''",
        args![customer.0, id],
    )?;
    rows.first().map(read).transpose()
}

/// The login of an account.
pub fn of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Option<Login>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, customer, name, version, doc FROM login \
         WHERE account = $1 AND name <> ''",
        args![account.0],
    )?;
    rows.first().map(read).transpose()
}

/// The logins of a customer, by number after `after`.
pub fn list(
    tx: &mut dyn Tx,
    customer: AccountId,
    after: i64,
    limit: i64,
) -> Result<Vec<Login>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, customer, name, version, doc FROM login \
         WHERE customer = $1 AND id > $2 AND name <> '' ORDER BY id LIMIT $3",
        args![customer.0, after, limit],
    )?;
    rows.iter().map(read).collect()
}

/// How many logins a customer has.
pub fn count(tx: &mut dyn Tx, customer: AccountId) -> Result<i64, StoreError> {
    let rows = tx
        .rows("SELECT COUNT(*) FROM login WHERE customer = $1 AND name <> ''", args![customer.0])?;
    rows.first().map_or(Ok(0), |row| row.int(0, "login.count"))
}

/// Every login, by number after `after`, for checks that walk them all; each with the extension and the
/// address under which others are kept from having them too.
pub fn page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<(Login, bool)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, customer, name, version, doc, extension, address FROM login \
         WHERE id > $1 ORDER BY id LIMIT $2",
        args![after, limit],
    )?;
    rows.iter()
        .map(|row| {
            let login = read(row)?;
            let extension = row.maybe_text(6, "login.extension")?;
            let address = row.maybe_text(7, "login.address")?;
            let agrees = extension == login.extension() && address == login.address().as_deref();
            Ok((login, agrees))
        })
        .collect()
}

/// Which login of the customer's has an extension.
pub fn by_extension(
    tx: &mut dyn Tx,
    customer: AccountId,
    extension: &str,
) -> Result<Option<i64>, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM login WHERE customer = $1 AND extension = $2",
        args![customer.0, extension],
    )?;
    rows.first().map(|row| row.int(0, "login.id")).transpose()
}

/// Which login has an address, and whose it is.
pub fn by_address(tx: &mut dyn Tx, address: &str) -> Result<Option<(i64, AccountId)>, StoreError> {
    let rows = tx.rows("SELECT id, customer FROM login WHERE address = $1", args![address])?;
    rows.first()
        .map(|row| Ok((row.int(0, "login.id")?, AccountId(row.int(1, "login.customer")?))))
        .transpose()
}

/// The next free number. Logins are made seldom, so the largest is asked for each time.
pub fn next_id(tx: &mut dyn Tx) -> Result<i64, StoreError> {
    let rows = tx.rows("SELECT COALESCE(MAX(id), 10000) + 1 FROM login", &[])?;
    rows.first().ok_or(StoreError::Shape("login.id"))?.int(0, "login.id")
}

/// Makes a login; says whether its number, extension and address were free.
pub fn insert(tx: &mut dyn Tx, login: &Login) -> Result<bool, StoreError> {
    let doc = to_doc(&login.profile, "login.doc")?;
    let address = login.address();
    let inserted = tx.exec(
        "INSERT INTO login (id, account, customer, name, extension, address, version, doc) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        args![
            login.id,
            login.account.0,
            login.customer.0,
            &login.name,
            login.extension(),
            address.as_deref(),
            login.version,
            &doc
        ],
    )?;
    Ok(inserted == 1)
}

/// Replaces what a login may do. The guard repeats the version that was read.
pub fn update(tx: &mut dyn Tx, login: &Login) -> Result<(), StoreError> {
    let doc = to_doc(&login.profile, "login.doc")?;
    let address = login.address();
    tx.one(
        "UPDATE login SET extension = $3, address = $4, doc = $5, version = version + 1 \
         WHERE id = $1 AND version = $2",
        args![login.id, login.version, login.extension(), address.as_deref(), &doc],
    )
}

/// Removes a login. Its number stays taken, so that nobody takes another login for it.
pub fn remove(tx: &mut dyn Tx, id: i64) -> Result<(), StoreError> {
    tx.one(
        "UPDATE login SET name = '', extension = NULL, address = NULL, doc = '{}', \
         version = version + 1 WHERE id = $1 AND name <> ''",
        args![id],
    )
}
