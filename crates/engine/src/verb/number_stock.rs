//! Numbers are put on the shelf, or their terms change.
//!
//! Stocking again is harmless: a number that is there already keeps its state and takes the new
//! terms; one that somebody has or holds keeps its terms too, and is reported. Emits
//! `numbers_stocked`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, EventBody, NumberState, Offer, OfferId, Refusal, Scope, StockRange,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::{Lane, number, offer};

use crate::{Command, Cx, Halt, Mode, STOCK_NUMBERS_MAX};

/// Consecutive numbers and what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockRow {
    /// The first number.
    pub first: Did,
    /// The last, included.
    pub last: Did,
    /// What they are and at what terms they sell.
    pub offer: Offer,
    /// Whether the operator keeps them back for now.
    pub reserved: bool,
}

/// Stocks numbers. The operator's command, bounded so that orders need not wait for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberStock {
    /// The numbers.
    pub rows: Vec<StockRow>,
}

/// What a stocking did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockReport {
    /// How many numbers are new.
    pub added: u64,
    /// How many took new terms.
    pub updated: u64,
    /// How many were as they should be.
    pub unchanged: u64,
    /// Numbers that somebody has or holds: they changed neither owner nor terms.
    pub in_use: Vec<Did>,
}

impl Command for NumberStock {
    const NAME: &'static str = "number.stock";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = StockReport;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<StockReport, Halt> {
        cx.require_operator()?;
        let count = |row: &StockRow| row.last.digits().saturating_sub(row.first.digits()) + 1;
        let wanted: u64 = self.rows.iter().map(count).fold(0, u64::saturating_add);
        if wanted > STOCK_NUMBERS_MAX as u64 {
            let max = u32::try_from(STOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted, max }.into());
        }
        // Two imports of the same numbers must not wait for each other's rows in turn.
        cx.lock(AccountId::OPERATOR)?;
        let mut report = StockReport::default();
        let mut ranges: Vec<StockRange> = Vec::new();
        let mut offers: BTreeMap<OfferId, Offer> = BTreeMap::new();
        for row in &self.rows {
            let fresh = OfferId(cx.id());
            let offer = offer::intern(cx.tx, &row.offer, fresh)?;
            offers.entry(offer).or_insert_with(|| row.offer.clone());
            let state = if row.reserved { NumberState::Reserved } else { NumberState::Available };
            let mut known = number::between(cx.tx, row.first, row.last)?.into_iter().peekable();
            for digits in row.first.digits()..=row.last.digits() {
                let Some(did) = Did::new(digits) else { continue };
                let changed = match known.next_if(|stored| stored.did == did) {
                    Some(stored) => retitle(cx, &stored, offer, &mut report)?,
                    None => Some(add(cx, did, state, offer, &mut report)?),
                };
                if let Some(changed) = changed {
                    extend(&mut ranges, changed);
                }
            }
        }
        if ranges.is_empty() {
            return Ok(report);
        }
        let offers = offers.into_iter().collect();
        cx.emit(AccountId::OPERATOR, EventBody::NumbersStocked { ranges, offers })?;
        Ok(report)
    }
}

/// Stocks a number that was never here.
fn add(
    cx: &mut Cx<'_>,
    did: Did,
    state: NumberState,
    offer: OfferId,
    report: &mut StockReport,
) -> Result<StockRange, Halt> {
    let fresh = Number { did, state, owner: None, version: 1, until: None, offer };
    number::insert(cx.tx, &fresh)?;
    report.added += 1;
    Ok(range_of(&fresh))
}

/// Gives a number that is here other terms, unless somebody has it or the terms are the same.
fn retitle(
    cx: &mut Cx<'_>,
    seen: &Number,
    offer: OfferId,
    report: &mut StockReport,
) -> Result<Option<StockRange>, Halt> {
    if seen.owner.is_none() && seen.offer == offer {
        report.unchanged += 1;
        return Ok(None);
    }
    let Some(stored) = number::lock(cx.tx, seen.did)? else { return Ok(None) };
    if stored.owner.is_some() {
        report.in_use.push(stored.did);
        return Ok(None);
    }
    let moved = Number { offer, version: stored.version + 1, ..stored };
    number::advance(cx.tx, &stored, &moved)?;
    report.updated += 1;
    Ok(Some(range_of(&moved)))
}

const fn range_of(number: &Number) -> StockRange {
    StockRange {
        first: number.did,
        last: number.did,
        state: number.state,
        offer: number.offer,
        version: number.version,
    }
}

/// Joins a number to the range before it, if it follows on.
fn extend(ranges: &mut Vec<StockRange>, next: StockRange) {
    if let Some(last) = ranges.last_mut()
        && last.last.digits() + 1 == next.first.digits()
        && (last.state, last.offer, last.version) == (next.state, next.offer, next.version)
    {
        last.last = next.last;
        return;
    }
    ranges.push(next);
}
