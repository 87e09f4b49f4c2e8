//! `tandem export assigned`: numbers in service, with their owners.

use std::io::Write;

use tandem_domain::{AccountRef, Destination, Money, Timestamp};
use tandem_engine::{Arriving, Engine, Service, TenurePage};
use tandem_numbering::Did;

use super::look;
use super::sheet::{Sheet, flag};
use crate::failure::Failure;
use crate::import::ASSIGNED_COLUMNS;

/// Writes every number in service; returns how many are on their way to their owners and are left
/// out.
pub async fn assigned(engine: &Engine, out: &mut dyn Write) -> Result<u64, Failure> {
    let mut sheet = Sheet::new(out, &ASSIGNED_COLUMNS)?;
    let (mut after, mut left_out) = (None, 0);
    loop {
        let seen = look(engine, TenurePage { after }).await?;
        left_out += seen.coming;
        if seen.last.is_none() {
            break;
        }
        after = seen.last;
        for number in seen.numbers {
            write(&mut sheet, number)?;
        }
    }
    sheet.finish()?;
    Ok(left_out)
}

fn write(sheet: &mut Sheet<'_>, number: Arriving) -> Result<(), Failure> {
    let owner = match &number.owner {
        AccountRef::Caller => String::new(),
        AccountRef::Id(id) => id.to_string(),
        AccountRef::Alias { scheme, name } => format!("{scheme}:{name}"),
    };
    let status = match number.service {
        Service::Active => "active",
        Service::Suspended => "suspended",
        Service::PortingOut => "porting_out",
    };
    let money = |amount: Option<Money>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let rings = |to: &Destination| if to.is_none() { String::new() } else { to.to_string() };
    let settings = number.settings;
    let resale = |of: fn(tandem_domain::Resale) -> Money| money(settings.resale.map(of));
    sheet.row([
        ("number", number.did.e164()),
        ("owner", owner),
        ("status", status.to_owned()),
        ("plan", number.plan.unwrap_or_default()),
        ("setup", money(number.price.setup)),
        ("monthly", money(number.price.monthly)),
        ("minute", money(number.price.minute)),
        ("began", number.began.map(Timestamp::exact).unwrap_or_default()),
        ("next_billing", number.next_billing.exact()),
        ("anchor_day", number.anchor_day.map(|day| day.to_string()).unwrap_or_default()),
        ("slot", number.slot.map(|slot| slot.word().to_owned()).unwrap_or_default()),
        ("slot_fee", money(number.slot_fee)),
        // Nowhere is said in so many words: an empty cell would be the account's default.
        ("routing", settings.routing.as_ref().map(Destination::to_string).unwrap_or_default()),
        ("failover_busy", rings(&settings.failover_busy)),
        ("failover_unreachable", rings(&settings.failover_unreachable)),
        ("failover_no_answer", rings(&settings.failover_no_answer)),
        ("voicemail", settings.voicemail.clone()),
        ("pop", settings.pop.clone()),
        ("dial_seconds", settings.dial_seconds.to_string()),
        ("cnam", flag(settings.cnam)),
        ("caller_id_prefix", settings.caller_id_prefix.clone()),
        ("note", settings.note.clone()),
        ("fax_flow", settings.fax_flow.clone()),
        ("record_calls", flag(settings.record_calls)),
        ("with_country", flag(settings.dialled_with_country)),
        ("port_out_pin", settings.port_out_pin.clone()),
        ("voicemail_seconds_min", settings.voicemail_seconds_min.to_string()),
        ("call_page", settings.call_page.clone()),
        ("sms", flag(settings.messaging.enabled)),
        ("sms_email", settings.messaging.email.clone()),
        ("sms_email_on", flag(settings.messaging.email_enabled)),
        ("sms_forward", settings.messaging.forward.map(Did::e164).unwrap_or_default()),
        ("sms_forward_on", flag(settings.messaging.forward_enabled)),
        ("sms_page", settings.messaging.callback.clone()),
        ("sms_page_on", flag(settings.messaging.callback_enabled)),
        ("sms_page_again", flag(settings.messaging.callback_retry)),
        ("sms_page_form", settings.messaging.callback_form.word().to_owned()),
        ("sms_receipts", settings.messaging.receipts.clone()),
        ("sms_receipts_form", settings.messaging.receipts_form.word().to_owned()),
        ("sms_login", settings.messaging.login.clone()),
        ("sms_login_on", flag(settings.messaging.login_enabled)),
        ("resale_setup", resale(|resale| resale.setup)),
        ("resale_monthly", resale(|resale| resale.monthly)),
        ("resale_minute", resale(|resale| resale.minute)),
        ("resale_since", number.resale.map(|kept| kept.since.exact()).unwrap_or_default()),
        ("resale_next", number.resale.map(|kept| kept.next.exact()).unwrap_or_default()),
        (
            "resale_anchor",
            number.resale.map(|kept| kept.anchor_day.to_string()).unwrap_or_default(),
        ),
    ])
}
