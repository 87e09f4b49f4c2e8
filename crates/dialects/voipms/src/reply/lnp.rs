//! Requests for numbers of other carriers as the provider prints them.

use tandem_domain::{PortDocumentId, PortId, PortState, Timestamp};
use tandem_engine::{PortDocument, PortDocumentView, PortView, PortWhole};
use tandem_wire::php::{Map, Value};

use super::{Reply, flag, national, written};
use crate::clock::wall_clock;

/// How a request can stand, with the provider's code and its words. A draft comes of another API: this one sends
/// off what it makes.
pub const PORT_STATES: [(PortState, &str, &str); 6] = [
    (PortState::Draft, "draft", "Draft"),
    (PortState::Submitted, "pending_approval", "Pending Approval"),
    (PortState::Rejected, "awaiting_documentation", "Awaiting Documentation"),
    (PortState::Scheduled, "processing", "Processing"),
    (PortState::Completed, "completed", "Completed"),
    (PortState::Cancelled, "cancelled", "Cancelled"),
];

/// The provider's code of it.
pub fn word_of_port(state: PortState) -> &'static str {
    words(state).0
}

fn words(state: PortState) -> (&'static str, &'static str) {
    let found = PORT_STATES.iter().find(|(known, ..)| *known == state);
    found.map_or(("", ""), |(_, code, words)| (code, words))
}

/// The id of a request that was made.
pub fn ported(port: PortId) -> Reply {
    Reply::Success(Map::new().with("port", port.to_string()))
}

/// The id of a file that was added.
pub fn port_file(paper: PortDocumentId) -> Reply {
    Reply::Success(Map::new().with("attachment", paper.to_string()))
}

/// How a request stands.
pub fn port_status(state: PortState) -> Reply {
    Reply::Success(stands(Map::new(), state))
}

fn stands(map: Map, state: PortState) -> Map {
    let (code, words) = words(state);
    map.with("post_status", code).with("post_status_description", words)
}

/// How requests can stand.
pub fn port_states() -> Reply {
    let all = PORT_STATES.iter().fold(Map::new(), |map, (_, code, words)| map.with(*code, *words));
    Reply::Success(Map::new().with("list_status", all))
}

/// What was said about a request, the oldest first.
pub fn port_notes(whole: &PortWhole) -> Reply {
    Reply::Success(Map::new().with("list", notes(whole)))
}

fn notes(whole: &PortWhole) -> Vec<Map> {
    let note = |(at, text): &(Timestamp, String)| {
        let (date, time) = clock(*at);
        Map::new().with("note", text.as_str()).with("date", date).with("time", time)
    };
    whole.notes.iter().map(note).collect()
}

/// Day and time by the provider's clock.
fn clock(at: Timestamp) -> (String, String) {
    let printed = wall_clock(at);
    let (date, time) = printed.split_once(' ').unwrap_or((&printed, ""));
    (date.to_owned(), time.to_owned())
}

/// Requests, the latest first. One without a day has none yet.
pub fn ports(found: &[PortView]) -> Reply {
    let row = |port: &PortView| {
        let numbers: Vec<String> = port.numbers.iter().map(|number| written(number.did)).collect();
        let foc = port.foc().map_or(Value::Bool(false), |foc| clock(foc).0.into());
        Map::new()
            .with("portid", port.id.to_string())
            .with("numbers", numbers.join(","))
            .with("foc_date", foc)
            .with("status", word_of_port(port.state))
    };
    Reply::list("list", found.iter().map(row).collect(), "no_ports")
}

/// A request. Where its numbers are is not asked before they are here.
pub fn port_details(whole: &PortWhole) -> Reply {
    let (port, holder) = (&whole.port, &whole.port.holder);
    let number =
        |did| Map::new().with("did", written(did)).with("rateCenter", "").with("state", "");
    let numbers: Vec<Map> = port.numbers.iter().map(|of| number(of.did)).collect();
    let (kind, carried) = holder.kind.split_once(' ').unwrap_or((&holder.kind, "0"));
    let (made, _) = clock(port.made);
    let foc = port.foc().map(|foc| clock(foc).0).unwrap_or_default();
    let attachment = |paper: &PortDocumentView| {
        Map::new()
            .with("id", paper.id.to_string())
            .with("description", paper.name.as_str())
            .with("type", ending(&paper.format))
            .with("bytes", paper.bytes.to_string())
    };
    let attachments: Vec<Map> = whole.documents.iter().map(attachment).collect();
    let head = Map::new()
        .with("id", port.id.to_string())
        .with("numbers", numbers)
        .with("isPartial", flag(holder.is_partial))
        .with("locationType", flag(holder.is_business))
        .with("isMobile", flag(holder.is_mobile))
        .with("mobileInfo", holder.device.as_str())
        .with("tfType", carried)
        .with("portType", kind)
        .with("btn", national(holder.btn))
        .with("services", holder.services.as_str())
        .with("statementName", holder.label.as_str())
        .with("firstName", holder.first_name.as_str())
        .with("lastName", holder.last_name.as_str())
        .with("address1", holder.address1.as_str())
        .with("address2", holder.address2.as_str())
        .with("city", holder.city.as_str())
        .with("zip", holder.postal_code.as_str())
        .with("state", holder.region.as_str())
        .with("country", holder.country.as_str())
        .with("providerName", holder.carrier.as_str())
        .with("providerAccount", holder.account_number.as_str())
        .with("customer_notes", holder.remarks.as_str())
        .with("notes", notes(whole));
    let rest = stands(head, port.state)
        .with("date", made)
        .with("focDate", foc)
        .with("attachments", attachments);
    Reply::Success(rest)
}

/// The files of a request.
pub fn port_papers(whole: &PortWhole) -> Reply {
    let row = |paper: &PortDocumentView| {
        Map::new()
            .with("attachid", paper.id.to_string())
            .with("type", ending(&paper.format))
            .with("size", paper.bytes.to_string())
    };
    Reply::list("list", whole.documents.iter().map(row).collect(), "no_attachments")
}

/// A file with its bytes.
pub fn port_paper(found: PortDocument) -> Reply {
    let paper = &found.document;
    Reply::Success(
        Map::new()
            .with("type", ending(&paper.format))
            .with("size", paper.bytes.to_string())
            .with("base64", found.data),
    )
}

/// What the name of a file of a media type ends in.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        "application/msword" => "doc",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/bmp" => "bmp",
        "image/tiff" => "tiff",
        _ => "docx",
    }
}
