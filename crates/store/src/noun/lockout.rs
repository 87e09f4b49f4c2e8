//! From where a credential is not tried any more for a while, because too many wrong secrets came
//! from there.

use std::net::IpAddr;

use tandem_domain::{AccountId, CredentialId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// Somebody is locked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lockout {
    /// The credential that was tried.
    pub credential: CredentialId,
    /// From where.
    pub address: IpAddr,
    /// Until when it is not tried from there.
    pub until: Timestamp,
}

fn read(row: &Row) -> Result<Lockout, StoreError> {
    let address = row.text(1, "lockout.address")?.parse();
    Ok(Lockout {
        credential: CredentialId(row.int(0, "lockout.credential")?),
        address: address.map_err(|_| StoreError::Shape("lockout.address"))?,
        until: Timestamp(row.int(2, "lockout.until")?),
    })
}

/// Locks out, or for longer.
pub fn put(tx: &mut dyn Tx, lockout: &Lockout) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO lockout (credential, address, until) VALUES ($1, $2, $3) \
         ON CONFLICT (credential, address) DO UPDATE SET until = excluded.until",
        args![lockout.credential.0, &lockout.address.to_string(), lockout.until.0],
    )
}

/// A bounded number of them, those that last longest first.
pub fn all(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Lockout>, StoreError> {
    let rows = tx.rows(
        "SELECT credential, address, until FROM lockout ORDER BY until DESC LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(read).collect()
}

/// Those of the credentials of one account, a bounded number of them, those that last longest first.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    limit: i64,
) -> Result<Vec<Lockout>, StoreError> {
    let rows = tx.rows(
        "SELECT l.credential, l.address, l.until FROM credential c \
         JOIN lockout l ON l.credential = c.id \
         WHERE c.account = $1 AND c.revoked IS NULL ORDER BY l.until DESC LIMIT $2",
        args![account.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Whether any has ended.
pub fn is_due(tx: &mut dyn Tx, now: Timestamp) -> Result<bool, StoreError> {
    let rows = tx.rows("SELECT until FROM lockout WHERE until <= $1 LIMIT 1", args![now.0])?;
    Ok(!rows.is_empty())
}

/// Forgets those that ended before `now`, a bounded number of them.
pub fn expire(tx: &mut dyn Tx, now: Timestamp, limit: u64) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.exec(
        "DELETE FROM lockout WHERE (credential, address) IN \
         (SELECT credential, address FROM lockout WHERE until <= $1 ORDER BY until LIMIT $2)",
        args![now.0, limit],
    )
}
