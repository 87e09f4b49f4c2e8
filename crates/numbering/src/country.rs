//! The countries of the world and their calling codes (ITU-T E.164, ISO 3166).

use std::sync::LazyLock;

use crate::did::Did;
use crate::table;

/// A country or territory that has telephone numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Country {
    /// ISO 3166 alpha-2: `SE`.
    pub iso: &'static str,
    /// The English name in capitals: `SWEDEN`.
    pub name: &'static str,
    /// The calling code, shared by some: 46; 1 for the whole NANP.
    pub calling_code: u16,
    /// The fewest digits of a national number, calling code not counted.
    pub national_digits_min: u8,
    /// The most digits of a national number, calling code not counted.
    pub national_digits_max: u8,
    /// Whether this is the country that a shared calling code is named after: US, GB, RU.
    pub main: bool,
    /// Of a country that shares a calling code, the national digits its numbers begin with; empty
    /// when it is the main one or has no digits of its own.
    leading: Vec<&'static str>,
}

/// Every country, in the order of its ISO code.
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country with this ISO code, in either case.
pub fn by_iso(iso: &str) -> Option<&'static Country> {
    let countries = all();
    let place =
        countries.binary_search_by(|country| table::compare_names(country.iso, iso)).ok()?;
    countries.get(place)
}

/// The countries with this calling code, the main one first; none if the code is not assigned.
pub fn by_calling_code(code: u16) -> impl Iterator<Item = &'static Country> {
    let of_code = move |country: &&Country| country.calling_code == code;
    let main = all().iter().filter(of_code).filter(|country| country.main);
    main.chain(all().iter().filter(of_code).filter(|country| !country.main))
}

/// The country of a number outside the NANP, by its calling code and, where countries share one,
/// by the digits behind it; the main country when those do not tell. `None` for country code 1,
/// whose countries go by area code ([`Rules::country`](crate::Rules::country)), for a global
/// service, and for digits that no country has.
pub(crate) fn of_international(did: Did) -> Option<&'static Country> {
    let code = calling_code(did)?;
    let digits = did.digits().to_string();
    let national = digits.strip_prefix(&code.to_string())?;
    let leads = |country: &&Country| country.leading.iter().any(|lead| national.starts_with(lead));
    by_calling_code(code).find(leads).or_else(|| by_calling_code(code).next())
}

/// The calling code a number begins with. Calling codes are a prefix code: at most one fits.
fn calling_code(did: Did) -> Option<u16> {
    (1..=3)
        .filter_map(|length| u16::try_from(did.head(length)).ok())
        .find(|&code| code != 1 && CALLING_CODES.binary_search(&code).is_ok())
}

/// A calling code that belongs to a service and not to a country.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GlobalService {
    /// The calling code.
    pub calling_code: u16,
    /// What the ITU calls it.
    pub name: &'static str,
    /// The fewest digits behind the code.
    pub digits_min: u8,
    /// The most digits behind the code.
    pub digits_max: u8,
}

/// The calling codes assigned to services, in ascending order.
pub const fn global_services() -> &'static [GlobalService] {
    GLOBAL_SERVICES
}

/// The global service a number belongs to.
pub(crate) fn service_of(did: Did) -> Option<&'static GlobalService> {
    let code = did.head(3);
    GLOBAL_SERVICES.iter().find(|service| u64::from(service.calling_code) == code)
}

/// The calling code of Universal International Freephone Numbers (ITU-T E.169.1).
pub(crate) const FREEPHONE: u16 = 800;

const fn service(code: u16, name: &'static str, min: u8, max: u8) -> GlobalService {
    GlobalService { calling_code: code, name, digits_min: min, digits_max: max }
}

static GLOBAL_SERVICES: &[GlobalService] = &[
    service(FREEPHONE, "UNIVERSAL INTERNATIONAL FREEPHONE", 8, 8),
    service(808, "INTERNATIONAL SHARED COST", 8, 8),
    service(870, "INMARSAT", 9, 12),
    service(878, "UNIVERSAL PERSONAL TELECOMMUNICATIONS", 10, 12),
    service(881, "GLOBAL MOBILE SATELLITE SYSTEM", 8, 11),
    service(882, "INTERNATIONAL NETWORKS", 7, 12),
    service(883, "INTERNATIONAL NETWORKS", 7, 12),
    service(888, "TELECOMMUNICATIONS FOR DISASTER RELIEF", 8, 12),
    service(979, "INTERNATIONAL PREMIUM RATE", 9, 9),
];

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut countries: Vec<Country> =
        table::records(include_str!("../data/countries.txt")).filter_map(country).collect();
    countries.sort_by_key(|country| country.iso);
    countries
});

static CALLING_CODES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut codes: Vec<u16> = all().iter().map(|country| country.calling_code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
});

fn country(record: &'static str) -> Option<Country> {
    let mut fields = record.split('|');
    let iso = fields.next()?;
    let calling_code = table::number(fields.next())?;
    let name = fields.next()?;
    let (min, max) = fields.next()?.split_once(' ')?;
    let main = fields.next()? == "main";
    let leading = fields.next()?.split_ascii_whitespace().collect();
    Some(Country {
        iso,
        name,
        calling_code,
        national_digits_min: table::number(Some(min))?,
        national_digits_max: table::number(Some(max))?,
        main,
        leading,
    })
}
