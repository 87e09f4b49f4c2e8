//! What the operator loaded of other carriers' numbers, of which a million rows are nothing out of the ordinary; and
//! what somebody outside answered of single ones.

use tandem_domain::{CarrierRecord, Timestamp};
use tandem_numbering::Did;

use super::number::key;
use super::{from_doc, to_doc};
use crate::{StoreError, Tx, args};

/// How many numbers a block has at most: those of an exchange.
pub const BLOCK_NUMBERS_MAX: u64 = 10_000;

/// Writes which carrier has the numbers between two, both included, in place of what was known of just these.
pub fn put_carrier(
    tx: &mut dyn Tx,
    first: Did,
    last: Did,
    record: &CarrierRecord,
) -> Result<(), StoreError> {
    let doc = to_doc(record, "carrier_of.doc")?;
    tx.one(
        "INSERT INTO carrier_of (first, last, doc) VALUES ($1, $2, $3) \
         ON CONFLICT (first, last) DO UPDATE SET doc = excluded.doc",
        args![key(first), key(last), &doc],
    )
}

/// Which carrier has a number: what is known of it alone, or else of the narrowest block that holds it.
pub fn carrier(tx: &mut dyn Tx, did: Did) -> Result<Option<CarrierRecord>, StoreError> {
    let mut rows =
        tx.rows("SELECT doc FROM carrier_of WHERE first = $1 AND last = $1", args![key(did)])?;
    if rows.is_empty() {
        // No block begins further before it than a block is long.
        rows = tx.rows(
            "SELECT doc FROM carrier_of WHERE first > $2 AND first <= $1 AND last >= $1 \
             AND last > first ORDER BY last - first, first DESC LIMIT 1",
            args![key(did), key(did) - BLOCK_NUMBERS_MAX.cast_signed()],
        )?;
    }
    rows.first().map(|row| from_doc(row.text(0, "carrier_of.doc")?, "carrier_of.doc")).transpose()
}

/// Writes how whoever has a number is called.
pub fn put_name(tx: &mut dyn Tx, did: Did, name: &str) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO caller_name (did, name) VALUES ($1, $2) \
         ON CONFLICT (did) DO UPDATE SET name = excluded.name",
        args![key(did), name],
    )
}

/// How whoever has a number is called.
pub fn name(tx: &mut dyn Tx, did: Did) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT name FROM caller_name WHERE did = $1", args![key(did)])?;
    rows.first().map(|row| Ok(row.text(0, "caller_name.name")?.to_owned())).transpose()
}

/// What somebody outside can be asked of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Which carrier has it.
    Carrier,
    /// How whoever has it is called.
    Name,
}

impl Asked {
    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carrier => "carrier",
            Self::Name => "name",
        }
    }
}

/// What somebody outside answered, and when; nothing is an answer too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// When.
    pub at: Timestamp,
    /// What; `None`: that they know nothing of the number.
    pub known: Option<T>,
}

/// Writes which carrier somebody outside says that a number has, in place of what they said before.
pub fn put_carrier_answer(
    tx: &mut dyn Tx,
    did: Did,
    answer: &Answer<CarrierRecord>,
) -> Result<(), StoreError> {
    let doc =
        answer.known.as_ref().map(|record| to_doc(record, "lookup_answer.doc")).transpose()?;
    put_answer(tx, did, Asked::Carrier, answer.at, doc.as_deref())
}

/// Writes how they say that whoever has a number is called, likewise.
pub fn put_name_answer(
    tx: &mut dyn Tx,
    did: Did,
    answer: &Answer<String>,
) -> Result<(), StoreError> {
    put_answer(tx, did, Asked::Name, answer.at, answer.known.as_deref())
}

fn put_answer(
    tx: &mut dyn Tx,
    did: Did,
    what: Asked,
    at: Timestamp,
    doc: Option<&str>,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO lookup_answer (did, what, at, doc) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (did, what) DO UPDATE SET at = excluded.at, doc = excluded.doc",
        args![key(did), what.word(), at.0, doc],
    )
}

/// Which carrier somebody outside said last that a number has.
pub fn carrier_answer(
    tx: &mut dyn Tx,
    did: Did,
) -> Result<Option<Answer<CarrierRecord>>, StoreError> {
    let Some(Answer { at, known }) = answer(tx, did, Asked::Carrier)? else { return Ok(None) };
    let known = known.map(|doc| from_doc(&doc, "lookup_answer.doc")).transpose()?;
    Ok(Some(Answer { at, known }))
}

/// How they said last that whoever has a number is called.
pub fn name_answer(tx: &mut dyn Tx, did: Did) -> Result<Option<Answer<String>>, StoreError> {
    answer(tx, did, Asked::Name)
}

fn answer(tx: &mut dyn Tx, did: Did, what: Asked) -> Result<Option<Answer<String>>, StoreError> {
    let rows = tx.rows(
        "SELECT at, doc FROM lookup_answer WHERE did = $1 AND what = $2",
        args![key(did), what.word()],
    )?;
    let read = |row: &crate::Row| {
        let known = row.maybe_text(1, "lookup_answer.doc")?.map(str::to_owned);
        Ok(Answer { at: Timestamp(row.int(0, "lookup_answer.at")?), known })
    };
    rows.first().map(read).transpose()
}

/// Whether any answer is older than an instant.
pub fn is_due(tx: &mut dyn Tx, before: Timestamp) -> Result<bool, StoreError> {
    let rows = tx.rows("SELECT at FROM lookup_answer WHERE at < $1 LIMIT 1", args![before.0])?;
    Ok(!rows.is_empty())
}

/// Forgets answers that are older than an instant, a bounded number of them.
pub fn expire(tx: &mut dyn Tx, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.exec(
        "DELETE FROM lookup_answer WHERE (did, what) IN \
         (SELECT did, what FROM lookup_answer WHERE at < $1 ORDER BY at LIMIT $2)",
        args![before.0, limit],
    )
}
