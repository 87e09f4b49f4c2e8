//! Which client of a reseller's had which number when.

use tandem_domain::{AccountId, Money, Period, TenureId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// A client's time with a number of its reseller's. It ends when the number goes to somebody else of
/// the reseller's, or back, or the tenure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientTerm {
    /// Its id.
    pub id: i64,
    /// The reseller's tenure.
    pub tenure: TenureId,
    /// The number.
    pub did: Did,
    /// The client.
    pub client: AccountId,
    /// When it began …
    pub began: Timestamp,
    /// … and when it ended; that instant is the next one's.
    pub ended: Option<Timestamp>,
}

fn read(row: &Row) -> Result<ClientTerm, StoreError> {
    Ok(ClientTerm {
        id: row.int(0, "client_term.id")?,
        tenure: TenureId(row.int(1, "client_term.tenure")?),
        did: did(row, 2)?,
        client: AccountId(row.int(3, "client_term.client")?),
        began: Timestamp(row.int(4, "client_term.began")?),
        ended: row.maybe_int(5, "client_term.ended")?.map(Timestamp),
    })
}

/// Writes down that a term begins.
pub fn insert(tx: &mut dyn Tx, term: &ClientTerm) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO client_term (id, tenure, did, client, began, ended) \
         VALUES ($1, $2, $3, $4, $5, NULL)",
        args![term.id, term.tenure.0, key(term.did), term.client.0, term.began.0],
    )
}

/// Ends whichever term of a tenure is open.
pub fn end(tx: &mut dyn Tx, tenure: TenureId, at: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE client_term SET ended = $2 WHERE tenure = $1 AND ended IS NULL",
        args![tenure.0, at.0],
    )?;
    Ok(())
}

/// Every term there ever was, by id after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<ClientTerm>, StoreError> {
    let rows = tx.rows(
        "SELECT id, tenure, did, client, began, ended FROM client_term WHERE id > $1 \
         ORDER BY id LIMIT $2",
        args![after, limit],
    )?;
    rows.iter().map(read).collect()
}

/// By number after `after`: what a client was charged for it in a period, and what its reseller was
/// while the client had it, each less what was given back. What is given back of a charge is counted to
/// whoever had the number when it was charged.
pub fn margin(
    tx: &mut dyn Tx,
    (client, reseller): (AccountId, AccountId),
    period: Period,
    after: Option<Did>,
    limit: i64,
) -> Result<Vec<(Did, Money, Money)>, StoreError> {
    // Each side of the ledger has its own index, of accounts from 1000 on. CROSS JOIN says on SQLite
    // what is looked up by what: a term by each charge of the period.
    let rows = tx.rows(
        "SELECT did, CAST(SUM(sold) AS BIGINT), CAST(SUM(cost) AS BIGINT) FROM (\
           SELECT did, amount AS sold, 0 AS cost FROM posting \
             WHERE debit = $1 AND debit >= 1000 AND at >= $3 AND at < $4 AND did > $5 \
           UNION ALL \
           SELECT did, -amount, 0 FROM posting \
             WHERE credit = $1 AND credit >= 1000 AND at >= $3 AND at < $4 AND did > $5 \
           UNION ALL \
           SELECT p.did, 0, p.amount FROM posting p CROSS JOIN client_term t \
             WHERE p.debit = $2 AND p.debit >= 1000 AND p.at >= $3 AND p.at < $4 AND p.did > $5 \
             AND t.client = $1 AND t.did = p.did \
             AND t.began <= p.at AND (t.ended IS NULL OR p.at < t.ended) \
           UNION ALL \
           SELECT p.did, 0, -p.amount FROM posting p LEFT JOIN posting c ON c.id = p.reverses \
             CROSS JOIN client_term t \
             WHERE p.credit = $2 AND p.credit >= 1000 AND p.at >= $3 AND p.at < $4 AND p.did > $5 \
             AND t.client = $1 AND t.did = p.did AND t.began <= COALESCE(c.at, p.at) \
             AND (t.ended IS NULL OR COALESCE(c.at, p.at) < t.ended)) AS line \
         GROUP BY did ORDER BY did LIMIT $6",
        args![client.0, reseller.0, period.from.0, period.to.0, after.map_or(0, key), limit],
    )?;
    let money = |row: &Row, column| row.int(column, "posting.amount").map(Money);
    rows.iter().map(|row| Ok((did(row, 0)?, money(row, 1)?, money(row, 2)?))).collect()
}
