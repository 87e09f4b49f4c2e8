//! Rate plans: what a number costs, by what it is and where.

use serde::{Deserialize, Serialize};
use tandem_numbering::{Did, Npa, NumberKind};

use crate::{Currency, Money, Offer};

/// What one number costs under one plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Once, when it is ordered.
    pub setup: Money,
    /// Each month, in advance.
    pub monthly: Money,
    /// Each minute of an inbound call.
    pub minute: Money,
}

/// Which numbers a rule prices. An absent field matches anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleMatch {
    /// Kind of number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NumberKind>,
    /// Country, ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// State or province code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Area code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npa: Option<Npa>,
    /// Rate centre, together with the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_centre: Option<String>,
}

impl RuleMatch {
    fn covers(&self, did: Did, offer: &Offer) -> bool {
        let in_area = |npa| did.nanp().is_some_and(|nanp| nanp.npa == npa);
        self.covers_offer(offer) && self.npa.is_none_or(in_area)
    }

    fn covers_offer(&self, offer: &Offer) -> bool {
        let same = |wanted: &Option<String>, has: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(has))
        };
        self.kind.is_none_or(|kind| kind == offer.kind)
            && same(&self.country, &offer.country)
            && same(&self.region, &offer.region)
            && same(&self.rate_centre, &offer.rate_centre)
    }
}

/// One line of a plan: these numbers, this price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRule {
    /// Which numbers.
    #[serde(default)]
    pub numbers: RuleMatch,
    /// At what price.
    pub price: Price,
}

/// A price list under a code that a customer can name: `SU`, `PERMINUTE`, `FLAT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePlan {
    /// The code, unique among the plans of the operator.
    pub code: String,
    /// A name for people: `Service Unlimited`.
    pub name: String,
    /// The currency of all its prices.
    pub currency: Currency,
    /// The first rule that matches a number prices it; a number that none matches is not sold
    /// under this plan.
    pub rules: Vec<PlanRule>,
    /// What one slot costs, once, where the buyer's dialect sells slots.
    #[serde(default)]
    pub slot: Money,
}

impl RatePlan {
    /// What the number costs under this plan, or `None` when it is not sold under it.
    pub fn price(&self, did: Did, offer: &Offer) -> Option<Price> {
        let rule = self.rules.iter().find(|rule| rule.numbers.covers(did, offer))?;
        self.names(offer).then_some(rule.price)
    }

    /// Whether any number of the offer can be sold under this plan.
    pub fn sells(&self, offer: &Offer) -> bool {
        self.names(offer) && self.rules.iter().any(|rule| rule.numbers.covers_offer(offer))
    }

    fn names(&self, offer: &Offer) -> bool {
        offer.plans.is_empty() || offer.plans.contains(&self.code)
    }
}
