//! Numbers on the shelf that fit, from the database itself: the last word on whether there are any,
//! once the shelf in memory has been asked in vain.
//!
//! A writer does this while others wait, so it looks only where something can be. Of an exchange it asks what its
//! numbers are; of more it takes the offers that fit, and asks of hundreds at once which have anything on the shelf.
//! Beyond [`WALK_NUMBERS_MAX`] numbers that do not fit, what the shelf in memory said stands.

use std::collections::BTreeSet;
use std::sync::Arc;

use tandem_domain::{Criteria, Offer, OfferId, RatePlan};
use tandem_numbering::Did;
use tandem_store::{number, offer};

use crate::{Cx, Halt, WALK_NUMBERS_MAX};

/// How many offers one read asks for.
const OFFERS_PAGE: i64 = 10_000;
/// How many numbers one read asks for.
const NUMBERS_PAGE: i64 = 200;
/// The smallest and the largest number there is.
const ALL_NUMBERS: (u64, u64) = (1_000_000, 999_999_999_999_999);
/// The numbers of an exchange are looked through in a moment, of however many offers they are.
const FEW_NUMBERS: u64 = 10_000;

/// A walk along the shelf, offer by offer, that passes each number once.
pub(super) struct ShelfWalk<'c> {
    criteria: &'c Criteria,
    /// Between which numbers it goes.
    ranges: Vec<(Did, Did)>,
    /// Offers that fit and were not looked into yet, the next last; what the plan does not sell comes at the end.
    offers: Vec<(OfferId, Arc<Offer>)>,
    /// Where there is something on the shelf, the next last.
    stretches: Vec<Stretch>,
    /// How many more numbers it may pass.
    left: usize,
    /// Whether numbers were left out because the plan does not sell them.
    pub(super) passed_over: bool,
}

struct Stretch {
    id: OfferId,
    offer: Arc<Offer>,
    first: Did,
    last: Did,
}

impl<'c> ShelfWalk<'c> {
    /// Finds the offers that fit.
    pub(super) fn begin(
        cx: &mut Cx<'_>,
        criteria: &'c Criteria,
        plan: &RatePlan,
    ) -> Result<Self, Halt> {
        let ranges = ranges_of(criteria);
        let is_small = |(first, last): &(Did, Did)| last.digits() - first.digits() < FEW_NUMBERS;
        let ids = match ranges.iter().all(is_small) {
            true => offers_of(cx, &ranges)?,
            false => all_offers(cx)?,
        };
        cx.get_to_know(&ids)?;
        let (mut sold, mut unsold) = (Vec::new(), Vec::new());
        for id in ids {
            let offer = cx.offer(id)?;
            if criteria.fits_offer(&offer) {
                let kept = if plan.sells(&offer) { &mut sold } else { &mut unsold };
                kept.push((id, offer));
            }
        }
        unsold.append(&mut sold);
        let (offers, stretches) = (unsold, Vec::new());
        Ok(Self { criteria, ranges, offers, stretches, left: WALK_NUMBERS_MAX, passed_over: false })
    }

    /// The next numbers that the plan prices; none once the walk is over.
    pub(super) fn next(&mut self, cx: &mut Cx<'_>, plan: &RatePlan) -> Result<Vec<Did>, Halt> {
        while self.left > 0 && (!self.stretches.is_empty() || self.look_further(cx, plan)?) {
            let Some(stretch) = self.stretches.pop() else { continue };
            if !self.is_worth_it(&stretch.offer, plan) {
                continue;
            }
            let Stretch { id, offer, first, last } = stretch;
            let shelf = number::shelf(cx.tx, id, first, last, NUMBERS_PAGE)?;
            let passed = shelf.len();
            let is_full = i64::try_from(passed) == Ok(NUMBERS_PAGE);
            let behind = shelf.last().and_then(|end| Did::new(end.digits() + 1));
            let fits = |did: &Did| self.criteria.fits_did(*did);
            let (priced, unpriced): (Vec<Did>, Vec<Did>) =
                shelf.into_iter().filter(fits).partition(|did| plan.price(*did, &offer).is_some());
            self.passed_over |= !unpriced.is_empty();
            self.left = self.left.saturating_sub(passed - priced.len());
            if let Some(first) = behind.filter(|_| is_full) {
                self.stretches.push(Stretch { id, offer, first, last });
            }
            if !priced.is_empty() {
                return Ok(priced);
            }
        }
        Ok(Vec::new())
    }

    /// Asks of the next offers which of them have anything on the shelf; false once there is none left to ask of.
    fn look_further(&mut self, cx: &mut Cx<'_>, plan: &RatePlan) -> Result<bool, Halt> {
        if self.offers.is_empty() {
            return Ok(false);
        }
        let mut some =
            self.offers.split_off(self.offers.len().saturating_sub(offer::OFFERS_AT_ONCE));
        some.retain(|(_, offer)| self.is_worth_it(offer, plan));
        let ids: Vec<OfferId> = some.iter().map(|(id, _)| *id).collect();
        for (first, last) in &self.ranges {
            let stocked = number::on_shelf(cx.tx, &ids, *first, *last)?;
            let there = some.iter().filter(|(id, _)| stocked.contains(id));
            self.stretches.extend(there.map(|(id, offer)| Stretch {
                id: *id,
                offer: Arc::clone(offer),
                first: *first,
                last: *last,
            }));
        }
        Ok(true)
    }

    /// One number that the plan does not sell is enough to know.
    fn is_worth_it(&self, offer: &Offer, plan: &RatePlan) -> bool {
        !self.passed_over || plan.sells(offer)
    }
}

/// Between which numbers are those that begin as is asked for.
fn ranges_of(criteria: &Criteria) -> Vec<(Did, Did)> {
    let asked = criteria.prefixes.iter().map(|prefix| prefix.range());
    let any = criteria.prefixes.is_empty().then_some(ALL_NUMBERS);
    asked.chain(any).filter_map(|(first, last)| Did::new(first).zip(Did::new(last))).collect()
}

/// What the numbers in these ranges are, wherever they stand.
fn offers_of(cx: &mut Cx<'_>, ranges: &[(Did, Did)]) -> Result<Vec<OfferId>, Halt> {
    let mut found = BTreeSet::new();
    for (first, last) in ranges {
        found.extend(number::offers_between(cx.tx, *first, *last, OFFERS_PAGE)?);
    }
    Ok(found.into_iter().collect())
}

/// Every offer there is.
fn all_offers(cx: &mut Cx<'_>) -> Result<Vec<OfferId>, Halt> {
    let mut all: Vec<OfferId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(OfferId(i64::MIN));
        let page = offer::ids(cx.tx, after, OFFERS_PAGE)?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
