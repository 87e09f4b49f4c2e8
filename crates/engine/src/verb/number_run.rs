//! Numbers in a row, for those who give a telephone system a range.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Offer, Price, Refusal};
use tandem_mirror::{Run, RunLook};
use tandem_numbering::Did;

use super::pricing::Pricing;
use crate::{Command, Cx, Halt, LIST_NUMBERS_MAX, Mode, RUN_NUMBERS_MAX};

/// Looks for consecutive numbers on the shelf, all of one exchange. Nothing is kept for whoever looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberRun {
    /// What each of them must be.
    pub criteria: Criteria,
    /// How many in a row.
    pub length: u32,
    /// How many such rows to show.
    pub quantity: usize,
    /// The plans whose prices are to be shown, by code; a number counts if any of them sells it.
    /// Empty: the customer's own.
    pub plans: Vec<String>,
    /// Rows that begin behind this number: the last of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Did>,
}

/// Consecutive numbers for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockRun {
    /// The first.
    pub first: Did,
    /// The last, included.
    pub last: Did,
    /// What they are, in their order.
    pub parts: Vec<RunPart>,
}

/// Numbers of a row that are alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPart {
    /// How many.
    pub count: u32,
    /// What they are.
    pub offer: Arc<Offer>,
    /// What each of them costs under each plan that was asked for, in that order.
    pub prices: Vec<Option<Price>>,
}

impl Command for NumberRun {
    const NAME: &'static str = "number.run";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<StockRun>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<StockRun>, Halt> {
        if !(1..=RUN_NUMBERS_MAX).contains(&self.length) {
            let (wanted, max) = (u64::from(self.length), RUN_NUMBERS_MAX);
            return Err(Refusal::TooMany { wanted, max }.into());
        }
        let length = self.length;
        let pricing = Pricing::under(cx, &self.plans)?;
        let limit = self.quantity.min(LIST_NUMBERS_MAX / length as usize);
        let look = RunLook { criteria: &self.criteria, length, limit, after: self.after };
        let runs = cx.stock.runs(&look, |did, offer| pricing.sells(&self.criteria, did, offer));
        let shown = |run: Run| {
            let last = Did::new(run.first.digits() + u64::from(length) - 1)?;
            let mut next = run.first.digits();
            let part = |(offer, count): (Arc<Offer>, u32)| {
                let prices = pricing.prices(&self.criteria, Did::new(next)?, &offer);
                next += u64::from(count);
                Some(RunPart { count, offer, prices })
            };
            let parts = run.parts.into_iter().filter_map(part).collect();
            Some(StockRun { first: run.first, last, parts })
        };
        Ok(runs.into_iter().filter_map(shown).collect())
    }
}
