//! From parameters to commands.

pub(crate) mod broadcast;
pub(crate) mod clickto;
pub(crate) mod clock;
pub(crate) mod conference;
pub(crate) mod cost;
pub(crate) mod findme;
pub(crate) mod locator;
pub(crate) mod people;
pub(crate) mod recording;
pub(crate) mod report;
pub(crate) mod routing;
pub(crate) mod sms;
pub(crate) mod vmail;

use tandem_domain::{FillPolicy, Prefix, SlotKind};
use tandem_engine::{NumberRelease, NumberSearch, SLOTS_BOUGHT_MAX, SlotPurchase};
use tandem_gateway::{Fault, Kind, Reader};
use tandem_numbering::{Npa, Nxx, Rules, area, region};

use crate::order::NumbersOrder;
use crate::sought::Sought;
use crate::words;

/// The values of `type`.
pub(crate) const TYPES: [(SlotKind, &str); 4] = [
    (SlotKind::Local, "local"),
    (SlotKind::TollFree, "tollfree"),
    (SlotKind::True800, "true800"),
    (SlotKind::CanadianLocal, "canadian_local"),
];

/// The values of `format`.
pub(crate) const FORMATS: Kind = Kind::Choice(&["xml", "csv", "text"]);

/// The most numbers of one order.
pub(crate) const ORDER_QUANTITY_MAX: i64 = 25;
/// The most numbers of one search.
pub(crate) const SEARCH_QUANTITY_MAX: i64 = 50;
/// How many numbers, when the call does not say.
const QUANTITY_DEFAULT: i64 = 10;
/// The greatest distance, in miles: nothing on Earth is farther away.
const DISTANCE_MILES_MAX: f64 = 12_500.0;

/// `numbers.order`.
pub(crate) fn order(args: &Reader<'_>) -> Result<NumbersOrder, Fault> {
    args.check_required()?;
    let kind = kind(args)?;
    let begins = begins(args, "search", kind)?;
    let quantity = quantity(args, ORDER_QUANTITY_MAX)?;
    let flag = |name| args.flag(name).map(Option::unwrap_or_default);
    let fill = if flag("fill_quantity")? { FillPolicy::AllOrNothing } else { FillPolicy::Partial };
    let cleansed_only = flag("cleansed_only")?;
    let miles_e3 = distance(args)?;
    let sms = flag("sms_supported")?;
    let buy_slots = flag("order_slot")?;
    let overlay = flag("allow_overlay")?;
    let of_exchange = begins.is_some_and(|begins| begins.office().is_some());
    if overlay && (cleansed_only || !of_exchange) {
        let why = "is not supported for this request, only for a search of six digits without \
                   cleansed_only";
        return Err(Fault::invalid("allow_overlay", why));
    }
    let sought = Sought { kind, begins, cleansed_only, sms, miles_e3, overlay };
    Ok(NumbersOrder::new(sought, quantity, fill, buy_slots))
}

/// `numbers.search`.
pub(crate) fn search(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    args.check_required()?;
    let kind = kind(args)?;
    let begins = begins(args, "value", kind)?;
    let quantity = quantity(args, SEARCH_QUANTITY_MAX)?;
    let (cleansed_only, sms, overlay) = (false, false, false);
    let sought = Sought { kind, begins, cleansed_only, sms, miles_e3: 0, overlay };
    Ok(NumberSearch {
        tiers: sought.exact_tiers(),
        quantity: quantity as usize,
        plans: Vec::new(),
        shuffled: true,
        after: None,
    })
}

/// `numbers.remove`.
pub(crate) fn remove(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
    args.did("number").map(NumberRelease::of)
}

/// `addons.purchase`.
pub(crate) fn purchase(args: &Reader<'_>) -> Result<SlotPurchase, Fault> {
    args.check_required()?;
    let item = args.required("item_id")?;
    let addon = words::ADDONS.iter().find(|addon| addon.id == item).ok_or_else(|| {
        let sold = words::ADDONS.map(|addon| addon.id).join(", ");
        Fault::invalid("item_id", format!("must be an add-on that is sold here: {sold}"))
    })?;
    let quantity = args.integer("qty", 1, i64::from(SLOTS_BOUGHT_MAX))?;
    let quantity = quantity.and_then(|quantity| u32::try_from(quantity).ok());
    args.flag("send_receipt")?;
    Ok(SlotPurchase { slot: addon.slot, quantity: quantity.unwrap_or_default() })
}

fn kind(args: &Reader<'_>) -> Result<SlotKind, Fault> {
    let word = args.required("type")?;
    let known = TYPES.iter().find(|(_, known)| known.eq_ignore_ascii_case(word));
    known
        .map(|(kind, _)| *kind)
        .ok_or_else(|| Fault::invalid("type", "must be local, tollfree, true800 or canadian_local"))
}

fn quantity(args: &Reader<'_>, most: i64) -> Result<u32, Fault> {
    let quantity = args.integer("quantity", 0, most)?.unwrap_or(QUANTITY_DEFAULT);
    u32::try_from(quantity).map_err(|_| Fault::invalid("quantity", "must not be negative"))
}

/// Miles, in thousandths.
fn distance(args: &Reader<'_>) -> Result<u32, Fault> {
    let Some(text) = args.text("distance") else {
        return Ok(0);
    };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let miles = text.parse::<f64>().ok().filter(|miles| plain && *miles <= DISTANCE_MILES_MAX);
    // The cast cannot go wrong: the number is between 0 and the bound.
    miles.map(|miles| (miles * 1000.0).round() as u32).ok_or_else(|| {
        let why = format!("must be a number of miles from 0 to {DISTANCE_MILES_MAX}");
        Fault::invalid("distance", why)
    })
}

/// The first digits of a local number. The toll-free types do not look at them.
fn begins(args: &Reader<'_>, param: &'static str, kind: SlotKind) -> Result<Option<Prefix>, Fault> {
    let country = match kind {
        SlotKind::Local => "US",
        SlotKind::CanadianLocal => "CA",
        SlotKind::TollFree | SlotKind::True800 => return Ok(None),
    };
    let text = args.required(param)?;
    let prefix = prefix(text, args.rules(), country);
    prefix.map(Some).map_err(|why| Fault::invalid(param, why))
}

fn prefix(text: &str, rules: &Rules, country: &str) -> Result<Prefix, String> {
    let shape = "must be an area code, or an area code and an exchange: 3 or 6 digits";
    let plain = matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain {
        return Err(shape.to_owned());
    }
    let (npa, nxx) = text.split_at(3);
    let code = npa.parse().ok().and_then(Npa::new);
    let code = code.ok_or_else(|| format!("begins with {npa}, which cannot be an area code"))?;
    let fictional = rules.is_fictional(code);
    if !(fictional && country == "US" || serves(code, country)) {
        return Err(format!(
            "begins with {npa}, which is not an area code of {}",
            name_of(country)
        ));
    }
    if nxx.is_empty() {
        return Ok(Prefix::npa(code));
    }
    let office = nxx.parse().ok().and_then(|nxx| {
        if fictional { Nxx::fictional(nxx) } else { Nxx::new(nxx).filter(|nxx| !nxx.is_n11()) }
    });
    let office = office.ok_or_else(|| format!("ends in {nxx}, which cannot be an exchange"))?;
    Ok(Prefix::exchange(code, office))
}

/// Whether an area code is of a country, its territories included.
fn serves(npa: Npa, country: &str) -> bool {
    area::of(npa).is_some_and(|area| {
        area.country == country
            || area.regions.iter().any(|region| region::find(Some(country), region).is_some())
    })
}

fn name_of(country: &str) -> &'static str {
    if country == "CA" { "Canada" } else { "the United States" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, country: &str) -> Result<Prefix, String> {
        let rules = Rules::new().with_fictional(Npa::new(555));
        prefix(text, &rules, country)
    }

    #[test]
    fn area_codes_and_exchanges() {
        let npa = |code| Npa::new(code).expect("an area code");
        let exchange = |npa, nxx| Prefix::exchange(npa, Nxx::fictional(nxx).expect("three digits"));
        assert_eq!(read("303", "US"), Ok(Prefix::npa(npa(303))));
        assert_eq!(read("303222", "US"), Ok(exchange(npa(303), 222)));
        assert_eq!(read("416", "CA"), Ok(Prefix::npa(npa(416))));
        assert_eq!(read("787", "US"), Ok(Prefix::npa(npa(787))));
        assert_eq!(read("555", "US"), Ok(Prefix::npa(npa(555))));
        assert_eq!(read("555011", "US"), Ok(exchange(npa(555), 11)));
    }

    #[test]
    fn what_is_neither() {
        for (text, country) in [
            ("", "US"),
            ("30", "US"),
            ("3032", "US"),
            ("3032222", "US"),
            ("30a", "US"),
            ("+30", "US"),
            ("３０３", "US"),
            ("é3", "US"),
            ("000", "US"),
            ("911", "US"),
            ("416", "US"),
            ("303", "CA"),
            ("555", "CA"),
            ("800", "US"),
            ("900", "US"),
            ("242", "US"),
            ("303022", "US"),
            ("303911", "US"),
        ] {
            assert!(read(text, country).is_err(), "{text} {country}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9]{0,8}|.{0,8}") {
            for country in ["US", "CA"] {
                if let Ok(prefix) = read(&text, country) {
                    let (first, last) = prefix.range();
                    let expected = format!("1{text}");
                    prop_assert!(first.to_string().starts_with(&expected));
                    prop_assert!(last.to_string().starts_with(&expected));
                }
            }
        }
    }
}
