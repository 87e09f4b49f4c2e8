//! Tenures: who has had which number, when, and on what terms.

/// A query of tenures: their columns, in the order in which [`read`] takes them, and what follows. A
/// query that wants more names it first: `, n.state FROM …`.
macro_rules! select_tenure {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.did, t.owner, t.payer, t.order_id, t.plan, t.setup, t.monthly, t.minute, \
             t.began, t.next_billing, t.anchor_day, t.slot, t.settings, t.version, t.slot_fee, \
             t.resale_next, t.resale_since, t.resale_anchor, t.due, t.deadline, t.owed_to",
            $rest
        )
    };
}

mod months;

pub use months::{
    advance, due, due_numbers, due_payers, last, pay_past, put_off, put_off_resale, resale_due,
    wake,
};

use tandem_domain::{
    AccountId, Money, NumberSettings, OfferId, OrderId, Period, PlanId, Price, SlotKind, TenureId,
    Timestamp, month_after,
};
use tandem_numbering::Did;

use super::number::{did, key};
use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// One account's time with one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Its id.
    pub id: TenureId,
    /// The number.
    pub did: Did,
    /// Who has it.
    pub owner: AccountId,
    /// Who pays for it.
    pub payer: AccountId,
    /// The order that began it.
    pub order: OrderId,
    /// The version of the plan it is charged by.
    pub plan: PlanId,
    /// What it cost and costs.
    pub price: Price,
    /// When it began.
    pub began: Timestamp,
    /// When the next month is charged.
    pub next_billing: Timestamp,
    /// When the month's end has to look at it next: mostly when the next month is charged.
    pub due: Timestamp,
    /// When a month that could not be paid leads to the next step; `None` when all is paid.
    pub deadline: Option<Timestamp>,
    /// The end of the months that it owes, of a number that was suspended because it was not paid for; or, of one
    /// that was given back while it worked, of those that were not paid. The latter has no deadline.
    pub owed_to: Option<Timestamp>,
    /// The day of the month on which it is charged, 1 to 31.
    pub anchor_day: i64,
    /// The slot it uses, where the buyer's dialect counts slots.
    pub slot: Option<SlotKind>,
    /// What that slot cost, if it was bought with the number.
    pub slot_fee: Option<Money>,
    /// How the owner set it up.
    pub settings: NumberSettings,
    /// Grows with every change.
    pub version: i64,
    /// How far the client that a reseller has connected it to was charged, if there is one. The prices
    /// are those of the settings.
    pub resale: Option<ResaleTerm>,
}

/// How far a reseller's client was charged for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResaleTerm {
    /// Since when the client has the number.
    pub since: Timestamp,
    /// When its next month is charged.
    pub next: Timestamp,
    /// The day of the month on which it is charged, 1 to 31.
    pub anchor_day: i64,
}

impl Tenure {
    /// The day of the month on which it is charged.
    pub fn anchor(&self) -> i8 {
        i8::try_from(self.anchor_day).unwrap_or(1)
    }

    /// The end of the months that are owed of a number that was given back while it worked.
    pub fn arrears_to(&self) -> Option<Timestamp> {
        self.owed_to.filter(|_| self.deadline.is_none())
    }

    /// The month that is charged next.
    pub fn next_month(&self) -> Period {
        Period { from: self.next_billing, to: month_after(self.next_billing, self.anchor()) }
    }
}

fn read(row: &Row) -> Result<Tenure, StoreError> {
    let slot = row.maybe_text(12, "tenure.slot")?;
    Ok(Tenure {
        id: TenureId(row.int(0, "tenure.id")?),
        did: did(row, 1)?,
        owner: AccountId(row.int(2, "tenure.owner")?),
        payer: AccountId(row.int(3, "tenure.payer")?),
        order: OrderId(row.int(4, "tenure.order_id")?),
        plan: PlanId(row.int(5, "tenure.plan")?),
        price: Price {
            setup: Money(row.int(6, "tenure.setup")?),
            monthly: Money(row.int(7, "tenure.monthly")?),
            minute: Money(row.int(8, "tenure.minute")?),
        },
        began: Timestamp(row.int(9, "tenure.began")?),
        next_billing: Timestamp(row.int(10, "tenure.next_billing")?),
        anchor_day: row.int(11, "tenure.anchor_day")?,
        slot: slot
            .map(|word| SlotKind::from_word(word).ok_or(StoreError::Shape("tenure.slot")))
            .transpose()?,
        settings: from_doc(row.text(13, "tenure.settings")?, "tenure.settings")?,
        version: row.int(14, "tenure.version")?,
        slot_fee: row.maybe_int(15, "tenure.slot_fee")?.map(Money),
        resale: resale(row)?,
        due: Timestamp(row.int(19, "tenure.due")?),
        deadline: row.maybe_int(20, "tenure.deadline")?.map(Timestamp),
        owed_to: row.maybe_int(21, "tenure.owed_to")?.map(Timestamp),
    })
}

fn resale(row: &Row) -> Result<Option<ResaleTerm>, StoreError> {
    let Some(next) = row.maybe_int(16, "tenure.resale_next")? else { return Ok(None) };
    Ok(Some(ResaleTerm {
        since: Timestamp(row.int(17, "tenure.resale_since")?),
        next: Timestamp(next),
        anchor_day: row.int(18, "tenure.resale_anchor")?,
    }))
}

/// Begins a tenure. That the number has no other is the database's word, not ours.
pub fn insert(tx: &mut dyn Tx, tenure: &Tenure) -> Result<(), StoreError> {
    let settings = to_doc(&tenure.settings, "tenure.settings")?;
    tx.one(
        "INSERT INTO tenure (id, did, owner, payer, order_id, plan, setup, monthly, minute, \
         began, next_billing, anchor_day, slot, settings, version, slot_fee, due, resale_next, \
         resale_since, resale_anchor, ended, ending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
         $10, $11, $12, $13, $14, $15, $16, $20, $17, $18, $19, NULL, NULL)",
        args![
            tenure.id.0,
            key(tenure.did),
            tenure.owner.0,
            tenure.payer.0,
            tenure.order.0,
            tenure.plan.0,
            tenure.price.setup.0,
            tenure.price.monthly.0,
            tenure.price.minute.0,
            tenure.began.0,
            tenure.next_billing.0,
            tenure.anchor_day,
            tenure.slot.map(SlotKind::word),
            &settings,
            tenure.version,
            tenure.slot_fee.map(|fee| fee.0),
            tenure.resale.map(|term| term.next.0),
            tenure.resale.map(|term| term.since.0),
            tenure.resale.map(|term| term.anchor_day),
            tenure.due.0
        ],
    )
}

/// The tenure of a number that has not ended.
pub fn current(tx: &mut dyn Tx, number: Did) -> Result<Option<Tenure>, StoreError> {
    let rows = tx.rows(
        select_tenure!(" FROM tenure t WHERE did = $1 AND ended IS NULL"),
        args![key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// Whoever had a number at an instant, and when that ended, if it has.
pub fn at(
    tx: &mut dyn Tx,
    number: Did,
    at: Timestamp,
) -> Result<Option<(Tenure, Option<Timestamp>)>, StoreError> {
    if let Some(held) = current(tx, number)?.filter(|held| held.began <= at) {
        return Ok(Some((held, None)));
    }
    let rows = tx.rows(
        "SELECT id, did, owner, payer, order_id, plan, setup, monthly, minute, began, \
         next_billing, anchor_day, slot, settings, version, slot_fee, resale_next, resale_since, \
         resale_anchor, due, deadline, owed_to, ended FROM tenure \
         WHERE did = $1 AND ended IS NOT NULL AND ended > $2 AND began <= $2 \
         ORDER BY ended LIMIT 1",
        args![key(number), at.0],
    )?;
    let found = |row: &Row| Ok((read(row)?, row.maybe_int(22, "tenure.ended")?.map(Timestamp)));
    rows.first().map(found).transpose()
}

/// Who had a number at a time by somebody else's clock: whoever had it then, or else whoever got it up to so many seconds
/// later, or gave it back up to so many earlier.
pub fn near(
    tx: &mut dyn Tx,
    number: Did,
    time: Timestamp,
    seconds: i64,
) -> Result<Option<Tenure>, StoreError> {
    if let Some((held, _)) = at(tx, number, time)? {
        return Ok(Some(held));
    }
    let (earliest, latest) = (time.plus_seconds(-seconds), time.plus_seconds(seconds));
    let rows = tx.rows(
        "SELECT id, did, owner, payer, order_id, plan, setup, monthly, minute, began, \
         next_billing, anchor_day, slot, settings, version, slot_fee, resale_next, resale_since, \
         resale_anchor, due, deadline, owed_to FROM tenure \
         WHERE did = $1 AND began > $2 AND began <= $3 AND (ended IS NULL OR ended > began) \
         ORDER BY began LIMIT 1",
        args![key(number), time.0, latest.0],
    )?;
    if let Some(row) = rows.first() {
        return read(row).map(Some);
    }
    let rows = tx.rows(
        "SELECT id, did, owner, payer, order_id, plan, setup, monthly, minute, began, \
         next_billing, anchor_day, slot, settings, version, slot_fee, resale_next, resale_since, \
         resale_anchor, due, deadline, owed_to FROM tenure \
         WHERE did = $1 AND ended IS NOT NULL AND ended > began AND ended <= $2 AND ended >= $3 \
         ORDER BY ended DESC LIMIT 1",
        args![key(number), time.0, earliest.0],
    )?;
    rows.first().map(read).transpose()
}

/// A number in service with all that a list of one's own numbers shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The tenure.
    pub tenure: Tenure,
    /// The state of the number, as a code of the domain.
    pub state: i64,
    /// Its offer.
    pub offer: OfferId,
    /// The code of its plan.
    pub plan: String,
}

/// The numbers that a customer pays for, by number after `after`: all of them, or those of one owner.
pub fn of_payer(
    tx: &mut dyn Tx,
    payer: AccountId,
    owner: Option<AccountId>,
    after: i64,
    limit: i64,
) -> Result<Vec<Owned>, StoreError> {
    let rows = tx.rows(
        select_tenure!(
            ", n.state, n.offer, p.code FROM tenure t JOIN number n ON n.did = t.did JOIN \
             plan p ON p.id = t.plan WHERE t.payer = $1 AND (CAST($2 AS BIGINT) IS NULL OR \
             t.owner = $2) AND t.ended IS NULL AND t.did > $3 ORDER BY t.did LIMIT $4"
        ),
        args![payer.0, owner.map(|owner| owner.0), after, limit],
    )?;
    rows.iter().map(owned).collect()
}

fn owned(row: &Row) -> Result<Owned, StoreError> {
    Ok(Owned {
        tenure: read(row)?,
        state: row.int(22, "number.state")?,
        offer: OfferId(row.int(23, "number.offer")?),
        plan: row.text(24, "plan.code")?.to_owned(),
    })
}

/// The numbers that anybody has, by number after `after`.
pub fn current_page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<Owned>, StoreError> {
    let rows = tx.rows(
        select_tenure!(
            ", n.state, n.offer, p.code FROM tenure t JOIN number n ON n.did = t.did JOIN \
             plan p ON p.id = t.plan WHERE t.ended IS NULL AND t.did > $1 ORDER BY t.did \
             LIMIT $2"
        ),
        args![after, limit],
    )?;
    rows.iter().map(owned).collect()
}

/// A tenure that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its id.
    pub id: TenureId,
    /// The number.
    pub did: Did,
    /// When it ended.
    pub ended: Timestamp,
    /// How, in a few words.
    pub ending: String,
    /// Where the number stands now, as a code of the domain.
    pub state: i64,
    /// What it is.
    pub offer: OfferId,
    /// When that ends by itself.
    pub until: Option<Timestamp>,
    /// Whether its owner had the number back in time.
    pub restored: bool,
}

/// The tenures that have ended, by id after `after`, among the next `limit` tenures; and the last
/// of these, if there was any. Within `restore_micros` an owner may have a number back.
pub fn ended_page(
    tx: &mut dyn Tx,
    after: TenureId,
    restore_micros: i64,
    limit: i64,
) -> Result<(Vec<Ended>, Option<TenureId>), StoreError> {
    // A tenure that goes on is found by one index, one that has ended by another.
    let rows = tx.rows(
        "SELECT t.id, t.did, t.ended, t.ending, n.state, n.until, n.offer, CAST(CASE WHEN \
         EXISTS (SELECT 1 FROM tenure l WHERE l.did = t.did AND l.ended IS NULL AND l.id > t.id \
                 AND l.owner = t.owner AND l.began <= t.ended + $2) OR \
         EXISTS (SELECT 1 FROM tenure l WHERE l.did = t.did AND l.ended IS NOT NULL \
                 AND l.id > t.id AND l.owner = t.owner AND l.began <= t.ended + $2) \
         THEN 1 ELSE 0 END AS BIGINT) \
         FROM tenure t JOIN number n ON n.did = t.did WHERE t.id > $1 ORDER BY t.id LIMIT $3",
        args![after.0, restore_micros, limit],
    )?;
    let last = rows.last().map(|row| row.int(0, "tenure.id").map(TenureId)).transpose()?;
    let mut ended = Vec::new();
    for row in &rows {
        let Some(at) = row.maybe_int(2, "tenure.ended")? else { continue };
        ended.push(Ended {
            id: TenureId(row.int(0, "tenure.id")?),
            did: did(row, 1)?,
            ended: Timestamp(at),
            ending: row.maybe_text(3, "tenure.ending")?.unwrap_or_default().to_owned(),
            state: row.int(4, "number.state")?,
            until: row.maybe_int(5, "number.until")?.map(Timestamp),
            offer: OfferId(row.int(6, "number.offer")?),
            restored: row.int(7, "tenure.restored")? == 1,
        });
    }
    Ok((ended, last))
}

/// Hands the number of a tenure to another account of its payer's, on terms of the payer's own.
pub fn hand_over(tx: &mut dyn Tx, tenure: &Tenure) -> Result<(), StoreError> {
    let settings = to_doc(&tenure.settings, "tenure.settings")?;
    tx.one(
        "UPDATE tenure SET owner = $2, settings = $3, resale_next = $4, resale_since = $5, \
         resale_anchor = $6, version = version + 1 WHERE id = $1 AND version = $7 AND ended IS NULL",
        args![
            tenure.id.0,
            tenure.owner.0,
            &settings,
            tenure.resale.map(|term| term.next.0),
            tenure.resale.map(|term| term.since.0),
            tenure.resale.map(|term| term.anchor_day),
            tenure.version
        ],
    )
}

/// Writes down how a number is set up and what it is charged by. The guard repeats the version that
/// was read.
pub fn set(tx: &mut dyn Tx, tenure: &Tenure) -> Result<(), StoreError> {
    let settings = to_doc(&tenure.settings, "tenure.settings")?;
    tx.one(
        "UPDATE tenure SET settings = $2, plan = $3, monthly = $4, minute = $5, \
         version = version + 1 WHERE id = $1 AND version = $6 AND ended IS NULL",
        args![
            tenure.id.0,
            &settings,
            tenure.plan.0,
            tenure.price.monthly.0,
            tenure.price.minute.0,
            tenure.version
        ],
    )
}

/// Ends a tenure; `ending` says how, in a few words.
pub fn end(tx: &mut dyn Tx, id: TenureId, at: Timestamp, ending: &str) -> Result<(), StoreError> {
    tx.one(
        "UPDATE tenure SET ended = $2, ending = $3, version = version + 1 \
         WHERE id = $1 AND ended IS NULL",
        args![id.0, at.0, ending],
    )
}

/// Keeps what the owner said about a tenure that is about to end.
pub fn remark(tx: &mut dyn Tx, id: TenureId, words: &str) -> Result<(), StoreError> {
    tx.one(
        "UPDATE tenure SET ending = $2, version = version + 1 WHERE id = $1 AND ended IS NULL",
        args![id.0, words],
    )
}

/// Every tenure there ever was and when it ended, by id after `after`, for checks that walk them
/// all.
pub fn page(
    tx: &mut dyn Tx,
    after: TenureId,
    limit: i64,
) -> Result<Vec<(Tenure, Option<Timestamp>)>, StoreError> {
    let rows = tx.rows(
        select_tenure!(", ended FROM tenure t WHERE id > $1 ORDER BY id LIMIT $2"),
        args![after.0, limit],
    )?;
    rows.iter()
        .map(|row| Ok((read(row)?, row.maybe_int(22, "tenure.ended")?.map(Timestamp))))
        .collect()
}

/// Somebody's time with a number, in brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Who has or had it.
    pub owner: AccountId,
    /// Who pays or paid for it.
    pub payer: AccountId,
    /// The order that began it.
    pub order: OrderId,
    /// When it began.
    pub began: Timestamp,
    /// When it ended, and how.
    pub ended: Option<(Timestamp, String)>,
}

/// Who had a number, the latest first. Whoever has it now is not among them.
pub fn past(tx: &mut dyn Tx, number: Did, limit: i64) -> Result<Vec<Term>, StoreError> {
    let rows = tx.rows(
        "SELECT owner, payer, order_id, began, ended, ending FROM tenure \
         WHERE did = $1 AND ended IS NOT NULL ORDER BY ended DESC LIMIT $2",
        args![key(number), limit],
    )?;
    rows.iter()
        .map(|row| {
            let ending = row.maybe_text(5, "tenure.ending")?.unwrap_or_default();
            let ended = Timestamp(row.int(4, "tenure.ended")?);
            Ok(Term {
                owner: AccountId(row.int(0, "tenure.owner")?),
                payer: AccountId(row.int(1, "tenure.payer")?),
                order: OrderId(row.int(2, "tenure.order_id")?),
                began: Timestamp(row.int(3, "tenure.began")?),
                ended: Some((ended, ending.to_owned())),
            })
        })
        .collect()
}
