//! Whether every number has its charges and every charge its number.
//!
//! What was charged is gathered from the postings, what should have been from the tenures, both by
//! order and number: a number that was restored has several tenures of one order.

use std::collections::BTreeMap;

use tandem_domain::{OrderId, Period, Posting, Reason, Timestamp};
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, Tx};

use super::Findings;
use super::plans::Plans;

/// Everything that was charged, by order and number.
#[derive(Default)]
pub(super) struct Charges {
    by_number: BTreeMap<(OrderId, u64), Charged>,
    plans: Plans,
}

/// What was charged for one number of one order.
#[derive(Default)]
struct Charged {
    /// Set-up and slot.
    fees: i128,
    /// What each month cost, and how many there were.
    months: BTreeMap<i64, i128>,
    /// What went back because its supplier would not sell it.
    returned: i128,
    /// The time that lines of the ledger account for.
    charged: Times,
    /// The time that its tenures must be charged for.
    owed: Times,
    /// Whether some of that time was for nothing, and has no line.
    gaps: bool,
    /// Whether the same time was accounted for twice.
    twice: bool,
    /// Whether there was a tenure for it.
    had: bool,
    /// Whether a supplier refused it, so that it was never in service.
    refused: bool,
    /// Of a number that came along from another system: up to when each of its tenures is paid for,
    /// here or there.
    moved_in: Vec<Timestamp>,
}

impl Charges {
    /// Nothing yet, but what numbers went to another plan.
    pub(super) fn read(tx: &mut dyn Tx) -> Result<Self, StoreError> {
        Ok(Self { plans: Plans::read(tx)?, ..Self::default() })
    }

    /// Counts a posting in.
    pub(super) fn count(&mut self, posting: &Posting) {
        let (Some(order), Some(did)) = (posting.order, posting.did) else { return };
        let key = (order, did.digits());
        let charged = self.by_number.entry(key).or_default();
        let amount = i128::from(posting.amount.0);
        match posting.reason {
            Reason::Setup | Reason::PortIn | Reason::Slot => charged.fees += amount,
            Reason::Month | Reason::Waived => {
                let is_month = posting.reason == Reason::Month;
                if is_month && !self.plans.month(key, posting) {
                    *charged.months.entry(posting.amount.0).or_default() += 1;
                }
                if let Some(month) = posting.period {
                    charged.twice |= !charged.charged.add(month);
                }
            }
            Reason::Difference => self.plans.difference(key, posting),
            Reason::Reversal => {
                charged.returned += amount;
                charged.refused = true;
            }
            // A refund is of its charge, which stays what it was; messages and calls have their own check.
            Reason::Refund
            | Reason::Settled
            | Reason::Message
            | Reason::Call
            | Reason::Lookup
            | Reason::TopUp
            | Reason::Adjustment
            | Reason::Opening => {}
        }
    }

    /// Holds a tenure against what was charged for it; returns what it cost at first.
    pub(super) fn judge(
        &mut self,
        held: &Tenure,
        ended: Option<Timestamp>,
        findings: &mut Findings,
    ) -> i128 {
        let (did, digits) = (held.did, held.did.digits());
        let monthly = held.price.monthly.0;
        let fees = i128::from(held.price.setup.0) + i128::from(held.slot_fee.unwrap_or_default().0);
        let first = fees + i128::from(monthly);
        let replan = self.plans.judge(held, ended, findings);
        let charged = self.by_number.entry((held.order, digits)).or_default();
        if held.order.is_moved_in() {
            charged.moved_in.push(held.next_billing);
        } else if !charged.had && charged.fees != fees {
            let what = format!("{did} was charged {} units of {fees} at first", charged.fees);
            findings.add(3, what);
        }
        charged.had = true;
        let other = charged.months.keys().find(|amount| **amount != monthly);
        if let Some(amount) = other.filter(|_| replan.is_none()) {
            findings.add(3, format!("{did} was charged {amount} units for a month of {monthly}"));
        }
        if charged.refused {
            let months: i128 =
                charged.months.iter().map(|(amount, count)| i128::from(*amount) * count).sum();
            let paid = charged.fees + months;
            if charged.returned != paid {
                let back = charged.returned;
                findings.add(3, format!("{did} was refused; {back} units of {paid} went back"));
            }
        } else if monthly > 0 || replan.is_some() {
            charged.gaps |= replan.is_some_and(|replan| replan.had_free_months);
            charged.owed.add(Period { from: held.began, to: held.next_billing });
        }
        first
    }

    /// Once all tenures were judged: is there time that was not charged, or charged without a
    /// tenure?
    pub(super) fn close(self, findings: &mut Findings) {
        self.plans.close(findings);
        for ((order, digits), charged) in self.by_number {
            if !charged.had {
                findings.add(3, format!("order {order} paid for +{digits} and never had it"));
                continue;
            }
            if charged.twice {
                findings.add(3, format!("+{digits} was charged twice for the same time"));
            }
            if !charged.moved_in.is_empty() {
                // Where its months begin here, the system it came from knows; where they end, we do,
                // unless some were free.
                let is_end = |(_, end): &(Timestamp, Timestamp)| charged.moved_in.contains(end);
                if !charged.gaps && !charged.charged.0.iter().all(is_end) {
                    let has = charged.charged;
                    let what = format!("+{digits} came along and was charged for {has}");
                    findings.add(3, format!("{what}, which is not what it was there for"));
                }
                continue;
            }
            let agrees = charged.charged == charged.owed
                || (charged.gaps && charged.charged.is_within(&charged.owed));
            if !charged.refused && !agrees {
                let (has, owes) = (charged.charged, charged.owed);
                let what = format!("+{digits} was charged for {has} and was there for {owes}");
                findings.add(3, what);
            }
        }
    }
}

/// Stretches of time, in order, none of which touches another.
#[derive(Default, PartialEq, Eq)]
struct Times(Vec<(Timestamp, Timestamp)>);

impl Times {
    /// Adds a stretch; says whether none of it was there before.
    fn add(&mut self, Period { mut from, mut to }: Period) -> bool {
        let mut is_new = true;
        self.0.retain(|(begin, end)| {
            let apart = *end < from || *begin > to;
            if !apart {
                is_new &= *end <= from || *begin >= to;
                (from, to) = (from.min(*begin), to.max(*end));
            }
            apart
        });
        let place = self.0.partition_point(|(begin, _)| *begin < from);
        self.0.insert(place, (from, to));
        is_new
    }
}

impl Times {
    /// Whether all of it lies in the other.
    fn is_within(&self, other: &Self) -> bool {
        let covers = |(from, to): &(Timestamp, Timestamp)| {
            other.0.iter().any(|(begin, end)| begin <= from && to <= end)
        };
        self.0.iter().all(covers)
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no time");
        }
        for (place, (from, to)) in self.0.iter().enumerate() {
            let and = if place > 0 { " and " } else { "" };
            write!(f, "{and}{from}..{to}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_touch_are_one() {
        let at = Timestamp;
        let period = |from, to| Period { from: at(from), to: at(to) };
        let mut times = Times::default();
        assert!(times.add(period(10, 20)));
        assert!(times.add(period(30, 40)));
        assert!(times.add(period(20, 30)), "it fills the gap");
        assert!(times.0 == [(at(10), at(40))]);
        assert!(!times.add(period(39, 50)), "one of it was there");
        assert!(times.0 == [(at(10), at(50))]);
    }
}
