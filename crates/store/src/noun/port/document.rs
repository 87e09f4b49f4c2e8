//! Files that belong to requests.

use tandem_domain::{AccountId, PortDocumentId, PortId, Timestamp};

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

/// The bytes of a file, in Base64.
pub fn document_data(tx: &mut dyn Tx, id: PortDocumentId) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT data FROM port_document WHERE id = $1", args![id.0])?;
    rows.first().map(|row| Ok(row.text(0, "port_document.data")?.to_owned())).transpose()
}

/// How many bytes all files of a customer have.
pub fn documents_bytes(tx: &mut dyn Tx, account: AccountId) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COALESCE(CAST(SUM(bytes) AS BIGINT), 0) FROM port_document WHERE account = $1",
        args![account.0],
    )?;
    rows.first().ok_or(StoreError::Shape("port_document.bytes"))?.int(0, "port_document.bytes")
}
