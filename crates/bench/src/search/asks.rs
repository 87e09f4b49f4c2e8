//! What is searched for: each kind of filter, with something to find and with nothing.

use tandem_domain::{Cleansed, Criteria, Money, Near, Prefix, Rng};
use tandem_numbering::{Npa, Nxx, Pattern, zip};

use super::layout::Shelf;

/// A kind of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    AreaCode,
    Exchange,
    Thousand,
    State,
    RateCentre,
    Locality,
    PostalCode,
    ZipMiles,
    Lata,
    Capability,
    Cleansed,
    PriceCap,
    Starts,
    Contains,
    Ends,
    Word,
    Wildcards,
    StateTextContains,
}

impl Kind {
    pub const ALL: [Self; 18] = [
        Self::AreaCode,
        Self::Exchange,
        Self::Thousand,
        Self::State,
        Self::RateCentre,
        Self::Locality,
        Self::PostalCode,
        Self::ZipMiles,
        Self::Lata,
        Self::Capability,
        Self::Cleansed,
        Self::PriceCap,
        Self::Starts,
        Self::Contains,
        Self::Ends,
        Self::Word,
        Self::Wildcards,
        Self::StateTextContains,
    ];

    /// What the table calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AreaCode => "area code",
            Self::Exchange => "exchange",
            Self::Thousand => "thousands block",
            Self::State => "state",
            Self::RateCentre => "rate centre",
            Self::Locality => "town",
            Self::PostalCode => "postal code",
            Self::ZipMiles => "25 miles of a ZIP",
            Self::Lata => "LATA",
            Self::Capability => "can carry MMS",
            Self::Cleansed => "cleansed, text",
            Self::PriceCap => "price cap",
            Self::Starts => "starts with 7 digits",
            Self::Contains => "contains 4 digits",
            Self::Ends => "ends in 4 digits",
            Self::Word => "ends in a word",
            Self::Wildcards => "wildcards",
            Self::StateTextContains => "state, text, contains 3",
        }
    }

    /// Whether the goal of a millisecond is meant for it, rather than that of ten.
    pub const fn is_prefix(self) -> bool {
        matches!(self, Self::AreaCode | Self::Exchange | Self::Thousand)
    }
}

/// One search.
pub fn criteria(kind: Kind, hits: bool, shelf: &Shelf, rng: &mut Rng) -> Criteria {
    let any = Criteria::default();
    let stretch = &shelf.stretches[rng.below(shelf.stretches.len() as u64) as usize];
    let offer = &shelf.offers[stretch.offer];
    let national = stretch.first % 10_000_000_000;
    let (npa, nxx) = (national / 10_000_000, national / 10_000 % 1000);
    let npa = Npa::new(npa as u16).unwrap_or(shelf.npas[0]);
    // No shelf has exchange 999, or any area code 200.
    let nxx = Nxx::new(if hits { nxx as u16 } else { 999 });
    let exchange = nxx.map(|nxx| Prefix::exchange(npa, nxx));
    let thousand = nxx.and_then(|nxx| Prefix::thousands_block(npa, nxx, rng.below(10) as u8));
    let nowhere = Npa::new(200).unwrap_or(npa);
    let name = |name: &str| Some(if hits { name.to_owned() } else { "NOWHERE".to_owned() });
    let ends = rng.below(10_000);
    let some = |text: String| vec![text.parse::<Pattern>().ok()].into_iter().flatten().collect();
    match kind {
        Kind::AreaCode => {
            Criteria { prefixes: vec![Prefix::npa(if hits { npa } else { nowhere })], ..any }
        }
        Kind::Exchange => Criteria { prefixes: exchange.into_iter().collect(), ..any },
        Kind::Thousand => Criteria { prefixes: thousand.into_iter().collect(), ..any },
        Kind::State => Criteria { region: name(&offer.region), ..any },
        Kind::RateCentre => Criteria {
            region: Some(offer.region.clone()),
            rate_centre: name(&offer.rate_centre),
            ..any
        },
        Kind::Locality => {
            Criteria { region: Some(offer.region.clone()), locality: name(&offer.locality), ..any }
        }
        Kind::PostalCode => Criteria { postal_code: name(&offer.postal_code), ..any },
        Kind::ZipMiles => {
            // Guam is far from everything.
            let place = if hits { offer.point } else { zip::centroid("96910") };
            let near = Near { places: place.into_iter().collect(), miles_e3: 25_000, zip: None };
            Criteria { near: Some(near), ..any }
        }
        Kind::Lata => Criteria { lata: name(&offer.lata), ..any },
        Kind::Capability => {
            let country = (!hits).then(|| "CA".to_owned());
            Criteria { mms: true, country, ..any }
        }
        Kind::Cleansed => {
            // What is carrier-cleansed of an even place can fax; nothing has both and is toll-free.
            let kind = (!hits).then_some(tandem_numbering::NumberKind::TollFree);
            Criteria { cleansed: Some(Cleansed::House), sms: true, kind, ..any }
        }
        Kind::PriceCap => {
            let cap = Money::cents(if hits { 100 } else { 1 });
            Criteria { region: Some(offer.region.clone()), monthly_max: Some(cap), ..any }
        }
        Kind::Starts => {
            let begins = if hits { national / 1000 } else { 2_000_000 + ends };
            Criteria { patterns: some(format!("{begins}…")), ..any }
        }
        Kind::Contains if hits => Criteria { patterns: some(format!("…{ends:04}…")), ..any },
        // No area code and no exchange has a zero or a one in front, so that it cannot stand anywhere.
        Kind::Contains => Criteria { patterns: some("…00000000…".to_owned()), ..any },
        Kind::Ends if hits => Criteria { patterns: some(format!("…{ends:04}")), ..any },
        Kind::Ends => Criteria { patterns: some(format!("…1**{ends:04}")), ..any },
        Kind::Word => {
            let word = if hits { "…4782" } else { "…1478277" };
            Criteria { patterns: some(word.to_owned()), ..any }
        }
        Kind::Wildcards => {
            let text = if hits { "*0*2**77**" } else { "***1**77**" };
            Criteria { patterns: some(text.to_owned()), ..any }
        }
        Kind::StateTextContains => {
            let text = if hits {
                format!("…{:03}…", ends % 1000)
            } else {
                "…99999999…".to_owned()
            };
            Criteria { region: Some(offer.region.clone()), sms: true, patterns: some(text), ..any }
        }
    }
}
