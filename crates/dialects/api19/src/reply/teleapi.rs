//! Answers in the envelope of Teli and TeleAPI, the provider's predecessor.

pub mod ports;

use std::io;

use tandem_domain::{Line, LineOutcome};
use tandem_engine::{BackorderPlaced, OrderPlaced, OwnNumber, ShelfGroup, ShelfPart, StockNumber};
use tandem_numbering::{Did, country, region};
use tandem_wire::csv::Writer;
use tandem_wire::php::{Map, Value};

use super::yes_no;
use crate::words::{self, Failure};

/// The countries that are not abroad.
const HERE: [&str; 2] = ["US", "CA"];

/// That it was done.
pub fn done() -> Value {
    success("success")
}

/// What was asked for.
pub fn success(data: impl Into<Value>) -> Value {
    Map::new().with("code", 200).with("status", "success").with("data", data).into()
}

/// That it could not be done, and why.
pub fn failure(failure: &Failure) -> Value {
    let why = match &failure.verbose {
        Some(verbose) if verbose != "none" => format!("{}: {verbose}", failure.error),
        _ => failure.error.to_string(),
    };
    Map::new().with("code", 400).with("status", "error").with("data", why).into()
}

/// Numbers for sale, at the customer's own prices.
pub fn available(found: &[&StockNumber]) -> Value {
    let rows: Vec<Map> = found.iter().filter_map(|number| for_sale(number)).collect();
    let count = rows.len().to_string();
    success(Map::new().with("dids", Value::list(rows)).with("count", count))
}

fn for_sale(number: &StockNumber) -> Option<Map> {
    let parts = number.did.nanp()?;
    let price = number.prices.iter().flatten().next()?;
    let row = Map::new()
        .with("id", number.did.national())
        .with("number", number.did.national())
        .with("npa", parts.npa.to_string())
        .with("nxx", parts.nxx.to_string())
        .with("xxxx", format!("{:04}", parts.line))
        .with("state", &number.offer.region)
        .with("ratecenter", &number.offer.rate_centre)
        .with("tier", "0")
        .with("setup_rate", price.setup.to_string())
        .with("monthly_rate", price.monthly.to_string())
        .with("per_minute_rate", price.minute.to_string());
    Some(row)
}

/// A number that was ordered.
pub fn ordered(placed: &OrderPlaced) -> Value {
    let number = placed.lines.first().map_or(String::new(), |line| line.did.national());
    success(Map::new().with("number", number).with("order_id", placed.order.0.to_string()))
}

/// Numbers that are waited for.
pub fn waits(placed: &BackorderPlaced) -> Value {
    let waits = Map::new()
        .with("backorder_id", placed.backorder.0.to_string())
        .with("quantity", placed.quantity)
        .with("monthly_rate", placed.price.monthly.to_string());
    success(waits)
}

/// Countries abroad, or states of one, with what is for sale there.
pub fn abroad(groups: &[(ShelfPart, ShelfGroup)]) -> Value {
    let rows = sold_abroad(groups).map(|(by, group)| {
        let (offer, count) = (&group.offer, group.count.to_string());
        if by == ShelfPart::Country {
            let name = country::by_iso(&offer.country).map_or("", |country| country.name);
            let has_states = yes_no(region::of_country(&offer.country).next().is_some());
            return Map::new()
                .with("id", &offer.country)
                .with("country_id", &offer.country)
                .with("country_name", name)
                .with("has_states", has_states)
                .with("type", offer.kind.to_string())
                .with("count", count);
        }
        let known = region::find(Some(&offer.country), &offer.region);
        let name = known.map_or(offer.region.as_str(), |region| region.name);
        Map::new()
            .with("id", &offer.region)
            .with("country_id", &offer.country)
            .with("state_id", &offer.region)
            .with("state_name", name)
            .with("state_code", &offer.region)
            .with("count", count)
    });
    success(Value::list(rows))
}

fn sold_abroad(
    groups: &[(ShelfPart, ShelfGroup)],
) -> impl Iterator<Item = (ShelfPart, &ShelfGroup)> {
    let sold = groups.iter().filter(|(_, group)| group.prices.iter().any(Option::is_some));
    sold.filter(|(_, group)| !HERE.contains(&group.offer.country.as_str()))
        .map(|(by, group)| (*by, group))
}

/// What numbers abroad cost at least, country by country.
pub fn rates(groups: &[(ShelfPart, ShelfGroup)]) -> io::Result<String> {
    let columns =
        ["country_code", "country", "type", "setup_rate", "monthly_rate", "per_minute_rate"];
    let mut out = Writer::with_line_ends(Vec::new(), &columns, "\n")?;
    for (_, group) in sold_abroad(groups) {
        let Some(price) = group.prices.iter().flatten().next() else { continue };
        let name = country::by_iso(&group.offer.country).map_or("", |country| country.name);
        out.write(&[
            group.offer.country.clone(),
            name.to_owned(),
            group.offer.kind.to_string(),
            price.setup.to_string(),
            price.monthly.to_string(),
            price.minute.to_string(),
        ])?;
    }
    String::from_utf8(out.finish()?).map_err(io::Error::other)
}

/// What became of toll-free numbers, or would.
pub fn off_net(placed: Option<&OrderPlaced>, others: &[Did]) -> Value {
    let mut numbers = Map::new();
    for line in placed.iter().flat_map(|placed| &placed.lines) {
        let word = match &line.outcome {
            LineOutcome::Bought(_) | LineOutcome::Ordering(_) => "available".to_owned(),
            LineOutcome::Refused(refusal) => words::of_toll_free(line.did, refusal),
        };
        numbers.push(line.did.national(), word);
    }
    for did in others {
        numbers.push(did.national(), words::not_toll_free(*did));
    }
    let said = Map::new().with("numbers", numbers);
    success(match placed.filter(|placed| !placed.rehearsal) {
        Some(placed) => said.with("job_id", placed.order.0.to_string()),
        None => said,
    })
}

/// How far an order has come.
pub fn job(is_open: bool) -> Value {
    success(if is_open { "pending" } else { "completed" })
}

/// What became of its numbers.
pub fn job_numbers(lines: &[Line]) -> Value {
    success(Value::list(lines.iter().map(|line| {
        let (status, why) = match &line.outcome {
            LineOutcome::Bought(_) => ("completed", String::new()),
            LineOutcome::Ordering(_) => ("pending", String::new()),
            LineOutcome::Refused(refusal) => ("failed", words::reason(refusal).into_owned()),
        };
        Map::new().with("number", line.did.national()).with("status", status).with("reason", why)
    })))
}

/// The account's toll-free numbers.
pub fn toll_free(own: &[OwnNumber]) -> Value {
    success(Value::list(own.iter().map(|number| {
        Map::new()
            .with("number", number.did.national())
            .with("status", number.state.word())
            .with("note", &number.settings.note)
    })))
}
