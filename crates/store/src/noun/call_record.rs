//! What switches report of calls that are over, a row for each leg.

use std::sync::LazyLock;

use tandem_domain::route::Cause;
use tandem_domain::{
    AccountId, CALL_CLOCK_SECONDS_MAX, CallDirection, CallId, CallRecord, Money, PlanId, PostingId,
    TenureId, Timestamp,
};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Arg, Row, StoreError, Tx, args};

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: CallId,
    /// What the switch said.
    pub record: CallRecord,
    /// Whose it is; `None`: the operator's, because nobody had the number.
    pub whose: Option<Whose>,
    /// What was charged for it; `None` where calls of its kind are not charged at all.
    pub rate: Option<Rate>,
}

/// Whose a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The customer who pays for the number.
    pub account: AccountId,
    /// The account that had it.
    pub owner: AccountId,
    /// The tenure during which the call came.
    pub tenure: TenureId,
}

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The version of the plan.
    pub plan: PlanId,
    /// For how many seconds it was charged.
    pub billed: u32,
    /// What the customer was charged.
    pub customer: Charge,
    /// What a reseller's client was charged, if there is one.
    pub client: Option<Charge>,
}

/// What one of those who pay was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What a minute cost.
    pub minute: Money,
    /// What all of it cost.
    pub charged: Money,
    /// The line in the ledger, unless it was for nothing.
    pub posting: Option<PostingId>,
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let cause = row.maybe_text(12, "call_record.cause")?.map(|word| {
        let known = Cause::ALL.into_iter().find(|cause| cause.word() == word);
        known.ok_or(StoreError::Shape("call_record.cause"))
    });
    let record = CallRecord {
        switch: row.text(1, "call_record.switch")?.to_owned(),
        call: row.text(2, "call_record.call_id")?.to_owned(),
        leg: row.text(3, "call_record.leg")?.to_owned(),
        direction: CallDirection::from_word(row.text(4, "call_record.direction")?)
            .ok_or(StoreError::Shape("call_record.direction"))?,
        did: did(row, 5)?,
        other: row.text(6, "call_record.other")?.to_owned(),
        name: row.text(7, "call_record.name")?.to_owned(),
        answered_by: row.text(8, "call_record.answered_by")?.to_owned(),
        started: Timestamp(row.int(9, "call_record.started")?),
        answered: row.maybe_int(10, "call_record.answered")?.map(Timestamp),
        ended: Timestamp(row.int(11, "call_record.ended")?),
        cause: cause.transpose()?,
        code: row.text(13, "call_record.code")?.to_owned(),
    };
    let account = row.maybe_int(14, "call_record.account")?.map(AccountId);
    let owner = row.maybe_int(15, "call_record.owner")?.map(AccountId);
    let tenure = row.maybe_int(16, "call_record.tenure")?.map(TenureId);
    let whose = account.zip(owner).zip(tenure);
    Ok(Kept {
        id: CallId(row.int(0, "call_record.id")?),
        record,
        whose: whose.map(|((account, owner), tenure)| Whose { account, owner, tenure }),
        rate: rate(row)?,
    })
}

fn rate(row: &Row) -> Result<Option<Rate>, StoreError> {
    let charge = |from: usize| {
        let Some(minute) = row.maybe_int(from, "call_record.minute")? else { return Ok(None) };
        Ok(Some(Charge {
            minute: Money(minute),
            charged: Money(row.int(from + 1, "call_record.charged")?),
            posting: row.maybe_int(from + 2, "call_record.posting")?.map(PostingId),
        }))
    };
    let Some(customer) = charge(19)? else { return Ok(None) };
    let billed = row.int(18, "call_record.billed")?;
    Ok(Some(Rate {
        plan: PlanId(row.int(17, "call_record.plan")?),
        billed: u32::try_from(billed).map_err(|_| StoreError::Shape("call_record.billed"))?,
        customer,
        client: charge(22)?,
    }))
}

/// Adds a record; says whether its name was free.
pub fn insert(tx: &mut dyn Tx, kept: &Kept) -> Result<bool, StoreError> {
    let (record, whose, rate) = (&kept.record, kept.whose, kept.rate);
    let customer = rate.map(|rate| rate.customer);
    let client = rate.and_then(|rate| rate.client);
    let charged = |charge: Option<Charge>| charge.map_or(0, |charge| charge.charged.0);
    let posting = |charge: Option<Charge>| charge.and_then(|charge| charge.posting).map(|id| id.0);
    let inserted = tx.exec(
        "INSERT INTO call_record (id, switch, call_id, leg, direction, did, other, name, \
         answered_by, started, answered, ended, cause, code, seconds, account, owner, tenure, \
         plan, billed, minute, charged, posting, client_minute, client_charged, client_posting) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22, $23, $24, $25, $26) ON CONFLICT (call_id, switch, leg) DO NOTHING",
        args![
            kept.id.0,
            &record.switch,
            &record.call,
            &record.leg,
            record.direction.word(),
            key(record.did),
            &record.other,
            &record.name,
            &record.answered_by,
            record.started.0,
            record.answered.map(|at| at.0),
            record.ended.0,
            record.cause.map(Cause::word),
            &record.code,
            i64::from(record.seconds()),
            whose.map(|whose| whose.account.0),
            whose.map(|whose| whose.owner.0),
            whose.map(|whose| whose.tenure.0),
            rate.map(|rate| rate.plan.0),
            rate.map(|rate| i64::from(rate.billed)),
            customer.map(|charge| charge.minute.0),
            charged(customer),
            posting(customer),
            client.map(|charge| charge.minute.0),
            charged(client),
            posting(client)
        ],
    )?;
    Ok(inserted == 1)
}

/// The record of that name.
pub fn named(
    tx: &mut dyn Tx,
    switch: &str,
    call: &str,
    leg: &str,
) -> Result<Option<Kept>, StoreError> {
    let rows = tx.rows(
        "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
         answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
         posting, client_minute, client_charged, client_posting FROM call_record \
         WHERE call_id = $1 AND switch = $2 AND leg = $3",
        args![call, switch, leg],
    )?;
    rows.first().map(read).transpose()
}

/// How many postings one statement of [`of_postings`] asks for.
pub const POSTINGS_AT_ONCE: usize = 64;

static OF_POSTINGS: LazyLock<[String; 2]> = LazyLock::new(|| {
    let places: Vec<String> = (1..=POSTINGS_AT_ONCE).map(|place| format!("${place}")).collect();
    ["posting", "client_posting"].map(|posting| {
        format!(
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE {posting} IN ({})",
            places.join(",")
        )
    })
});

/// The calls for which at most [`POSTINGS_AT_ONCE`] postings charge whoever pays for the number, or a reseller's
/// client.
pub fn of_postings(
    tx: &mut dyn Tx,
    postings: &[PostingId],
    client: bool,
) -> Result<Vec<Kept>, StoreError> {
    let Some(last) = postings.last() else { return Ok(Vec::new()) };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = postings.iter().chain(std::iter::repeat(last)).take(POSTINGS_AT_ONCE);
    let args: Vec<Arg<'_>> = padded.map(|id| Arg::Int(id.0)).collect();
    tx.rows(&OF_POSTINGS[usize::from(client)], &args)?.iter().map(read).collect()
}

/// Which calls of an account a list shows. What is `None` does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whose.
    pub account: AccountId,
    /// Those of numbers that this account had.
    pub owner: Option<AccountId>,
    /// Those of this number.
    pub did: Option<Did>,
    /// Those that went this way.
    pub direction: Option<CallDirection>,
    /// Those that were answered, were busy, were not answered, could not be put through.
    pub ends: [bool; 4],
    /// Those that cost something, or nothing.
    pub charged: Option<bool>,
    /// Whether what a reseller's client was charged counts for that, where one was.
    pub to_client: bool,
    /// Those that began at this instant or later.
    pub from: Timestamp,
    /// Those before this instant and, of the same instant, before this id.
    pub before: (Timestamp, CallId),
}

/// Calls, the latest first. Those of one number have an index of their own.
pub fn list(tx: &mut dyn Tx, shown: &Shown, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let sql = match shown.did {
        Some(_) => {
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE account = $1 AND did = $3 AND (CAST($2 AS BIGINT) IS NULL OR owner = $2) \
             AND (CAST($4 AS TEXT) IS NULL OR direction = $4) \
             AND CASE COALESCE(cause, 'answered') WHEN 'answered' THEN CAST($5 AS BIGINT) \
             WHEN 'busy' THEN CAST($6 AS BIGINT) \
             WHEN 'no_answer' THEN CAST($7 AS BIGINT) ELSE CAST($8 AS BIGINT) END = 1 \
             AND (CAST($9 AS BIGINT) IS NULL OR CASE WHEN CASE WHEN CAST($14 AS BIGINT) = 1 \
             AND client_minute IS NOT NULL THEN client_charged ELSE charged END > 0 \
             THEN 1 ELSE 0 END = $9) AND started >= $10 \
             AND started <= $11 AND (started < $11 OR id < $12) ORDER BY started DESC, id DESC \
             LIMIT $13"
        }
        None => {
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE account = $1 AND (CAST($2 AS BIGINT) IS NULL OR owner = $2) \
             AND (CAST($3 AS BIGINT) IS NULL OR did = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR direction = $4) \
             AND CASE COALESCE(cause, 'answered') WHEN 'answered' THEN CAST($5 AS BIGINT) \
             WHEN 'busy' THEN CAST($6 AS BIGINT) \
             WHEN 'no_answer' THEN CAST($7 AS BIGINT) ELSE CAST($8 AS BIGINT) END = 1 \
             AND (CAST($9 AS BIGINT) IS NULL OR CASE WHEN CASE WHEN CAST($14 AS BIGINT) = 1 \
             AND client_minute IS NOT NULL THEN client_charged ELSE charged END > 0 \
             THEN 1 ELSE 0 END = $9) AND started >= $10 \
             AND started <= $11 AND (started < $11 OR id < $12) ORDER BY started DESC, id DESC \
             LIMIT $13"
        }
    };
    let [answered, busy, no_answer, failed] = shown.ends.map(i64::from);
    let rows = tx.rows(
        sql,
        args![
            shown.account.0,
            shown.owner.map(|owner| owner.0),
            shown.did.map(key),
            shown.direction.map(CallDirection::word),
            answered,
            busy,
            no_answer,
            failed,
            shown.charged.map(i64::from),
            shown.from.0,
            shown.before.0.0,
            shown.before.1.0,
            limit,
            i64::from(shown.to_client)
        ],
    )?;
    rows.iter().map(read).collect()
}

/// What a call is looked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// What the switch calls it: all legs of it.
    Name(String),
    /// Our number.
    Number(Did),
    /// The other side, in each way in which it may be written.
    Other([String; 3]),
    /// That nobody had its number.
    Nobody,
}

/// Calls that began before an instant, whosever they are, the latest first. Whatever they are looked for by has
/// an index.
pub fn find(
    tx: &mut dyn Tx,
    sought: &Sought,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Kept>, StoreError> {
    let rows = match sought {
        Sought::Name(name) => tx.rows(
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE call_id = $1 AND started < $2 ORDER BY started DESC, id DESC LIMIT $3",
            args![name, before.0, limit],
        ),
        Sought::Number(did) => tx.rows(
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE did = $1 AND started < $2 ORDER BY started DESC, id DESC LIMIT $3",
            args![key(*did), before.0, limit],
        ),
        Sought::Other([one, two, three]) => tx.rows(
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE other IN ($1, $2, $3) AND started < $4 ORDER BY started DESC, id DESC LIMIT $5",
            args![one, two, three, before.0, limit],
        ),
        Sought::Nobody => tx.rows(
            "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
             answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
             posting, client_minute, client_charged, client_posting FROM call_record \
             WHERE account IS NULL AND started < $1 ORDER BY started DESC, id DESC LIMIT $2",
            args![before.0, limit],
        ),
    };
    rows?.iter().map(read).collect()
}

/// How many calls were answered, and how long they took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Ever.
    pub calls: i64,
    /// And their seconds.
    pub seconds: i64,
    /// Since an instant.
    pub calls_since: i64,
    /// And their seconds.
    pub seconds_since: i64,
}

/// The answered calls of an account, or of one owner of numbers that it pays for.
pub fn tally(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: Option<AccountId>,
    since: Timestamp,
) -> Result<Tally, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*), CAST(COALESCE(SUM(seconds), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN started >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN started >= $3 THEN seconds ELSE 0 END), 0) AS BIGINT) \
         FROM call_record WHERE account = $1 AND (CAST($2 AS BIGINT) IS NULL OR owner = $2) \
         AND answered IS NOT NULL",
        args![account.0, owner.map(|owner| owner.0), since.0],
    )?;
    let Some(row) = rows.first() else { return Ok(Tally::default()) };
    Ok(Tally {
        calls: row.int(0, "call_record.calls")?,
        seconds: row.int(1, "call_record.seconds")?,
        calls_since: row.int(2, "call_record.calls_since")?,
        seconds_since: row.int(3, "call_record.seconds_since")?,
    })
}

/// Every record, by id after `after`, for checks that walk them all and for exports.
pub fn page(tx: &mut dyn Tx, after: CallId, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let rows = tx.rows(
        "SELECT id, switch, call_id, leg, direction, did, other, name, answered_by, started, \
         answered, ended, cause, code, account, owner, tenure, plan, billed, minute, charged, \
         posting, client_minute, client_charged, client_posting FROM call_record WHERE id > $1 \
         ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Calls whose charge is not the one in the ledger. For the doctor.
pub fn mischarged(tx: &mut dyn Tx, limit: i64) -> Result<Vec<CallId>, StoreError> {
    let rows = tx.rows(
        "SELECT c.id FROM call_record c LEFT JOIN posting p ON p.id = c.posting \
         LEFT JOIN posting r ON r.id = c.client_posting \
         WHERE (c.posting IS NOT NULL AND (p.id IS NULL OR p.reason <> 'call' OR p.debit <> c.account \
         OR p.amount <> c.charged OR p.did <> c.did OR p.credit <> 1)) \
         OR (c.client_posting IS NOT NULL AND (r.id IS NULL OR r.reason <> 'call' \
         OR r.debit <> c.owner OR r.amount <> c.client_charged OR r.did <> c.did OR r.credit <> 4)) \
         ORDER BY c.id LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| row.int(0, "call_record.id").map(CallId)).collect()
}

/// Charges for calls of which there is no record. For the doctor.
pub fn uncalled(tx: &mut dyn Tx, limit: i64) -> Result<Vec<PostingId>, StoreError> {
    let rows = tx.rows(
        "SELECT p.id FROM posting p LEFT JOIN call_record c ON c.posting = p.id \
         LEFT JOIN call_record r ON r.client_posting = p.id \
         WHERE p.reason = 'call' AND c.id IS NULL AND r.id IS NULL ORDER BY p.id LIMIT $1",
        args![limit],
    )?;
    rows.iter().map(|row| row.int(0, "posting.id").map(PostingId)).collect()
}

/// Calls that lie outside the tenure they name, by more than two clocks may differ. For the doctor.
pub fn misplaced(tx: &mut dyn Tx, limit: i64) -> Result<Vec<CallId>, StoreError> {
    let rows = tx.rows(
        "SELECT c.id FROM call_record c LEFT JOIN tenure t ON t.id = c.tenure \
         WHERE c.tenure IS NOT NULL AND (t.id IS NULL OR t.did <> c.did OR t.payer <> c.account \
         OR t.began > c.started + $2 OR t.ended < c.started - $2) ORDER BY c.id LIMIT $1",
        args![limit, CALL_CLOCK_SECONDS_MAX * 1_000_000],
    )?;
    rows.iter().map(|row| row.int(0, "call_record.id").map(CallId)).collect()
}
