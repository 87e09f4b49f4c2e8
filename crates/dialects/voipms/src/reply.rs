//! What the functions answer, as the provider prints it.

mod abroad;
mod backorder;
mod calls;
mod client;
mod e911;
mod general;
mod lnp;
mod login;
mod message;
mod server;
mod shelf;
mod voice;

pub use abroad::*;
pub use backorder::*;
pub use calls::*;
pub use client::*;
pub use e911::*;
pub use general::*;
pub use lnp::*;
pub use login::*;
pub use message::*;
pub use server::*;
pub use shelf::*;
pub use voice::*;

use std::net::IpAddr;

use tandem_domain::{Billing, Line, LineOutcome, NumberState, ObjectId, Price, Timestamp};
use tandem_engine::{OrderPlaced, OwnNumber};
use tandem_numbering::{Did, NumberKind, VirtualNumber};
use tandem_wire::php::{Map, Value};

use crate::clock::wall_clock;
use crate::words::Word;

/// What a dry run answers when the real thing would have worked.
const DRY_RUN: &str = "success_test";
/// The status of whatever goes wrong with numbers of other carriers.
const INVALID: &str = "invalid";

/// What a function answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// `success`, and these keys behind it.
    Success(Map),
    /// A code and a message, which need not be a failure: an empty list has one too.
    Word(Word),
    /// The same as the functions for numbers of other carriers say it, inside an envelope of theirs.
    Nested(Word),
}

impl Reply {
    /// `success` and nothing else.
    pub(crate) fn done() -> Self {
        Self::Success(Map::new())
    }

    /// What a dry run answers when the real thing would have worked.
    fn rehearsed() -> Self {
        Self::Word(Word::of(DRY_RUN))
    }

    /// `success` with one key, or the word of the list when there is nothing in it.
    pub(crate) fn list(key: &str, rows: Vec<Map>, empty: &'static str) -> Self {
        if rows.is_empty() {
            return Self::Word(Word::of(empty));
        }
        Self::Success(Map::new().with(key, rows))
    }

    /// The same in the envelope of functions for numbers of other carriers, in which a dry run has none.
    pub(crate) fn nested(self) -> Self {
        match self {
            Self::Word(word) if word.code != DRY_RUN => Self::Nested(word),
            said => said,
        }
    }

    /// The answer as it goes out, in whatever encoding: `status` comes first.
    pub fn into_value(self) -> Value {
        let (status, rest) = match self {
            Self::Success(payload) => ("success", payload),
            Self::Word(Word { code, message }) => {
                (code, Map::new().with("message", message.into_owned()))
            }
            Self::Nested(Word { code, message }) => {
                let error = Map::new().with("code", code).with("description", message.into_owned());
                (INVALID, Map::new().with("error", vec![error]).with("message", INVALID))
            }
        };
        let mut members = vec![("status".to_owned(), Value::from(status))];
        if let Value::Map(rest) = Value::from(rest) {
            members.extend(rest);
        }
        Value::Map(members)
    }
}

/// Yes and no where the provider counts.
pub(crate) const fn flag(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

/// Yes and no where it says so.
pub(crate) const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A number as this API writes it: as it is dialled at home, a virtual one as its account and its
/// digits.
pub(crate) fn written(did: Did) -> String {
    VirtualNumber::of(did).map_or_else(|| did.national(), |made| made.to_string())
}

/// The same where there may be none.
pub(crate) fn national(did: Option<Did>) -> String {
    did.map(written).unwrap_or_default()
}

/// The id of an object, `0` for none.
pub(crate) fn id_or_zero(id: Option<ObjectId>) -> String {
    id.map_or_else(|| "0".to_owned(), |id| id.to_string())
}

/// The answer to an order. What still waits for its supplier was accepted, which the provider has no code for: the
/// message says so.
pub fn ordered(placed: &OrderPlaced) -> Reply {
    let waits = |line: &&Line| matches!(line.outcome, LineOutcome::Ordering(_));
    let waiting: Vec<Did> = placed.lines.iter().filter(waits).map(|line| line.did).collect();
    let what = match waiting.as_slice() {
        _ if placed.rehearsal => return Reply::rehearsed(),
        [] => return Reply::done(),
        [did] => format!("{} is", did.national()),
        many => format!("{} numbers are", many.len()),
    };
    let message = format!(
        "{what} being bought from a supplier, and in getDIDsInfo once that is done; what cannot be bought is paid back"
    );
    Reply::Success(Map::new().with("message", message))
}

/// The answer to something that was done.
pub fn finished(rehearsal: bool) -> Reply {
    if rehearsal { Reply::rehearsed() } else { Reply::done() }
}

/// Where the call came from.
pub fn caller(address: Option<IpAddr>) -> Reply {
    match address {
        Some(address) => Reply::Success(Map::new().with("ip", address.to_canonical().to_string())),
        None => Reply::Word(Word::of("unavailable_info")),
    }
}

/// The caller's own numbers. One that is still being bought from a supplier is not among them: these
/// documents have no word for it, and who orders it here to sell it on must know when it has come.
pub fn own(numbers: &[OwnNumber]) -> Reply {
    let had = numbers.iter().filter(|number| number.state != NumberState::Ordering);
    Reply::list("dids", had.map(own_row).collect(), "no_did")
}

fn own_row(number: &OwnNumber) -> Map {
    let settings = &number.settings;
    let routing = settings.routing.clone().unwrap_or_default();
    let next_for_client = number.client_billing.map_or_else(|| "0000-00-00".to_owned(), day);
    let resale = settings.resale.unwrap_or_default();
    let sms = &settings.messaging;
    let forward = sms.forward.map(Did::national).unwrap_or_default();
    let reseller = number.owner_alias.as_deref().filter(|_| number.is_sub);
    Map::new()
        .with("did", written(number.did))
        .with("description", description(number))
        .with("routing", routing.to_string())
        .with("failover_busy", settings.failover_busy.to_string())
        .with("failover_unreachable", settings.failover_unreachable.to_string())
        .with("failover_noanswer", settings.failover_no_answer.to_string())
        .with("voicemail", or_zero(&settings.voicemail))
        .with("pop", or_zero(&settings.pop))
        .with("dialtime", settings.dial_seconds.to_string())
        .with("cnam", flag(settings.cnam))
        .with("e911", "0")
        .with("callerid_prefix", &settings.caller_id_prefix)
        .with("note", &settings.note)
        .with("port_out_pin", &settings.port_out_pin)
        .with("billing_type", billing_type(&number.plan, number.price))
        .with("next_billing", day(number.next_billing))
        .with("order_date", wall_clock(number.since))
        .with("reseller_account", reseller.unwrap_or("0"))
        .with("reseller_next_billing", next_for_client)
        .with("reseller_monthly", resale.monthly.decimal(8))
        .with("reseller_minute", resale.minute.decimal(8))
        .with("reseller_setup", resale.setup.decimal(8))
        .with("sms_available", i64::from(number.offer.capabilities.sms))
        .with("sms_enabled", flag(sms.enabled))
        .with("sms_email", &sms.email)
        .with("sms_email_enabled", flag(sms.email_enabled))
        .with("sms_forward", forward)
        .with("sms_forward_enabled", flag(sms.forward_enabled))
        .with("sms_url_callback", &sms.callback)
        .with("sms_url_callback_enabled", flag(sms.callback_enabled))
        .with("sms_url_callback_retry", flag(sms.callback_retry))
        .with("transcribe", "0")
        .with("transcription_locale", "")
        .with("transcription_redaction", "no")
        .with("transcription_summary", "no")
        .with("transcription_sentiment", "no")
        .with("transcription_email", "")
        .with("inbound_dialing_mode", flag(settings.dialled_with_country))
        .with("record_calls", flag(settings.record_calls))
        .with("sms_sipaccount", &sms.login)
        .with("sms_sipaccount_enabled", flag(sms.login_enabled))
        .with("transcription_start_delay", "0")
        .with("voicemail_threshold", settings.voicemail_seconds_min.to_string())
}

/// The day as the ledger counts it, in UTC: a number that was bought on the 30th in the afternoon is
/// billed on the 30th, as in the document.
pub fn day(at: Timestamp) -> String {
    at.civil().strftime("%Y-%m-%d").to_string()
}

/// `MIAMI, FL`; for a number without a rate centre its locality, its country or its kind.
fn description(number: &OwnNumber) -> String {
    let offer = &number.offer;
    let place = [&offer.rate_centre, &offer.locality].into_iter().find(|name| !name.is_empty());
    match (place, offer.region.as_str()) {
        (Some(place), "") => place.clone(),
        (Some(place), region) => format!("{place}, {region}"),
        (None, "") if offer.kind == NumberKind::TollFree => "TOLL FREE".to_owned(),
        (None, "") if offer.kind == NumberKind::Virtual => "VIRTUAL".to_owned(),
        (None, "") => offer.country.clone(),
        (None, region) => region.to_owned(),
    }
}

/// An id, or `0` for none.
fn or_zero(id: &str) -> &str {
    if id.is_empty() { "0" } else { id }
}

fn billing_type(plan: &str, price: Price) -> &'static str {
    match Billing::of(plan, price) {
        Billing::PerMinute => "1",
        Billing::Flat => "2",
    }
}

#[cfg(test)]
mod tests {
    use tandem_wire::php;

    use super::*;

    fn encode(reply: Reply) -> String {
        php::encode(&reply.into_value())
    }

    #[test]
    fn status_comes_first_and_slashes_are_escaped() {
        let answer = Reply::Success(Map::new().with("a/b", "Montr\u{e9}al"));
        assert_eq!(encode(answer), r#"{"status":"success","a\/b":"Montr\u00e9al"}"#);
        let empty = Reply::list("dids", Vec::new(), "no_did");
        assert_eq!(encode(empty), r#"{"status":"no_did","message":"there are no numbers"}"#);
        assert_eq!(encode(finished(false)), r#"{"status":"success"}"#);
        let rehearsed = r#"{"status":"success_test","message":"success_test"}"#;
        assert_eq!(encode(finished(true)), rehearsed);
    }

    #[test]
    fn the_caller_is_shown_as_it_would_be_enabled() {
        let mapped = "::ffff:192.0.2.7".parse().ok();
        assert_eq!(encode(caller(mapped)), r#"{"status":"success","ip":"192.0.2.7"}"#);
        assert_eq!(caller(None), Reply::Word(Word::of("unavailable_info")));
    }
}
