//! `tandem import assigned`: numbers in service, with their owners.

use std::path::Path;

use tandem_domain::{Messaging, NumberSettings, PageForm, Resale, SlotKind};
use tandem_engine::{Arriving, Engine, KeptPrice, KeptResale, NumberMoveIn, Service};
use tandem_numbering::Rules;
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::{Moved, move_in};
use super::repeats::Repeats;
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 47] = [
    "number",
    "owner",
    "status",
    "plan",
    "setup",
    "monthly",
    "minute",
    "began",
    "next_billing",
    "anchor_day",
    "slot",
    "slot_fee",
    "routing",
    "failover_busy",
    "failover_unreachable",
    "failover_no_answer",
    "voicemail",
    "pop",
    "dial_seconds",
    "cnam",
    "caller_id_prefix",
    "note",
    "fax_flow",
    "record_calls",
    "with_country",
    "port_out_pin",
    "voicemail_seconds_min",
    "call_page",
    "sms",
    "sms_email",
    "sms_email_on",
    "sms_forward",
    "sms_forward_on",
    "sms_page",
    "sms_page_on",
    "sms_page_again",
    "sms_page_form",
    "sms_receipts",
    "sms_receipts_form",
    "sms_login",
    "sms_login_on",
    "resale_setup",
    "resale_monthly",
    "resale_minute",
    "resale_since",
    "resale_next",
    "resale_anchor",
];
/// Those without which nothing can be said of a number in service.
const REQUIRED: [&str; 3] = ["number", "owner", "next_billing"];

/// Reads a file of numbers in service and lets them move in. Months that were over before are charged
/// only if that is wanted.
pub async fn assigned(
    path: &Path,
    rules: &Rules,
    engine: &Engine,
    charge_arrears: bool,
) -> Result<Moved, Failure> {
    let rules = rules.clone();
    let mut known = Repeats::default();
    let understand = move |row: &Row| {
        let arriving = read(row, &rules)?;
        known.check(row, "number", arriving.did, &arriving.did)?;
        Ok(arriving)
    };
    let sheet = Sheet::open(path, &COLUMNS, &REQUIRED, understand)?;
    move_in(sheet, engine, |numbers| NumberMoveIn { numbers, charge_arrears }).await
}

fn read(row: &Row, rules: &Rules) -> Result<Arriving, RowFault> {
    let cells = Cells(row);
    let did = rules.read(cells.required("number")?);
    let did = did.map_err(|fault| RowFault::new("number", fault))?;
    let owner = cells.account("owner")?.ok_or_else(|| RowFault::new("owner", "is empty"))?;
    let service = match cells.get("status") {
        None | Some("active") => Service::Active,
        Some("suspended") => Service::Suspended,
        Some("porting_out") => Service::PortingOut,
        Some(_) => {
            return Err(RowFault::new("status", "must be active, suspended or porting_out"));
        }
    };
    let anchor_day = day(&cells, "anchor_day")?;
    let began = cells.time("began")?;
    let next_billing = cells.time("next_billing")?;
    let next_billing = next_billing.ok_or_else(|| RowFault::new("next_billing", "is empty"))?;
    if began.is_some_and(|began| began > next_billing) {
        return Err(RowFault::new("next_billing", "is before the number was had"));
    }
    let slot = cells.read("slot", |word| {
        SlotKind::from_word(word).ok_or("must be local, toll_free, canadian_local or true_800")
    })?;
    Ok(Arriving {
        did,
        owner,
        service,
        plan: cells.get("plan").map(str::to_owned),
        price: KeptPrice {
            setup: cells.money("setup")?,
            monthly: cells.money("monthly")?,
            minute: cells.money("minute")?,
        },
        began,
        next_billing,
        anchor_day,
        slot,
        slot_fee: cells.money("slot_fee")?,
        settings: settings(&cells, rules)?,
        resale: resale(&cells)?,
    })
}

/// How far a reseller charged the owner.
fn resale(cells: &Cells<'_>) -> Result<Option<KeptResale>, RowFault> {
    let Some(next) = cells.time("resale_next")? else { return Ok(None) };
    let since = cells.time("resale_since")?.unwrap_or(next);
    let anchor_day = day(cells, "resale_anchor")?.unwrap_or_else(|| next.day_of_month());
    Ok(Some(KeptResale { since, next, anchor_day }))
}

/// A day of the month.
fn day(cells: &Cells<'_>, column: &'static str) -> Result<Option<i8>, RowFault> {
    let day: Option<i8> = cells.whole(column)?;
    match day {
        Some(day) if !(1..=31).contains(&day) => {
            Err(RowFault::new(column, "must be a day of the month, 1 to 31"))
        }
        day => Ok(day),
    }
}

fn page_form(word: &str) -> Result<PageForm, String> {
    PageForm::from_word(word).ok_or_else(|| "must be query, form or json".to_owned())
}

/// What is done with text messages.
fn messaging(cells: &Cells<'_>, rules: &Rules) -> Result<Messaging, RowFault> {
    Ok(Messaging {
        enabled: cells.flag("sms", false)?,
        email: cells.get("sms_email").unwrap_or_default().to_owned(),
        email_enabled: cells.flag("sms_email_on", false)?,
        forward: cells.read("sms_forward", |text| rules.read(text))?,
        forward_enabled: cells.flag("sms_forward_on", false)?,
        callback: cells.get("sms_page").unwrap_or_default().to_owned(),
        callback_enabled: cells.flag("sms_page_on", false)?,
        callback_retry: cells.flag("sms_page_again", false)?,
        callback_form: cells.read("sms_page_form", page_form)?.unwrap_or_default(),
        receipts: cells.get("sms_receipts").unwrap_or_default().to_owned(),
        receipts_form: cells.read("sms_receipts_form", page_form)?.unwrap_or_default(),
        login: cells.get("sms_login").unwrap_or_default().to_owned(),
        login_enabled: cells.flag("sms_login_on", false)?,
    })
}

fn settings(cells: &Cells<'_>, rules: &Rules) -> Result<NumberSettings, RowFault> {
    let resale = Resale {
        setup: cells.money("resale_setup")?.unwrap_or_default(),
        monthly: cells.money("resale_monthly")?.unwrap_or_default(),
        minute: cells.money("resale_minute")?.unwrap_or_default(),
    };
    let is_resold = ["resale_setup", "resale_monthly", "resale_minute"]
        .iter()
        .any(|column| cells.get(column).is_some());
    let otherwise = NumberSettings::default();
    let name = |column| cells.get(column).unwrap_or_default().to_owned();
    Ok(NumberSettings {
        routing: cells.destination("routing")?,
        failover_busy: cells.destination("failover_busy")?.unwrap_or_default(),
        failover_unreachable: cells.destination("failover_unreachable")?.unwrap_or_default(),
        failover_no_answer: cells.destination("failover_no_answer")?.unwrap_or_default(),
        voicemail: name("voicemail"),
        pop: name("pop"),
        dial_seconds: cells.whole("dial_seconds")?.unwrap_or(otherwise.dial_seconds),
        cnam: cells.flag("cnam", false)?,
        caller_id_prefix: cells.text("caller_id_prefix"),
        note: cells.text("note"),
        fax_flow: name("fax_flow"),
        messaging: messaging(cells, rules)?,
        record_calls: cells.flag("record_calls", false)?,
        dialled_with_country: cells.flag("with_country", false)?,
        port_out_pin: cells.text("port_out_pin"),
        voicemail_seconds_min: cells.whole("voicemail_seconds_min")?.unwrap_or(0),
        call_page: cells.get("call_page").unwrap_or_default().to_owned(),
        resale: is_resold.then_some(resale),
    })
}
