//! Postings: the ledger. Rows are added, never changed.

use tandem_domain::{
    AccountId, Currency, Money, OrderId, Period, PlanId, Posting, PostingId, Reason, Timestamp,
};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

fn read(row: &Row) -> Result<Posting, StoreError> {
    let digits = row.maybe_int(7, "posting.did")?.and_then(|did| u64::try_from(did).ok());
    let from = row.maybe_int(10, "posting.period_from")?;
    let to = row.maybe_int(11, "posting.period_to")?;
    Ok(Posting {
        id: PostingId(row.int(0, "posting.id")?),
        at: Timestamp(row.int(1, "posting.at")?),
        debit: AccountId(row.int(2, "posting.debit")?),
        credit: AccountId(row.int(3, "posting.credit")?),
        amount: Money(row.int(4, "posting.amount")?),
        currency: Currency::parse(row.text(5, "posting.currency")?)
            .ok_or(StoreError::Shape("posting.currency"))?,
        reason: Reason::from_word(row.text(6, "posting.reason")?)
            .ok_or(StoreError::Shape("posting.reason"))?,
        did: digits.and_then(Did::new),
        order: row.maybe_int(8, "posting.order_id")?.map(OrderId),
        plan: row.maybe_int(9, "posting.plan")?.map(PlanId),
        period: from.zip(to).map(|(from, to)| Period { from: Timestamp(from), to: Timestamp(to) }),
        note: row.text(12, "posting.note")?.to_owned(),
    })
}

/// Adds a posting.
pub fn insert(tx: &mut dyn Tx, posting: &Posting) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, \
         plan, period_from, period_to, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            posting.id.0,
            posting.at.0,
            posting.debit.0,
            posting.credit.0,
            posting.amount.0,
            posting.currency.as_str(),
            posting.reason.word(),
            posting.did.map(key),
            posting.order.map(|order| order.0),
            posting.plan.map(|plan| plan.0),
            posting.period.map(|period| period.from.0),
            posting.period.map(|period| period.to.0),
            &posting.note
        ],
    )
}

/// An account's postings after `after`, oldest first.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    after: PostingId,
    limit: i64,
) -> Result<Vec<Posting>, StoreError> {
    // Each side has its own index; an account of customers never has a number below 1000.
    let rows = tx.rows(
        "SELECT id, at, debit, credit, amount, currency, reason, did, order_id, plan, \
         period_from, period_to, note FROM (\
           SELECT * FROM posting WHERE debit = $1 AND debit >= 1000 AND id > $2 \
           UNION ALL \
           SELECT * FROM posting WHERE credit = $1 AND credit >= 1000 AND id > $2) AS line \
         ORDER BY id LIMIT $3",
        args![account.0, after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// What an account was charged for each number in a period, less what it was given back, by number
/// after `after` up to `last`.
pub fn by_number(
    tx: &mut dyn Tx,
    account: AccountId,
    period: Period,
    after: Option<Did>,
    last: Option<Did>,
    limit: i64,
) -> Result<Vec<(Did, Money)>, StoreError> {
    // Each side has its own index; an account of customers never has a number below 1000.
    let rows = tx.rows(
        "SELECT did, CAST(SUM(amount) AS BIGINT) FROM (\
           SELECT did, amount FROM posting WHERE debit = $1 AND debit >= 1000 \
             AND at >= $2 AND at < $3 AND did > $4 AND did <= $5 \
           UNION ALL \
           SELECT did, -amount FROM posting WHERE credit = $1 AND credit >= 1000 \
             AND at >= $2 AND at < $3 AND did > $4 AND did <= $5) AS line \
         GROUP BY did ORDER BY did LIMIT $6",
        args![
            account.0,
            period.from.0,
            period.to.0,
            after.map_or(0, key),
            last.map_or(i64::MAX, key),
            limit
        ],
    )?;
    rows.iter().map(|row| Ok((did(row, 0)?, Money(row.int(1, "posting.amount")?)))).collect()
}

/// Every posting, by id after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: PostingId, limit: i64) -> Result<Vec<Posting>, StoreError> {
    let rows = tx.rows(
        "SELECT id, at, debit, credit, amount, currency, reason, did, order_id, plan, \
         period_from, period_to, note FROM posting WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}
