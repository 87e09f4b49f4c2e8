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
    // `acc` begins to count when a dialog is confirmed, and says so by its code.
    if answered.is_none() && fields.text(&["answered"]).is_none() && code == "200" {
        answered = Some(started);
    }
    let rang = fields.flag(&["rang"]);
    let status = Signal::Status { code: code.parse().unwrap_or_default(), rang };
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

const TO: &[&str] = &["to", "dst_ouser", "dst_user"];
const FROM: &[&str] = &["from", "src_user"];
