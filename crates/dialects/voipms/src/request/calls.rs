//! Calls.

use jiff::civil::Date;
use tandem_domain::CallDirection;
use tandem_engine::{CallEnds, CallList, LIST_CALLS_MAX};
use tandem_gateway::{Fault, Reader};

use super::{DATE_ORDER, DATE_RANGE, account, as_did, books, require, unless_zero};
use crate::SCHEME;
use crate::clock::Shift;

/// The longest time that calls are shown of, in days.
const DAYS_MAX: i32 = 92;
/// What is at fault where no way is named in which calls may have ended.
pub const CALL_STATUS: &str = "answered, noanswer, busy or failed";
/// What stands for no choice, in each of the lists of choices.
pub const ALL_CALLS: &str = "all";
/// The kinds of calls, with their descriptions; each number of the account's is one more.
pub const CALL_TYPES: [(&str, &str); 3] =
    [(ALL_CALLS, "All Calls"), ("incoming", "Incoming Calls"), ("outgoing", "Outgoing Calls")];
/// What calls may have cost.
pub const CALL_BILLING: [(&str, &str); 3] =
    [(ALL_CALLS, "All Calls"), ("free", "Free Calls"), ("billed", "Billed Calls")];

/// `getResellerCDR`: those of a client, as it sees them.
pub fn list_client_calls(args: &Reader<'_>) -> Result<CallList, Fault> {
    let (calls, client) = (list_calls(args)?, books(args)?);
    if calls.owner.is_some_and(|owner| owner != client) {
        return Err(Fault::invalid("account", "must be that client's"));
    }
    Ok(CallList { owner: Some(client), as_client: true, ..calls })
}

/// `getCDR`: from the beginning of one day to the end of another, by the clock that is asked for.
pub fn list_calls(args: &Reader<'_>) -> Result<CallList, Fault> {
    // Nought is a clock like any other here, and no parameter that was left out.
    if args.text("timezone").is_none() {
        return Err(Fault::invalid("timezone", "is required: hours from -12 to 13"));
    }
    require(args)?;
    let shift = Shift::of(args)?;
    let day = |name| {
        let date = args.required(name)?.parse::<Date>();
        date.map_err(|_| Fault::invalid(name, "must be a day such as 2010-11-30"))
    };
    let (first, last) = (day("date_from")?, day("date_to")?);
    if first > last {
        return Err(Fault::invalid(DATE_ORDER, "are the wrong way round"));
    }
    if first.until(last).map_or(i32::MAX, |span| span.get_days()) > DAYS_MAX {
        return Err(Fault::invalid(DATE_RANGE, "is longer than 92 days"));
    }
    let flag = |name| args.flag(name).map(|asked| asked.unwrap_or(false));
    let ends = CallEnds {
        answered: flag("answered")?,
        busy: flag("busy")?,
        no_answer: flag("noanswer")?,
        failed: flag("failed")?,
    };
    if !(ends.answered || ends.busy || ends.no_answer || ends.failed) {
        return Err(Fault::invalid(CALL_STATUS, "must be 1"));
    }
    let (direction, did) = match unless_zero(args, "calltype") {
        None | Some(ALL_CALLS) => (None, None),
        Some("incoming") => (Some(CallDirection::Inbound), None),
        Some("outgoing") => (Some(CallDirection::Outbound), None),
        Some(number) => (None, Some(as_did(args, "calltype", number)?)),
    };
    let charged = match unless_zero(args, "callbilling") {
        None | Some(ALL_CALLS) => None,
        Some("free") => Some(false),
        Some("billed") => Some(true),
        Some(_) => return Err(Fault::invalid("callbilling", "must be all, free or billed")),
    };
    let owner = match unless_zero(args, "account") {
        Some(ALL_CALLS) => None,
        _ => account(args, "account")?,
    };
    Ok(CallList {
        owner,
        from: Some(shift.begins(first)),
        to: Some(shift.ends(last)),
        did,
        direction,
        ends,
        charged,
        as_client: false,
        scheme: SCHEME.to_owned(),
        after: None,
        limit: LIST_CALLS_MAX,
    })
}
