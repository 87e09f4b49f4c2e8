//! Whether numbers that went from one plan to another were charged by the right one at each time, and
//! paid the difference once.

use std::collections::BTreeMap;

use tandem_domain::{OrderId, Posting, Timestamp};
use tandem_store::plan_change::{self, PlanChange};
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, Tx};

use super::{Findings, PAGE};
use crate::verb::planning;

/// By how much the clocks of two nodes may differ, in microseconds: so long around a change a month may
/// have been charged at either price.
const CLOCKS_MICROS: i64 = 60 * 1_000_000;

/// A number whose plan was changed.
pub(super) struct Replan {
    /// One of its plans asked nothing for a month, so that not all of its time has lines.
    pub(super) had_free_months: bool,
}

/// Every number whose plan was changed, by order and number.
#[derive(Default)]
pub(super) struct Plans(BTreeMap<(OrderId, u64), Replanned>);

/// What the plan of one number of one order was, and what was charged for it.
#[derive(Default)]
struct Replanned {
    /// In the order in which they were made.
    changes: Vec<PlanChange>,
    /// Each month's line: when, and how much.
    months: Vec<(Timestamp, i64)>,
    /// The lines of differences: when, how much, and up to when.
    differences: Vec<(Timestamp, i64, Option<Timestamp>)>,
}

impl Plans {
    /// Reads what changed.
    pub(super) fn read(tx: &mut dyn Tx) -> Result<Self, StoreError> {
        let mut plans = Self::default();
        let mut after = i64::MIN;
        loop {
            let page = plan_change::page(tx, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for change in page {
                let key = (change.order, change.did.digits());
                plans.0.entry(key).or_default().changes.push(change);
            }
        }
        Ok(plans)
    }

    /// Takes a month's line of a number whose plan was changed; says whether this is one.
    pub(super) fn month(&mut self, key: (OrderId, u64), posting: &Posting) -> bool {
        let found = self.0.get_mut(&key);
        let is_known = found.is_some();
        if let Some(replanned) = found {
            replanned.months.push((posting.at, posting.amount.0));
        }
        is_known
    }

    /// Takes the line of a difference.
    pub(super) fn difference(&mut self, key: (OrderId, u64), posting: &Posting) {
        let until = posting.period.map(|left| left.to);
        let line = (posting.at, posting.amount.0, until);
        self.0.entry(key).or_default().differences.push(line);
    }

    /// Holds the price of a tenure against its plans; `None` if its plan was never changed.
    pub(super) fn judge(
        &self,
        held: &Tenure,
        ended: Option<Timestamp>,
        findings: &mut Findings,
    ) -> Option<Replan> {
        let replanned = self.0.get(&(held.order, held.did.digits()))?;
        let monthly = held.price.monthly.0;
        if !replanned.price_around(ended.unwrap_or(Timestamp(i64::MAX))).contains(&monthly) {
            let what = format!("{} costs {monthly} units a month", held.did);
            findings.add(3, format!("{what}, which is not the price of its last plan"));
        }
        let is_free =
            |change: &PlanChange| !(change.before.is_positive() && change.monthly.is_positive());
        Some(Replan { had_free_months: replanned.changes.iter().any(is_free) })
    }

    /// Holds the lines against the changes.
    pub(super) fn close(self, findings: &mut Findings) {
        for ((order, digits), replanned) in self.0 {
            for what in replanned.disagreements() {
                findings.add(3, format!("+{digits} of order {order} {what}"));
            }
        }
    }
}

impl Replanned {
    /// What a month may have cost at that time.
    fn price_around(&self, at: Timestamp) -> Vec<i64> {
        let Some(first) = self.changes.first() else { return Vec::new() };
        let mut prices = vec![first.before.0];
        for change in &self.changes {
            let since = change.at.0.saturating_sub(at.0);
            if since <= -CLOCKS_MICROS {
                prices.clear();
            }
            if since <= CLOCKS_MICROS {
                prices.push(change.monthly.0);
            }
        }
        prices
    }

    fn disagreements(mut self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, amount) in &self.months {
            if !self.price_around(*at).contains(amount) {
                found.push(format!("was charged {amount} units for a month at {at}"));
            }
        }
        let chained = self.changes.windows(2).all(|pair| pair[0].monthly == pair[1].before);
        if !chained {
            found.push(
                "has a change of plan that does not begin where the last one ended".to_owned(),
            );
        }
        let mut owed: Vec<_> = Vec::new();
        for (place, change) in self.changes.iter().enumerate() {
            let same_month =
                self.changes[..place].iter().filter(|older| older.paid.to == change.paid.to);
            let prices = same_month.flat_map(|older| [older.before, older.monthly]);
            let dearest = prices.fold(change.before, Ord::max);
            if planning::rest(change.paid, change.at, dearest, change.monthly)
                != Some(change.charged)
            {
                found.push(format!("was charged {} for another plan", change.charged));
            }
            if change.charged.is_positive() {
                owed.push((change.at, change.charged.0, Some(change.paid.to)));
            }
        }
        owed.sort_unstable();
        self.differences.sort_unstable();
        if owed != self.differences {
            let lines = self.differences.len();
            found.push(format!("has {lines} lines for changes of plan, and not those it should"));
        }
        found
    }
}
