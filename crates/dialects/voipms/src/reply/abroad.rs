//! Numbers outside North America, and carriers.

use tandem_domain::{Money, Offer, Price};
use tandem_engine::{CarrierView, ShelfGroup};
use tandem_numbering::{NumberKind, country};
use tandem_wire::php::Map;

use super::{Reply, whole};
use crate::country::id_of;
use crate::request::KINDS;

/// The kinds of numbers abroad.
pub fn types(only: Option<NumberKind>) -> Reply {
    let shown = KINDS.into_iter().filter(|(_, kind, _)| only.is_none_or(|only| only == *kind));
    let row = |(word, _, meaning): (&str, NumberKind, &str)| {
        Map::new().with("value", word).with("description", meaning)
    };
    Reply::list("types", shown.map(row).collect(), "no_did")
}

/// Countries outside North America in which there are numbers, or were, in the order of their
/// names.
pub fn countries(parts: &[ShelfGroup]) -> Reply {
    let known = |part: &ShelfGroup| {
        let country = country::by_iso(&part.offer.country)?;
        (country.calling_code != 1).then_some((country.name, id_of(country.iso)?, country))
    };
    let mut found: Vec<_> = parts.iter().filter_map(known).collect();
    found.sort_unstable_by_key(|(name, ..)| *name);
    let row = |(name, id, country): (&str, i64, &country::Country)| {
        let description = format!("{name} (+{})", country.calling_code);
        Map::new().with("value", id.to_string()).with("description", description)
    };
    Reply::list("countries", found.into_iter().map(row).collect(), "no_did")
}

/// The locations of a country in the order of their ids, with stock and prices.
pub fn locations(parts: &[ShelfGroup], kind: NumberKind) -> Reply {
    let mut rows: Vec<(i64, Map)> = parts.iter().filter_map(|part| location(part, kind)).collect();
    rows.sort_by_key(|(id, _)| *id);
    Reply::list("locations", rows.into_iter().map(|(_, row)| row).collect(), "no_did")
}

/// A location under its flat price, and under its price per minute where it has both.
fn location(part: &ShelfGroup, kind: NumberKind) -> Option<(i64, Map)> {
    let offer = &part.offer;
    let abroad = offer.abroad.as_ref()?;
    let id = abroad.location?.0;
    let mut prices = part.prices.iter().copied();
    let (flat, per_minute) = (prices.next().flatten(), prices.next().flatten());
    let mut row = Map::new()
        .with("location_id", id.to_string())
        .with("location_name", name_of(offer))
        .with("country", country::by_iso(&offer.country).map_or("", |country| country.name))
        .with("area_code", &abroad.area_code)
        .with("stock", i64::try_from(part.count).unwrap_or(i64::MAX));
    // A whole fee of a national number has no point.
    let fee = if kind == NumberKind::National { whole } else { |fee: Money| fee.decimal(2) };
    if let Some(Price { setup, monthly, minute }) = flat {
        row.push("monthly", monthly.decimal(2));
        row.push("setup", fee(setup));
        row.push("minute", fee(minute));
    }
    if let Some(Price { setup, monthly, .. }) = per_minute {
        row.push("monthly_per_minute", monthly.decimal(2));
        row.push("setup_per_minute", setup.decimal(2));
    }
    // Geographic locations always have them; 0 where the operator does not say.
    if kind == NumberKind::Geographic || abroad.channels > 0 {
        row.push("channels", i64::from(abroad.channels));
    }
    Some((id, row))
}

/// Numbers of no place are named after what they are.
fn name_of(offer: &Offer) -> String {
    match offer.kind {
        NumberKind::TollFree => "TOLLFREE".to_owned(),
        _ if !offer.locality.is_empty() => offer.locality.to_uppercase(),
        _ => offer.kind.as_str().to_ascii_uppercase(),
    }
}

/// The carriers that vanity numbers are bought through.
pub fn carriers(found: &[CarrierView]) -> Reply {
    let row = |carrier: &CarrierView| {
        Map::new().with("value", carrier.id.to_string()).with("description", &carrier.name)
    };
    Reply::list("carriers", found.iter().map(row).collect(), "unavailable_info")
}
