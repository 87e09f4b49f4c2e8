//! The sounds of recordings: bytes by their digest, kept as long as a recording has them.

use tandem_domain::AccountId;

use crate::{Row, StoreError, Tx, args};

/// What is known of a sound without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Audio {
    /// The customer.
    pub account: AccountId,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// How many recordings have it.
    pub uses: i64,
}

fn read(row: &Row) -> Result<Audio, StoreError> {
    Ok(Audio {
        account: AccountId(row.int(0, "audio.account")?),
        digest: row.text(1, "audio.digest")?.to_owned(),
        bytes: row.int(2, "audio.bytes")?,
        uses: row.int(3, "audio.uses")?,
    })
}

/// Keeps a sound that is not there yet; its bytes are written in Base64.
pub fn insert(
    tx: &mut dyn Tx,
    account: AccountId,
    digest: &str,
    bytes: i64,
    data: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO audio (account, digest, bytes, uses, data) VALUES ($1, $2, $3, 0, $4) \
         ON CONFLICT DO NOTHING",
        args![account.0, digest, bytes, data],
    )?;
    Ok(())
}

/// Notes that so many recordings more, or fewer, have a sound of so many bytes; says whether there is one.
pub fn count(
    tx: &mut dyn Tx,
    account: AccountId,
    digest: &str,
    bytes: i64,
    more: i64,
) -> Result<bool, StoreError> {
    let counted = tx.exec(
        "UPDATE audio SET uses = uses + $4 \
         WHERE account = $1 AND digest = $2 AND bytes = $3 AND uses + $4 >= 0",
        args![account.0, digest, bytes, more],
    )?;
    Ok(counted == 1)
}

/// Lets go of a sound that no recording has any more.
pub fn drop_unused(tx: &mut dyn Tx, account: AccountId, digest: &str) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM audio WHERE account = $1 AND digest = $2 AND uses = 0",
        args![account.0, digest],
    )?;
    Ok(())
}

/// The bytes of a sound, in Base64.
pub fn data(
    tx: &mut dyn Tx,
    account: AccountId,
    digest: &str,
) -> Result<Option<String>, StoreError> {
    let rows = tx.rows(
        "SELECT data FROM audio WHERE account = $1 AND digest = $2",
        args![account.0, digest],
    )?;
    rows.first().map(|row| Ok(row.text(0, "audio.data")?.to_owned())).transpose()
}

/// How many bytes all sounds of a customer have.
pub fn total(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(CAST(SUM(bytes) AS BIGINT), 0) FROM audio WHERE account = $1",
        args![account.0],
    )?;
    rows.first().ok_or(StoreError::Shape("audio.bytes"))?.int(0, "audio.bytes")
}

/// Every sound without its bytes, after one, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: Option<&Audio>, limit: i64) -> Result<Vec<Audio>, StoreError> {
    let (account, digest) =
        after.map_or((i64::MIN, ""), |last| (last.account.0, last.digest.as_str()));
    let rows = tx.rows(
        "SELECT account, digest, bytes, uses FROM audio WHERE (account, digest) > ($1, $2) \
         ORDER BY account, digest LIMIT $3",
        args![account, digest, limit],
    )?;
    rows.iter().map(read).collect()
}
