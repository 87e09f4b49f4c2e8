//! Credentials. What is stored cannot be turned back into what the customer types.

use tandem_domain::{AccountId, CredentialId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// A stored credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub account: AccountId,
    /// The customer at the top of that account's tree.
    pub root: AccountId,
    /// The account's `auth_epoch` now.
    pub auth_epoch: i64,
    /// The dialect it is for.
    pub scheme: String,
    /// What it is found by: a user name, or the SHA-256 of a key.
    pub handle: String,
    /// An Argon2id string for a chosen password; empty when the handle is all there is.
    pub secret: String,
    /// Scopes, addresses, expiry, as a document.
    pub terms: String,
}

fn read(row: &Row) -> Result<Credential, StoreError> {
    Ok(Credential {
        id: CredentialId(row.int(0, "credential.id")?),
        account: AccountId(row.int(1, "credential.account")?),
        root: AccountId(row.int(2, "account.root")?),
        auth_epoch: row.int(3, "account.auth_epoch")?,
        scheme: row.text(4, "credential.scheme")?.to_owned(),
        handle: row.text(5, "credential.handle")?.to_owned(),
        secret: row.text(6, "credential.secret")?.to_owned(),
        terms: row.text(7, "credential.terms")?.to_owned(),
    })
}

/// Every credential in force, by id after `after`.
pub fn page(
    tx: &mut dyn Tx,
    after: CredentialId,
    limit: i64,
) -> Result<Vec<Credential>, StoreError> {
    let rows = tx.rows(
        "SELECT c.id, c.account, a.root, a.auth_epoch, c.scheme, c.handle, c.secret, c.terms \
         FROM credential c JOIN account a ON a.id = c.account \
         WHERE c.revoked IS NULL AND c.id > $1 ORDER BY c.id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The credentials of one account that are in force.
pub fn of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<Credential>, StoreError> {
    let rows = tx.rows(
        "SELECT c.id, c.account, a.root, a.auth_epoch, c.scheme, c.handle, c.secret, c.terms \
         FROM credential c JOIN account a ON a.id = c.account \
         WHERE c.revoked IS NULL AND c.account = $1 ORDER BY c.id LIMIT 1000",
        args![account.0],
    )?;
    rows.iter().map(read).collect()
}

/// The credentials of one account that are in force, each with the time it was issued.
pub fn issued_to(
    tx: &mut dyn Tx,
    account: AccountId,
) -> Result<Vec<(Credential, Timestamp)>, StoreError> {
    let rows = tx.rows(
        "SELECT c.id, c.account, a.root, a.auth_epoch, c.scheme, c.handle, c.secret, c.terms, \
         c.issued FROM credential c JOIN account a ON a.id = c.account \
         WHERE c.revoked IS NULL AND c.account = $1 ORDER BY c.id LIMIT 1000",
        args![account.0],
    )?;
    rows.iter().map(|row| Ok((read(row)?, Timestamp(row.int(8, "credential.issued")?)))).collect()
}

/// Whether the account has that credential, and it is in force.
pub fn is_in_force(
    tx: &mut dyn Tx,
    id: CredentialId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM credential WHERE id = $1 AND account = $2 AND revoked IS NULL",
        args![id.0, account.0],
    )?;
    Ok(!rows.is_empty())
}

/// Issues a credential; says whether its handle was free.
pub fn insert(tx: &mut dyn Tx, credential: &Credential, at: Timestamp) -> Result<bool, StoreError> {
    let inserted = tx.exec(
        "INSERT INTO credential (id, account, scheme, handle, secret, terms, issued, revoked) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT DO NOTHING",
        args![
            credential.id.0,
            credential.account.0,
            &credential.scheme,
            &credential.handle,
            &credential.secret,
            &credential.terms,
            at.0
        ],
    )?;
    Ok(inserted == 1)
}

/// Whether an account has a credential in force under a name.
pub fn is_named(tx: &mut dyn Tx, account: AccountId, handle: &str) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM credential WHERE account = $1 AND handle = $2 AND revoked IS NULL LIMIT 1",
        args![account.0, handle],
    )?;
    Ok(!rows.is_empty())
}

/// Revokes the credentials that an account has under a name; returns how many were in force.
pub fn revoke_named(
    tx: &mut dyn Tx,
    account: AccountId,
    handle: &str,
    at: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE credential SET revoked = $3 WHERE account = $1 AND handle = $2 \
         AND revoked IS NULL",
        args![account.0, handle, at.0],
    )
}

/// Revokes one credential of an account; returns whether it was in force.
pub fn revoke(
    tx: &mut dyn Tx,
    account: AccountId,
    id: CredentialId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let revoked = tx.exec(
        "UPDATE credential SET revoked = $3 WHERE account = $1 AND id = $2 AND revoked IS NULL",
        args![account.0, id.0, at.0],
    )?;
    Ok(revoked == 1)
}

/// Revokes all credentials of an account; returns how many were in force.
pub fn revoke_all(tx: &mut dyn Tx, account: AccountId, at: Timestamp) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE credential SET revoked = $2 WHERE account = $1 AND revoked IS NULL",
        args![account.0, at.0],
    )
}
