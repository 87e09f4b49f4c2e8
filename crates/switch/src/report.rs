//! What switches report of calls that are over: `POST /switch/cdr`.
//!
//! A report is one record or a list of them, as a form or as JSON. Which switch wrote it is told by its
//! shape: FreeSWITCH's `mod_json_cdr` has its `variables`, Asterisk's CDR a `disposition`; anything else
//! is read in our own words, as Kamailio's configuration in `integrations` sends it.
//!
//! The answer says what the switch is to do: 200, it is kept, or was already; 422, never send this again;
//! 503, send all of it again. What was kept is kept, and counts once however often it comes.

mod asterisk;
pub(crate) mod fields;
mod freeswitch;
mod kamailio;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tandem_domain::{Actor, CallRecord, Refusal};
use tandem_engine::{Ask, CALL_RECORDS_MAX, CallRecordPut};
use tandem_gateway::{Answer, Call, Gate, respond};
use tandem_numbering::Rules;
use tandem_wire::body;

use self::fields::{Fields, Unread};
use crate::admission::Peer;

/// Takes a report.
pub(crate) async fn take(gate: &Gate, peer: Peer, call: &Call) -> Answer {
    if call.method != Method::POST {
        return say(
            StatusCode::METHOD_NOT_ALLOWED,
            &json!({ "error": "reports of calls are posted" }),
        );
    }
    let reports = match reports(call, "cdr", CALL_RECORDS_MAX) {
        Ok(reports) => reports,
        Err(why) => return say(StatusCode::BAD_REQUEST, &json!({ "error": why })),
    };
    let (mut kept, mut refused) = (0_usize, Vec::new());
    for (place, report) in reports.iter().enumerate() {
        let record = read(report, &peer, gate.rules());
        let switch =
            record.as_ref().map_or_else(|_| peer.name(), |record| &record.switch).to_owned();
        let (name, end) = match record {
            Ok(record) => {
                let name = record.call.clone();
                let ask = Ask::new(Actor::operator(), CallRecordPut { record });
                (name, gate.engine().execute(ask).await)
            }
            Err(Unread { field, why }) => {
                let (field, why) = (field.to_owned(), why.to_owned());
                (String::new(), Err(Refusal::CallInvalid { field, why }))
            }
        };
        match end {
            Ok(call) => {
                kept += 1;
                if !call.is_somebodys {
                    gate.meter().unclaimed();
                    tracing::warn!(
                        switch,
                        call = name,
                        "a call to a number that nobody had is charged to nobody"
                    );
                }
            }
            Err(Refusal::Unavailable) => {
                // That these calls are over is known all the same, and what they cost.
                let over = reports[place..]
                    .iter()
                    .filter_map(|report| read(report, &peer, gate.rules()).ok());
                over.for_each(|record| gate.engine().call_is_over(&record));
                let error = "the database does not answer; send it all again";
                return say(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": error }));
            }
            Err(refusal) => {
                let why = match refusal {
                    Refusal::KeyReused => "another record of this call is here already".to_owned(),
                    other => other.to_string(),
                };
                let address = call.address.map(|address| address.to_string()).unwrap_or_default();
                tracing::warn!(
                    switch,
                    address,
                    call = name,
                    why,
                    "a switch reported a call that is not kept"
                );
                refused.push(json!({ "call": name, "error": why }));
            }
        }
    }
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    say(status, &json!({ "kept": kept, "refused": refused }))
}

pub(crate) fn say(status: StatusCode, body: &Value) -> Answer {
    respond(status, "application/json", body.to_string())
}

/// The records of a report, each as the fields that it has: at most so many. A form may hold them all as JSON in
/// one field.
pub(crate) fn reports(call: &Call, field: &str, most: usize) -> Result<Vec<Value>, String> {
    let text = call.body.trim_ascii();
    let whole = if text.starts_with(b"{") || text.starts_with(b"[") {
        document(text)?
    } else {
        let args = body::read_args(call.content_type(), call.query.as_deref(), &call.body);
        let args = args.map_err(|fault| fault.to_string())?;
        match args.get(field).filter(|text| text.trim_start().starts_with(['{', '['])) {
            // mod_json_cdr sends its document as a field of a form unless told otherwise.
            Some(text) => document(text.as_bytes())?,
            None => {
                args.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
            }
        }
    };
    let reports = match whole {
        Value::Array(reports) => reports,
        one => vec![one],
    };
    if reports.len() > most {
        return Err(format!("a report has at most {most} records"));
    }
    Ok(reports)
}

fn document(text: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(text).map_err(|error| format!("the report is not JSON: {error}"))
}

type Reader = fn(&Fields<'_>, String, &Rules) -> Result<CallRecord, Unread>;

fn read(report: &Value, peer: &Peer, rules: &Rules) -> Result<CallRecord, Unread> {
    let whole = Fields::of(report).ok_or(Unread { field: "report", why: "must be an object" })?;
    let (kind, read): (_, Reader) = if report.get("variables").is_some() {
        ("freeswitch", freeswitch::read)
    } else if whole.text(&["disposition"]).is_some() {
        ("asterisk", asterisk::read)
    } else {
        ("kamailio", kamailio::read)
    };
    let switch = match peer {
        Peer::Named(name) => name.clone(),
        // Switches that stand in for each other may have one name, so that what both report counts once.
        Peer::Nearby => whole.text(&["switch"]).map_or_else(|| kind.to_owned(), Into::into),
    };
    read(&whole, switch, rules)
}

#[cfg(test)]
mod tests;
