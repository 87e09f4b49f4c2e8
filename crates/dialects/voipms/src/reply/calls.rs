//! Calls as the provider prints them.

use tandem_domain::CallDirection;
use tandem_domain::route::Cause;
use tandem_engine::{CallView, LoginView, OwnNumber};
use tandem_wire::php::Map;

use super::{Reply, written};
use crate::clock::{Shift, printed};
use crate::request::{ALL_CALLS, CALL_BILLING, CALL_TYPES};

/// Calls, the latest first, with their times as the caller wants them.
pub fn calls(found: &[CallView], shift: Shift) -> Reply {
    Reply::list("cdr", found.iter().map(|call| row(call, shift)).collect(), "no_cdr")
}

/// Those of a client: here the price of a minute is left out.
pub fn client_calls(found: &[CallView], shift: Shift) -> Reply {
    let row = |call| ended(begun(call, shift), call);
    Reply::list("cdr", found.iter().map(row).collect(), "no_cdr")
}

fn row(call: &CallView, shift: Shift) -> Map {
    let rate = call.minute.unwrap_or_default().decimal(8);
    ended(begun(call, shift).with("rate", rate), call)
}

/// What it was about, and how long it lasted.
fn begun(call: &CallView, shift: Shift) -> Map {
    let record = &call.record;
    let seconds = record.seconds();
    let description = match record.direction {
        CallDirection::Inbound => "Inbound",
        CallDirection::Outbound => "Outbound",
    };
    let (caller, destination) = match record.direction {
        CallDirection::Inbound => (record.other.clone(), written(record.did)),
        CallDirection::Outbound => (written(record.did), record.other.clone()),
    };
    Map::new()
        .with("date", printed(shift.shows(record.started)))
        .with("callerid", format!("\"{}\" <{caller}>", record.name.replace('"', "")))
        .with("destination", destination)
        .with("description", description)
        .with("account", call.owner_alias.clone().unwrap_or_default())
        .with("disposition", disposition(record.cause))
        .with("duration", duration(seconds))
        .with("seconds", seconds.to_string())
}

/// What it cost, and the rest.
fn ended(row: Map, call: &CallView) -> Map {
    let kind = match call.record.direction {
        CallDirection::Inbound => "IN",
        CallDirection::Outbound => "OUT",
    };
    row.with("total", call.charged.decimal(8))
        .with("uniqueid", call.id.to_string())
        .with("destination_type", kind)
        .with("call_logs", "")
        .with("ip", "")
        .with("useragent", "")
}

const fn disposition(cause: Option<Cause>) -> &'static str {
    match cause {
        None => "ANSWERED",
        Some(Cause::Busy) => "BUSY",
        Some(Cause::NoAnswer) => "NO ANSWER",
        Some(Cause::Unreachable | Cause::Declined | Cause::Looped) => "FAILED",
    }
}

pub(super) fn duration(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What `calltype` of the calls may be: a way, or one of these numbers.
pub fn call_types(numbers: &[OwnNumber]) -> Reply {
    let ways = CALL_TYPES.into_iter().map(|(value, text)| choice(value, text));
    let numbers = numbers.iter().map(|number| {
        let number = written(number.did);
        choice(&number, &format!("DID {number}"))
    });
    Reply::Success(Map::new().with("call_types", ways.chain(numbers).collect::<Vec<_>>()))
}

/// What `callbilling` may be.
pub fn call_billing() -> Reply {
    let all = CALL_BILLING.into_iter().map(|(value, text)| choice(value, text));
    Reply::Success(Map::new().with("call_billing", all.collect::<Vec<_>>()))
}

/// What `account` may be.
pub fn call_accounts(logins: &[LoginView]) -> Reply {
    let all = std::iter::once(choice(ALL_CALLS, "All Accounts"));
    let logins = logins.iter().map(|login| choice(&login.name, &login.name));
    Reply::Success(Map::new().with("accounts", all.chain(logins).collect::<Vec<_>>()))
}

fn choice(value: &str, description: &str) -> Map {
    Map::new().with("value", value).with("description", description)
}
