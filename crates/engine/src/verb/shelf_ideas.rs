//! What might do instead of what nobody has: ideas, from close to far. Whether there is anything to one, the
//! shelf says ([`super::shelf_alternatives`]).

use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{Cleansed, Criteria, Money, Near, Prefix};
use tandem_mirror::{Grain, RunLook, Tally};
use tandem_numbering::{Did, Npa, NumberKind, Pattern, Point, area, geo, locality, zip};

use super::pricing::Pricing;
use super::shelf_alternatives::{AlternativeReason, ShelfAlternatives};
use crate::{ALTERNATIVE_MILES_MAX, ALTERNATIVES_EACH_MAX, Cx};

/// Something else to look for, and how it differs.
pub(super) struct Idea {
    pub(super) why: AlternativeReason,
    pub(super) criteria: Criteria,
    pub(super) run: Option<u32>,
}

impl ShelfAlternatives {
    /// What might do instead, the closest first.
    pub(super) fn ideas(&self, cx: &Cx<'_>, pricing: &Pricing) -> Vec<Idea> {
        let codes = self.codes();
        let mut ideas = self.overlays(&codes);
        ideas.extend(self.other_exchanges(&codes));
        ideas.extend(self.shorter_run(cx, pricing));
        ideas.extend(self.other_toll_free(&codes));
        ideas.extend(self.nearby(cx, pricing));
        ideas.extend(self.same_region(&codes));
        ideas.extend(self.elsewhere_in_number());
        ideas.extend(self.less_cleansed());
        ideas.extend(self.dearer(cx, pricing));
        ideas.push(self.idea(AlternativeReason::Anywhere, self.placeless()));
        if let Some(moved) = self.moved_patterns() {
            let criteria = Criteria { patterns: moved, ..self.placeless() };
            ideas.push(self.idea(AlternativeReason::AnywhereElsewhereInNumber, criteria));
        }
        ideas.extend(self.other_digits());
        ideas
    }

    fn idea(&self, why: AlternativeReason, criteria: Criteria) -> Idea {
        Idea { why, criteria, run: self.run }
    }

    /// The area codes that were asked for, by themselves or at the beginning of a pattern.
    fn codes(&self) -> Vec<Npa> {
        let prefixes = self.criteria.prefixes.iter().map(|prefix| prefix.area_code());
        let mut codes: Vec<Npa> = prefixes.chain(self.pinned()).collect();
        codes.dedup();
        codes.truncate(ALTERNATIVES_EACH_MAX);
        codes
    }

    /// The area codes that patterns begin with.
    fn pinned(&self) -> impl Iterator<Item = Npa> {
        self.criteria.patterns.iter().filter_map(area_code)
    }

    /// The patterns, of whatever area code.
    fn loose_patterns(&self) -> Vec<Pattern> {
        let loose = |pattern: &Pattern| match area_code(pattern) {
            Some(_) => pattern.in_any_area(),
            None => Some(pattern.clone()),
        };
        self.criteria.patterns.iter().filter_map(loose).collect()
    }

    /// The patterns, wherever in the number they stand; `None` where that is nothing new.
    fn moved_patterns(&self) -> Option<Vec<Pattern>> {
        let loose = self.loose_patterns();
        let moved = |pattern: &Pattern| pattern.anywhere().unwrap_or_else(|| pattern.clone());
        let moved: Vec<Pattern> = loose.iter().map(moved).collect();
        (moved != loose).then_some(moved)
    }

    /// The beginnings that were asked for, those of patterns included.
    fn prefixes(&self) -> Vec<Prefix> {
        match self.criteria.prefixes.is_empty() {
            true => self.pinned().map(Prefix::npa).collect(),
            false => self.criteria.prefixes.clone(),
        }
    }

    fn in_area(&self, npa: Npa) -> Criteria {
        let (prefixes, patterns) = (vec![Prefix::npa(npa)], self.loose_patterns());
        Criteria { prefixes, patterns, ..self.criteria.clone() }
    }

    fn overlays(&self, codes: &[Npa]) -> Vec<Idea> {
        let of = |npa: &Npa| area::of(*npa).map_or(&[][..], |area| &area.overlays);
        let others = codes.iter().flat_map(of).filter(|npa| !codes.contains(npa));
        let idea = |npa: &Npa| self.idea(AlternativeReason::Overlay(*npa), self.in_area(*npa));
        others.take(ALTERNATIVES_EACH_MAX).map(idea).collect()
    }

    fn other_exchanges(&self, codes: &[Npa]) -> Vec<Idea> {
        let is_finer = self.criteria.prefixes.iter().any(|prefix| prefix.office().is_some());
        let idea =
            |npa: &Npa| self.idea(AlternativeReason::OtherExchange(*npa), self.in_area(*npa));
        codes.iter().filter(|_| is_finer).map(idea).collect()
    }

    /// The longest row that there is, if it is one.
    fn shorter_run(&self, cx: &Cx<'_>, pricing: &Pricing) -> Option<Idea> {
        let criteria = &self.criteria;
        let is_there = |length| {
            let look = RunLook { criteria, length, limit: 1, after: None };
            !cx.stock.runs(&look, |did, offer| pricing.sells(criteria, did, offer)).is_empty()
        };
        // One by itself is no row, and the row that was asked for is not there.
        let (mut there, mut beyond) = (1, self.run?);
        while beyond - there > 1 {
            let length = there + (beyond - there) / 2;
            if is_there(length) { there = length } else { beyond = length }
        }
        let why = AlternativeReason::ShorterRun(there);
        (there > 1).then(|| Idea { run: Some(there), ..self.idea(why, criteria.clone()) })
    }

    fn other_toll_free(&self, codes: &[Npa]) -> Vec<Idea> {
        if !codes.iter().any(|npa| area::toll_free(*npa)) {
            return Vec::new();
        }
        let others = area::all_toll_free().filter(|npa| !codes.contains(npa));
        let idea = |npa: Npa| self.idea(AlternativeReason::OtherTollFree(npa), self.in_area(npa));
        others.map(idea).collect()
    }

    /// The nearest rate centres that have something, and towns whose numbers are of no rate centre, wherever their area
    /// codes.
    fn nearby(&self, cx: &Cx<'_>, pricing: &Pricing) -> Vec<Idea> {
        let Some(here) = self.place(cx) else { return Vec::new() };
        let miles_e3 = ALTERNATIVE_MILES_MAX * 1000;
        let around = Near { places: vec![here], miles_e3, zip: None };
        let around = Criteria { near: Some(around), ..self.placeless() };
        let mut centres: BTreeMap<(String, String, bool), (u32, u64)> = BTreeMap::new();
        for Tally { offer, count, .. } in cx.stock.tally(&around, Grain::Area) {
            let name = if offer.rate_centre.is_empty() { offer.town() } else { &offer.rate_centre };
            let is_sold = !name.is_empty() && pricing.may_sell(&around, &offer);
            let Some(there) = offer.place().filter(|_| is_sold) else { continue };
            let miles_e3 = (geo::miles(here, there) * 1000.0).round() as u32;
            let (region, name) = (offer.region.to_ascii_uppercase(), name.to_ascii_uppercase());
            let known = centres
                .entry((region, name, offer.rate_centre.is_empty()))
                .or_insert((miles_e3, 0));
            *known = (miles_e3.min(known.0), known.1 + count);
        }
        let least = u64::from(self.run.unwrap_or(1));
        let mut centres: Vec<_> =
            centres.into_iter().filter(|(_, (_, count))| *count >= least).collect();
        centres.sort_by_key(|(_, (miles_e3, _))| *miles_e3);
        centres.truncate(ALTERNATIVES_EACH_MAX);
        let idea =
            |((region, name, is_town), (miles_e3, _)): ((String, String, bool), (u32, u64))| {
                let (of, at) = (Some(region.clone()), Some(name.clone()));
                let (rate_centre, locality) = if is_town { (None, at) } else { (at, None) };
                let criteria = Criteria { region: of, rate_centre, locality, ..self.placeless() };
                self.idea(AlternativeReason::NearbyRateCentre { region, name, miles_e3 }, criteria)
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
            let there = Criteria { prefixes: Vec::new(), patterns: Vec::new(), ..wanted.clone() };
            cx.stock.known(&there).iter().find_map(|offer| offer.place())
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
            patterns: self.loose_patterns(),
            near: None,
            ..self.criteria.clone()
        }
    }

    fn same_region(&self, codes: &[Npa]) -> Vec<Idea> {
        let wanted = &self.criteria;
        if wanted.kind.is_some_and(|kind| kind != NumberKind::Geographic) {
            return Vec::new();
        }
        let zip = wanted.near.as_ref().and_then(|near| near.zip.as_ref());
        let zip = zip.or(wanted.postal_code.as_ref()).and_then(|code| zip::of(code));
        let of_code = |npa: &Npa| area::of(*npa).map_or(&[][..], |area| &area.regions);
        let regions: BTreeSet<String> = match &wanted.region {
            Some(region) => BTreeSet::from([region.to_ascii_uppercase()]),
            None => codes
                .iter()
                .flat_map(of_code)
                .copied()
                .chain(zip.map(|zip| zip.region))
                .map(str::to_owned)
                .collect(),
        };
        let idea = |region: String| {
            let criteria = Criteria { region: Some(region.clone()), ..self.placeless() };
            self.idea(AlternativeReason::SameRegion(region), criteria)
        };
        regions.into_iter().take(ALTERNATIVES_EACH_MAX).map(idea).collect()
    }

    fn elsewhere_in_number(&self) -> Option<Idea> {
        let (prefixes, patterns) = (self.prefixes(), self.moved_patterns()?);
        let criteria = Criteria { prefixes, patterns, ..self.criteria.clone() };
        Some(self.idea(AlternativeReason::ElsewhereInNumber, criteria))
    }

    fn other_digits(&self) -> Option<Idea> {
        let (prefixes, patterns) = (self.prefixes(), Vec::new());
        let criteria = Criteria { prefixes, patterns, ..self.criteria.clone() };
        let has_patterns = !self.criteria.patterns.is_empty();
        has_patterns.then(|| self.idea(AlternativeReason::OtherDigits, criteria))
    }

    fn less_cleansed(&self) -> Vec<Idea> {
        let grades: &[Cleansed] = match self.criteria.cleansed {
            Some(Cleansed::House) => &[Cleansed::Carrier, Cleansed::None],
            Some(Cleansed::Carrier) => &[Cleansed::None],
            Some(Cleansed::None) | None => &[],
        };
        let idea = |grade: &Cleansed| {
            let criteria = Criteria { cleansed: Some(*grade), ..self.criteria.clone() };
            self.idea(AlternativeReason::LessCleansed(*grade), criteria)
        };
        grades.iter().map(idea).collect()
    }

    /// The same for the next prices above what it may cost.
    fn dearer(&self, cx: &Cx<'_>, pricing: &Pricing) -> Vec<Idea> {
        let Some(most) = self.criteria.monthly_max else { return Vec::new() };
        let any = Criteria { monthly_max: None, ..self.criteria.clone() };
        let mut prices: BTreeSet<Money> = BTreeSet::new();
        for Tally { offer, first, .. } in cx.stock.tally(&any, Grain::Area) {
            let Some(did) = Did::new(first) else { continue };
            let asked = pricing.prices(&any, did, &offer);
            prices.extend(asked.into_iter().flatten().map(|price| price.monthly));
        }
        let above = prices.into_iter().filter(|monthly| *monthly > most);
        let idea = |monthly| {
            let criteria = Criteria { monthly_max: Some(monthly), ..any.clone() };
            self.idea(AlternativeReason::AbovePrice(monthly), criteria)
        };
        above.take(ALTERNATIVES_EACH_MAX).map(idea).collect()
    }
}

/// The area code that a pattern begins with, if it is one: seven letters are a word.
fn area_code(pattern: &Pattern) -> Option<Npa> {
    pattern.area_code().filter(|npa| area::of(*npa).is_some() || area::toll_free(*npa))
}
