//! Ports, as they are told.

use tandem_domain::{PortDocumentId, PortId, PortState, PortStep, Timestamp};
use tandem_engine::{PortDocumentView, PortNumberView, PortView, PortWhole};
use tandem_numbering::Did;
use tandem_wire::php::{Map, Value};

use super::{data, ok};
use crate::words;

/// Which of the numbers that were asked for could not come here. That is no failure of the request.
pub fn portability(unsupported: &[Did]) -> Value {
    let mut errors = Map::new();
    let mut messages = Vec::new();
    for did in unsupported {
        let text = words::unsupported_number(*did);
        errors.push(did.national(), &text);
        messages.push(text);
    }
    let message = match messages.is_empty() {
        true => words::ALL_VALID.to_owned(),
        false => messages.join(", "),
    };
    data(Map::new().with("message", message).with("errors", errors))
}

/// A request that was sent off. Under which name its number stands no document says, so that it stands in
/// both places.
pub fn submitted(port: PortId) -> Value {
    let id = port.to_string();
    let told = Map::new()
        .with("message", words::ALL_VALID)
        .with("errors", Map::new())
        .with("order_id", id.as_str());
    ok().with("data", told).with("order_id", id).into()
}

/// One request with its files.
pub fn whole(whole: &PortWhole) -> Value {
    let documents = Value::list(whole.documents.iter().map(document));
    let note = |(at, text): &(Timestamp, String)| {
        Map::new().with("date", day(Some(*at))).with("note", text.as_str())
    };
    let notes = Value::list(whole.notes.iter().map(note));
    data(request(&whole.port).with("documents", documents).with("notes", notes))
}

/// One request.
pub fn one(port: &PortView) -> Value {
    data(request(port))
}

/// Several, the latest first.
pub fn list(found: &[PortView]) -> Value {
    data(Value::list(found.iter().map(request)))
}

/// A file that was added.
pub fn attached(document: PortDocumentId) -> Value {
    data(Map::new().with("document_id", document.to_string()))
}

/// How a request stands of which something was given up.
pub fn cancelled(state: PortState) -> Value {
    data(Map::new().with("status", of_request(state)))
}

fn request(port: &PortView) -> Map {
    let holder = &port.holder;
    Map::new()
        .with("order_id", port.id.to_string())
        .with("portname", holder.label.as_str())
        .with("status", of_request(port.state))
        .with("businessname", holder.business_name.as_str())
        .with("firstname", holder.first_name.as_str())
        .with("lastname", holder.last_name.as_str())
        .with("btn", holder.btn.map(Did::national).unwrap_or_default())
        .with("requested_due_date", day(holder.due))
        .with("foc_date", day(port.foc()))
        .with("created", day(Some(port.made)))
        .with("numbers", Value::list(port.numbers.iter().map(number)))
}

fn number(number: &PortNumberView) -> Map {
    let shown = Map::new()
        .with("number", number.did.national())
        .with("status", of_number(number.step))
        .with("foc_date", day(number.foc));
    match number.field {
        Some(field) => shown.with("correct", field.word()),
        None => shown,
    }
}

fn document(document: &PortDocumentView) -> Map {
    Map::new()
        .with("document_id", document.id.to_string())
        .with("type", document.kind.as_str())
        .with("name", document.name.as_str())
        .with("format", document.format.as_str())
        .with("bytes", Value::Int(document.bytes))
}

/// How a request stands, in the words of the trade, which this dialect's pages use too.
pub(super) const fn of_request(state: PortState) -> &'static str {
    match state {
        PortState::Draft => "draft",
        PortState::Submitted => "submitted",
        PortState::Rejected => "rejected",
        PortState::Scheduled => "scheduled",
        PortState::Completed => "completed",
        PortState::Cancelled => "canceled",
    }
}

/// The same of one of its numbers.
pub(super) const fn of_number(step: PortStep) -> &'static str {
    match step {
        PortStep::Draft => "draft",
        PortStep::Waiting => "pending",
        PortStep::Rejected => "rejected",
        PortStep::Scheduled => "scheduled",
        PortStep::Active => "completed",
        PortStep::Cancelled => "canceled",
    }
}

/// A day as this dialect writes those of ports: `04/09/24`.
fn day(at: Option<Timestamp>) -> String {
    let text = at.map(|at| at.to_string()).unwrap_or_default();
    match (text.get(2..4), text.get(5..7), text.get(8..10)) {
        (Some(year), Some(month), Some(day)) => format!("{month}/{day}/{year}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_short() {
        assert_eq!(day(Timestamp::parse("2024-04-09T23:59:59Z")), "04/09/24");
        assert_eq!(day(None), "");
    }
}
