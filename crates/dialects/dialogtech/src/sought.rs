//! What a search means on the shelf.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Cleansed, Criteria, Near, Offer, Prefix, SlotKind};
use tandem_mirror::Stock;
use tandem_numbering::locality::{self, Locality};
use tandem_numbering::{Npa, NumberKind, Nxx, Point, RateCentre, area};

/// What a caller looks for, in the caller's own terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sought {
    /// The type of number, which is also the kind of slot it uses.
    pub(crate) kind: SlotKind,
    /// How it begins; `None` for the toll-free types.
    pub(crate) begins: Option<Prefix>,
    /// Only numbers that the house has cleansed.
    pub(crate) cleansed_only: bool,
    /// Only numbers that can carry text messages.
    pub(crate) sms: bool,
    /// How far from the searched place, in thousandths of a mile; 0 does not ask.
    pub(crate) miles_e3: u32,
    /// Whether an overlay of the exchange will do.
    pub(crate) overlay: bool,
}

impl Sought {
    /// What fits, the most wanted first. Where the searched place is and what rate centre it is in
    /// is told by the stock and by `exchange`: what the numbers of the searched exchange are.
    pub(crate) fn tiers(&self, stock: &Stock, exchange: &[Arc<Offer>]) -> Vec<Criteria> {
        let mut places = vec![self.as_searched()];
        if self.overlay {
            places.extend(self.overlays(stock, exchange));
        }
        if self.is_bounded() {
            places.push(self.anywhere());
            let origins = self.origins(stock, exchange);
            let near = Near { places: origins, miles_e3: self.miles_e3, zip: None };
            for place in &mut places {
                place.near = Some(near.clone());
            }
        }
        self.by_cleansing(&places)
    }

    /// What fits exactly, whatever the stock.
    pub(crate) fn exact_tiers(&self) -> Vec<Criteria> {
        self.by_cleansing(&[self.as_searched()])
    }

    /// Whether the stock has a say in what fits.
    pub(crate) const fn needs_stock(&self) -> bool {
        self.overlay || self.is_bounded()
    }

    /// The searched exchange, if what its numbers are has a say in what fits.
    pub(crate) fn needs_exchange(&self) -> Option<Prefix> {
        self.begins.filter(|begins| self.needs_stock() && begins.office().is_some())
    }

    const fn is_bounded(&self) -> bool {
        self.miles_e3 > 0 && self.begins.is_some()
    }

    /// Each place in the order of its cleansing.
    fn by_cleansing(&self, places: &[Criteria]) -> Vec<Criteria> {
        let grades: &[Cleansed] = if self.cleansed_only {
            &[Cleansed::House]
        } else {
            &[Cleansed::House, Cleansed::Carrier]
        };
        let graded = |place: &Criteria| {
            let place = place.clone();
            grades.iter().map(move |grade| Criteria { cleansed: Some(*grade), ..place.clone() })
        };
        places.iter().flat_map(graded).collect()
    }

    /// What begins as searched, or is of the toll-free type, wherever it is.
    fn as_searched(&self) -> Criteria {
        let (kind, prefixes) = match self.kind {
            SlotKind::Local | SlotKind::CanadianLocal => {
                (NumberKind::Geographic, self.begins.into_iter().collect())
            }
            SlotKind::TollFree => (NumberKind::TollFree, toll_free().collect()),
            SlotKind::True800 => (NumberKind::TollFree, toll_free().take(1).collect()),
        };
        Criteria { kind: Some(kind), prefixes, sms: self.sms, ..Criteria::default() }
    }

    /// Any number of the country.
    fn anywhere(&self) -> Criteria {
        let country = match self.kind {
            SlotKind::CanadianLocal => "CA",
            SlotKind::Local | SlotKind::TollFree | SlotKind::True800 => "US",
        };
        let country = Some(country.to_owned());
        Criteria { country, prefixes: Vec::new(), ..self.as_searched() }
    }

    /// The same rate centres in the area codes that overlay the searched exchange.
    fn overlays(&self, stock: &Stock, exchange: &[Arc<Offer>]) -> Vec<Criteria> {
        let Some((npa, nxx)) = self.begins.and_then(exchange_of) else {
            return Vec::new();
        };
        let codes = area::of(npa).map_or(&[][..], |area| &area.overlays);
        let prefixes: Vec<Prefix> = codes.iter().copied().map(Prefix::npa).collect();
        if prefixes.is_empty() {
            return Vec::new();
        }
        let mut centres = rate_centres(exchange.iter());
        if centres.is_empty() {
            // Nobody here ever had a number of it: then what its label says is all there is to go by.
            let around = prefixes.iter().copied().chain([Prefix::npa(npa)]).collect();
            let around = stock.offers(&Criteria { prefixes: around, ..Criteria::default() });
            let place = locality::of(npa, nxx);
            centres = rate_centres(
                around.iter().filter(|offer| place.is_some_and(|it| is_in(offer, it))),
            );
        }
        let within = |centre: RateCentre| Criteria {
            region: Some(centre.region),
            rate_centre: Some(centre.name),
            prefixes: prefixes.clone(),
            ..self.as_searched()
        };
        centres.into_iter().map(within).collect()
    }

    /// The places that a distance is measured from.
    fn origins(&self, stock: &Stock, exchange: &[Arc<Offer>]) -> Vec<Point> {
        let Some(begins) = self.begins else {
            return Vec::new();
        };
        let npa = begins.area_code();
        let (labelled, stocked): (_, Vec<Point>) = match begins.office() {
            Some(nxx) => {
                let label = points(locality::of(npa, nxx).into_iter());
                (label, exchange.iter().filter_map(|offer| offer.place()).collect())
            }
            None => {
                let stocked = stock.offers(&self.as_searched());
                (towns_of(npa), stocked.iter().filter_map(|offer| offer.place()).collect())
            }
        };
        let by_trust = match self.kind {
            // The towns of Canada are known by name only, for the most part.
            SlotKind::CanadianLocal => [stocked, labelled],
            SlotKind::Local | SlotKind::TollFree | SlotKind::True800 => [labelled, stocked],
        };
        let known = by_trust.into_iter().find(|places| !places.is_empty());
        let mut places = known.unwrap_or_else(|| towns_of(npa));
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn exchange_of(begins: Prefix) -> Option<(Npa, Nxx)> {
    Some((begins.area_code(), begins.office()?))
}

fn rate_centres<'a>(offers: impl Iterator<Item = &'a Arc<Offer>>) -> BTreeSet<RateCentre> {
    offers
        .filter(|offer| !offer.rate_centre.is_empty())
        .map(|offer| RateCentre::new(&*offer.region, &*offer.rate_centre))
        .collect()
}

/// Whether the operator's own data puts an offer at a locality.
fn is_in(offer: &Offer, place: &Locality) -> bool {
    offer.locality.eq_ignore_ascii_case(place.city)
        && offer.region.eq_ignore_ascii_case(place.region)
}

/// The toll-free area codes in use, 800 first.
fn toll_free() -> impl Iterator<Item = Prefix> {
    (800..900).filter_map(Npa::new).filter(|npa| area::toll_free(*npa)).map(Prefix::npa)
}

/// The towns of an area code; those of the codes it overlays, where it is too young to have any.
fn towns_of(npa: Npa) -> Vec<Point> {
    let own = points(locality::of_npa(npa));
    if !own.is_empty() {
        return own;
    }
    let codes = area::of(npa).map_or(&[][..], |area| &area.overlays);
    points(codes.iter().flat_map(|code| locality::of_npa(*code)))
}

fn points(towns: impl Iterator<Item = &'static Locality>) -> Vec<Point> {
    towns.filter_map(|town| town.point).collect()
}

#[cfg(test)]
mod tests;
