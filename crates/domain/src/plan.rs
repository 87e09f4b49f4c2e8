//! Rate plans: what a number costs, by what it is and where.

use serde::{Deserialize, Serialize};
use tandem_numbering::{Did, Npa, NumberKind, place_name};

use crate::{CallTerms, Criteria, Currency, Money, Offer, Prefix};

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

/// What a text message costs, each part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessagePrice {
    /// Whoever sends it.
    pub sent: Money,
    /// Whoever receives it.
    pub received: Money,
}

/// What is asked once for single services beside numbers, messages and calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fees {
    /// Each number that comes from another carrier, when it is here.
    pub port_in: Money,
    /// Each look at which carrier has a number.
    pub carrier_lookup: Money,
    /// Each look at how a caller is called.
    pub cnam_lookup: Money,
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

    /// Whether numbers that fit can be under this rule: not at all (`None`), some of them, or all
    /// (`Some(true)`).
    fn meets(&self, wanted: &Criteria) -> Option<bool> {
        let mut is_certain = true;
        let pairs = [
            (&self.country, &wanted.country),
            (&self.region, &wanted.region),
            (&self.rate_centre, &wanted.rate_centre),
        ];
        for (rule, wanted) in pairs {
            let Some(rule) = rule else { continue };
            match wanted {
                Some(wanted) if place_name::is_same(wanted, rule) => {}
                Some(_) => return None,
                None => is_certain = false,
            }
        }
        match (self.kind, wanted.kind) {
            (Some(rule), Some(kind)) if rule != kind => return None,
            (Some(_), None) => is_certain = false,
            _ => {}
        }
        if let Some(npa) = self.npa {
            let range = Prefix::npa(npa).range();
            let of_area = |prefix: &Prefix| {
                let (first, last) = prefix.range();
                range.0 <= first && last <= range.1
            };
            let inside = wanted.prefixes.iter().filter(|prefix| of_area(prefix)).count();
            if inside == 0 && !wanted.prefixes.is_empty() {
                return None;
            }
            is_certain &= inside > 0 && inside == wanted.prefixes.len();
        }
        Some(is_certain)
    }

    fn covers_offer(&self, offer: &Offer) -> bool {
        let same = |wanted: &Option<String>, has: &str| {
            wanted.as_ref().is_none_or(|wanted| place_name::is_same(wanted, has))
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

/// Whether plans may go by a code: files name several in one cell, and people type it.
pub fn is_plan_code(code: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !code.is_empty() && code.chars().all(is_plain)
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
    /// What text messages cost.
    #[serde(default)]
    pub message: MessagePrice,
    /// How calls are charged, beside the price of a minute.
    #[serde(default)]
    pub call: CallTerms,
    /// What single services cost.
    #[serde(default)]
    pub fees: Fees,
}

impl RatePlan {
    /// What the number costs under this plan, or `None` when it is not sold under it.
    pub fn price(&self, did: Did, offer: &Offer) -> Option<Price> {
        let rule = self.rules.iter().find(|rule| rule.numbers.covers(did, offer))?;
        self.names(offer).then_some(rule.price)
    }

    /// The most that a number which fits can cost under this plan, before there is such a number;
    /// `None` when none can be sold under it. Rules that what is wanted contradicts are passed
    /// over; the first that covers all of it ends the search.
    pub fn quote(&self, wanted: &Criteria) -> Option<Price> {
        let mut dearest: Option<Price> = None;
        let total = |price: &Price| i128::from(price.setup.0) + i128::from(price.monthly.0);
        for rule in &self.rules {
            let Some(is_certain) = rule.numbers.meets(wanted) else { continue };
            if dearest.is_none_or(|dearest| total(&dearest) < total(&rule.price)) {
                dearest = Some(rule.price);
            }
            if is_certain {
                break;
            }
        }
        dearest
    }

    /// What numbers of the offer cost under this plan wherever an area code makes no difference: of
    /// what is sold out there is no number to ask about.
    pub fn price_of_offer(&self, offer: &Offer) -> Option<Price> {
        let covers =
            |rule: &&PlanRule| rule.numbers.npa.is_none() && rule.numbers.covers_offer(offer);
        let rule = self.rules.iter().find(covers)?;
        self.names(offer).then_some(rule.price)
    }

    /// Whether any number of the offer can be sold under this plan.
    pub fn sells(&self, offer: &Offer) -> bool {
        self.may_sell(offer, |_| true)
    }

    /// Whether a number of the offer may be sold at a price that fits. Where it says no there is none;
    /// where it says yes, a rule before that one may still cover all of them.
    pub fn may_sell(&self, offer: &Offer, fits: impl Fn(Price) -> bool) -> bool {
        let may = |rule: &PlanRule| fits(rule.price) && rule.numbers.covers_offer(offer);
        self.names(offer) && self.rules.iter().any(may)
    }

    fn names(&self, offer: &Offer) -> bool {
        offer.plans.is_empty() || offer.plans.contains(&self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(region: Option<&str>, cents: i64) -> PlanRule {
        let price = Price { setup: Money::cents(cents), monthly: Money::ZERO, minute: Money::ZERO };
        let region = region.map(str::to_owned);
        PlanRule { numbers: RuleMatch { region, ..RuleMatch::default() }, price }
    }

    fn plan(rules: Vec<PlanRule>) -> RatePlan {
        let (code, name) = ("SU".to_owned(), String::new());
        let (slot, message) = (Money::ZERO, MessagePrice::default());
        RatePlan {
            code,
            name,
            currency: Currency::USD,
            rules,
            slot,
            message,
            call: CallTerms::default(),
            fees: Fees::default(),
        }
    }

    fn of(region: Option<&str>) -> Criteria {
        Criteria { region: region.map(str::to_owned), ..Criteria::default() }
    }

    #[test]
    fn a_quote_is_the_most_that_it_can_cost() {
        let plan = plan(vec![rule(Some("FL"), 5), rule(Some("NY"), 9), rule(None, 2)]);
        let quoted = |wanted: &Criteria| plan.quote(wanted).map(|price| price.setup);
        assert_eq!(quoted(&of(Some("fl"))), Some(Money::cents(5)));
        assert_eq!(quoted(&of(Some("TX"))), Some(Money::cents(2)));
        assert_eq!(quoted(&of(None)), Some(Money::cents(9)));
    }

    #[test]
    fn what_no_rule_sells_has_no_quote() {
        let mut plan = plan(vec![rule(Some("FL"), 5)]);
        assert_eq!(plan.quote(&of(Some("NY"))), None);
        plan.rules[0].numbers.npa = Npa::new(305);
        let mut wanted = of(Some("FL"));
        wanted.prefixes = vec![Prefix::npa(Npa::new(212).expect("an area code"))];
        assert_eq!(plan.quote(&wanted), None);
        wanted.prefixes.push(Prefix::npa(Npa::new(305).expect("an area code")));
        assert!(plan.quote(&wanted).is_some(), "some of them");
    }
}
