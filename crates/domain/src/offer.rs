//! What is for sale: the attributes many numbers share, and how a buyer describes what it wants.

use serde::{Deserialize, Serialize};
use tandem_numbering::geo::{self, Point};
use tandem_numbering::{Did, Npa, NumberKind, Nxx, Pattern, locality, place_name, zip};

use crate::{Abroad, Money, ObjectId, Price};

/// What a number can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Capabilities {
    /// Calls.
    pub voice: bool,
    /// Text messages.
    pub sms: bool,
    /// Messages with media.
    pub mms: bool,
    /// Fax.
    pub fax: bool,
}

/// How far a number has been rid of misdialled calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleansed {
    /// Not at all.
    None,
    /// It passed the carrier's cleansing.
    Carrier,
    /// It passed the carrier's cleansing and then the operator's own.
    House,
}

/// Where a number came from; it decides what release does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A block the operator holds itself.
    Own,
    /// Bought from an upstream supplier, one number at a time, when it is ordered.
    Supplier,
    /// Ported in by a customer.
    PortedIn,
}

/// The attributes and selling terms that many numbers share. An offer never changes: numbers
/// whose attributes change move to another offer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Offer {
    /// ISO 3166 alpha-2, such as `US`.
    pub country: String,
    /// Geographic, national, toll-free or mobile.
    pub kind: NumberKind,
    /// State or province code; empty outside North America and for toll-free numbers.
    pub region: String,
    /// The rating and porting locality, as the operator's data names it. Never a city label.
    pub rate_centre: String,
    /// A human place name, such as `New York`.
    pub locality: String,
    /// Postal code of the locality, when known.
    pub postal_code: String,
    /// The LATA, when known.
    pub lata: String,
    /// Where the locality or rate centre lies, when known.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "point")]
    pub point: Option<Point>,
    /// What its numbers can carry.
    pub capabilities: Capabilities,
    /// How far they were cleansed.
    pub cleansed: Cleansed,
    /// Where they came from.
    pub origin: Origin,
    /// The supplier they must be bought from, for [`Origin::Supplier`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The rate plans they may be sold under; empty: any plan that prices them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
    /// What is said of numbers outside North America besides; `None` within.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abroad: Option<Abroad>,
}

impl Offer {
    /// Where its numbers are: where the operator says; else in the middle of their ZIP; else in that of
    /// their locality, or of the town that their rate centre is named after. `None` where the tables
    /// know neither, and outside North America. It takes some searching, so that whoever asks often
    /// keeps the answer.
    pub fn place(&self) -> Option<Point> {
        let by_zip =
            || zip::of_postal_code(&self.country, &self.postal_code).map(|zip| zip.centroid);
        let by_name = || {
            let mut names = [&self.locality, &self.rate_centre].into_iter();
            let is_here = self.kind == NumberKind::Geographic && self.abroad.is_none();
            is_here.then(|| names.find_map(|name| locality::find(name, &self.region)))?
        };
        self.point.or_else(by_zip).or_else(by_name)
    }

    /// The town of its numbers: their locality, or what their rate centre is named after where no locality is said.
    pub fn town(&self) -> &str {
        if self.locality.is_empty() { &self.rate_centre } else { &self.locality }
    }

    /// The digits behind the calling code that all of them begin with, outside North America; may be empty.
    pub fn area_code_abroad(&self) -> &str {
        self.abroad.as_ref().map_or("", |abroad| &abroad.area_code)
    }

    /// The location that lists them, outside North America.
    pub fn location(&self) -> Option<ObjectId> {
        self.abroad.as_ref().and_then(|abroad| abroad.location)
    }
}

/// A point is stored as two integers of microdegrees.
mod point {
    use super::{Deserialize, Point, Serialize};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(point: &Option<Point>, to: S) -> Result<S::Ok, S::Error> {
        point.map(|point| (point.lat_e6, point.lon_e6)).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Point>, D::Error> {
        let pair = Option::<(i32, i32)>::deserialize(from)?;
        Ok(pair.map(|(lat_e6, lon_e6)| Point { lat_e6, lon_e6 }))
    }
}

/// The first digits of a North American number: an area code, area code and exchange, or a block of
/// a thousand numbers within the exchange (NPA-NXX-X, the unit of number pooling).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Prefix {
    npa: Npa,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nxx: Option<Nxx>,
    /// Only ever there together with the exchange.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thousand: Option<u8>,
}

impl Prefix {
    /// All numbers of an area code.
    pub const fn npa(npa: Npa) -> Self {
        Self { npa, nxx: None, thousand: None }
    }

    /// All numbers of one exchange.
    pub const fn exchange(npa: Npa, nxx: Nxx) -> Self {
        Self { npa, nxx: Some(nxx), thousand: None }
    }

    /// The thousand numbers of an exchange whose line begins with this digit; `None` above 9.
    pub const fn thousands_block(npa: Npa, nxx: Nxx, digit: u8) -> Option<Self> {
        if digit <= 9 { Some(Self { npa, nxx: Some(nxx), thousand: Some(digit) }) } else { None }
    }

    /// The area code.
    pub const fn area_code(self) -> Npa {
        self.npa
    }

    /// The exchange, if these are the digits of one.
    pub const fn office(self) -> Option<Nxx> {
        self.nxx
    }

    /// The first and the last number of the range, both included.
    pub fn range(self) -> (u64, u64) {
        let npa = 10_000_000_000 + u64::from(self.npa.get()) * 10_000_000;
        match self.nxx {
            None => (npa, npa + 9_999_999),
            Some(nxx) => {
                let first = npa + u64::from(nxx.get()) * 10_000;
                match self.thousand {
                    None => (first, first + 9_999),
                    Some(digit) => {
                        let first = first + u64::from(digit) * 1_000;
                        (first, first + 999)
                    }
                }
            }
        }
    }

    /// Whether the number begins with these digits.
    pub fn covers(self, did: Did) -> bool {
        let (first, last) = self.range();
        (first..=last).contains(&did.digits())
    }
}

/// Within so many miles of the nearest of some places: one, or all the towns of an area code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The places.
    pub places: Vec<Point>,
    /// How far is near, in thousandths of a statute mile.
    pub miles_e3: u32,
    /// The ZIP that was asked for: what the operator says is in it is near, wherever in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
}

impl Near {
    /// Within so many thousandths of a mile of the middle of a ZIP, or in it. `None` of nobody's ZIP.
    pub fn zip(zip: &str, miles_e3: u32) -> Option<Self> {
        let places = vec![zip::centroid(zip)?];
        Some(Self { places, miles_e3, zip: Some(zip.to_owned()) })
    }

    /// Whether the numbers of an offer are near, of which the place is known by now ([`Offer::place`]).
    /// Those that have none are near to their own ZIP only.
    fn covers(&self, offer: &Offer, place: Option<Point>) -> bool {
        let miles = f64::from(self.miles_e3) / 1000.0;
        let close = |there| self.places.iter().any(|here| geo::within(*here, there, miles));
        place.is_some_and(close) || self.zip.as_ref().is_some_and(|zip| is_zip(zip, offer))
    }
}

/// Whether a postal code that is asked for is that of an offer. Five digits ask for a whole ZIP.
fn is_zip(wanted: &str, offer: &Offer) -> bool {
    let has = offer.postal_code.as_str();
    let whole = || zip::of_postal_code(&offer.country, has).is_some_and(|zip| zip.text() == wanted);
    wanted.eq_ignore_ascii_case(has) || has.len() > wanted.len() && whole()
}

/// What a buyer wants, all of it at once. An empty field asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Criteria {
    /// Country, ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Kind of number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NumberKind>,
    /// State or province code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Rate centre name, with or without accents, case-insensitive. Means something only together with the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_centre: Option<String>,
    /// A human place name, with or without accents, case-insensitive, such as `New York`: the town ([`Offer::town`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The postal code of the locality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The LATA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lata: Option<String>,
    /// The location that lists it, outside North America.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<ObjectId>,
    /// Any of these beginnings; empty: any number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<Prefix>,
    /// Exactly this degree of cleansing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleansed: Option<Cleansed>,
    /// What the digits must look like, all of it; empty: anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<Pattern>,
    /// Whether it must be able to carry calls.
    #[serde(default)]
    pub voice: bool,
    /// Whether it must be able to carry text messages.
    #[serde(default)]
    pub sms: bool,
    /// Whether it must be able to carry messages with media.
    #[serde(default)]
    pub mms: bool,
    /// Whether it must be able to carry fax.
    #[serde(default)]
    pub fax: bool,
    /// The most it may cost each month, under the plan it is bought by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_max: Option<Money>,
    /// Within a distance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<Near>,
}

impl Criteria {
    /// Whether numbers of this offer can fit; the digits are judged by [`Criteria::fits_did`], the
    /// price by [`Criteria::affords`].
    pub fn fits_offer(&self, offer: &Offer) -> bool {
        self.fits_offer_at(offer, || offer.place())
    }

    /// The same by whoever has kept where the offer's numbers are.
    pub fn fits_offer_at(&self, offer: &Offer, place: impl FnOnce() -> Option<Point>) -> bool {
        let same = |wanted: &Option<String>, has: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(has))
        };
        let is_in = |wanted: &Option<String>, has: &str| {
            wanted.as_ref().is_none_or(|wanted| place_name::is_same(wanted, has))
        };
        same(&self.country, &offer.country)
            && self.kind.is_none_or(|kind| kind == offer.kind)
            && same(&self.region, &offer.region)
            && is_in(&self.rate_centre, &offer.rate_centre)
            && is_in(&self.locality, offer.town())
            && self.postal_code.as_ref().is_none_or(|wanted| is_zip(wanted, offer))
            && same(&self.lata, &offer.lata)
            && self.location.is_none_or(|location| offer.location() == Some(location))
            && self.cleansed.is_none_or(|cleansed| cleansed == offer.cleansed)
            && (!self.voice || offer.capabilities.voice)
            && (!self.sms || offer.capabilities.sms)
            && (!self.mms || offer.capabilities.mms)
            && (!self.fax || offer.capabilities.fax)
            && self.near.as_ref().is_none_or(|near| near.covers(offer, place()))
    }

    /// Whether the digits fit.
    pub fn fits_did(&self, did: Did) -> bool {
        (self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| prefix.covers(did)))
            && self.patterns.iter().all(|pattern| pattern.fits(did))
    }

    /// Whether a number at this price costs no more than was asked for.
    pub fn affords(&self, price: Price) -> bool {
        self.monthly_max.is_none_or(|max| price.monthly <= max)
    }
}
