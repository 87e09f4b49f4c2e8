//! Ports, in the words of the provider's predecessor.

use std::io;

use tandem_domain::{PortField, Timestamp};
use tandem_engine::{PortNumberView, PortView};
use tandem_numbering::Did;
use tandem_wire::csv::Writer;
use tandem_wire::php::{Map, Value};

use super::success;
use crate::reply::ports::{of_number, of_request};
use crate::reply::yes_no;

/// Which numbers could come here.
pub fn checked(numbers: &[Did], unsupported: &[Did]) -> Value {
    let row = |did: &Did| {
        let can = !unsupported.contains(did);
        Map::new().with("number", did.national()).with("portable", yes_no(can))
    };
    success(Value::list(numbers.iter().map(row)))
}

/// A request with its numbers.
pub fn request(port: &PortView) -> Map {
    let holder = &port.holder;
    let id = port.id.to_string();
    let rows = port.numbers.iter().map(|number| of(number, &id, port));
    Map::new()
        .with("id", &id)
        .with("ticket_id", &id)
        .with("status", of_request(port.state))
        .with("btn", holder.btn.map(Did::national).unwrap_or_default())
        .with("location_type", &holder.kind)
        .with("business_contact", if holder.is_business { &holder.last_name } else { "" })
        .with("business_name", &holder.business_name)
        .with("first_name", &holder.first_name)
        .with("last_name", &holder.last_name)
        .with("account_number", &holder.account_number)
        .with("service_address", &holder.address1)
        .with("service_city", &holder.city)
        .with("service_state", &holder.region)
        .with("service_zip", &holder.postal_code)
        .with("partial_port", yes_no(holder.is_partial))
        .with("partial_port_details", &holder.remarks)
        .with("wireless_number", yes_no(holder.is_mobile))
        .with("foc_date", instant(port.foc()))
        .with("numbers", Value::list(rows))
}

fn of(number: &PortNumberView, request: &str, port: &PortView) -> Map {
    Map::new()
        .with("lnp_request_id", request)
        .with("number", number.did.national())
        .with("status", of_number(number.step))
        .with("correct", number.field.map(PortField::word).unwrap_or_default())
        .with("foc_date", instant(number.foc))
        .with("port_completed", yes_no(number.order.is_some()))
        .with("create_dt", instant(Some(port.made)))
        .with("modify_dt", instant(Some(port.changed)))
}

/// The numbers of a request, a line for each.
pub fn rows(port: &PortView) -> io::Result<String> {
    let columns = ["number", "status", "correct", "foc_date"];
    let mut out = Writer::with_line_ends(Vec::new(), &columns, "\n")?;
    for number in &port.numbers {
        out.write(&[
            number.did.national(),
            of_number(number.step).to_owned(),
            number.field.map(PortField::word).unwrap_or_default().to_owned(),
            instant(number.foc),
        ])?;
    }
    String::from_utf8(out.finish()?).map_err(io::Error::other)
}

/// An instant as this provider writes those of its records, in UTC.
fn instant(at: Option<Timestamp>) -> String {
    at.map(|at| at.civil().strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}
