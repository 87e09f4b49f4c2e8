//! Numbers are put on the shelf, or their terms change.
//!
//! Stocking again is harmless: a number that is there already keeps its state and takes the new
//! terms; one that somebody has or holds keeps its terms too, and is reported. Numbers outside North
//! America come with the location that lists them. Emits `numbers_stocked`, and `object_set` for a
//! location that is new.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, EventBody, NumberState, Offer, OfferId, Refusal, Scope, StockRange, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::number::{self, NUMBERS_AT_ONCE, Number};
use tandem_store::{Lane, offer};

use crate::{Command, Cx, Halt, Mode, STOCK_NUMBERS_MAX};

/// Consecutive numbers and what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockRow {
    /// The first number.
    pub first: Did,
    /// The last, included.
    pub last: Did,
    /// What they are and at what terms they sell. Rows that say the same may share it.
    pub offer: Arc<Offer>,
    /// Where those begin that are new.
    #[serde(default)]
    pub standing: Standing,
}

impl StockRow {
    /// Numbers for sale.
    pub fn for_sale(first: Did, last: Did, offer: impl Into<Arc<Offer>>) -> Self {
        Self { first, last, offer: offer.into(), standing: Standing::ForSale }
    }

    /// The same numbers, kept back by the operator.
    #[must_use]
    pub fn reserved(self) -> Self {
        Self { standing: Standing::Reserved, ..self }
    }

    /// How many numbers these are.
    pub fn count(&self) -> u64 {
        self.last.digits().saturating_sub(self.first.digits()) + 1
    }
}

/// Where a number begins its life here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the shelf.
    #[default]
    ForSale,
    /// Kept back by the operator, for instance for the customer who has it in the system that
    /// numbers are moved from.
    Reserved,
    /// Given back by a former customer, of this system or another; for sale from that time on.
    Ageing(Timestamp),
    /// Not sellable.
    Blocked,
    /// With another carrier.
    PortedOut,
}

impl Standing {
    const fn state(self) -> (NumberState, Option<Timestamp>) {
        match self {
            Self::ForSale => (NumberState::Available, None),
            Self::Reserved => (NumberState::Reserved, None),
            Self::Ageing(until) => (NumberState::Ageing, Some(until)),
            Self::Blocked => (NumberState::Blocked, None),
            Self::PortedOut => (NumberState::PortedOut, None),
        }
    }
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
        let wanted: u64 = self.rows.iter().map(StockRow::count).fold(0, u64::saturating_add);
        if wanted > STOCK_NUMBERS_MAX as u64 {
            let max = u32::try_from(STOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted, max }.into());
        }
        // Two imports of the same numbers must not wait for each other's rows in turn.
        cx.lock(AccountId::OPERATOR)?;
        let mut stocking = Stocking::default();
        let mut left = stocking.arrivals(cx, &self.rows)?;
        // In the order of their digits they lie beside each other in the database too. A number
        // that is named twice is dealt with twice, as two imports would.
        left.sort_by_key(|arrival| arrival.did);
        while !left.is_empty() {
            let mut again = Vec::new();
            left.dedup_by(|next, kept| {
                let twice = next.did == kept.did;
                if twice {
                    again.push(*next);
                }
                twice
            });
            for part in left.chunks(NUMBERS_AT_ONCE) {
                stocking.part(cx, part)?;
            }
            left = again;
        }
        stocking.finish(cx)
    }
}

/// One number that is to stand on the shelf.
#[derive(Clone, Copy)]
struct Arrival {
    did: Did,
    offer: OfferId,
    standing: Standing,
}

/// A stocking under way.
#[derive(Default)]
struct Stocking {
    report: StockReport,
    ranges: Vec<StockRange>,
    offers: BTreeMap<OfferId, Arc<Offer>>,
}

impl Stocking {
    /// The numbers of the rows, one by one, each with the id of its offer.
    fn arrivals(&mut self, cx: &mut Cx<'_>, rows: &[StockRow]) -> Result<Vec<Arrival>, Halt> {
        let mut named: BTreeMap<(bool, &Offer), OfferId> = BTreeMap::new();
        let mut arrivals = Vec::new();
        let mut last: Option<(bool, &Arc<Offer>, OfferId)> = None;
        for row in rows {
            let abroad = row.first.nanp().is_none();
            let offer = match last {
                Some((was, offer, id)) if was == abroad && Arc::ptr_eq(offer, &row.offer) => id,
                _ => match named.get(&(abroad, &*row.offer)) {
                    Some(id) => *id,
                    None => {
                        let terms = cx.located(abroad, &row.offer)?;
                        let id = intern(cx, &terms)?;
                        named.insert((abroad, &row.offer), id);
                        self.offers.insert(id, terms);
                        id
                    }
                },
            };
            last = Some((abroad, &row.offer, offer));
            let numbers = (row.first.digits()..=row.last.digits()).filter_map(Did::new);
            let standing = row.standing;
            arrivals.extend(numbers.map(|did| Arrival { did, offer, standing }));
        }
        Ok(arrivals)
    }

    /// Numbers in ascending order, no more than one statement takes: those that are new are added,
    /// the others take the new terms.
    fn part(&mut self, cx: &mut Cx<'_>, arrivals: &[Arrival]) -> Result<(), Halt> {
        let numbers: Vec<Did> = arrivals.iter().map(|arrival| arrival.did).collect();
        let mut known = number::known(cx.tx, &numbers)?.into_iter().peekable();
        let mut fresh: BTreeMap<_, Vec<(Did, OfferId)>> = BTreeMap::new();
        for Arrival { did, offer, standing } in arrivals.iter().copied() {
            if let Some(seen) = known.next_if(|seen| seen.did == did) {
                self.retitle(cx, &seen, offer)?;
                continue;
            }
            let (state, until) = standing.state();
            fresh.entry((state, until)).or_default().push((did, offer));
            self.report.added += 1;
            self.extend(StockRange { first: did, last: did, state, offer, version: 1 });
        }
        for ((state, until), numbers) in fresh {
            number::insert_many(cx.tx, state, until, &numbers)?;
        }
        Ok(())
    }

    /// Gives a number that is here other terms, unless somebody has it or the terms are the same.
    fn retitle(&mut self, cx: &mut Cx<'_>, seen: &Number, offer: OfferId) -> Result<(), Halt> {
        if seen.owner.is_none() && seen.offer == offer {
            self.report.unchanged += 1;
            return Ok(());
        }
        let Some(stored) = number::lock(cx.tx, seen.did)? else { return Ok(()) };
        if stored.owner.is_some() {
            self.report.in_use.push(stored.did);
            return Ok(());
        }
        let moved = Number { offer, version: stored.version + 1, ..stored };
        number::advance(cx.tx, &stored, &moved)?;
        self.report.updated += 1;
        let Number { did, state, version, .. } = moved;
        self.extend(StockRange { first: did, last: did, state, offer, version });
        Ok(())
    }

    /// Joins a number to the range before it, if it follows on.
    fn extend(&mut self, next: StockRange) {
        if let Some(last) = self.ranges.last_mut()
            && last.last.digits() + 1 == next.first.digits()
            && (last.state, last.offer, last.version) == (next.state, next.offer, next.version)
        {
            last.last = next.last;
            return;
        }
        self.ranges.push(next);
    }

    /// Writes down what happened, if anything did.
    fn finish(self, cx: &mut Cx<'_>) -> Result<StockReport, Halt> {
        if !self.ranges.is_empty() {
            let told = |(id, offer): (OfferId, Arc<Offer>)| (id, Arc::unwrap_or_clone(offer));
            let offers = self.offers.into_iter().map(told).collect();
            let body = EventBody::NumbersStocked { ranges: self.ranges, offers };
            cx.emit(AccountId::OPERATOR, body)?;
        }
        Ok(self.report)
    }
}

/// The id of an offer. One that was committed before is known without asking.
fn intern(cx: &mut Cx<'_>, offer: &Offer) -> Result<OfferId, Halt> {
    match cx.memo.offer_id(offer) {
        Some(id) => Ok(id),
        None => {
            let fresh = OfferId(cx.id());
            Ok(offer::intern(cx.tx, offer, fresh)?)
        }
    }
}
