//! Our own words, as Kamailio's configuration in `integrations` says them; the names that Kamailio's `acc`
//! has for the same things are understood.

use tandem_domain::route::Signal;
use tandem_domain::{CallDirection, CallRecord};
use tandem_numbering::Rules;

use super::fields::{Fields, Unread, cause};
use crate::ask::caller;

pub(super) fn read(
    fields: &Fields<'_>,
    switch: String,
    rules: &Rules,
) -> Result<CallRecord, Unread> {
    let started = fields.instant_needed("started", &["started", "start_time", "time"])?;
    let mut answered = fields.instant("answered", &["answered", "answer_time"])?;
    let code = fields.words(&["code", "sip_code"]);
    let ended = fields.instant("ended", &["ended", "end_time"])?;
    let ended = ended.ok_or(Unread { field: "ended", why: "must be there" })?;
    // `acc` begins to count when a dialog is confirmed, and says so by its code. Whoever speaks our own words
    // says when it was answered.
    if answered.is_none() && code == "200" && fields.text(&["started", "answered"]).is_none() {
        answered = Some(started);
    }
    let rang = fields.flag(&["rang"]);
    let status = status(&code, answered.is_some())?;
    let status = Signal::Status { code: status, rang };
    let direction = match fields.text(&["direction"]).as_deref() {
        None | Some("inbound" | "in") => CallDirection::Inbound,
        Some("outbound" | "out") => CallDirection::Outbound,
        Some(_) => {
            return Err(Unread { field: "direction", why: "must be inbound or outbound" });
        }
    };
    // A call outward is of the number that it shows.
    let (ours, theirs) = match direction {
        CallDirection::Inbound => (TO, FROM),
        CallDirection::Outbound => (FROM, TO),
    };
    Ok(CallRecord {
        switch,
        call: fields.needed("call", &["call", "call_id", "callid"])?,
        leg: fields.words(&["leg"]),
        direction,
        did: fields.did(rules, ours)?,
        other: caller(&fields.words(theirs)).to_owned(),
        name: fields.words(&["name"]),
        answered_by: fields.words(&["answered_by", "dst_uri"]),
        started,
        answered,
        ended,
        cause: answered.is_none().then(|| cause(status, rang)),
        code,
    })
}

/// The status that a call ended with; 0 where none is said. It must fit whether somebody answered.
fn status(code: &str, is_answered: bool) -> Result<u16, Unread> {
    let wrong = |why| Err(Unread { field: "code", why });
    match code.parse::<u16>() {
        Err(_) if code.is_empty() => Ok(0),
        Ok(200..=299) if !is_answered => {
            wrong("says that somebody answered: 'answered' must be there")
        }
        Ok(300..=699) if is_answered => {
            wrong("says that nobody answered: 'answered' must not be there")
        }
        Ok(status @ 200..=699) => Ok(status),
        _ => wrong("must be a final SIP status, 200 to 699"),
    }
}

const TO: &[&str] = &["to", "dst_ouser", "dst_user"];
const FROM: &[&str] = &["from", "src_user"];
