//! The North American shelf.

use std::collections::BTreeMap;

use tandem_domain::{Money, Price};
use tandem_engine::{ShelfGroup, StockNumber};
use tandem_numbering::region;
use tandem_wire::php::Map;

use super::Reply;

/// The states of the USA in which there are numbers, or were.
pub fn states(parts: &[ShelfGroup]) -> Reply {
    regions(parts, "US", "states", "state")
}

/// The Canadian provinces, likewise.
pub fn provinces(parts: &[ShelfGroup]) -> Reply {
    regions(parts, "CA", "provinces", "province")
}

fn regions(parts: &[ShelfGroup], post: &str, list: &str, key: &str) -> Reply {
    let found = parts.iter().filter_map(|part| region::find(Some(post), &part.offer.region));
    let by_code: BTreeMap<&str, &str> = found.map(|region| (region.code, region.name)).collect();
    let row = |(code, name)| Map::new().with(key, code).with("description", name);
    Reply::list(list, by_code.into_iter().map(row).collect(), "no_did")
}

/// The rate centres of a state or province, and whether anything is for sale in them.
pub fn rate_centres(parts: &[ShelfGroup]) -> Reply {
    let named = parts.iter().filter(|part| !part.offer.rate_centre.is_empty());
    let row = |part: &ShelfGroup| {
        Map::new()
            .with("ratecenter", &part.offer.rate_centre)
            .with("available", if part.count > 0 { "yes" } else { "no" })
    };
    Reply::list("ratecenters", named.map(row).collect(), "no_did")
}

/// Numbers for sale in the USA.
pub fn stock_usa(found: &[StockNumber]) -> Reply {
    let more =
        |row: Map, number: &StockNumber| row.with("has_port_out_pin", "0").with("sms", sms(number));
    local(found, "state", 2, more)
}

/// Numbers for sale in Canada. The minute has four digits behind the point there.
pub fn stock_canada(found: &[StockNumber]) -> Reply {
    local(found, "province", 4, |row, number| row.with("sms", sms(number)))
}

/// American numbers that look like what was searched.
pub fn found_usa(found: &[StockNumber]) -> Reply {
    local(found, "state", 2, |row, _| row)
}

/// Canadian numbers that look like what was searched.
pub fn found_canada(found: &[StockNumber]) -> Reply {
    local(found, "province", 4, |row, _| row)
}

fn sms(number: &StockNumber) -> i64 {
    i64::from(number.offer.capabilities.sms)
}

fn local(
    found: &[StockNumber],
    region_key: &str,
    minute_digits: usize,
    more: impl Fn(Map, &StockNumber) -> Map,
) -> Reply {
    let row = |number: &StockNumber| {
        let offer = &number.offer;
        let name = region::find(None, &offer.region).map_or("", |region| region.name);
        let mut row = Map::new()
            .with("did", number.did.national())
            .with("ratecenter", &offer.rate_centre)
            .with(region_key, &offer.region)
            .with(format!("{region_key}_description"), name);
        let [per_minute, flat] = two_prices(number);
        price(&mut row, "perminute", per_minute, minute_digits);
        price(&mut row, "flat", flat, 2);
        more(row, number)
    };
    Reply::list("dids", found.iter().map(row).collect(), "no_did")
}

/// The prices stand in the order in which their plans were asked for.
fn two_prices(number: &StockNumber) -> [Option<Price>; 2] {
    let mut prices = number.prices.iter().copied();
    [prices.next().flatten(), prices.next().flatten()]
}

/// The three prices of a plan, unless the number is not sold under it.
fn price(row: &mut Map, plan: &str, price: Option<Price>, minute_digits: usize) {
    let Some(price) = price else { return };
    row.push(format!("{plan}_monthly"), price.monthly.decimal(2));
    row.push(format!("{plan}_minute"), price.minute.decimal(minute_digits));
    row.push(format!("{plan}_setup"), price.setup.decimal(2));
}

/// Toll-free numbers of American carriers. A plan has one price of a minute, wherever the caller
/// is.
pub fn toll_free_usa(found: &[StockNumber]) -> Reply {
    let row = |number: &StockNumber| {
        let price = two_prices(number)[0]?;
        let minute = price.minute.decimal(2);
        let row = Map::new()
            .with("did", number.did.national())
            .with("monthly", price.monthly.decimal(2))
            .with("minute_usa", &minute)
            .with("minute_canada", &minute)
            .with("minute_puertorico", &minute)
            .with("minute_alaska", &minute)
            .with("setup", whole(price.setup))
            .with("sms", if number.offer.capabilities.sms { "1" } else { "0" });
        Some(row)
    };
    Reply::list("dids", found.iter().filter_map(row).collect(), "no_did")
}

/// Toll-free numbers of Canadian carriers.
pub fn toll_free_canada(found: &[StockNumber]) -> Reply {
    let row = |number: &StockNumber| {
        let price = two_prices(number)[0]?;
        let row = Map::new()
            .with("did", number.did.national())
            .with("monthly", price.monthly.decimal(2))
            .with("minute", price.minute.decimal(4))
            .with("setup", price.setup.decimal(2));
        Some(row)
    };
    Reply::list("dids", found.iter().filter_map(row).collect(), "no_did")
}

/// Vanity numbers, at what they cost through an American and through a Canadian carrier.
pub fn vanity(found: &[StockNumber]) -> Reply {
    let row = |number: &StockNumber| {
        let [american, canadian] = two_prices(number);
        let monthly = |price: Price| price.monthly.decimal(2);
        let minute = |price: Price| price.minute.decimal(2);
        let setup = |price: Price| whole(price.setup);
        let prices = [
            ("monthly_american", american.map(monthly)),
            ("monthly_canadian", canadian.map(monthly)),
            ("minute_american_usa", american.map(minute)),
            ("minute_american_canada", american.map(minute)),
            ("minute_canadian", canadian.map(minute)),
            ("setup_american", american.map(setup)),
            ("setup_canadian", canadian.map(setup)),
        ];
        let sold = prices.into_iter().filter_map(|(key, price)| price.map(|price| (key, price)));
        sold.fold(Map::new().with("did", number.did.national()), |row, (key, price)| {
            row.with(key, price)
        })
    };
    Reply::list("dids", found.iter().map(row).collect(), "no_did")
}

/// A whole amount without a point, as some columns have it; any other with two digits or more.
pub(super) fn whole(amount: Money) -> String {
    let short = amount.decimal(0);
    if short.contains('.') { amount.decimal(2) } else { short }
}
