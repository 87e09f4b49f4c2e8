//! Offers by what buyers ask for: where they are and what they can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_domain::{Capabilities, Cleansed, Criteria, ObjectId, Offer, OfferId};
use tandem_numbering::place_name::folded;
use tandem_numbering::{NumberKind, Point};

use super::area::AreaNo;
use super::bits::Exchanges;

/// Miles of latitude in one degree, a little low, so that a band never excludes a true neighbour.
const MILES_PER_DEGREE: f64 = 69.0;

/// Where an offer's numbers are within one area.
pub(super) struct Spread {
    pub(super) count: u32,
    /// The exchanges that have any.
    pub(super) exchanges: Exchanges,
}

/// An offer, and what is on the shelf under it.
pub(super) struct Stand {
    pub(super) id: OfferId,
    pub(super) offer: Arc<Offer>,
    /// Where its numbers are, worked out once.
    place: Option<Point>,
    pub(super) count: u64,
    pub(super) areas: BTreeMap<AreaNo, Spread>,
}

impl Stand {
    /// Takes note of a block that is new to it.
    pub(super) fn gain(&mut self, area: AreaNo, exchange: u16, numbers: usize) {
        let spread = self.areas.entry(area);
        let spread = spread.or_insert(Spread { count: 0, exchanges: Exchanges::NONE });
        spread.exchanges.set(exchange, true);
        spread.count += numbers as u32;
        self.count += numbers as u64;
    }

    /// Takes note that a block of its own has one number more, or one fewer.
    pub(super) fn turn(&mut self, area: AreaNo, exchange: u16, on: bool, left: usize) {
        let spread = self.areas.entry(area);
        let spread = spread.or_insert(Spread { count: 0, exchanges: Exchanges::NONE });
        spread.exchanges.set(exchange, left > 0);
        if on {
            (self.count, spread.count) = (self.count + 1, spread.count + 1);
        } else {
            (self.count, spread.count) = (self.count - 1, spread.count - 1);
        }
        if spread.count == 0 {
            self.areas.remove(&area);
        }
    }
}

/// What offers have in common that are alike in all but their place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    country: String,
    kind: NumberKind,
    cleansed: Cleansed,
    capabilities: Capabilities,
}

type Listed = Vec<u32>;

/// Every offer that was ever heard of, by its place in memory, and lists of them.
#[derive(Default)]
pub(super) struct Places {
    stands: Vec<Stand>,
    by_id: BTreeMap<OfferId, u32>,
    /// By state and rate centre.
    by_centre: BTreeMap<(String, String), Listed>,
    by_town: BTreeMap<String, Listed>,
    by_postal: BTreeMap<String, Listed>,
    by_lata: BTreeMap<String, Listed>,
    by_location: BTreeMap<ObjectId, Listed>,
    /// By latitude and longitude, in microdegrees.
    by_point: BTreeMap<(i32, i32), Listed>,
    by_class: BTreeMap<Class, Listed>,
    /// The suppliers that are bought from; `None`: whichever there are.
    suppliers: Option<Arc<BTreeSet<String>>>,
    /// Offers of other suppliers: their numbers are here, and nobody is shown them.
    withheld: BTreeSet<u32>,
}

/// Which offers fit.
pub(super) enum Fitting {
    /// All of them: nothing was asked that an offer decides.
    Every,
    /// These.
    These(Listed),
}

impl Places {
    /// Takes note of an offer; says whether it is a new one.
    pub(super) fn learn(&mut self, id: OfferId, offer: Arc<Offer>) -> bool {
        if self.by_id.contains_key(&id) {
            return false;
        }
        let no = self.stands.len() as u32;
        let class = Class {
            country: folded(&offer.country),
            kind: offer.kind,
            cleansed: offer.cleansed,
            capabilities: offer.capabilities,
        };
        self.by_id.insert(id, no);
        let centre = (folded(&offer.region), folded(&offer.rate_centre));
        self.by_centre.entry(centre).or_default().push(no);
        self.by_town.entry(folded(offer.town())).or_default().push(no);
        self.by_postal.entry(post_town(&offer.postal_code)).or_default().push(no);
        self.by_lata.entry(folded(&offer.lata)).or_default().push(no);
        if let Some(location) = offer.location() {
            self.by_location.entry(location).or_default().push(no);
        }
        let place = offer.place();
        if let Some(point) = place {
            self.by_point.entry((point.lat_e6, point.lon_e6)).or_default().push(no);
        }
        self.by_class.entry(class).or_default().push(no);
        if self.withholds(&offer) {
            self.withheld.insert(no);
        }
        self.stands.push(Stand { id, offer, place, count: 0, areas: BTreeMap::new() });
        true
    }

    pub(super) fn no(&self, id: OfferId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn get(&self, no: u32) -> Option<&Stand> {
        self.stands.get(no as usize)
    }

    pub(super) fn get_mut(&mut self, no: u32) -> Option<&mut Stand> {
        self.stands.get_mut(no as usize)
    }

    pub(super) fn all(&self) -> &[Stand] {
        &self.stands
    }

    /// From now on these suppliers are bought from and no others.
    pub(super) fn buy_from(&mut self, suppliers: Option<Arc<BTreeSet<String>>>) {
        self.suppliers = suppliers;
        let all = (0_u32..).zip(&self.stands);
        let withheld = all.filter(|(_, stand)| self.withholds(&stand.offer)).map(|(no, _)| no);
        self.withheld = withheld.collect();
    }

    pub(super) fn suppliers(&self) -> Option<Arc<BTreeSet<String>>> {
        self.suppliers.clone()
    }

    /// Whether the numbers of an offer would have to be bought from somebody who is not bought from.
    pub(super) fn withholds(&self, offer: &Offer) -> bool {
        let known = self.suppliers.as_ref().zip(offer.supplier.as_ref());
        known.is_some_and(|(suppliers, supplier)| !suppliers.contains(supplier))
    }

    /// The offers whose numbers nobody is shown.
    pub(super) fn withheld(&self) -> impl Iterator<Item = &Stand> {
        self.withheld.iter().filter_map(|no| self.get(*no))
    }

    /// The offers that fit, shown or not, whether they have any numbers or not.
    pub(super) fn known(&self, criteria: &Criteria) -> impl Iterator<Item = &Stand> {
        let (every, these) = match self.all_fitting(criteria) {
            Fitting::Every => (self.stands.as_slice(), Vec::new()),
            Fitting::These(these) => (&[][..], these),
        };
        every.iter().chain(these.into_iter().filter_map(|no| self.get(no)))
    }

    /// The offers that fit and may be shown.
    pub(super) fn fitting(&self, criteria: &Criteria) -> Fitting {
        let fitting = self.all_fitting(criteria);
        if self.withheld.is_empty() {
            return fitting;
        }
        let mut shown = match fitting {
            Fitting::Every => (0..self.stands.len() as u32).collect(),
            Fitting::These(offers) => offers,
        };
        shown.retain(|no| !self.withheld.contains(no));
        Fitting::These(shown)
    }

    /// The offers that fit, from the shortest list that must hold them all.
    fn all_fitting(&self, criteria: &Criteria) -> Fitting {
        let mut lists = self.lists(criteria);
        let classes = self.classes(criteria);
        let by_class_alone = lists.is_empty() && !asks_more_than_class(criteria);
        if let Some(classes) = classes {
            lists.push(classes);
        }
        let length = |list: &Vec<&Listed>| list.iter().map(|part| part.len()).sum::<usize>();
        let Some(shortest) = lists.into_iter().min_by_key(length) else {
            return match asks_more_than_class(criteria) {
                true => Fitting::These(self.those(criteria, 0..self.stands.len() as u32)),
                false => Fitting::Every,
            };
        };
        let candidates = shortest.into_iter().flatten().copied();
        Fitting::These(match by_class_alone {
            true => candidates.collect(),
            false => self.those(criteria, candidates),
        })
    }

    fn those(&self, criteria: &Criteria, candidates: impl Iterator<Item = u32>) -> Listed {
        let fits = |no: &u32| {
            self.get(*no).is_some_and(|stand| criteria.fits_offer_at(&stand.offer, || stand.place))
        };
        let mut fitting: Listed = candidates.filter(fits).collect();
        // A point may be near to two places.
        fitting.sort_unstable();
        fitting.dedup();
        fitting
    }

    /// A list for each thing asked that there are lists for; what fits stands in all of them.
    fn lists(&self, criteria: &Criteria) -> Vec<Vec<&Listed>> {
        let mut lists = Vec::new();
        if let Some(region) = &criteria.region {
            let region = folded(region);
            let centre = criteria.rate_centre.as_deref().map(folded);
            let from = (region.clone(), centre.clone().unwrap_or_default());
            let same = |key: &(String, String)| {
                key.0 == region && centre.as_ref().is_none_or(|centre| key.1 == *centre)
            };
            let part = self.by_centre.range(from..).take_while(|(key, _)| same(key));
            lists.push(part.map(|(_, list)| list).collect());
        }
        for (wanted, by) in [
            (criteria.locality.as_deref().map(folded), &self.by_town),
            (criteria.postal_code.as_deref().map(post_town), &self.by_postal),
            (criteria.lata.as_deref().map(folded), &self.by_lata),
        ] {
            if let Some(wanted) = wanted {
                lists.push(by.get(&wanted).into_iter().collect());
            }
        }
        if let Some(location) = &criteria.location {
            lists.push(self.by_location.get(location).into_iter().collect());
        }
        if let Some(near) = &criteria.near {
            let band = f64::from(near.miles_e3) / 1000.0 / MILES_PER_DEGREE * 1e6 + 1.0;
            let of_zip = near.zip.as_deref().and_then(|zip| self.by_postal.get(&post_town(zip)));
            let mut part: Vec<&Listed> = of_zip.into_iter().collect();
            for place in &near.places {
                let latitude = |off: f64| (f64::from(place.lat_e6) + off) as i32;
                let band = (latitude(-band), i32::MIN)..=(latitude(band), i32::MAX);
                part.extend(self.by_point.range(band).map(|(_, list)| list));
            }
            lists.push(part);
        }
        lists
    }

    /// The lists of the classes that fit, if the class was asked for.
    fn classes(&self, criteria: &Criteria) -> Option<Vec<&Listed>> {
        let Criteria { country, kind, cleansed, voice, sms, mms, fax, .. } = criteria;
        let asked = country.is_some() || kind.is_some() || cleansed.is_some();
        if !asked && !voice && !sms && !mms && !fax {
            return None;
        }
        let fits = |class: &Class| {
            let can = class.capabilities;
            country.as_ref().is_none_or(|country| class.country.eq_ignore_ascii_case(country))
                && kind.is_none_or(|kind| class.kind == kind)
                && cleansed.is_none_or(|cleansed| class.cleansed == cleansed)
                && (!voice || can.voice)
                && (!sms || can.sms)
                && (!mms || can.mms)
                && (!fax || can.fax)
        };
        Some(self.by_class.iter().filter(|(class, _)| fits(class)).map(|(_, list)| list).collect())
    }
}

/// What postal codes are listed by: a ZIP+4 under its ZIP.
fn post_town(code: &str) -> String {
    folded(code.split('-').next().unwrap_or_default().trim())
}

/// Whether a list other than that of a class decides, or none at all.
const fn asks_more_than_class(criteria: &Criteria) -> bool {
    criteria.region.is_some()
        || criteria.rate_centre.is_some()
        || criteria.locality.is_some()
        || criteria.postal_code.is_some()
        || criteria.lata.is_some()
        || criteria.location.is_some()
        || criteria.near.is_some()
}
