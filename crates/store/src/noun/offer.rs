//! Offers, each stored once under the digest of what it says.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use tandem_domain::{Offer, OfferId, hex};

use super::number::repeated;
use super::{from_doc, to_doc};
use crate::{Arg, Row, StoreError, Tx, args};

/// How many offers one statement deals with that names them.
pub const OFFERS_AT_ONCE: usize = 512;

/// The id of the offer that says exactly this, made under `fresh` if there was none.
pub fn intern(tx: &mut dyn Tx, offer: &Offer, fresh: OfferId) -> Result<OfferId, StoreError> {
    let doc = to_doc(offer, "offer.doc")?;
    let digest = hex(Sha256::digest(&doc));
    tx.exec(
        "INSERT INTO offer (id, digest, doc) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![fresh.0, &digest, &doc],
    )?;
    let rows = tx.rows("SELECT id FROM offer WHERE digest = $1", args![&digest])?;
    let row = rows.first().ok_or(StoreError::Shape("offer.id"))?;
    Ok(OfferId(row.int(0, "offer.id")?))
}

/// What the offer says.
pub fn get(tx: &mut dyn Tx, id: OfferId) -> Result<Option<Offer>, StoreError> {
    let rows = tx.rows("SELECT doc FROM offer WHERE id = $1", args![id.0])?;
    rows.first().map(|row| from_doc(row.text(0, "offer.doc")?, "offer.doc")).transpose()
}

/// The ids of every offer, after `after`.
pub fn ids(tx: &mut dyn Tx, after: OfferId, limit: i64) -> Result<Vec<OfferId>, StoreError> {
    let rows =
        tx.rows("SELECT id FROM offer WHERE id > $1 ORDER BY id LIMIT $2", args![after.0, limit])?;
    rows.iter().map(|row| row.int(0, "offer.id").map(OfferId)).collect()
}

static SOME: LazyLock<String> = LazyLock::new(|| {
    let head = "SELECT id, doc FROM offer WHERE id IN (";
    repeated(head, OFFERS_AT_ONCE, |place| format!("${}", place + 1), ")")
});

/// What at most [`OFFERS_AT_ONCE`] offers say.
pub fn some(tx: &mut dyn Tx, ids: &[OfferId]) -> Result<Vec<(OfferId, Offer)>, StoreError> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = ids.iter().chain(std::iter::repeat(last)).take(OFFERS_AT_ONCE);
    let args: Vec<Arg<'_>> = padded.map(|id| Arg::Int(id.0)).collect();
    tx.rows(&SOME, &args)?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<(OfferId, Offer), StoreError> {
    let id = OfferId(row.int(0, "offer.id")?);
    Ok((id, from_doc(row.text(1, "offer.doc")?, "offer.doc")?))
}

/// Every offer, by id after `after`.
pub fn page(
    tx: &mut dyn Tx,
    after: OfferId,
    limit: i64,
) -> Result<Vec<(OfferId, Offer)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, doc FROM offer WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}
