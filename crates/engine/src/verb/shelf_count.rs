//! How much of what is on the shelf: the catalogues of every dialect.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Offer, Prefix, Price};
use tandem_mirror::{Grain, Stock, Tally};
use tandem_numbering::Did;

use super::pricing::{Pricing, is_near};
use crate::{Command, Cx, Halt, Known, Mode};

/// What a shelf is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShelfPart {
    /// By country and kind of number.
    Country,
    /// By state or province.
    Region,
    /// By rate centre within its state.
    RateCentre,
    /// By human place name within its state and country.
    Locality,
    /// By location, outside North America.
    Location,
    /// By area code, within the place it serves; outside North America by the one that its operator says.
    AreaCode,
    /// By exchange (NPA-NXX), within the place it serves.
    Exchange,
}

/// Counts what is for sale, part by part, in the order of their names. Constant in the number of
/// numbers: it walks places, not numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfCount {
    /// What is counted.
    pub criteria: Criteria,
    /// What it is divided by.
    pub by: ShelfPart,
    /// The plans whose lowest prices are to be shown, by code.
    pub plans: Vec<String>,
    /// Whether parts that were stocked once and are sold out are shown too, with nothing in them.
    pub sold_out: bool,
}

/// One part of the shelf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfGroup {
    /// Something that stands in it: only the attributes that the shelf was divided by, and those
    /// they imply, are true of all of it.
    pub offer: Arc<Offer>,
    /// The digits that all of it begins with, where it was divided by area code or exchange.
    pub begins: Option<Prefix>,
    /// How many numbers are for sale.
    pub count: u64,
    /// The lowest price under each plan that was asked for, in that order.
    pub prices: Vec<Option<Price>>,
}

/// What the numbers of one part have in common, as a key to group by.
type Key = [String; 5];

impl ShelfPart {
    fn key(self, offer: &Offer, first: Option<Did>) -> (Key, Option<Prefix>) {
        let mut key = Key::default();
        offer.country.clone_into(&mut key[0]);
        if matches!(self, Self::Country | Self::Location) {
            format!("{:?}", offer.kind).clone_into(&mut key[1]);
            if let (Self::Location, Some(id)) = (self, offer.location()) {
                // With leading zeros, so that the order of the names is that of the ids.
                key[2] = format!("{:020}", id.0);
            }
            return (key, None);
        }
        key[1] = offer.region.to_ascii_uppercase();
        match self {
            Self::Country | Self::Location | Self::Region => (key, None),
            Self::RateCentre => {
                key[2] = offer.rate_centre.to_ascii_uppercase();
                (key, None)
            }
            Self::Locality => {
                key[2] = offer.locality.to_ascii_uppercase();
                (key, None)
            }
            Self::AreaCode | Self::Exchange => {
                key[2] = offer.rate_centre.to_ascii_uppercase();
                key[3] = offer.locality.to_ascii_uppercase();
                let begins = first.and_then(Did::nanp).map(|nanp| match self {
                    Self::Exchange => Prefix::exchange(nanp.npa, nanp.nxx),
                    _ => Prefix::npa(nanp.npa),
                });
                let abroad = || offer.area_code_abroad().to_owned();
                key[4] = begins.map_or_else(abroad, |begins| begins.range().0.to_string());
                (key, begins)
            }
        }
    }

    const fn is_by_digits(self) -> bool {
        matches!(self, Self::AreaCode | Self::Exchange)
    }
}

impl Command for ShelfCount {
    const NAME: &'static str = "shelf.count";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ShelfGroup>;

    fn recall(&self, known: &mut Known<'_>) -> Option<Vec<ShelfGroup>> {
        if !self.is_quick() {
            return None;
        }
        let pricing = match self.plans.as_slice() {
            [] => Pricing::default(),
            codes => Pricing::known(known, codes)?,
        };
        Some(self.count(known.stock, &pricing))
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ShelfGroup>, Halt> {
        // No plan that is named is no price that is asked for, not the price of the customer's own.
        let pricing = match self.plans.as_slice() {
            [] => Pricing::default(),
            codes => Pricing::under(cx, codes)?,
        };
        Ok(self.count(cx.stock, &pricing))
    }
}

impl ShelfCount {
    /// Whether it takes so little time that whoever asks may do it. A state is counted by its offers,
    /// unless digits are asked for.
    fn is_quick(&self) -> bool {
        let is_of_a_state = self.criteria.region.is_some() && self.criteria.patterns.is_empty();
        is_near(&self.criteria) || (is_of_a_state && self.by != ShelfPart::Exchange)
    }

    fn count(&self, stock: &Stock, pricing: &Pricing) -> Vec<ShelfGroup> {
        let mut groups: BTreeMap<Key, ShelfGroup> = BTreeMap::new();
        let grain = if self.by == ShelfPart::Exchange { Grain::Exchange } else { Grain::Area };
        let mut stands = stock.tally(&self.criteria, grain);
        if self.sold_out && !self.by.is_by_digits() {
            let known = stock.known(&self.criteria).into_iter();
            stands.extend(known.map(|offer| Tally { offer, first: 0, count: 0 }));
        }
        for Tally { offer, first, count } in stands {
            let first = Did::new(first);
            let (key, begins) = self.by.key(&offer, first);
            let group = groups.entry(key).or_insert_with(|| ShelfGroup {
                offer: Arc::clone(&offer),
                begins,
                count: 0,
                prices: vec![None; pricing.len()],
            });
            group.count += count;
            let prices = pricing.each(|plan| match first {
                Some(first) => plan.price(first, &offer),
                None => plan.price_of_offer(&offer),
            });
            for (lowest, price) in group.prices.iter_mut().zip(prices) {
                let lower =
                    |price: &Price| lowest.is_none_or(|lowest| price.monthly < lowest.monthly);
                *lowest = price.filter(lower).or(*lowest);
            }
        }
        groups.into_values().collect()
    }
}
