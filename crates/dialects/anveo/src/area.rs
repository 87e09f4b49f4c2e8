//! Areas: what an AREA_ID stands for.

use std::collections::BTreeSet;
use std::fmt;

use tandem_domain::{Criteria, ObjectId, Offer, Prefix};
use tandem_mirror::Stock;
use tandem_numbering::{Npa, NumberKind, area, country, region};

/// How many components an AREA_ID has.
const COMPONENTS: usize = 9;
/// What a country code of a shared numbering plan needs to have area codes of three digits.
const NANP: u16 = 1;
/// What the kinds of an AREA_ID stand for, from 1.
const KINDS: [NumberKind; 4] =
    [NumberKind::Geographic, NumberKind::National, NumberKind::TollFree, NumberKind::Mobile];

/// A part of the shelf that DIDs are ordered from.
///
/// Its AREA_ID has nine components: kind, country, state, area code, place, and four that are 0 for
/// now. A component that is 0 asks for nothing.
///
/// | component | is |
/// |---|---|
/// | kind | 1 GEOGRAPHIC, 2 NATIONAL, 3 TOLLFREE, 4 MOBILE |
/// | country | its two ISO letters as numbers, A = 01: `US` is 2119. 0 for toll-free numbers of North America only, which belong to no one country |
/// | state | its two letters likewise: `NY` is 1425 |
/// | area code | three digits, in North America only |
/// | place | a number made from the name of the locality, or abroad where there is none from the area code; lists of areas have it |
///
/// So all of New York 212 is `1.2119.1425.212.0.0.0.0.0`, and any 800 number `3.0.0.800.0.0.0.0.0`.
/// Which place a number stands for, only the shelf can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    kind: NumberKind,
    country: Option<&'static str>,
    region: Option<&'static str>,
    npa: Option<Npa>,
    place: Option<u32>,
}

impl Area {
    /// A geographic area code within a state; `None` for a state that the country does not have or
    /// a country without area codes of this sort.
    pub fn geographic(country: &str, region: &str, npa: Npa) -> Option<Self> {
        let found = region::find(Some(country), region)?;
        let kind = NumberKind::Geographic;
        Self::new(kind, Some(found.country), Some(found.code), Some(npa))
    }

    /// The area that numbers of an offer are listed in, by their area code if they have one.
    pub(crate) fn of(offer: &Offer, npa: Option<Npa>) -> Option<Self> {
        let country = country::by_iso(&offer.country)?.iso;
        let region = region::find(Some(country), &offer.region).map(|region| region.code);
        let area = Self::new(offer.kind, Some(country), region, npa)?;
        Some(Self { place: number_of(name_of(offer)), ..area })
    }

    /// Reads an AREA_ID, with or without trailing dots.
    pub fn parse(id: &str) -> Option<Self> {
        let mut components = without_dots(id).split('.').map(component);
        let mut next = || components.next().flatten();
        let kind = usize::try_from(next()?).ok()?.checked_sub(1)?;
        let kind = KINDS.get(kind).copied()?;
        let country = match next()? {
            0 => None,
            code => Some(country::by_iso(&letters(code)?)?.iso),
        };
        let region = match next()? {
            0 => None,
            code => Some(region::find(country, &letters(code)?)?.code),
        };
        let npa = match next()? {
            0 => None,
            code => Some(Npa::new(u16::try_from(code).ok()?)?),
        };
        let place = Some(next()?).filter(|place| *place != 0);
        let rest: Vec<Option<u32>> = components.collect();
        let nothing = rest.iter().all(|component| *component == Some(0));
        let area = Self::new(kind, country, region, npa)?;
        (rest.len() == COMPONENTS - 5 && nothing).then_some(Self { place, ..area })
    }

    /// An area that can have numbers at all.
    fn new(
        kind: NumberKind,
        country: Option<&'static str>,
        region: Option<&'static str>,
        npa: Option<Npa>,
    ) -> Option<Self> {
        let in_nanp =
            country.and_then(country::by_iso).is_none_or(|country| country.calling_code == NANP);
        let toll_free = kind == NumberKind::TollFree;
        // Virtual numbers never lie on the shelf.
        let possible = KINDS.contains(&kind)
            && (country.is_some() || toll_free && region.is_none())
            && npa.is_none_or(|npa| in_nanp && area::toll_free(npa) == toll_free);
        possible.then_some(Self { kind, country, region, npa, place: None })
    }

    /// What sort of numbers it has.
    pub const fn kind(&self) -> NumberKind {
        self.kind
    }

    /// What to look for on the shelf: the place by the names that are stocked, or were; nothing if
    /// none of them has its number.
    pub(crate) fn tiers(&self, stock: &Stock) -> Vec<Criteria> {
        let Some(place) = self.place else { return vec![self.criteria()] };
        let around = Criteria { prefixes: Vec::new(), ..self.criteria() };
        let offers = stock.known(&around);
        let named = offers.iter().filter(|offer| number_of(name_of(offer)) == Some(place));
        let places: BTreeSet<Place> = named.map(|offer| Place::of(offer)).collect();
        places.into_iter().map(|place| place.within(self.criteria())).collect()
    }

    /// All of it, whatever the place.
    fn criteria(&self) -> Criteria {
        Criteria {
            kind: Some(self.kind),
            country: self.country.map(str::to_owned),
            region: self.region.map(str::to_owned),
            prefixes: self.npa.map(Prefix::npa).into_iter().collect(),
            ..Criteria::default()
        }
    }
}

/// How a place is looked for on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// By the location that lists it, outside North America.
    Location(ObjectId),
    /// By its name.
    Locality(String),
    /// By the name of its rate centre, where it has no other.
    RateCentre(String),
}

impl Place {
    fn of(offer: &Offer) -> Self {
        match offer.location() {
            Some(location) => Self::Location(location),
            None if offer.locality.is_empty() => {
                Self::RateCentre(offer.rate_centre.to_ascii_uppercase())
            }
            None => Self::Locality(offer.locality.to_ascii_uppercase()),
        }
    }

    fn within(self, area: Criteria) -> Criteria {
        match self {
            Self::Location(location) => Criteria { location: Some(location), ..area },
            Self::Locality(name) => Criteria { locality: Some(name), ..area },
            Self::RateCentre(name) => {
                Criteria { locality: Some(String::new()), rate_centre: Some(name), ..area }
            }
        }
    }
}

impl fmt::Display for Area {
    /// The AREA_ID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No area is of another kind.
        let kind = KINDS.iter().position(|kind| *kind == self.kind).unwrap_or_default();
        let (country, region) = (self.country.map_or(0, ordinals), self.region.map_or(0, ordinals));
        let (npa, place) = (self.npa.map_or(0, Npa::get), self.place.unwrap_or(0));
        write!(f, "{}.{country}.{region}.{npa}.{place}.0.0.0.0", kind + 1)
    }
}

/// An AREA_ID as it is looked up: the provider's documents write it with a dot at its end and
/// without.
pub(crate) fn without_dots(id: &str) -> &str {
    id.trim().trim_end_matches('.')
}

/// The name that an offer's area goes by: its locality's or, where that has no name, its rate
/// centre's; where no place is meant, as with toll-free numbers abroad, its area code.
pub(crate) fn name_of(offer: &Offer) -> &str {
    let names = [&*offer.locality, &*offer.rate_centre, offer.area_code_abroad()];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// The area code that an offer's area goes by, by that of its numbers if they have one in North America.
pub(crate) fn code_of(offer: &Offer, npa: Option<Npa>) -> String {
    npa.map_or_else(|| offer.area_code_abroad().to_owned(), |npa| npa.to_string())
}

/// The number of a place: the FNV-1a hash, 32 bits of it, of its name in capitals. It must never
/// change: customers keep AREA_IDs. Two names of one number, should that ever happen within an area,
/// are one place. A place without a name has none.
pub(crate) fn number_of(name: &str) -> Option<u32> {
    let capitals = name.bytes().map(|byte| byte.to_ascii_uppercase());
    let hash = capitals
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (!name.is_empty()).then_some(hash.max(1))
}

/// The COUNTRY_ID or STATE_ID: the component of an AREA_ID.
pub(crate) fn id_of(letters: &str) -> String {
    ordinals(letters).to_string()
}

/// The letters that a COUNTRY_ID or STATE_ID stands for.
pub(crate) fn letters_of(id: &str) -> Option<String> {
    letters(component(id)?)
}

/// One component: decimal digits and nothing else.
fn component(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// Two letters as a number, 01 to 26 each.
fn ordinals(letters: &str) -> u16 {
    letters.bytes().fold(0, |number, letter| number * 100 + u16::from(letter - b'@'))
}

/// The two letters that a number stands for.
fn letters(ordinals: u32) -> Option<String> {
    let letter = |ordinal: u32| {
        let ordinal = u8::try_from(ordinal).ok().filter(|ordinal| (1..=26).contains(ordinal))?;
        Some(char::from(b'@' + ordinal))
    };
    Some([letter(ordinals / 100)?, letter(ordinals % 100)?].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn new_york_212() {
        let npa = Npa::new(212).expect("an area code");
        let area = Area::geographic("US", "ny", npa).expect("a place");
        assert_eq!(area.to_string(), "1.2119.1425.212.0.0.0.0.0");
        assert_eq!(Area::parse("1.2119.1425.212.0.0.0.0.0.."), Some(area));
        let criteria = area.criteria();
        assert_eq!(criteria.country.as_deref(), Some("US"));
        assert_eq!(criteria.region.as_deref(), Some("NY"));
        assert_eq!(criteria.prefixes, [Prefix::npa(npa)]);
    }

    #[test]
    fn areas_that_are_there() {
        for id in [
            "1.2119.0.0.0.0.0.0.0",
            "1.301.1514.226.0.0.0.0.0",
            "1.1905.0.0.0.0.0.0.0",
            "2.702.0.0.0.0.0.0.0",
            "3.0.0.800.0.0.0.0.0",
            "3.0.0.0.0.0.0.0.0",
            "4.702.0.0.0.0.0.0.0",
            "1.2119.1425.212.622375976.0.0.0.0",
        ] {
            assert_eq!(Area::parse(id).map(|area| area.to_string()).as_deref(), Some(id));
        }
    }

    #[test]
    fn areas_that_are_not() {
        for id in [
            "",
            ".",
            "212",
            "0.2119.1425.212.0.0.0.0.0",
            "5.2119.1425.212.0.0.0.0.0",
            "1.2119.1425.212.0.0.0.0",
            "1.2119.1425.212.0.0.0.0.0.0",
            "1.2119.1425.212.0.0.0.0.1",
            "1.2119.1425.212.4294967296.0.0.0.0",
            "1.2119.1514.212.0.0.0.0.0",
            "1.2626.0.0.0.0.0.0.0",
            "1.0.0.0.0.0.0.0.0",
            "1.1905.0.212.0.0.0.0.0",
            "1.2119.0.800.0.0.0.0.0",
            "3.0.0.212.0.0.0.0.0",
            "3.0.1425.800.0.0.0.0.0",
            "1.2119.1425.911.0.0.0.0.0",
            "1.2119.1425.+212.0.0.0.0.0",
            "1.2119.1425.２１２.0.0.0.0.0",
            "1.2119.1425.99999999999999999999.0.0.0.0.0",
            "1..1425.212.0.0.0.0.0",
        ] {
            assert_eq!(Area::parse(id), None, "{id}");
        }
    }

    #[test]
    fn a_place_keeps_its_number() {
        assert_eq!(number_of("New York"), Some(622_375_976));
        assert_eq!(number_of("NEW YORK"), number_of("New York"));
        assert_ne!(number_of("Newark"), number_of("New York"));
        assert_eq!(number_of(""), None);
    }

    #[test]
    fn ids_of_countries_and_states_are_read_back() {
        for letters in ["US", "CA", "NY", "ZZ"] {
            assert_eq!(letters_of(&id_of(letters)).as_deref(), Some(letters));
        }
        for id in ["", "US", "0", "2799", "1.2", "99999999999"] {
            assert_eq!(letters_of(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_reads_prints_back(id in "[0-9.]{0,40}|.{0,40}") {
            if let Some(area) = Area::parse(&id) {
                prop_assert_eq!(Area::parse(&area.to_string()), Some(area));
            }
        }
    }
}
