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
    /// What fits, the most wanted first. The stock is asked where the searched place is and what
    /// rate centre it is in, if the search needs to know.
    pub(crate) fn tiers(&self, stock: &Stock) -> Vec<Criteria> {
        let mut places = vec![self.as_searched()];
        if self.overlay {
            places.extend(self.overlays(stock));
        }
        if self.is_bounded() {
            places.push(self.anywhere());
            let near = Near {
                places: self.origins(stock),
                miles_e3: self.miles_e3,
            };
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
            grades.iter().map(move |grade| Criteria {
                cleansed: Some(*grade),
                ..place.clone()
            })
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
        Criteria {
            kind: Some(kind),
            prefixes,
            sms: self.sms,
            ..Criteria::default()
        }
    }

    /// Any number of the country.
    fn anywhere(&self) -> Criteria {
        let country = match self.kind {
            SlotKind::CanadianLocal => "CA",
            SlotKind::Local | SlotKind::TollFree | SlotKind::True800 => "US",
        };
        let country = Some(country.to_owned());
        Criteria {
            country,
            prefixes: Vec::new(),
            ..self.as_searched()
        }
    }

    /// The same rate centres in the area codes that overlay the searched exchange.
    fn overlays(&self, stock: &Stock) -> Vec<Criteria> {
        let Some((npa, nxx)) = self.exchange() else {
            return Vec::new();
        };
        let codes = area::of(npa).map_or(&[][..], |area| &area.overlays);
        if codes.is_empty() {
            return Vec::new();
        }
        let prefixes: Vec<Prefix> = codes.iter().copied().map(Prefix::npa).collect();
        let within = |centre: RateCentre| Criteria {
            region: Some(centre.region),
            rate_centre: Some(centre.name),
            prefixes: prefixes.clone(),
            ..self.as_searched()
        };
        self.rate_centres(stock, npa, nxx, &prefixes)
            .into_iter()
            .map(within)
            .collect()
    }

    /// The rate centres that the exchange serves, as far as the stock tells.
    fn rate_centres(
        &self,
        stock: &Stock,
        npa: Npa,
        nxx: Nxx,
        overlays: &[Prefix],
    ) -> BTreeSet<RateCentre> {
        let centres = |offers: &mut dyn Iterator<Item = Arc<Offer>>| -> BTreeSet<RateCentre> {
            offers
                .filter(|offer| !offer.rate_centre.is_empty())
                .map(|offer| RateCentre::new(&*offer.region, &*offer.rate_centre))
                .collect()
        };
        let own = Criteria {
            prefixes: vec![Prefix::exchange(npa, nxx)],
            ..Criteria::default()
        };
        let known = centres(&mut stock.offers(&own).into_iter());
        let Some(place) = locality::of(npa, nxx).filter(|_| known.is_empty()) else {
            return known;
        };
        let mut prefixes = overlays.to_vec();
        prefixes.push(Prefix::npa(npa));
        let around = Criteria {
            prefixes,
            ..Criteria::default()
        };
        let here = |offer: &Arc<Offer>| {
            offer.locality.eq_ignore_ascii_case(place.city)
                && offer.region.eq_ignore_ascii_case(place.region)
        };
        centres(&mut stock.offers(&around).into_iter().filter(here))
    }

    /// The places that a distance is measured from.
    fn origins(&self, stock: &Stock) -> Vec<Point> {
        let Some(begins) = self.begins else {
            return Vec::new();
        };
        let npa = begins.area_code();
        let towns = || match begins.office() {
            Some(nxx) => points(locality::of(npa, nxx).into_iter()),
            None => towns_of(npa),
        };
        let in_stock = || {
            stock
                .offers(&self.as_searched())
                .iter()
                .filter_map(|offer| offer.point)
                .collect()
        };
        let (first, second): (Vec<Point>, _) = match self.kind {
            // The towns of Canada are known by name only, for the most part.
            SlotKind::CanadianLocal => (in_stock(), towns()),
            SlotKind::Local | SlotKind::TollFree | SlotKind::True800 => (towns(), in_stock()),
        };
        let found = [first, second]
            .into_iter()
            .find(|points| !points.is_empty());
        let mut found = found.unwrap_or_else(|| towns_of(npa));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn exchange(&self) -> Option<(Npa, Nxx)> {
        let begins = self.begins?;
        Some((begins.area_code(), begins.office()?))
    }
}

/// The toll-free area codes in use, 800 first.
fn toll_free() -> impl Iterator<Item = Prefix> {
    (800..900)
        .filter_map(Npa::new)
        .filter(|npa| area::toll_free(*npa))
        .map(Prefix::npa)
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
