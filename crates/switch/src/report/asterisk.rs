//! A row of Asterisk's CDR, its variables as fields: `CURL(…/switch/cdr,uniqueid=${CDR(uniqueid)}&…)`.
//! Times are asked for raw, `${CDR(start,u)}`: without the `u` they are the wall clock of nobody knows
//! where.

use tandem_domain::route::{Cause, Signal};
use tandem_domain::{CallDirection, CallRecord};
use tandem_numbering::Rules;

use super::fields::{Fields, Unread, cause};
use crate::ask::caller;

pub(super) fn read(
    fields: &Fields<'_>,
    switch: String,
    rules: &Rules,
) -> Result<CallRecord, Unread> {
    let disposition = fields.words(&["disposition"]).to_ascii_uppercase();
    let answered = match disposition.as_str() {
        "ANSWERED" => Some(fields.instant_needed("answer", &["answer"])?),
        _ => None,
    };
    // Channels end with a cause of the telephone network; without it the disposition has to do.
    let q850 = fields.text(&["hangupcause"]).and_then(|code| code.parse::<u8>().ok());
    let why = match (disposition.as_str(), q850) {
        ("ANSWERED", _) => None,
        (_, Some(code)) => {
            Some(cause(Signal::Q850 { code, rang: disposition == "NO ANSWER" }, true))
        }
        ("BUSY", None) => Some(Cause::Busy),
        ("NO ANSWER", None) => Some(Cause::NoAnswer),
        (_, None) => Some(Cause::Unreachable),
    };
    Ok(CallRecord {
        switch,
        call: fields.needed("uniqueid", &["uniqueid"])?,
        leg: fields.words(&["sequence"]),
        direction: CallDirection::Inbound,
        did: fields.did(rules, &["to", "did", "dnid", "dst"])?,
        other: caller(&fields.words(&["src"])).to_owned(),
        name: fields.words(&["name"]),
        answered_by: fields.words(&["dialedpeernumber", "dstchannel"]),
        started: fields.instant_needed("start", &["start"])?,
        answered,
        ended: fields.instant_needed("end", &["end"])?,
        cause: why,
        code: q850.map(|code| format!("Q.850 {code}")).unwrap_or_default(),
    })
}
