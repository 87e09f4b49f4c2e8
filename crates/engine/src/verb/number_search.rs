//! What is for sale.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Offer, Price};
use tandem_numbering::Did;

use crate::{Command, Cx, Halt, LIST_NUMBERS_MAX, Mode};

/// Looks at the shelf. Nothing is kept for whoever looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberSearch {
    /// What fits, the most wanted first.
    pub tiers: Vec<Criteria>,
    /// How many to show.
    pub quantity: usize,
    /// The plans whose prices are to be shown, by code; a number is shown if any of them sells it.
    /// Empty: the customer's own.
    pub plans: Vec<String>,
    /// In random order rather than in the order of the numbers.
    pub shuffled: bool,
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

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<StockNumber>, Halt> {
        let customer = cx.actor.root;
        let mut plans = Vec::new();
        let own;
        let codes = if self.plans.is_empty() {
            own = vec![cx.account(customer)?.profile.plan];
            &own
        } else {
            &self.plans
        };
        for code in codes {
            plans.push(cx.plan_in_force(code, customer)?.1);
        }
        let wanted = self.quantity.min(LIST_NUMBERS_MAX);
        let mut found: Vec<StockNumber> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for tier in &self.tiers {
            let left = wanted - found.len();
            if left == 0 {
                break;
            }
            let prices_of = |did: Did, offer: &Offer| -> Vec<Option<Price>> {
                let affordable = |price: &Price| tier.affords(*price);
                plans.iter().map(|plan| plan.price(did, offer).filter(affordable)).collect()
            };
            // Numbers that no plan sells are passed over inside the search, so that they do not take
            // the places of those that can be bought.
            let wanted = |did: Did, offer: &Offer| {
                !seen.contains(&did) && prices_of(did, offer).iter().any(Option::is_some)
            };
            let rng = self.shuffled.then_some(&mut cx.rng);
            for number in cx.stock.pick(tier, left, rng, wanted) {
                let prices = prices_of(number.did, &number.offer);
                seen.insert(number.did);
                found.push(StockNumber { did: number.did, offer: number.offer, prices });
            }
        }
        Ok(found)
    }
}
