//! US ZIPs: where each is and what city it is mailed to.

use std::sync::LazyLock;

use crate::geo::{MILES_PER_DEGREE, Point, miles};
use crate::table;

/// A ZIP of the US Postal Service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Zip {
    /// The five digits as a number: 501 is `00501`. [`Zip::text`] writes them out.
    pub code: u32,
    /// The state or territory, two letters.
    pub region: &'static str,
    /// The city that mail for it is addressed to.
    pub city: &'static str,
    /// Roughly its middle.
    pub centroid: Point,
}

impl Zip {
    /// The five digits as they are written: `"00501"`.
    pub fn text(&self) -> String {
        format!("{:05}", self.code)
    }
}

/// The ZIP with these five digits; `None` when the text is anything but five ASCII digits, or
/// nobody's ZIP. A ZIP+4 is to be cut at the dash first.
pub fn of(text: &str) -> Option<&'static Zip> {
    let five_digits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let code: u32 = five_digits.then(|| text.parse().ok())??;
    let tables = &*TABLES;
    let found = tables.by_code.binary_search_by_key(&code, |&(code, _)| code).ok()?;
    let &(_, place) = tables.by_code.get(found)?;
    tables.zips.get(place as usize)
}

/// The countries whose post is the US Postal Service, ISO 3166: what looks like a ZIP is one there. Elsewhere
/// five digits are somebody else's postal code.
const COUNTRIES: [&str; 6] = ["AS", "GU", "MP", "PR", "US", "VI"];

/// The ZIP that a postal code of a country is, a ZIP+4 included: `33101-1234` is in `33101`.
pub fn of_postal_code(country: &str, code: &str) -> Option<&'static Zip> {
    let is_zip = COUNTRIES.iter().any(|served| served.eq_ignore_ascii_case(country));
    let five = code.trim().split('-').next().filter(|_| is_zip)?;
    of(five)
}

/// The middle of a ZIP.
pub fn centroid(text: &str) -> Option<Point> {
    of(text).map(|zip| zip.centroid)
}

/// The ZIPs whose middle is within so many miles of a point, each with its distance, nearest
/// first. A distance below zero, or that is not a number, finds nothing.
pub fn within(centre: Point, radius_miles: f64) -> Vec<(&'static Zip, f64)> {
    // A band of latitude is cheap to test and leaves the trigonometry to the few inside it.
    let band = radius_miles / MILES_PER_DEGREE + 0.01;
    let mut found: Vec<(&Zip, f64)> = all()
        .iter()
        .filter(|zip| (zip.centroid.lat() - centre.lat()).abs() <= band)
        .map(|zip| (zip, miles(centre, zip.centroid)))
        .filter(|&(_, distance)| distance <= radius_miles)
        .collect();
    found.sort_by(|(a, near), (b, far)| near.total_cmp(far).then(a.code.cmp(&b.code)));
    found
}

/// The ZIPs mailed to a city; its name has no accents, as those of the US Postal Service have none.
pub(crate) fn of_city(name: &str, region: &str) -> &'static [Zip] {
    let order = |zip: &Zip| {
        table::compare_names(zip.region, region).then_with(|| table::compare_names(zip.city, name))
    };
    let from = all().partition_point(|zip| order(zip).is_lt());
    let to = all().partition_point(|zip| order(zip).is_le());
    all().get(from..to).unwrap_or_default()
}

/// The middle of a city: of all the ZIPs mailed to it.
pub(crate) fn city(name: &str, region: &str) -> Option<Point> {
    let zips = Some(of_city(name, region)).filter(|zips| !zips.is_empty())?;
    let middle = |coordinate: fn(&Zip) -> i32| {
        let sum: i64 = zips.iter().map(|zip| i64::from(coordinate(zip))).sum();
        i32::try_from(sum / i64::try_from(zips.len()).ok()?).ok()
    };
    Point::new(middle(|zip| zip.centroid.lat_e6)?, middle(|zip| zip.centroid.lon_e6)?)
}

/// Every ZIP, by state and city and then by code.
pub fn all() -> &'static [Zip] {
    &TABLES.zips
}

struct Tables {
    zips: Vec<Zip>,
    by_code: Vec<(u32, u32)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut zips = Vec::new();
    for record in table::records(include_str!("../data/zips.txt")) {
        read(record, &mut zips);
    }
    let mut by_code: Vec<(u32, u32)> = zips.iter().map(|zip| zip.code).zip(0..).collect();
    by_code.sort_unstable();
    Tables { zips, by_code }
});

fn read(record: &'static str, zips: &mut Vec<Zip>) -> Option<()> {
    let mut fields = record.split('|');
    let (region, city) = (fields.next()?, fields.next()?);
    for field in fields {
        let (code, point) = field.split_once(' ')?;
        let centroid = table::point(point)?;
        zips.push(Zip { code: code.parse().ok()?, region, city, centroid });
    }
    Some(())
}
