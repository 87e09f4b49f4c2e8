//! Numbers outside North America: countries and locations by their ids.

use tandem_domain::{Criteria, ObjectId, Selection};
use tandem_engine::{CarrierList, ORDER_NUMBERS_MAX, OrderPlace, ShelfCount, ShelfPart};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::NumberKind;
use tandem_numbering::country::Country;

use super::order::{domestic, placed, plan};
use super::{FLAT, ID_MAX, PER_MINUTE, require, unless_zero};
use crate::country;

/// The word of each kind of number abroad, and what it means.
pub const KINDS: [(&str, NumberKind, &str); 3] = [
    ("GEOGRAPHIC", NumberKind::Geographic, "Geographic Numbers"),
    ("NATIONAL", NumberKind::National, "National Numbers (Non-Geographical)"),
    ("TOLLFREE", NumberKind::TollFree, "Toll Free Numbers"),
];
/// Those words alone.
pub const KIND_WORDS: &[&str] = &[KINDS[0].0, KINDS[1].0, KINDS[2].0];

/// One kind of number abroad, if one is named.
pub fn kind_of(
    args: &Reader<'_>,
) -> Result<Option<(&'static str, NumberKind, &'static str)>, Fault> {
    let Some(word) = unless_zero(args, "type") else { return Ok(None) };
    let found = KINDS.into_iter().find(|(known, ..)| known.eq_ignore_ascii_case(word));
    let unknown = || Fault::invalid("type", format!("must be one of {}", KIND_WORDS.join(", ")));
    found.map(Some).ok_or_else(unknown)
}

/// `getDIDCountries`: where there are numbers of a kind, or were.
pub fn countries(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
    require(args)?;
    let kind = kind_of(args)?.map(|(_, kind, _)| kind);
    let country = country_of(args)?.map(|country| country.iso.to_owned());
    Ok(ShelfCount {
        criteria: Criteria { country, ..abroad(kind) },
        by: ShelfPart::Country,
        plans: Vec::new(),
        sold_out: true,
    })
}

/// `getDIDsInternational…`: the locations of a country, the sold-out ones too.
pub fn locations(args: &Reader<'_>, kind: NumberKind) -> Result<ShelfCount, Fault> {
    require(args)?;
    let country = country_of(args)?.map(|country| country.iso.to_owned());
    Ok(ShelfCount {
        criteria: Criteria { country, ..abroad(Some(kind)) },
        by: ShelfPart::Location,
        plans: vec![FLAT.to_owned(), PER_MINUTE.to_owned()],
        sold_out: true,
    })
}

/// `orderDIDInternational…`. Flat, where nothing else is asked for.
pub fn order_abroad(args: &Reader<'_>, kind: NumberKind) -> Result<OrderPlace, Fault> {
    require(args)?;
    let location = args.integer("location_id", 1, ID_MAX)?.map(ObjectId);
    let quantity = args.integer("quantity", 1, i64::from(ORDER_NUMBERS_MAX))?;
    let quantity = quantity.and_then(|quantity| u32::try_from(quantity).ok()).unwrap_or(1);
    let has_plan = args.spec().params.iter().any(|param| param.name == "billing_type");
    let plan =
        if has_plan && unless_zero(args, "billing_type").is_some() { plan(args)? } else { FLAT };
    let tiers = vec![Criteria { location, ..abroad(Some(kind)) }];
    placed(args, Selection::Criteria { tiers, quantity }, plan)
}

/// No number abroad has a state or province.
fn abroad(kind: Option<NumberKind>) -> Criteria {
    Criteria { kind, region: Some(String::new()), ..Criteria::default() }
}

fn country_of(args: &Reader<'_>) -> Result<Option<&'static Country>, Fault> {
    if unless_zero(args, "country_id").is_none() {
        return Ok(None);
    }
    let id = args.integer("country_id", 1, ID_MAX)?;
    let unknown = || Fault::invalid("country_id", "is not the id of a country, such as 205");
    id.and_then(country::by_id).map(Some).ok_or_else(unknown)
}

/// `getCarriers`, and the carrier of an order.
pub fn carriers(args: &Reader<'_>) -> Result<CarrierList, Fault> {
    let carrier = match unless_zero(args, "carrier") {
        Some(_) => args.integer("carrier", 1, ID_MAX)?.map(ObjectId),
        None => None,
    };
    Ok(CarrierList { carrier })
}

/// `orderVanity`: the carrier, and the order that takes its plan from it.
pub fn order_vanity(args: &Reader<'_>) -> Result<(CarrierList, OrderPlace), Fault> {
    require(args)?;
    let did = domestic(args, NumberKind::TollFree, "a US or Canadian toll-free number")?;
    let order = placed(args, Selection::Numbers(vec![did]), PER_MINUTE)?;
    Ok((carriers(args)?, order))
}
