//! What else there is when there is nothing: each suggestion with the reason for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{Cleansed, Criteria, Near, Prefix};
use tandem_mirror::{Grain, Look, Start, Tally};
use tandem_numbering::{Npa, NumberKind, Point, area, geo, locality, zip};

use super::StockNumber;
use super::pricing::Pricing;
use crate::{
    ALTERNATIVE_MILES_MAX, ALTERNATIVES_EACH_MAX, ALTERNATIVES_MAX, Command, Cx, Halt, Mode,
};

/// Looks for what comes close to a search that found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfAlternatives {
    /// What was looked for.
    pub criteria: Criteria,
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
    /// A rate centre nearby.
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
    /// Less cleansed than was asked for.
    LessCleansed(Cleansed),
    /// Another toll-free code.
    OtherTollFree(Npa),
    /// Dearer than was asked for.
    AbovePrice,
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// How it differs.
    pub why: AlternativeReason,
    /// What to search for instead.
    pub criteria: Criteria,
    /// How many numbers fit that; some of them may not be sold under the plans.
    pub count: u64,
    /// One that is sold.
    pub example: StockNumber,
}

impl Command for ShelfAlternatives {
    const NAME: &'static str = "shelf.alternatives";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Alternative>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Alternative>, Halt> {
        let pricing = Pricing::under(cx, &self.plans)?;
        let most = self.most.min(ALTERNATIVES_MAX);
        let mut found = Vec::new();
        for (why, criteria) in self.ideas(cx) {
            if found.len() == most {
                break;
            }
            let but = std::collections::BTreeSet::new();
            let look = Look { criteria: &criteria, limit: 1, start: Start::First, but: &but };
            let example = cx.stock.pick(look, |did, offer| pricing.sells(&criteria, did, offer));
            if let Some(number) = example.into_iter().next() {
                let prices = pricing.prices(&criteria, number.did, &number.offer);
                let example = StockNumber { did: number.did, offer: number.offer, prices };
                let count = cx.stock.count(&criteria);
                found.push(Alternative { why, criteria, count, example });
            }
        }
        Ok(found)
    }
}

type Idea = (AlternativeReason, Criteria);

impl ShelfAlternatives {
    /// What might do instead, the closest first.
    fn ideas(&self, cx: &Cx<'_>) -> Vec<Idea> {
        let codes = self.codes();
        let mut ideas = self.overlays(&codes);
        ideas.extend(self.other_exchanges(&codes));
        ideas.extend(self.other_toll_free(&codes));
        ideas.extend(self.nearby(cx));
        ideas.extend(self.same_region(&codes));
        ideas.extend(self.less_cleansed());
        if self.criteria.monthly_max.is_some() {
            let dearer = Criteria { monthly_max: None, ..self.criteria.clone() };
            ideas.push((AlternativeReason::AbovePrice, dearer));
        }
        ideas
    }

    fn codes(&self) -> Vec<Npa> {
        let mut codes: Vec<Npa> =
            self.criteria.prefixes.iter().map(|prefix| prefix.area_code()).collect();
        codes.dedup();
        codes.truncate(ALTERNATIVES_EACH_MAX);
        codes
    }

    fn in_area(&self, npa: Npa) -> Criteria {
        Criteria { prefixes: vec![Prefix::npa(npa)], ..self.criteria.clone() }
    }

    fn overlays(&self, codes: &[Npa]) -> Vec<Idea> {
        let of = |npa: &Npa| area::of(*npa).map_or(&[][..], |area| &area.overlays);
        let others = codes.iter().flat_map(of).filter(|npa| !codes.contains(npa));
        let idea = |npa: &Npa| (AlternativeReason::Overlay(*npa), self.in_area(*npa));
        others.take(ALTERNATIVES_EACH_MAX).map(idea).collect()
    }

    fn other_exchanges(&self, codes: &[Npa]) -> Vec<Idea> {
        let is_finer = self.criteria.prefixes.iter().any(|prefix| prefix.office().is_some());
        let idea = |npa: &Npa| (AlternativeReason::OtherExchange(*npa), self.in_area(*npa));
        codes.iter().filter(|_| is_finer).map(idea).collect()
    }

    fn other_toll_free(&self, codes: &[Npa]) -> Vec<Idea> {
        if !codes.iter().any(|npa| area::toll_free(*npa)) {
            return Vec::new();
        }
        let all = (800..900).filter_map(Npa::new).filter(|npa| area::toll_free(*npa));
        let others = all.filter(|npa| !codes.contains(npa));
        let idea = |npa: Npa| (AlternativeReason::OtherTollFree(npa), self.in_area(npa));
        others.map(idea).collect()
    }

    /// The nearest rate centres that have something, wherever their area codes.
    fn nearby(&self, cx: &Cx<'_>) -> Vec<Idea> {
        let Some(here) = self.place(cx) else { return Vec::new() };
        let around = Near { places: vec![here], miles_e3: ALTERNATIVE_MILES_MAX * 1000 };
        let around = Criteria { near: Some(around), ..self.placeless() };
        let mut centres: BTreeMap<(String, String), (u32, u64)> = BTreeMap::new();
        for Tally { offer, count, .. } in cx.stock.tally(&around, Grain::Area) {
            let Some(there) = offer.point.filter(|_| !offer.rate_centre.is_empty()) else {
                continue;
            };
            let miles_e3 = (geo::miles(here, there) * 1000.0).round() as u32;
            let key = (offer.region.to_ascii_uppercase(), offer.rate_centre.to_ascii_uppercase());
            let known = centres.entry(key).or_insert((miles_e3, 0));
            *known = (miles_e3.min(known.0), known.1 + count);
        }
        let mut centres: Vec<_> =
            centres.into_iter().filter(|(_, (_, count))| *count > 0).collect();
        centres.sort_by_key(|(_, (miles_e3, _))| *miles_e3);
        centres.truncate(ALTERNATIVES_EACH_MAX);
        let idea = |((region, name), (miles_e3, _)): ((String, String), (u32, u64))| {
            let (of, at) = (Some(region.clone()), Some(name.clone()));
            let criteria = Criteria { region: of, rate_centre: at, ..self.placeless() };
            (AlternativeReason::NearbyRateCentre { region, name, miles_e3 }, criteria)
        };
        centres.into_iter().map(idea).collect()
    }

    /// Where the search was about, as far as anything tells.
    fn place(&self, cx: &Cx<'_>) -> Option<Point> {
        let wanted = &self.criteria;
        let asked = wanted.near.as_ref().and_then(|near| near.places.first().copied());
        let by_zip = || zip::centroid(wanted.postal_code.as_deref()?);
        // Sold out or not, the operator's own data says where a rate centre is.
        let known = || {
            wanted.rate_centre.as_ref().or(wanted.locality.as_ref())?;
            let there = Criteria { prefixes: Vec::new(), ..wanted.clone() };
            cx.stock.known(&there).iter().find_map(|offer| offer.point)
        };
        let by_name = || {
            let name = wanted.locality.as_deref().or(wanted.rate_centre.as_deref())?;
            locality::find(name, wanted.region.as_deref()?)
        };
        let by_digits = || {
            let begins = wanted.prefixes.first()?;
            locality::of(begins.area_code(), begins.office()?)?.point
        };
        asked.or_else(by_zip).or_else(known).or_else(by_name).or_else(by_digits)
    }

    /// What was asked for, wherever it is.
    fn placeless(&self) -> Criteria {
        Criteria {
            region: None,
            rate_centre: None,
            locality: None,
            postal_code: None,
            lata: None,
            prefixes: Vec::new(),
            near: None,
            ..self.criteria.clone()
        }
    }

    fn same_region(&self, codes: &[Npa]) -> Vec<Idea> {
        let wanted = &self.criteria;
        if wanted.kind.is_some_and(|kind| kind != NumberKind::Geographic) {
            return Vec::new();
        }
        let of_code = |npa: &Npa| area::of(*npa).map_or(&[][..], |area| &area.regions);
        let regions: Vec<String> = match &wanted.region {
            Some(region) => vec![region.to_ascii_uppercase()],
            None => codes.iter().flat_map(of_code).map(|region| (*region).to_owned()).collect(),
        };
        let idea = |region: String| {
            let criteria = Criteria { region: Some(region.clone()), ..self.placeless() };
            (AlternativeReason::SameRegion(region), criteria)
        };
        let new = |(_, criteria): &Idea| criteria != wanted;
        regions.into_iter().take(ALTERNATIVES_EACH_MAX).map(idea).filter(new).collect()
    }

    fn less_cleansed(&self) -> Vec<Idea> {
        let grades: &[Cleansed] = match self.criteria.cleansed {
            Some(Cleansed::House) => &[Cleansed::Carrier, Cleansed::None],
            Some(Cleansed::Carrier) => &[Cleansed::None],
            Some(Cleansed::None) | None => &[],
        };
        let idea = |grade: &Cleansed| {
            let criteria = Criteria { cleansed: Some(*grade), ..self.criteria.clone() };
            (AlternativeReason::LessCleansed(*grade), criteria)
        };
        grades.iter().map(idea).collect()
    }
}
