//! What else there is when there is nothing: each suggestion with the reason for it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{Cleansed, Criteria, Money};
use tandem_mirror::{Look, RunLook, Start};
use tandem_numbering::Npa;

use super::StockNumber;
use super::pricing::Pricing;
use super::shelf_ideas::Idea;
use crate::{ALTERNATIVES_MAX, Command, Cx, Halt, Mode};

/// Looks for what comes close to a search that found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfAlternatives {
    /// What was looked for.
    pub criteria: Criteria,
    /// How many in a row, if they were to follow one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<u32>,
    /// The plans under which it must be sold, by code; empty: the customer's own.
    pub plans: Vec<String>,
    /// How many suggestions to make at most.
    pub most: usize,
}

/// How a suggestion differs from what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternativeReason {
    /// An area code that serves the same ground.
    Overlay(Npa),
    /// Another exchange of the same area code.
    OtherExchange(Npa),
    /// Fewer in a row.
    ShorterRun(u32),
    /// Another toll-free code.
    OtherTollFree(Npa),
    /// A rate centre nearby, or a town whose numbers are of no rate centre.
    NearbyRateCentre {
        /// Its state or province.
        region: String,
        /// Its name.
        name: String,
        /// How far off it is, in thousandths of a mile.
        miles_e3: u32,
    },
    /// Anywhere in the same state or province.
    SameRegion(String),
    /// The digits that were asked for, at another place in the number.
    ElsewhereInNumber,
    /// Less cleansed than was asked for.
    LessCleansed(Cleansed),
    /// Dearer than was asked for: the cheapest costs this a month.
    AbovePrice(Money),
    /// Wherever it is.
    Anywhere,
    /// Wherever it is, with the digits that were asked for at another place in the number.
    AnywhereElsewhereInNumber,
    /// There, with other digits.
    OtherDigits,
}

impl AlternativeReason {
    /// Whether there may be several suggestions for this reason. Of the others the first that is true
    /// is the closest.
    const fn may_repeat(&self) -> bool {
        !matches!(self, Self::ShorterRun(_) | Self::AbovePrice(_))
    }
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// How it differs.
    pub why: AlternativeReason,
    /// What to search for instead.
    pub criteria: Criteria,
    /// How many in a row, if they are to follow one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<u32>,
    /// How many numbers fit that, in a row or not; some of them may not be sold under the plans.
    pub count: u64,
    /// One that is sold; the first of its row.
    pub example: StockNumber,
}

impl Command for ShelfAlternatives {
    const NAME: &'static str = "shelf.alternatives";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Alternative>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Alternative>, Halt> {
        let pricing = Pricing::under(cx, &self.plans)?;
        let most = self.most.min(ALTERNATIVES_MAX);
        let mut found: Vec<Alternative> = Vec::new();
        let mut thought_of = vec![(self.criteria.clone(), self.run)];
        for Idea { why, criteria, run } in self.ideas(cx, &pricing) {
            if found.len() == most {
                break;
            }
            let same = |known: &Alternative| {
                std::mem::discriminant(&known.why) == std::mem::discriminant(&why)
            };
            let is_enough = !why.may_repeat() && found.iter().any(same);
            let idea = (criteria, run);
            if is_enough || thought_of.contains(&idea) {
                continue;
            }
            let (criteria, run) = (&idea.0, idea.1);
            if let Some(example) = example(cx, &pricing, criteria, run) {
                let (criteria, count) = (criteria.clone(), cx.stock.count(criteria));
                // The same numbers for another reason are no other suggestion.
                let told = |known: &Alternative| {
                    (known.count, known.run, known.example.did) == (count, run, example.did)
                };
                if !found.iter().any(told) {
                    found.push(Alternative { why, criteria, run, count, example });
                }
            }
            thought_of.push(idea);
        }
        Ok(found)
    }
}

/// The first number that fits and is sold, or the first of the first such row.
fn example(
    cx: &Cx<'_>,
    pricing: &Pricing,
    criteria: &Criteria,
    run: Option<u32>,
) -> Option<StockNumber> {
    let sells = |did, offer: &_| pricing.sells(criteria, did, offer);
    let (did, offer) = match run {
        None => {
            let look = Look { criteria, limit: 1, start: Start::First, but: &BTreeSet::new() };
            let may_sell = |offer: &_| pricing.may_sell(criteria, offer);
            let number = cx.stock.pick_among(look, may_sell, sells).into_iter().next()?;
            (number.did, number.offer)
        }
        Some(length) => {
            let row = cx.stock.runs(&RunLook { criteria, length, limit: 1, after: None }, sells);
            let row = row.into_iter().next()?;
            (row.first, row.parts.into_iter().next()?.0)
        }
    };
    let prices = pricing.prices(criteria, did, &offer);
    Some(StockNumber { did, offer, prices })
}
