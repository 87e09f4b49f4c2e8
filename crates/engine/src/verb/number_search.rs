//! What is for sale.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Offer, Price, Rng};
use tandem_mirror::{Look, Start, Stock};
use tandem_numbering::Did;

use super::pricing::{Pricing, is_near};
use crate::{Command, Cx, Halt, Known, LIST_NUMBERS_MAX, Mode, QUICK_NUMBERS_MAX};

/// Looks at the shelf. Nothing is kept for whoever looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberSearch {
    /// What fits, the most wanted first.
    pub tiers: Vec<Criteria>,
    /// How many to show.
    pub quantity: usize,
    /// The plans whose prices are to be shown, by code; a number is shown if any of them sells it.
    /// Empty: the customer's own.
    pub plans: Vec<String>,
    /// From a random place on rather than from the lowest number: whoever looks for the same thing
    /// at the same time is shown other numbers.
    pub shuffled: bool,
    /// Behind this number: the next page of those who have seen it. Within each tier the numbers are
    /// in the order of their digits; a page behind another is asked of one tier. Nothing is behind a
    /// number where they are shuffled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Did>,
}

/// A number for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockNumber {
    /// The number.
    pub did: Did,
    /// What it is.
    pub offer: Arc<Offer>,
    /// What it costs under each plan that was asked for, in that order.
    pub prices: Vec<Option<Price>>,
}

impl Command for NumberSearch {
    const NAME: &'static str = "number.search";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<StockNumber>;

    fn recall(&self, known: &mut Known<'_>) -> Option<Vec<StockNumber>> {
        if !self.is_quick() {
            return None;
        }
        let pricing = Pricing::known(known, &self.plans)?;
        Some(self.find(known.stock, &pricing, &mut known.rng))
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<StockNumber>, Halt> {
        let pricing = Pricing::under(cx, &self.plans)?;
        Ok(self.find(cx.stock, &pricing, &mut cx.rng))
    }
}

impl NumberSearch {
    /// Whether it takes so little time that whoever asks may do it.
    fn is_quick(&self) -> bool {
        self.quantity <= QUICK_NUMBERS_MAX && self.tiers.iter().all(is_near)
    }

    fn find(&self, stock: &Stock, pricing: &Pricing, rng: &mut Rng) -> Vec<StockNumber> {
        let wanted = self.quantity.min(LIST_NUMBERS_MAX);
        let mut found: Vec<StockNumber> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for tier in &self.tiers {
            let left = wanted - found.len();
            if left == 0 {
                break;
            }
            // What no plan sells is passed over inside the search, so that it does not take the
            // places of what can be bought.
            let may_sell = |offer: &Offer| pricing.may_sell(tier, offer);
            let sells = |did: Did, offer: &Offer| pricing.sells(tier, did, offer);
            let start = match (self.shuffled, self.after) {
                (true, _) => Start::Anywhere(&mut *rng),
                (false, Some(after)) => Start::After(after),
                (false, None) => Start::First,
            };
            let look = Look { criteria: tier, limit: left, start, but: &seen };
            for number in stock.pick_among(look, may_sell, sells) {
                let prices = pricing.prices(tier, number.did, &number.offer);
                seen.insert(number.did);
                found.push(StockNumber { did: number.did, offer: number.offer, prices });
            }
        }
        found
    }
}
