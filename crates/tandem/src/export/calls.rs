//! `tandem export calls`: every call that a switch reported, a row for each leg.

use std::io::Write;

use tandem_domain::route::Cause;
use tandem_domain::{AccountId, CallId, Timestamp};
use tandem_engine::{CallPage, CallWhole, Engine};

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;

const COLUMNS: [&str; 21] = [
    "id",
    "switch",
    "call",
    "leg",
    "direction",
    "number",
    "other",
    "name",
    "answered_by",
    "started",
    "answered",
    "ended",
    "seconds",
    "cause",
    "code",
    "account",
    "owner",
    "billed",
    "minute",
    "charged",
    "client_charged",
];

/// Writes every call, in the order in which they were reported.
pub async fn calls(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &COLUMNS)?;
    let mut after = CallId(i64::MIN);
    loop {
        let page = look(engine, CallPage { after }).await?;
        let Some(last) = page.last() else { return sheet.finish() };
        after = last.id;
        for call in page {
            write(&mut sheet, call)?;
        }
    }
}

fn write(sheet: &mut Sheet<'_>, call: CallWhole) -> Result<(), Failure> {
    let record = call.record;
    let seconds = record.seconds().to_string();
    let account =
        |account: Option<AccountId>| account.map(|account| account.to_string()).unwrap_or_default();
    sheet.row([
        ("id", call.id.to_string()),
        ("switch", record.switch),
        ("call", record.call),
        ("leg", record.leg),
        ("direction", record.direction.word().to_owned()),
        ("number", record.did.e164()),
        ("other", record.other),
        ("name", record.name),
        ("answered_by", record.answered_by),
        ("started", record.started.exact()),
        ("answered", record.answered.map(Timestamp::exact).unwrap_or_default()),
        ("ended", record.ended.exact()),
        ("seconds", seconds),
        ("cause", record.cause.map(Cause::word).unwrap_or_default().to_owned()),
        ("code", record.code),
        ("account", account(call.account)),
        ("owner", account(call.owner)),
        ("billed", call.billed.to_string()),
        ("minute", call.minute.map(|minute| minute.to_string()).unwrap_or_default()),
        ("charged", call.charged.to_string()),
        ("client_charged", call.client_charged.to_string()),
    ])
}
