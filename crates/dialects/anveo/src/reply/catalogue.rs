//! The catalogue as it is printed. An `AREA` has an end tag and everything else none: clients read
//! these documents with regular expressions.

use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{Prefix, Price, RatePlan};
use tandem_engine::{LIST_NUMBERS_MAX, ShelfGroup};
use tandem_numbering::{country, region};
use tandem_wire::xml::Writer;

use super::document;
use crate::area::{self, Area};

/// Countries, and what can be had there.
pub(crate) fn countries(all: &[ShelfGroup], fax: &[ShelfGroup], sms: &[ShelfGroup]) -> String {
    let mut countries: BTreeMap<&str, bool> = BTreeMap::new();
    for group in all {
        let country = group.offer.country.as_str();
        *countries.entry(country).or_default() |= region_of(group).is_some();
    }
    let with = |groups: &[ShelfGroup]| -> BTreeSet<String> {
        groups.iter().map(|group| group.offer.country.clone()).collect()
    };
    let (fax, sms) = (with(fax), with(sms));
    list("COUNTRIES", |out| {
        for (iso, has_states) in countries {
            let Some(country) = country::by_iso(iso) else { continue };
            out.raw("\n    ").empty(
                "COUNTRY",
                &[
                    ("COUNTRY_ID", &area::id_of(country.iso)),
                    ("COUNTRY_NAME", country.name),
                    ("HAS_STATES", truth(has_states)),
                    ("IS_FAX", truth(fax.contains(iso))),
                    ("IS_SMS", truth(sms.contains(iso))),
                ],
            );
        }
    })
}

/// States of a country.
pub(crate) fn states(groups: &[ShelfGroup]) -> String {
    list("STATES", |out| {
        for state in groups.iter().filter_map(region_of) {
            let id = area::id_of(state.code);
            let state =
                [("STATE_ID", &*id), ("STATE_NAME", state.name), ("STATE_CODE", state.code)];
            out.raw("\n    ").empty("STATE", &state);
        }
    })
}

/// Areas, each with its stock and the prices of the plans that sell it. Rate centres that go by one
/// name and share an area code are one area.
pub(crate) fn areas(groups: &[ShelfGroup], plans: &[RatePlan]) -> String {
    let mut areas: BTreeMap<(String, Option<Prefix>, String), Row<'_>> = BTreeMap::new();
    for group in groups {
        let Some(area) = Area::of(&group.offer, group.begins.map(Prefix::area_code)) else {
            continue;
        };
        let name = area::name_of(&group.offer);
        let key = (name.to_ascii_uppercase(), group.begins, area.to_string());
        let code = area::code_of(&group.offer, group.begins.map(Prefix::area_code));
        let nothing = || Row { name, code, stock: 0, prices: vec![None; plans.len()] };
        let row = areas.entry(key).or_insert_with(nothing);
        row.stock += group.count;
        for (lowest, price) in row.prices.iter_mut().zip(&group.prices) {
            let lower = |price: &Price| lowest.is_none_or(|lowest| price.monthly < lowest.monthly);
            *lowest = price.filter(lower).or(*lowest);
        }
    }
    list("AREAS", |out| {
        for ((_, _, id), row) in areas.into_iter().take(LIST_NUMBERS_MAX) {
            row.print(out, &id, plans);
        }
    })
}

/// One area.
struct Row<'g> {
    name: &'g str,
    code: String,
    stock: u64,
    prices: Vec<Option<Price>>,
}

impl Row<'_> {
    fn print(&self, out: &mut Writer, id: &str, plans: &[RatePlan]) {
        out.raw("\n    ").open(
            "AREA",
            &[
                ("AREA_ID", id),
                ("AREA_NAME", self.name),
                ("AREA_CODE", &self.code),
                ("STOCK", &self.stock.to_string()),
            ],
        );
        for (plan, price) in plans.iter().zip(&self.prices) {
            let Some(price) = price else { continue };
            out.raw("\n      ").empty(
                "RATE_PLAN",
                &[
                    ("RATE_PLAN_ID", &plan.code),
                    ("RATE_PLAN_NAME", &plan.name),
                    ("MONTHLY100", &price.monthly.to_cents().to_string()),
                    ("SETUP100", &price.setup.to_cents().to_string()),
                ],
            );
        }
        out.raw("\n    ").close();
    }
}

fn list(name: &str, rows: impl FnOnce(&mut Writer)) -> String {
    document("SUCCESS", |out| {
        out.raw("\n  ").open(name, &[]);
        rows(out);
        out.raw("\n  ").close();
    })
}

fn region_of(group: &ShelfGroup) -> Option<&'static region::Region> {
    region::find(Some(&group.offer.country), &group.offer.region)
}

const fn truth(yes: bool) -> &'static str {
    if yes { "TRUE" } else { "FALSE" }
}
