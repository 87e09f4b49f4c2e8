//! From outcomes to answers.

pub mod agents;
pub mod campaigns;
pub mod faxes;
pub mod lookups;
pub mod ports;
pub mod records;
pub mod teleapi;

use tandem_domain::{Destination, LineOutcome, ObjectId, ObjectKind, Telephone};
use tandem_engine::{
    CartNumber, ObjectView, OrderPlaced, OwnNumber, ShelfGroup, ShelfPart, StockNumber, Telephones,
};
use tandem_numbering::{Did, NumberKind, region};
use tandem_wire::php::{Map, Value};

use crate::request::Window;
use crate::request::shelf::TOLL_FREE;
use crate::words::{self, Failure};

/// That something could not be done.
pub fn failure(failure: &Failure) -> Value {
    let envelope = Map::new().with("status", "error").with("error", failure.error.as_ref());
    match &failure.verbose {
        Some(verbose) => envelope.with("verbose", verbose).into(),
        None => envelope.into(),
    }
}

/// That it was done, where there is nothing else to say.
pub fn done() -> Value {
    ok().into()
}

fn ok() -> Map {
    Map::new().with("status", "ok")
}

fn data(data: impl Into<Value>) -> Value {
    ok().with("data", data).into()
}

/// Ten digits as a bare integer.
fn integer(did: Did) -> Value {
    Value::Int(did.national().parse().unwrap_or_default())
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Numbers for sale, at the customer's own prices.
pub fn available(found: &[StockNumber]) -> Value {
    data(Value::list(found.iter().filter_map(available_number)))
}

/// A number for sale; this dialect has words for those of North America only.
fn available_number(number: &StockNumber) -> Option<Map> {
    let parts = number.did.nanp()?;
    let price = number.prices.iter().flatten().next()?;
    let offer = &number.offer;
    let shown = Map::new()
        .with("number", number.did.national())
        .with("npa", parts.npa.to_string())
        .with("nxx", parts.nxx.to_string())
        .with("xxxx", format!("{:04}", parts.line))
        .with("state", &offer.region)
        .with("ratecenter", &offer.rate_centre)
        .with("city", &offer.locality)
        .with("tier", "0")
        .with("setup", price.setup.to_string())
        .with("monthly", price.monthly.to_string());
    Some(shown)
}

/// Where there is something for sale under the account's plan, and how much.
pub fn areas(groups: &[(ShelfPart, ShelfGroup)]) -> Value {
    let sold = groups.iter().filter(|(_, group)| group.prices.iter().any(Option::is_some));
    data(Value::list(sold.filter_map(|(by, group)| area(*by, group))))
}

/// One part of the shelf; this dialect has words for those of North America only.
fn area(by: ShelfPart, group: &ShelfGroup) -> Option<Map> {
    let offer = &group.offer;
    let toll_free = offer.kind == NumberKind::TollFree;
    let state = if toll_free { TOLL_FREE } else { region::find(None, &offer.region)?.code };
    let mut shown = Map::new().with("state", state);
    if matches!(by, ShelfPart::AreaCode | ShelfPart::Exchange) {
        let begins = group.begins?;
        shown.push("ratecenter", &offer.rate_centre);
        shown.push("city", &offer.locality);
        shown.push("npa", begins.area_code().to_string());
        if let Some(nxx) = begins.office() {
            shown.push("nxx", nxx.to_string());
        }
    }
    Some(shown.with("count", group.count.to_string()))
}

/// Toll-free numbers that show a word, as digits.
pub fn vanity(found: &[StockNumber]) -> Value {
    data(Value::list(found.iter().map(|number| number.did.national())))
}

/// What became of an order of toll-free numbers, and which of the numbers are none.
pub fn toll_free(placed: Option<&OrderPlaced>, others: &[Did]) -> Value {
    let mut success = Map::new();
    let mut errors = Map::new();
    for line in placed.iter().flat_map(|placed| &placed.lines) {
        match &line.outcome {
            LineOutcome::Bought(_) => success.push(line.did.national(), "yes"),
            LineOutcome::Ordering(_) => success.push(line.did.national(), words::ORDERING),
            LineOutcome::Refused(refusal) => {
                errors.push(line.did.national(), words::of_toll_free(line.did, refusal));
            }
        }
    }
    for did in others {
        errors.push(did.national(), words::not_toll_free(*did));
    }
    ok().with("success", success).with("errors", errors).into()
}

/// What became of the numbers of an order without a cart: a map for each end.
pub fn order_list(placed: &OrderPlaced) -> Value {
    let mut errors = Map::new();
    let mut success = Map::new();
    for line in &placed.lines {
        let number = line.did.national();
        match &line.outcome {
            LineOutcome::Bought(_) => success.push(number, "yes"),
            LineOutcome::Ordering(_) => success.push(number, words::ORDERING),
            LineOutcome::Refused(refusal) => errors.push(number, words::reason(refusal).as_ref()),
        }
    }
    ok().with("errors", errors)
        .with("success", success)
        .with("cart_order", placed.serial.to_string())
        .into()
}

/// What became of the numbers of the cart: a list for each end, and one of reasons. A number whose supplier has not
/// answered is neither bought nor an error, and stands among the reasons alone.
pub fn cart_complete(placed: &OrderPlaced) -> Value {
    let (mut success, mut errors, mut verbose) = (Vec::new(), Vec::new(), Vec::new());
    for line in &placed.lines {
        match &line.outcome {
            LineOutcome::Bought(_) => success.push(integer(line.did)),
            LineOutcome::Ordering(_) => {
                verbose.push(words::of_number(line.did, words::BEING_BOUGHT));
            }
            LineOutcome::Refused(refusal) => {
                errors.push(integer(line.did));
                verbose.push(words::of_number(line.did, &words::reason(refusal)));
            }
        }
    }
    let outcomes =
        Map::new().with("success", success).with("errors", errors).with("verbose_errors", verbose);
    data(outcomes)
}

/// What lies in the cart.
pub fn cart(cart: &[CartNumber]) -> Value {
    data(Value::list(cart.iter().map(|item| integer(item.did))))
}

/// The account's numbers.
pub fn own_numbers(numbers: &[OwnNumber], telephones: &Telephones, window: &Window) -> Value {
    let sought = |number: &&OwnNumber| {
        number.did.national().contains(&window.search)
            || number.settings.note.to_lowercase().contains(&window.search)
    };
    let shown = numbers.iter().filter(sought).skip(window.offset).take(window.limit);
    data(Value::list(shown.map(|number| own_number(number, telephones))))
}

fn own_number(number: &OwnNumber, telephones: &Telephones) -> Map {
    let (offer, settings) = (&number.offer, &number.settings);
    let call_flow = match &settings.routing {
        Some(Destination::Object { kind: ObjectKind::CallFlow, record }) => record.as_str(),
        _ => "",
    };
    let forward = match settings.routing.as_ref().and_then(|to| telephones.at(to)) {
        Some(Telephone::Number(number)) => number.national(),
        Some(Telephone::Address(_)) | None => String::new(),
    };
    let created = number.since.civil().strftime("%Y-%m-%d %H:%M:%S").to_string();
    Map::new()
        .with("did", number.did.national())
        .with("state", &offer.region)
        .with("ratecenter", &offer.rate_centre)
        .with("city", &offer.locality)
        .with("call_flow_id", call_flow)
        .with("fax_flow_id", &settings.fax_flow)
        .with("call_forward", forward)
        .with("callurl", &settings.call_page)
        .with("notes", &settings.note)
        .with("sms", yes_no(offer.capabilities.sms))
        .with("created", created)
}

/// What became of numbers that were given back: each with the reason why it was not, if it was not.
pub fn deleted(outcomes: &[(Did, Option<String>)]) -> Value {
    let mut success = Map::new();
    let mut errors = Map::new();
    for (did, refused) in outcomes {
        match refused {
            None => success.push(did.national(), "yes"),
            Some(reason) => errors.push(did.national(), reason),
        }
    }
    ok().with("success", success).with("errors", errors).into()
}

/// A call flow that was made.
pub fn flow_made(id: ObjectId) -> Value {
    ok().with("call_flow_id", id.to_string()).into()
}

/// The flows that numbers can be routed to.
pub fn flows(call_flows: &[ObjectView], fax_flows: &[ObjectView], default: &Destination) -> Value {
    let named =
        |flow: &ObjectView| Map::new().with("id", flow.id.to_string()).with("name", &flow.name);
    let call_flows = call_flows.iter().map(|flow| {
        let is_default = matches!(default, Destination::Object { kind: ObjectKind::CallFlow, record }
            if *record == flow.id.to_string() || *record == flow.name);
        named(flow).with("default", yes_no(is_default))
    });
    let flows = Map::new()
        .with("call_flows", Value::list(call_flows))
        .with("fax_flows", Value::list(fax_flows.iter().map(named)));
    data(flows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_domain::{Line, Money, NumberSettings, OrderId, Price, Refusal};
    use tandem_wire::php::encode;

    const BOUGHT: u64 = 17_208_017_777;
    const REFUSED: u64 = 17_209_998_888;

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a number")
    }

    /// An order of which one number was bought and one refused by its supplier.
    fn placed() -> OrderPlaced {
        let nothing = Money::ZERO;
        let price = Price { setup: nothing, monthly: nothing, minute: nothing };
        let refusal = Refusal::SupplierRefused {
            did: did(REFUSED),
            reason: "failed p data check".to_owned(),
            for_now: false,
        };
        let line = |digits, outcome| Line { did: did(digits), outcome };
        OrderPlaced {
            order: OrderId(1),
            serial: 232_851,
            lines: vec![
                line(BOUGHT, LineOutcome::Bought(price)),
                line(REFUSED, LineOutcome::Refused(refusal)),
            ],
            bought: Vec::new(),
            plan: String::new(),
            charged: nothing,
            settings: NumberSettings::default(),
            waits: None,
            rehearsal: false,
        }
    }

    #[test]
    fn a_cart_ends_in_three_lists() {
        let sample = r#"{"status":"ok","data":{"success":[7208017777],"errors":[7209998888],"verbose_errors":["7209998888 - failed p data check"]}}"#;
        assert_eq!(encode(&cart_complete(&placed())), sample);
    }

    #[test]
    fn an_order_without_a_cart_ends_in_two_maps() {
        let mut order = placed();
        let both = r#"{"status":"ok","errors":{"7209998888":"failed p data check"},"success":{"7208017777":"yes"},"cart_order":"232851"}"#;
        assert_eq!(encode(&order_list(&order)), both);
        order.lines.pop();
        let one =
            r#"{"status":"ok","errors":[],"success":{"7208017777":"yes"},"cart_order":"232851"}"#;
        assert_eq!(encode(&order_list(&order)), one);
    }

    #[test]
    fn a_number_that_still_waits_for_its_supplier_is_neither_bought_nor_an_error() {
        let mut order = placed();
        let LineOutcome::Bought(price) = order.lines[0].outcome else {
            panic!("the first is bought");
        };
        order.lines[1].outcome = LineOutcome::Ordering(price);
        let cart = r#"{"status":"ok","data":{"success":[7208017777],"errors":[],"verbose_errors":["7209998888 - is being bought from its supplier, and listed once it is yours"]}}"#;
        assert_eq!(encode(&cart_complete(&order)), cart);
        let list = r#"{"status":"ok","errors":[],"success":{"7208017777":"yes","7209998888":"ordering"},"cart_order":"232851"}"#;
        assert_eq!(encode(&order_list(&order)), list);
    }
}
