//! Localities: the city label of an exchange, and where that city is.
//!
//! A label is what a public geocoder prints for an NPA-NXX. It is good for measuring miles and for
//! telling a buyer roughly where a number is from. It is not a rate centre, and nothing in this
//! module should be stored or shown as one.

use std::sync::LazyLock;

use crate::area;
use crate::geo::{Point, miles};
use crate::nanp::{Npa, Nxx};
use crate::place_name::folded;
use crate::{table, zip};

/// A city or town that exchanges are labelled with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Locality {
    /// The state or province, two letters.
    pub region: &'static str,
    /// The name as the geocoder spells it, accents and abbreviations included: `St. Louis`.
    pub city: &'static str,
    /// Roughly its middle; unknown for most of the smaller places of Canada.
    pub point: Option<Point>,
}

impl Locality {
    /// The label as it is printed: `Miami, FL`.
    pub fn label(&self) -> String {
        format!("{}, {}", self.city, self.region)
    }
}

/// The locality of an exchange. Where the geocoder knows no more of an area code than its one city
/// (212 is New York, 312 Chicago), that city; otherwise `None`.
pub fn of(npa: Npa, nxx: Nxx) -> Option<&'static Locality> {
    exchange(npa, nxx.get()).or_else(|| exchange(npa, WHOLE_AREA))
}

/// The localities of an area code's exchanges, each once, by region and name.
pub fn of_npa(npa: Npa) -> impl Iterator<Item = &'static Locality> {
    let tables = &*TABLES;
    let from = tables.by_npa.partition_point(|&(other, _)| other < npa);
    let to = tables.by_npa.partition_point(|&(other, _)| other <= npa);
    let places = tables.by_npa.get(from..to).unwrap_or_default();
    places.iter().filter_map(|&(_, place)| tables.localities.get(place as usize))
}

/// The locality of an area code that is nearest to a point, and how many miles off it is.
///
/// An overlay code too young to have labelled exchanges is measured by the localities of the codes
/// it lies over, since it serves the same ground. `None` when none of them has a known place.
pub fn nearest(npa: Npa, to: Point) -> Option<(&'static Locality, f64)> {
    nearest_of(of_npa(npa), to).or_else(|| {
        let overlays = &area::of(npa)?.overlays;
        nearest_of(overlays.iter().flat_map(|&overlay| of_npa(overlay)), to)
    })
}

/// Where a city is, by name and region, in either case and with or without accents: from the
/// localities, or else as the middle of the ZIPs that bear the name.
pub fn find(city: &str, region: &str) -> Option<Point> {
    let city = folded(city);
    named(&city, region).and_then(|place| place.point).or_else(|| zip::city(&city, region))
}

/// Whether there is a city of that name in that region, as far as the tables go. They know most of
/// the towns that rate centres are named after, in their full names.
pub fn is_known(city: &str, region: &str) -> bool {
    let city = folded(city);
    named(&city, region).is_some() || !zip::of_city(&city, region).is_empty()
}

/// The locality of that name, which is in capitals and has no accents.
fn named(city: &str, region: &str) -> Option<&'static Locality> {
    let tables = &*TABLES;
    let found = tables.localities.binary_search_by(|locality| {
        table::compare_names(locality.region, region)
            .then_with(|| table::compare_names(locality.city, city))
    });
    let plain = found.ok().and_then(|place| tables.localities.get(place));
    plain.or_else(|| {
        let same = tables.accented.iter().filter(|(_, name)| name == city);
        let mut places = same.filter_map(|&(place, _)| tables.localities.get(place as usize));
        places.find(|place| place.region.eq_ignore_ascii_case(region))
    })
}

/// Every locality, by region and name.
pub fn all() -> &'static [Locality] {
    &TABLES.localities
}

fn nearest_of(
    localities: impl Iterator<Item = &'static Locality>,
    to: Point,
) -> Option<(&'static Locality, f64)> {
    localities
        .filter_map(|locality| Some((locality, miles(locality.point?, to))))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// Stands in for an NXX where a label goes for every exchange of an area code; no exchange is 000.
const WHOLE_AREA: u16 = 0;

fn exchange(npa: Npa, nxx: u16) -> Option<&'static Locality> {
    let tables = &*TABLES;
    let six = six_digits(npa, nxx);
    let found = tables.by_exchange.binary_search_by_key(&six, |&(six, _)| six).ok()?;
    let &(_, place) = tables.by_exchange.get(found)?;
    tables.localities.get(place as usize)
}

/// NPA-NXX as one integer, which sorts in a third of the time that the pair takes.
fn six_digits(npa: Npa, nxx: u16) -> u32 {
    u32::from(npa.get()) * 1_000 + u32::from(nxx)
}

/// The localities in order, and sorted indexes into them.
struct Tables {
    localities: Vec<Locality>,
    by_npa: Vec<(Npa, u32)>,
    by_exchange: Vec<(u32, u32)>,
    /// The few whose names have accents, with these names in capitals and without.
    accented: Vec<(u32, String)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        localities: Vec::new(),
        by_npa: Vec::new(),
        by_exchange: Vec::new(),
        accented: Vec::new(),
    };
    for record in table::records(include_str!("../data/localities.txt")) {
        tables.read(record);
    }
    tables.by_npa.sort_unstable();
    tables.by_exchange.sort_unstable_by_key(|&(six, _)| six);
    tables
});

impl Tables {
    fn read(&mut self, record: &'static str) -> Option<()> {
        let mut fields = record.split('|');
        let (region, city) = (fields.next()?, fields.next()?);
        let point = table::point(fields.next()?);
        let place = u32::try_from(self.localities.len()).ok()?;
        self.localities.push(Locality { region, city, point });
        if !city.is_ascii() {
            self.accented.push((place, folded(city)));
        }
        for area in fields.next()?.split(';') {
            // A place on the map that no exchange is labelled with has no area codes.
            let Some((npa, exchanges)) = area.split_once(':') else {
                continue;
            };
            let npa = Npa::new(npa.parse().ok()?)?;
            self.by_npa.push((npa, place));
            for nxx in exchanges.split(' ') {
                let nxx = if nxx == "*" { WHOLE_AREA } else { nxx.parse().ok()? };
                self.by_exchange.push((six_digits(npa, nxx), place));
            }
        }
        Some(())
    }
}
