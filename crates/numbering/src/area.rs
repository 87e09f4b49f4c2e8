//! Area codes: what each is for, which states it serves, and which others serve the same ground.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::nanp::Npa;
use crate::table;

/// A geographic area code. Area codes and regions are many to many: a state has many area codes,
/// and 867 serves three territories.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AreaCode {
    /// The area code.
    pub npa: Npa,
    /// ISO 3166 alpha-2. The territories of the US have their own: `PR` for 787.
    pub country: &'static str,
    /// The states or provinces served, two letters each, in alphabetical order; empty for the
    /// Caribbean countries, which have none.
    pub regions: Vec<&'static str>,
    /// The area codes that overlay this one, in ascending order and without itself: some of its
    /// rate centres, usually all, have exchanges of theirs too.
    pub overlays: Vec<Npa>,
}

/// What an area code is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AreaUse {
    /// A place.
    Geographic,
    /// Calls paid for by the called party: 800, 833, 844, 855, 866, 877, 888.
    TollFree,
    /// Set aside for toll-free service and not opened: 822, 880 to 887, 889.
    TollFreeReserved,
    /// A service without a place: personal numbers (5XX), Canadian non-geographic (600, 622, 633),
    /// interexchange carriers (700), the US government (710), premium rate (900).
    NonGeographic,
    /// Nothing: not assigned.
    Unassigned,
}

/// What this area code is for.
pub fn use_of(npa: Npa) -> AreaUse {
    if toll_free(npa) {
        AreaUse::TollFree
    } else if toll_free_reserved(npa) {
        AreaUse::TollFreeReserved
    } else if NON_GEOGRAPHIC.binary_search(&npa.get()).is_ok() {
        AreaUse::NonGeographic
    } else if of(npa).is_some() {
        AreaUse::Geographic
    } else {
        AreaUse::Unassigned
    }
}

/// The toll-free area codes in use.
const TOLL_FREE: [u16; 7] = [800, 833, 844, 855, 866, 877, 888];

/// The toll-free area codes in use. The 8YY codes set aside for later are not: see
/// [`toll_free_reserved`].
pub fn all_toll_free() -> impl Iterator<Item = Npa> {
    TOLL_FREE.into_iter().filter_map(Npa::new)
}

/// Whether the area code is toll-free and in use.
pub fn toll_free(npa: Npa) -> bool {
    TOLL_FREE.contains(&npa.get())
}

/// Whether the area code is kept for toll-free service but not opened, so that no number of it can
/// exist yet.
pub const fn toll_free_reserved(npa: Npa) -> bool {
    matches!(npa.get(), 822 | 880..=887 | 889)
}

/// The geographic area code; `None` for one that is not assigned or belongs to no place.
pub fn of(npa: Npa) -> Option<&'static AreaCode> {
    let areas = all();
    let place = areas.binary_search_by_key(&npa, |area| area.npa).ok()?;
    areas.get(place)
}

/// Every geographic area code of the NANP, in ascending order.
pub fn all() -> &'static [AreaCode] {
    &AREAS
}

/// The area codes that serve a state or province, in ascending order; the two letters may be in
/// either case.
pub fn in_region(code: &str) -> Vec<Npa> {
    let serves =
        |area: &&AreaCode| area.regions.iter().any(|region| region.eq_ignore_ascii_case(code));
    all().iter().filter(serves).map(|area| area.npa).collect()
}

/// Assigned and without a place, in ascending order.
static NON_GEOGRAPHIC: &[u16] = &[
    500, 521, 522, 523, 524, 525, 526, 527, 528, 529, 532, 533, 544, 566, 577, 588, 600, 622, 633,
    700, 710, 900,
];

static AREAS: LazyLock<Vec<AreaCode>> = LazyLock::new(|| {
    let mut overlays = overlays();
    let mut areas: Vec<AreaCode> = table::records(include_str!("../data/area_codes.txt"))
        .filter_map(|record| {
            let mut fields = record.split('|');
            let npa = Npa::new(table::number(fields.next())?)?;
            let country = fields.next()?;
            let regions = fields.next()?.split_ascii_whitespace().collect();
            let overlays = overlays.remove(&npa).unwrap_or_default();
            Some(AreaCode { npa, country, regions, overlays })
        })
        .collect();
    areas.sort_by_key(|area| area.npa);
    areas
});

/// Each area code's overlays, from complexes that may share a member.
fn overlays() -> BTreeMap<Npa, Vec<Npa>> {
    let mut overlays: BTreeMap<Npa, Vec<Npa>> = BTreeMap::new();
    for record in table::records(include_str!("../data/overlays.txt")) {
        let codes = record.split_once('|').map_or(record, |(codes, _place)| codes);
        let complex: Vec<Npa> =
            codes.split(' ').filter_map(|code| Npa::new(code.parse().ok()?)).collect();
        for &npa in &complex {
            let others = complex.iter().copied().filter(|&other| other != npa);
            overlays.entry(npa).or_default().extend(others);
        }
    }
    for npas in overlays.values_mut() {
        npas.sort_unstable();
        npas.dedup();
    }
    overlays
}
