//! Numbers: the row that decides who has one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use tandem_domain::{AccountId, NumberState, OfferId, Timestamp};
use tandem_numbering::Did;

use super::offer::OFFERS_AT_ONCE;
use crate::{Arg, Round, Row, StoreError, Tx, args};

/// A number's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub did: Did,
    /// Where it stands.
    pub state: NumberState,
    /// Who has it, holds it, or may still restore it.
    pub owner: Option<AccountId>,
    /// Grows with every change.
    pub version: i64,
    /// When its state ends by itself.
    pub until: Option<Timestamp>,
    /// What it is and at what terms it sells.
    pub offer: OfferId,
}

impl Number {
    /// Whether `buyer` may take it now: it is on the shelf, or in a cart of the buyer's own, or its
    /// hold or its rest is over and only the sweep has not come by yet.
    pub fn is_for_sale(&self, buyer: AccountId, now: Timestamp) -> bool {
        let over = self.until.is_some_and(|until| until <= now);
        match self.state {
            NumberState::Available => true,
            NumberState::Held => over || self.owner == Some(buyer),
            NumberState::Ageing => over,
            _ => false,
        }
    }
}

/// The key of a number's row: its digits.
pub(crate) fn key(did: Did) -> i64 {
    // At most fifteen digits.
    i64::try_from(did.digits()).unwrap_or(i64::MAX)
}

pub(crate) fn did(row: &Row, column: usize) -> Result<Did, StoreError> {
    let digits = u64::try_from(row.int(column, "did")?).ok();
    digits.and_then(Did::new).ok_or(StoreError::Shape("did"))
}

fn read(row: &Row) -> Result<Number, StoreError> {
    Ok(Number {
        did: did(row, 0)?,
        state: NumberState::from_code(row.int(1, "number.state")?)
            .ok_or(StoreError::Shape("number.state"))?,
        owner: row.maybe_int(2, "number.owner")?.map(AccountId),
        version: row.int(3, "number.version")?,
        until: row.maybe_int(4, "number.until")?.map(Timestamp),
        offer: OfferId(row.int(5, "number.offer")?),
    })
}

/// The number as it is.
pub fn get(tx: &mut dyn Tx, number: Did) -> Result<Option<Number>, StoreError> {
    let rows = tx.rows(
        "SELECT did, state, owner, version, until, offer FROM number WHERE did = $1",
        args![key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// Locks the number until the transaction ends and reads it. A batch does not wait for a row that
/// another transaction has: it is told [`StoreError::Contended`].
pub fn lock(tx: &mut dyn Tx, number: Did) -> Result<Option<Number>, StoreError> {
    let rows = match tx.round() {
        Round::Alone | Round::Sole => tx.rows(
            "SELECT did, state, owner, version, until, offer FROM number WHERE did = $1 FOR UPDATE",
            args![key(number)],
        )?,
        Round::Batch => tx.rows(
            "SELECT did, state, owner, version, until, offer FROM number WHERE did = $1 \
             FOR UPDATE SKIP LOCKED",
            args![key(number)],
        )?,
    };
    match rows.first() {
        Some(row) => read(row).map(Some),
        None if tx.round() != Round::Batch => Ok(None),
        // Missing, or only locked: a plain look tells which.
        None => match get(tx, number)? {
            Some(_) => Err(StoreError::Contended),
            None => Ok(None),
        },
    }
}

/// Locks the number unless another transaction has it in hand at this moment, and reads it. It never
/// waits: for those who can as well take another number.
pub fn lock_if_free(tx: &mut dyn Tx, number: Did) -> Result<Option<Number>, StoreError> {
    let rows = tx.rows(
        "SELECT did, state, owner, version, until, offer FROM number WHERE did = $1 \
         FOR UPDATE SKIP LOCKED",
        args![key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// Moves a locked number on. The guard repeats the version that was read, so that a move can only
/// be made from where the mover believes the number to be.
pub fn advance(tx: &mut dyn Tx, from: &Number, to: &Number) -> Result<(), StoreError> {
    tx.one(
        "UPDATE number SET state = $3, owner = $4, version = $5, until = $6, offer = $7 \
         WHERE did = $1 AND version = $2",
        args![
            key(from.did),
            from.version,
            to.state.code(),
            to.owner.map(|owner| owner.0),
            to.version,
            to.until.map(|until| until.0),
            to.offer.0
        ],
    )
}

/// How many numbers one statement of [`known`] and [`insert_many`] deals with.
pub const NUMBERS_AT_ONCE: usize = 512;
/// How many one of their smaller statements deals with.
const FEW: usize = 32;

/// A statement with so many parts as it deals with numbers, each given its place.
pub(super) fn repeated(
    head: &str,
    count: usize,
    part: impl Fn(usize) -> String,
    tail: &str,
) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("{head}{}{tail}", parts.join(","))
}

fn known_text(count: usize) -> String {
    let head = "SELECT did, state, owner, version, until, offer FROM number WHERE did IN (";
    repeated(head, count, |place| format!("${}", place + 1), ") ORDER BY did")
}

fn insert_text(count: usize) -> String {
    let head = "INSERT INTO number (did, state, owner, version, until, offer) VALUES ";
    let row = |place: usize| format!("(${}, $1, NULL, 1, $2, ${})", 2 * place + 3, 2 * place + 4);
    repeated(head, count, row, "")
}

static KNOWN_MANY: LazyLock<String> = LazyLock::new(|| known_text(NUMBERS_AT_ONCE));
static KNOWN_FEW: LazyLock<String> = LazyLock::new(|| known_text(FEW));
static INSERT_MANY: LazyLock<String> = LazyLock::new(|| insert_text(NUMBERS_AT_ONCE));
static INSERT_FEW: LazyLock<String> = LazyLock::new(|| insert_text(FEW));
static INSERT_ONE: LazyLock<String> = LazyLock::new(|| insert_text(1));

/// Those of at most [`NUMBERS_AT_ONCE`] numbers, in ascending order, that are here, in their order.
pub fn known(tx: &mut dyn Tx, numbers: &[Did]) -> Result<Vec<Number>, StoreError> {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return Ok(Vec::new());
    };
    // What lies close together is read in one walk: there is not much else between.
    let width = last.digits() - first.digits();
    if width < 2 * numbers.len() as u64 {
        let mut found = between(tx, *first, *last)?;
        if width >= numbers.len() as u64 {
            found.retain(|number| numbers.binary_search(&number.did).is_ok());
        }
        return Ok(found);
    }
    let (text, count) = match numbers.len() {
        ..=FEW => (&*KNOWN_FEW, FEW),
        _ => (&*KNOWN_MANY, NUMBERS_AT_ONCE),
    };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = numbers.iter().chain(std::iter::repeat(last)).take(count);
    let args: Vec<Arg<'_>> = padded.map(|did| Arg::Int(key(*did))).collect();
    tx.rows(text, &args)?.iter().map(read).collect()
}

/// Stocks numbers that were never here, each under its offer, all in one state. That they are new,
/// the caller knows from [`known`] under a lock that every import takes.
pub fn insert_many(
    tx: &mut dyn Tx,
    state: NumberState,
    until: Option<Timestamp>,
    numbers: &[(Did, OfferId)],
) -> Result<(), StoreError> {
    let mut left = numbers;
    while !left.is_empty() {
        let (text, count): (&'static str, usize) = match left.len() {
            NUMBERS_AT_ONCE.. => (&INSERT_MANY, NUMBERS_AT_ONCE),
            FEW.. => (&INSERT_FEW, FEW),
            _ => (&INSERT_ONE, 1),
        };
        let (now, later) = left.split_at(count);
        left = later;
        let mut args = vec![Arg::Int(state.code()), Arg::from(until.map(|until| until.0))];
        args.extend(now.iter().flat_map(|(did, offer)| [Arg::Int(key(*did)), Arg::Int(offer.0)]));
        let inserted = tx.exec(text, &args)?;
        if inserted != count as u64 {
            return Err(StoreError::Broken(format!("stocked {inserted} of {count} numbers")));
        }
    }
    Ok(())
}

/// Adds a number that another carrier has, unless somebody was quicker.
pub fn insert_elsewhere(tx: &mut dyn Tx, number: Did, offer: OfferId) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO number (did, state, owner, version, until, offer) \
         VALUES ($1, $2, NULL, 1, NULL, $3) ON CONFLICT DO NOTHING",
        args![key(number), NumberState::PortedOut.code(), offer.0],
    )?;
    Ok(())
}

/// The numbers that are here between two, both included, in their order.
pub fn between(tx: &mut dyn Tx, first: Did, last: Did) -> Result<Vec<Number>, StoreError> {
    let rows = tx.rows(
        "SELECT did, state, owner, version, until, offer FROM number \
         WHERE did >= $1 AND did <= $2 ORDER BY did",
        args![key(first), key(last)],
    )?;
    rows.iter().map(read).collect()
}

/// What is on the shelf under one offer between two numbers, both included.
pub fn shelf(
    tx: &mut dyn Tx,
    offer: OfferId,
    first: Did,
    last: Did,
    limit: i64,
) -> Result<Vec<Did>, StoreError> {
    let rows = tx.rows(
        "SELECT did FROM number WHERE offer = $1 AND did >= $2 AND did <= $3 AND state = 1 \
         ORDER BY did LIMIT $4",
        args![offer.0, key(first), key(last), limit],
    )?;
    rows.iter().map(|row| did(row, 0)).collect()
}

/// The offers that numbers between two numbers stand under, both included, wherever the numbers
/// stand. All of them are looked at.
pub fn offers_between(
    tx: &mut dyn Tx,
    first: Did,
    last: Did,
    limit: i64,
) -> Result<Vec<OfferId>, StoreError> {
    let rows = tx.rows(
        "SELECT DISTINCT offer FROM number WHERE did >= $1 AND did <= $2 ORDER BY offer LIMIT $3",
        args![key(first), key(last), limit],
    )?;
    rows.iter().map(|row| Ok(OfferId(row.int(0, "number.offer")?))).collect()
}

fn on_shelf_text(count: usize) -> String {
    let head = "SELECT offer.id FROM offer WHERE EXISTS (SELECT 1 FROM number \
                WHERE number.offer = offer.id AND number.did >= $1 AND number.did <= $2 \
                AND number.state = 1) AND offer.id IN (";
    repeated(head, count, |place| format!("${}", place + 3), ")")
}

static ON_SHELF_MANY: LazyLock<String> = LazyLock::new(|| on_shelf_text(OFFERS_AT_ONCE));
static ON_SHELF_FEW: LazyLock<String> = LazyLock::new(|| on_shelf_text(FEW));

/// Those of at most [`OFFERS_AT_ONCE`] offers under which there is anything on the shelf between two numbers, both
/// included. No number is read but the first of each.
pub fn on_shelf(
    tx: &mut dyn Tx,
    offers: &[OfferId],
    first: Did,
    last: Did,
) -> Result<BTreeSet<OfferId>, StoreError> {
    let Some(end) = offers.last() else { return Ok(BTreeSet::new()) };
    let (text, count) = match offers.len() {
        ..=FEW => (&*ON_SHELF_FEW, FEW),
        _ => (&*ON_SHELF_MANY, OFFERS_AT_ONCE),
    };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = offers.iter().chain(std::iter::repeat(end)).take(count);
    let mut args = vec![Arg::Int(key(first)), Arg::Int(key(last))];
    args.extend(padded.map(|offer| Arg::Int(offer.0)));
    let rows = tx.rows(text, &args)?;
    rows.iter().map(|row| Ok(OfferId(row.int(0, "offer.id")?))).collect()
}

/// Everything on the shelf, by number after `after`: what the stock mirror loads.
pub fn shelf_page(
    tx: &mut dyn Tx,
    after: i64,
    limit: i64,
) -> Result<Vec<(Did, OfferId)>, StoreError> {
    let rows = tx.rows(
        "SELECT did, offer FROM number WHERE did > $1 AND state = 1 ORDER BY did LIMIT $2",
        args![after, limit],
    )?;
    rows.iter().map(|row| Ok((did(row, 0)?, OfferId(row.int(1, "number.offer")?)))).collect()
}

/// Numbers whose state has ended by itself, the longest overdue first.
pub fn overdue(tx: &mut dyn Tx, now: Timestamp, limit: i64) -> Result<Vec<Number>, StoreError> {
    let rows = tx.rows(
        "SELECT did, state, owner, version, until, offer FROM number \
         WHERE until IS NOT NULL AND until <= $1 ORDER BY until, did LIMIT $2",
        args![now.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every number, by number after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<Number>, StoreError> {
    let rows = tx.rows(
        "SELECT did, state, owner, version, until, offer FROM number WHERE did > $1 \
         ORDER BY did LIMIT $2",
        args![after, limit],
    )?;
    rows.iter().map(read).collect()
}

/// How many numbers are in each state. Reads them all.
pub fn by_state(tx: &mut dyn Tx) -> Result<Vec<(NumberState, u64)>, StoreError> {
    let rows = tx.rows("SELECT state, COUNT(*) FROM number GROUP BY state ORDER BY state", &[])?;
    rows.iter()
        .map(|row| {
            let state = NumberState::from_code(row.int(0, "number.state")?);
            let count = u64::try_from(row.int(1, "count")?).unwrap_or_default();
            Ok((state.ok_or(StoreError::Shape("number.state"))?, count))
        })
        .collect()
}

/// When the first state ends that ends by itself.
pub fn next_due(tx: &mut dyn Tx) -> Result<Option<Timestamp>, StoreError> {
    let rows = tx.rows("SELECT MIN(until) FROM number WHERE until IS NOT NULL", &[])?;
    let due = rows.first().map(|row| row.maybe_int(0, "number.until")).transpose()?;
    Ok(due.flatten().map(Timestamp))
}
