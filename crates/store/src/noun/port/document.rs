//! Files that belong to requests.

use std::sync::LazyLock;

use tandem_domain::{AccountId, PortDocumentId, PortId, Timestamp};

use super::number::{places, rows_of};
use crate::{Row, StoreError, Tx, args};

/// A file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: PortDocumentId,
    /// The request.
    pub port: PortId,
    /// The customer.
    pub account: AccountId,
    /// What it is for: a letter of authorisation, a bill.
    pub kind: String,
    /// How the customer calls it.
    pub name: String,
    /// What its content says that it is, as a media type.
    pub format: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// When it came.
    pub at: Timestamp,
}

fn read(row: &Row) -> Result<Document, StoreError> {
    Ok(Document {
        id: PortDocumentId(row.int(0, "port_document.id")?),
        port: PortId(row.int(1, "port_document.port")?),
        account: AccountId(row.int(2, "port_document.account")?),
        kind: row.text(3, "port_document.kind")?.to_owned(),
        name: row.text(4, "port_document.name")?.to_owned(),
        format: row.text(5, "port_document.format")?.to_owned(),
        bytes: row.int(6, "port_document.bytes")?,
        digest: row.text(7, "port_document.digest")?.to_owned(),
        at: Timestamp(row.int(8, "port_document.at")?),
    })
}

/// Keeps a file; its bytes are written in Base64.
pub fn document_insert(tx: &mut dyn Tx, document: &Document, data: &str) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO port_document (id, port, account, kind, name, format, bytes, digest, at, \
         data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            document.id.0,
            document.port.0,
            document.account.0,
            &document.kind,
            &document.name,
            &document.format,
            document.bytes,
            &document.digest,
            document.at.0,
            data
        ],
    )
}

/// The files of a request, the oldest first.
pub fn documents(tx: &mut dyn Tx, port: PortId) -> Result<Vec<Document>, StoreError> {
    let rows = tx.rows(
        "SELECT id, port, account, kind, name, format, bytes, digest, at FROM port_document \
         WHERE port = $1 ORDER BY id",
        args![port.0],
    )?;
    rows.iter().map(read).collect()
}

static COUNTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT port, COUNT(*) FROM port_document WHERE port IN ({}) GROUP BY port", places())
});

/// How many files these requests have; none of one that has none.
pub fn documents_counts(
    tx: &mut dyn Tx,
    ports: &[PortId],
) -> Result<Vec<(PortId, i64)>, StoreError> {
    let count = |row: &Row| {
        Ok((PortId(row.int(0, "port_document.port")?), row.int(1, "port_document.count")?))
    };
    rows_of(tx, &COUNTS, ports)?.iter().map(count).collect()
}

/// One file of a request.
pub fn document(
    tx: &mut dyn Tx,
    port: PortId,
    id: PortDocumentId,
) -> Result<Option<Document>, StoreError> {
    let rows = tx.rows(
        "SELECT id, port, account, kind, name, format, bytes, digest, at FROM port_document \
         WHERE port = $1 AND id = $2",
        args![port.0, id.0],
    )?;
    rows.first().map(read).transpose()
}

/// The bytes of a file, in Base64; `None`: there is no such file, or no more.
pub fn document_data(tx: &mut dyn Tx, id: PortDocumentId) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT data FROM port_document WHERE id = $1", args![id.0])?;
    let data = rows.first().map(|row| Ok(row.text(0, "port_document.data")?.to_owned()));
    Ok(data.transpose()?.filter(|data: &String| !data.is_empty()))
}

/// Lets go of the bytes of a request's files; that they were there, and their digests, stays.
pub fn documents_forget(tx: &mut dyn Tx, port: PortId) -> Result<(), StoreError> {
    tx.exec("UPDATE port_document SET data = '' WHERE port = $1", args![port.0])?;
    Ok(())
}

/// Files without their bytes whose request has not let go of them, and files that it should have let go of.
pub fn documents_strays(tx: &mut dyn Tx) -> Result<Vec<PortDocumentId>, StoreError> {
    let rows = tx.rows(
        "SELECT d.id FROM port_document d JOIN port p ON p.id = d.port \
         WHERE (d.data = '' AND p.forgotten IS NULL) OR (d.data <> '' AND p.forgotten IS NOT NULL)",
        &[],
    )?;
    rows.iter().map(|row| Ok(PortDocumentId(row.int(0, "port_document.id")?))).collect()
}

/// How many bytes the files of a customer have. Those of requests that came to be are kept for as long as they
/// must be, and do not count.
pub fn documents_bytes(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(CAST(SUM(d.bytes) AS BIGINT), 0) FROM port_document d \
         JOIN port p ON p.id = d.port \
         WHERE d.account = $1 AND p.state <> 'completed' AND p.forgotten IS NULL",
        args![account.0],
    )?;
    rows.first().ok_or(StoreError::Shape("port_document.bytes"))?.int(0, "port_document.bytes")
}
