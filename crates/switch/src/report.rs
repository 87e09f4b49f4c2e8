//! What switches report of calls that are over: `POST /switch/cdr`, and Asterisk's events of channels: `POST /switch/cel`.
//!
//! A report is one record or a list of them, as a form or as JSON. Which switch wrote it is told by its
//! shape: FreeSWITCH's `mod_json_cdr` has its `variables`, Asterisk's CDR a `disposition`; anything else
//! is read in our own words, as Kamailio's configuration in `integrations` sends it.
//!
//! A call that was forwarded outside leaves two records: the call to our number, and its way out ([`outward`]).
//!
//! The answer says what the switch is to do: 200, it is kept, or was already; 422, never send this again;
//! 503, send all of it again. What was kept is kept, and counts once however often it comes.

mod asterisk;
mod cel;
pub(crate) mod fields;
mod freeswitch;
mod kamailio;
mod outward;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tandem_domain::route::Domains;
use tandem_domain::{Actor, CALL_SIDE_CHARS_MAX, CallRecord, Refusal};
use tandem_engine::{Ask, CALL_RECORDS_MAX, CallRecordPut, call_name};
use tandem_gateway::{Answer, Call, Gate, respond};
use tandem_numbering::Rules;
use tandem_wire::body;

use self::fields::{Fields, Unread};
use crate::admission::Peer;
use crate::door::{EVENTS, HANDED_ON};

/// Takes a report.
pub(crate) async fn take(gate: &Gate, around: &Around<'_>, peer: Peer, call: &Call) -> Answer {
    if call.method != Method::POST {
        return say(
            StatusCode::METHOD_NOT_ALLOWED,
            &json!({ "error": "reports of calls are posted" }),
        );
    }
    let read_all = match call.path.as_str() {
        EVENTS => cel::calls(&call.body).and_then(|calls| at_most(calls, CALL_RECORDS_MAX)),
        _ => reports(call, "cdr", CALL_RECORDS_MAX),
    };
    let reports = match read_all {
        Ok(reports) => reports,
        Err(why) => return say(StatusCode::BAD_REQUEST, &json!({ "error": why })),
    };
    let understood = |report: &Value| read(report, &peer, around, gate.rules());
    let (mut kept, mut refused) = (0_usize, Vec::new());
    for (place, report) in reports.iter().enumerate() {
        let records = match understood(report) {
            Ok(records) => records,
            Err(Unread { field, why }) => {
                let why = Refusal::CallInvalid { field: field.to_owned(), why: why.to_owned() };
                refused.push(turned_away(call, peer.name(), &said(report), &why.to_string()));
                continue;
            }
        };
        let mut is_kept = true;
        for record in records {
            let (switch, name) = (record.switch.clone(), record.call.clone());
            let ask = Ask::new(Actor::operator(), CallRecordPut { record });
            match gate.engine().execute(ask).await {
                Ok(call) if call.is_somebodys => {}
                Ok(_) => {
                    gate.meter().unclaimed();
                    tracing::warn!(
                        switch,
                        call = name,
                        "a call to a number that nobody had is charged to nobody"
                    );
                }
                Err(Refusal::Unavailable) => {
                    // That these calls are over is known all the same, and what they cost.
                    let over = reports[place..].iter().filter_map(|report| understood(report).ok());
                    over.flatten().for_each(|record| gate.engine().call_is_over(&record));
                    let error = "the database does not answer; send it all again";
                    return say(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": error }));
                }
                Err(refusal) => {
                    let why = match refusal {
                        Refusal::KeyReused => {
                            "another record of this call is here already".to_owned()
                        }
                        other => other.to_string(),
                    };
                    refused.push(turned_away(call, &switch, &name, &why));
                    is_kept = false;
                }
            }
        }
        kept += usize::from(is_kept);
    }
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    say(status, &json!({ "kept": kept, "refused": refused }))
}

/// What is around a report: the hosts that mean something in it, and how far our clock is ahead of the switch's, in
/// microseconds.
pub(crate) struct Around<'a> {
    pub(crate) hosts: &'a Domains,
    pub(crate) ahead: i64,
}

/// What a report that cannot be read says that its call is called, if it says so.
fn said(report: &Value) -> String {
    const NAMES: &[&str] = &["call", "call_id", "callid", "uniqueid", "uuid"];
    let whole = Fields::of(report, 0);
    let variables = whole.and_then(|whole| whole.inner("variables"));
    let said = [whole, variables].into_iter().flatten().find_map(|fields| fields.text(NAMES));
    said.map(|said| call_name(&said).into_owned()).unwrap_or_default()
}

/// A record that is not kept: said to whoever runs this, and to the switch.
fn turned_away(call: &Call, switch: &str, name: &str, why: &str) -> Value {
    let address = call.address.map(|address| address.to_string()).unwrap_or_default();
    tracing::warn!(switch, address, call = name, why, "a switch reported a call that is not kept");
    json!({ "call": name, "error": why })
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
    at_most(reports, most)
}

fn at_most(reports: Vec<Value>, most: usize) -> Result<Vec<Value>, String> {
    if reports.len() > most {
        return Err(format!("a report has at most {most} records"));
    }
    Ok(reports)
}

fn document(text: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(text).map_err(|error| format!("the report is not JSON: {error}"))
}

type Reader = fn(&Fields<'_>, String, &Rules) -> Result<CallRecord, Unread>;

/// The legs that a report tells of: the one that came in, unless that is another switch's to report, and the way out,
/// if it was forwarded outside.
fn read(
    report: &Value,
    peer: &Peer,
    around: &Around<'_>,
    rules: &Rules,
) -> Result<Vec<CallRecord>, Unread> {
    let whole = Fields::of(report, around.ahead)
        .ok_or(Unread { field: "report", why: "must be an object" })?;
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
        Peer::Nearby(address) => whole.text(&["switch"]).map_or_else(
            || match kind {
                // Two of these may count their calls alike.
                "asterisk" => format!("{kind}@{address}"),
                _ => kind.to_owned(),
            },
            Into::into,
        ),
    };
    let mut record = read(&whole, switch, rules)?;
    for name in [&mut record.call, &mut record.leg] {
        *name = call_name(name).into_owned();
    }
    let way_out = outward::of(&record, &whole, around.hosts, rules);
    if let Some(way_out) = &way_out {
        record.answered_by.clone_from(&way_out.answered_by);
    }
    for side in [&mut record.other, &mut record.name, &mut record.answered_by] {
        cut(side);
    }
    let is_anothers = record.direction.is_inbound() && was_handed_on(&whole);
    Ok(Some(record).filter(|_| !is_anothers).into_iter().chain(way_out).collect())
}

/// What only describes a call is cut to what is kept of it: nobody shall call for nothing by having a long name, or
/// by being answered at a long address.
fn cut(side: &mut String) {
    let is_kept = |&letter: &char| !letter.is_control();
    *side = side.chars().filter(is_kept).take(CALL_SIDE_CHARS_MAX).collect();
}

/// Whether another switch handed the call on, to be played to or recorded. That one reports what came in.
fn was_handed_on(report: &Fields<'_>) -> bool {
    let context = || {
        let profile = report.first("callflow")?.inner("caller_profile")?;
        profile.text(&["context"])
    };
    report.flag(&["handed_on"]) || context().is_some_and(|context| context == HANDED_ON)
}

#[cfg(test)]
mod tests;
