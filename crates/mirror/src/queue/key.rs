//! Where a back-order stands in the index.

use std::collections::BTreeSet;

use tandem_domain::{Criteria, Offer};
use tandem_numbering::place_name;

/// A back-order that would stand under more keys than this stands under one that covers them all.
const KEYS_MAX: usize = 32;
/// Numbers of one exchange share all digits but the last four.
pub(super) const EXCHANGE: u64 = 10_000;
/// Numbers of one area code share all digits but the last seven.
const AREA: u64 = 10_000_000;

/// What is waited for, as far as an index can tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Exchange(u64),
    Area(u64),
    Centre(String, String),
    Region(String),
    Country(String),
    Anything,
}

/// The keys under which numbers of an exchange can be waited for.
pub(super) fn keys_of(exchange: u64, offer: &Offer) -> [Key; 6] {
    let upper = place_name::folded;
    let region = upper(&offer.region);
    [
        Key::Exchange(exchange),
        Key::Area(exchange / (AREA / EXCHANGE)),
        Key::Centre(region.clone(), upper(&offer.rate_centre)),
        Key::Region(region),
        Key::Country(upper(&offer.country)),
        Key::Anything,
    ]
}

/// The keys under which a back-order stands.
pub(super) fn keys_for(tiers: &[Criteria]) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    let upper = |text: &String| place_name::folded(text);
    for tier in tiers {
        if !tier.prefixes.is_empty() {
            keys.extend(tier.prefixes.iter().map(|prefix| {
                let (first, last) = prefix.range();
                if first / EXCHANGE == last / EXCHANGE {
                    Key::Exchange(first / EXCHANGE)
                } else if first / AREA == last / AREA {
                    Key::Area(first / AREA)
                } else {
                    Key::Anything
                }
            }));
            continue;
        }
        keys.insert(match (&tier.region, &tier.rate_centre, &tier.country) {
            (Some(region), Some(centre), _) => Key::Centre(upper(region), upper(centre)),
            (Some(region), None, _) => Key::Region(upper(region)),
            (None, _, Some(country)) => Key::Country(upper(country)),
            (None, _, None) => Key::Anything,
        });
    }
    if keys.len() > KEYS_MAX { BTreeSet::from([Key::Anything]) } else { keys }
}
