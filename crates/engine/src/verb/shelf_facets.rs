//! What a search could be narrowed by: how much there is of each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{Cleansed, Criteria, Offer};
use tandem_mirror::{Grain, Tally};
use tandem_numbering::Did;

use crate::{Command, Cx, FACET_VALUES_MAX, Halt, Mode};

/// What numbers are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetPart {
    /// State or province.
    Region,
    /// Rate centre, within its state.
    RateCentre,
    /// Area code.
    AreaCode,
    /// Kind of number.
    Kind,
    /// What it can carry. A number that can carry several things counts for each.
    Capability,
    /// How far it was cleansed.
    Cleansed,
}

/// Counts what fits by several things at once. What it costs is not asked: that would need a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfFacets {
    /// What is counted.
    pub criteria: Criteria,
    /// By what.
    pub parts: Vec<FacetPart>,
    /// How many values of each are shown; those of which there is most.
    pub most: usize,
}

/// One thing that numbers are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// What it is.
    pub part: FacetPart,
    /// Its values, that of which there is most first.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: usize,
}

/// One value, and how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value as a criterion takes it: `FL`, `MIAMI`, `305`, `toll_free`, `sms`, `house`.
    pub name: String,
    /// The state that it is in, of a rate centre.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// How many numbers.
    pub count: u64,
}

impl Command for ShelfFacets {
    const NAME: &'static str = "shelf.facets";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Facet>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Facet>, Halt> {
        let tally = cx.stock.tally(&self.criteria, Grain::Area);
        let most = self.most.min(FACET_VALUES_MAX);
        Ok(self.parts.iter().map(|part| facet(*part, &tally, most)).collect())
    }
}

fn facet(part: FacetPart, tally: &[Tally], most: usize) -> Facet {
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut add = |region: &str, name: &str, count: u64| {
        if !name.is_empty() {
            let key = (region.to_ascii_uppercase(), name.to_owned());
            *counts.entry(key).or_default() += count;
        }
    };
    for Tally { offer, first, count } in tally {
        match part {
            FacetPart::Region => add("", &offer.region.to_ascii_uppercase(), *count),
            FacetPart::RateCentre => {
                add(&offer.region, &offer.rate_centre.to_ascii_uppercase(), *count);
            }
            FacetPart::AreaCode => {
                let npa = Did::new(*first).and_then(Did::nanp).map(|nanp| nanp.npa.get());
                add("", &npa.map(|npa| npa.to_string()).unwrap_or_default(), *count);
            }
            FacetPart::Kind => add("", offer.kind.as_str(), *count),
            FacetPart::Cleansed => add("", grade(offer.cleansed), *count),
            FacetPart::Capability => abilities(offer).for_each(|name| add("", name, *count)),
        }
    }
    let value = |((region, name), count)| FacetValue { name, region, count };
    let mut values: Vec<FacetValue> = counts.into_iter().map(value).collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.count));
    let more = values.len().saturating_sub(most);
    values.truncate(most);
    Facet { part, values, more }
}

const fn grade(cleansed: Cleansed) -> &'static str {
    match cleansed {
        Cleansed::None => "none",
        Cleansed::Carrier => "carrier",
        Cleansed::House => "house",
    }
}

fn abilities(offer: &Offer) -> impl Iterator<Item = &'static str> {
    let can = offer.capabilities;
    let all = [("voice", can.voice), ("sms", can.sms), ("mms", can.mms), ("fax", can.fax)];
    all.into_iter().filter(|(_, can)| *can).map(|(name, _)| name)
}
