//! What FreeSWITCH's `mod_json_cdr` writes when a channel ends.

use tandem_domain::route::Signal;
use tandem_domain::{CallDirection, CallRecord};
use tandem_numbering::Rules;

use super::fields::{Fields, Unread, cause};
use crate::ask::caller;

pub(super) fn read(
    whole: &Fields<'_>,
    switch: String,
    rules: &Rules,
) -> Result<CallRecord, Unread> {
    let missing = Unread { field: "variables", why: "must be there" };
    let variables = whole.inner("variables").ok_or(missing)?;
    let profile = whole.first("callflow").and_then(|flow| flow.inner("caller_profile"));
    let of_profile = |names: &[&str]| {
        profile.and_then(|profile| profile.text(names)).unwrap_or_default().into_owned()
    };
    // Its other leg is the call as it goes on, in the name of the number that was called.
    let direction = match variables.text(&["direction"]).as_deref() {
        Some("outbound") => CallDirection::Outbound,
        _ => CallDirection::Inbound,
    };
    let called = of_profile(&["destination_number"]);
    let did = match (variables.did(rules, &["tandem_to"]), direction) {
        (Err(_), CallDirection::Inbound) => crate::ask::number(rules, &called)
            .ok_or(Unread { field: "destination_number", why: "must be a telephone number" })?,
        (did, _) => did?,
    };
    let other = match direction {
        CallDirection::Inbound => of_profile(&["caller_id_number"]),
        // By a gateway it went outside; a telephone, or an address of somebody's own, is no number that costs.
        CallDirection::Outbound => match variables.text(&["sip_gateway_name"]) {
            Some(_) => called,
            None => format!("sip:{called}"),
        },
    };
    let answered = variables.instant("answer_uepoch", &["answer_uepoch"])?;
    let rang = variables.flag(&["progress_uepoch"]) || variables.flag(&["progress_media_uepoch"]);
    let q850 = variables.text(&["hangup_cause_q850"]).and_then(|code| code.parse::<u8>().ok());
    let signal = Signal::Q850 { code: q850.unwrap_or_default(), rang };
    Ok(CallRecord {
        switch,
        call: variables.needed("uuid", &["uuid"])?,
        leg: String::new(),
        direction,
        did,
        other: caller(&other).to_owned(),
        name: of_profile(&["caller_id_name"]),
        answered_by: of_profile(&["callee_id_number"]),
        started: variables.instant_needed("start_uepoch", &["start_uepoch"])?,
        answered,
        ended: variables.instant_needed("end_uepoch", &["end_uepoch"])?,
        cause: answered.is_none().then(|| cause(signal, rang)),
        code: q850.map(|code| format!("Q.850 {code}")).unwrap_or_default(),
    })
}
