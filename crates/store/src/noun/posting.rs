//! Postings: the ledger. Rows are added, never changed.

use std::sync::LazyLock;

use tandem_domain::{
    AccountId, Currency, Money, OrderId, Period, PlanId, Posting, PostingId, Reason, Timestamp,
};
use tandem_numbering::Did;

use super::account;
use super::number::key;
use crate::{Arg, Row, StoreError, Tx, args};

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
        reverses: row.maybe_int(13, "posting.reverses")?.map(PostingId),
    })
}

/// Adds a posting.
pub fn insert(tx: &mut dyn Tx, posting: &Posting) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, \
         plan, period_from, period_to, note, reverses) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
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
            &posting.note,
            posting.reverses.map(|charge| charge.0)
        ],
    )
}

/// An account's postings behind a place in its ledger, oldest first, before `to` if that is named;
/// each with the serial of its order.
pub fn of_account(
    tx: &mut dyn Tx,
    account: AccountId,
    (at, after): (Timestamp, PostingId),
    to: Option<Timestamp>,
    limit: i64,
) -> Result<Vec<(Posting, Option<i64>)>, StoreError> {
    // Each side has its own index and is read no further than the page may go; an account of
    // customers never has a number below 1000.
    let rows = tx.rows(
        "SELECT line.id, at, debit, credit, amount, currency, reason, did, order_id, plan, \
         period_from, period_to, note, reverses, o.serial FROM (\
           SELECT * FROM (SELECT * FROM posting WHERE debit = $1 AND debit >= 1000 \
             AND at < $4 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $5) AS taken \
           UNION ALL \
           SELECT * FROM (SELECT * FROM posting WHERE credit = $1 AND credit >= 1000 \
             AND at < $4 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $5) AS given) AS line \
         LEFT JOIN orders o ON o.id = line.order_id ORDER BY at, line.id LIMIT $5",
        args![account.0, at.0, after.0, to.map_or(i64::MAX, |to| to.0), limit],
    )?;
    rows.iter().map(|row| Ok((read(row)?, row.maybe_int(14, "orders.serial")?))).collect()
}

/// How much an account has gained since an instant, that instant included.
pub fn gained_since(
    tx: &mut dyn Tx,
    account: AccountId,
    at: Timestamp,
) -> Result<Money, StoreError> {
    let rows = tx.rows(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (\
           SELECT -amount AS amount FROM posting WHERE debit = $1 AND debit >= 1000 AND at >= $2 \
           UNION ALL \
           SELECT amount FROM posting WHERE credit = $1 AND credit >= 1000 AND at >= $2) AS line",
        args![account.0, at.0],
    )?;
    rows.first().map_or(Ok(Money::ZERO), |row| row.int(0, "posting.amount").map(Money))
}

/// What an account was charged, less what it was given back: ever, and since an instant.
pub fn spent(
    tx: &mut dyn Tx,
    account: AccountId,
    since: Timestamp,
) -> Result<(Money, Money), StoreError> {
    // Each side has its own index; an account of customers never has a number below 1000.
    let rows = tx.rows(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN at >= $2 THEN amount ELSE 0 END), 0) AS BIGINT) FROM (\
           SELECT at, amount FROM posting WHERE debit = $1 AND debit >= 1000 \
             AND reason NOT IN ('adjustment', 'opening') \
           UNION ALL \
           SELECT at, -amount FROM posting WHERE credit = $1 AND credit >= 1000 \
             AND reason IN ('refund', 'reversal')) AS line",
        args![account.0, since.0],
    )?;
    let row = rows.first().ok_or(StoreError::Shape("posting.amount"))?;
    Ok((Money(row.int(0, "posting.amount")?), Money(row.int(1, "posting.amount")?)))
}

/// What an account was charged for calls in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpentOnCalls {
    /// Whom.
    pub account: AccountId,
    /// Which minute, counted from 1970.
    pub minute: i64,
    /// How much.
    pub amount: Money,
}

static SPENT_ON_CALLS: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (3..account::READ_AT_ONCE + 3).map(|n| format!("${n}")).collect();
    format!(
        "SELECT debit, at / 60000000, CAST(SUM(amount) AS BIGINT) FROM posting \
         WHERE debit IN ({}) AND debit >= 1000 AND at >= $1 AND at < $2 AND reason = 'call' \
         GROUP BY debit, at / 60000000",
        places.join(",")
    )
});

/// What at most [`account::READ_AT_ONCE`] accounts were charged for calls from one instant until another, in
/// microseconds, minute by minute.
pub fn spent_on_calls(
    tx: &mut dyn Tx,
    accounts: &[AccountId],
    from: i64,
    until: i64,
) -> Result<Vec<SpentOnCalls>, StoreError> {
    let Some(last) = accounts.last() else { return Ok(Vec::new()) };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = accounts.iter().chain(std::iter::repeat(last)).take(account::READ_AT_ONCE);
    let bounds = [from, until].into_iter();
    let args: Vec<Arg<'_>> = bounds.chain(padded.map(|id| id.0)).map(Arg::Int).collect();
    let rows = tx.rows(&SPENT_ON_CALLS, &args)?;
    let spent = |row: &Row| {
        Ok(SpentOnCalls {
            account: AccountId(row.int(0, "posting.debit")?),
            minute: row.int(1, "posting.at")?,
            amount: Money(row.int(2, "posting.amount")?),
        })
    };
    rows.iter().map(spent).collect()
}

/// Every posting, by id after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: PostingId, limit: i64) -> Result<Vec<Posting>, StoreError> {
    let rows = tx.rows(
        "SELECT id, at, debit, credit, amount, currency, reason, did, order_id, plan, \
         period_from, period_to, note, reverses FROM posting WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// A posting, and how much of it was given back.
pub fn with_refunds(
    tx: &mut dyn Tx,
    id: PostingId,
) -> Result<Option<(Posting, Money)>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id, p.at, p.debit, p.credit, p.amount, p.currency, p.reason, p.did, p.order_id, \
         p.plan, p.period_from, p.period_to, p.note, p.reverses, \
         (SELECT CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) FROM posting r \
          WHERE r.reverses = p.id) FROM posting p WHERE p.id = $1",
        args![id.0],
    )?;
    let found = |row: &Row| Ok((read(row)?, Money(row.int(14, "posting.refunds")?)));
    rows.first().map(found).transpose()
}

/// Charges of which more was given back than they were, or to somebody else; also what was given
/// back and is no charge. For the doctor.
pub fn refunded_too_much(tx: &mut dyn Tx, limit: i64) -> Result<Vec<PostingId>, StoreError> {
    let rows = tx.rows(
        "SELECT r.reverses FROM posting r LEFT JOIN posting p ON p.id = r.reverses \
         WHERE r.reverses IS NOT NULL GROUP BY r.reverses, p.id, p.amount, p.debit \
         HAVING p.id IS NULL OR SUM(r.amount) > p.amount OR MIN(r.credit) <> p.debit \
         OR MAX(r.credit) <> p.debit ORDER BY r.reverses LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| row.int(0, "posting.reverses").map(PostingId)).collect()
}

/// Whether a customer pays for a month of a number that begins at this very moment.
pub fn month_begins(
    tx: &mut dyn Tx,
    number: Did,
    payer: AccountId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM posting WHERE did = $1 AND debit = $2 AND period_from = $3 \
         AND reason IN ('month', 'waived')",
        args![key(number), payer.0, at.0],
    )?;
    Ok(!rows.is_empty())
}

/// Until when a customer has paid for a number in advance, if that is later than `after`.
pub fn paid_to(
    tx: &mut dyn Tx,
    number: Did,
    payer: AccountId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let rows = tx.rows(
        "SELECT CAST(MAX(period_to) AS BIGINT) FROM posting WHERE did = $1 AND debit = $2 \
         AND reason IN ('month', 'waived') AND period_to > $3",
        args![key(number), payer.0, after.0],
    )?;
    match rows.first() {
        Some(row) => Ok(row.maybe_int(0, "posting.period_to")?.map(Timestamp)),
        None => Ok(None),
    }
}
