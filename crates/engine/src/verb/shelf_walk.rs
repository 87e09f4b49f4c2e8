//! Numbers on the shelf that fit, from the database itself: the last word on whether there are any,
//! once the shelf in memory has been asked in vain.

use std::sync::Arc;

use tandem_domain::{Criteria, Offer, OfferId, RatePlan};
use tandem_numbering::Did;
use tandem_store::{number, offer};

use crate::{Cx, Halt};

/// How many offers one read asks for.
const OFFERS_PAGE: i64 = 1000;
/// How many numbers one read asks for.
const NUMBERS_PAGE: i64 = 200;
/// The smallest and the largest number there is.
const ALL_NUMBERS: (u64, u64) = (1_000_000, 999_999_999_999_999);

/// A walk along the shelf, offer by offer, that passes each number once.
pub(super) struct ShelfWalk<'c> {
    criteria: &'c Criteria,
    /// What is still to be walked, the next last; what the plan does not sell comes at the end.
    stretches: Vec<Stretch>,
    /// Whether numbers were left out because the plan does not sell them.
    pub(super) passed_over: bool,
}

struct Stretch {
    id: OfferId,
    offer: Arc<Offer>,
    first: u64,
    last: u64,
}

impl<'c> ShelfWalk<'c> {
    /// Finds the offers that fit.
    pub(super) fn begin(
        cx: &mut Cx<'_>,
        criteria: &'c Criteria,
        plan: &RatePlan,
    ) -> Result<Self, Halt> {
        let ranges: Vec<(u64, u64)> = if criteria.prefixes.is_empty() {
            vec![ALL_NUMBERS]
        } else {
            criteria.prefixes.iter().map(|prefix| prefix.range()).collect()
        };
        let mut walk = Self { criteria, stretches: Vec::new(), passed_over: false };
        let mut unsold = Vec::new();
        let mut after = OfferId(i64::MIN);
        loop {
            let page = offer::ids(cx.tx, after, OFFERS_PAGE)?;
            let Some(last) = page.last() else {
                unsold.append(&mut walk.stretches);
                walk.stretches = unsold;
                return Ok(walk);
            };
            after = *last;
            for id in page {
                let offer = cx.offer(id)?;
                if !criteria.fits_offer(&offer) {
                    continue;
                }
                let stretches = ranges.iter().map(|(first, last)| Stretch {
                    id,
                    offer: Arc::clone(&offer),
                    first: *first,
                    last: *last,
                });
                match plan.sells(&offer) {
                    true => walk.stretches.extend(stretches),
                    false => unsold.extend(stretches),
                }
            }
        }
    }

    /// The next numbers that the plan prices; none once the walk is over.
    pub(super) fn next(&mut self, cx: &mut Cx<'_>, plan: &RatePlan) -> Result<Vec<Did>, Halt> {
        while let Some(stretch) = self.stretches.last_mut() {
            // One number that the plan does not sell is enough to know.
            if self.passed_over && !plan.sells(&stretch.offer) {
                self.stretches.pop();
                continue;
            }
            let bounds = Did::new(stretch.first).zip(Did::new(stretch.last));
            let shelf = match bounds {
                Some((first, last)) => number::shelf(cx.tx, stretch.id, first, last, NUMBERS_PAGE)?,
                None => Vec::new(),
            };
            let Some(end) = shelf.last() else {
                self.stretches.pop();
                continue;
            };
            stretch.first = end.digits() + 1;
            let offer = &stretch.offer;
            let fits = |did: &Did| self.criteria.fits_did(*did);
            let (priced, unpriced): (Vec<Did>, Vec<Did>) =
                shelf.into_iter().filter(fits).partition(|did| plan.price(*did, offer).is_some());
            self.passed_over |= !unpriced.is_empty();
            if !priced.is_empty() {
                return Ok(priced);
            }
        }
        Ok(Vec::new())
    }
}
