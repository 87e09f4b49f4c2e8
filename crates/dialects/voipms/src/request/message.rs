//! Text messages.

use jiff::civil::Date;
use tandem_domain::{Direction, Timestamp};
use tandem_engine::{
    LIST_MESSAGES_MAX, MessageList, MessageRemove, MessageSend, MessagingChange, NumberMessagingSet,
};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::{books, own_did, require, unless_zero};
use crate::clock::Shift;

/// The longest message, in characters.
pub const MESSAGE_CHARS_MAX: usize = 160;
/// The longest text beside what a message shows, in characters.
pub const MMS_CHARS_MAX: usize = 2048;
/// What a message shows, by parameter.
const MEDIA: [&str; 3] = ["media1", "media2", "media3"];
/// How many messages a list shows when it is not said.
const LIMIT_DEFAULT: u32 = 50;
/// How many days a list may reach over.
const DAYS_MAX: i32 = 92;
/// Ways of being told that the provider has and this platform has not yet, with the flag that would
/// turn them on.
pub const NOT_YET: [&str; 2] = ["webhook_enable", "smpp_enabled"];

/// `sendSMS`.
pub fn send_sms(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    require(args)?;
    let text = args.required("message")?.to_owned();
    if text.chars().count() > MESSAGE_CHARS_MAX {
        let why = format!("is longer than {MESSAGE_CHARS_MAX} characters");
        return Err(Fault::invalid("message", why));
    }
    Ok(MessageSend::text(own_did(args, "did")?, args.did("dst")?, text))
}

/// `sendMMS`. What it shows is named by links: nothing is kept here that others could fetch.
pub fn send_mms(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    require(args)?;
    let text = args.required("message")?.to_owned();
    if text.chars().count() > MMS_CHARS_MAX {
        return Err(Fault::invalid(
            "message",
            format!("is longer than {MMS_CHARS_MAX} characters"),
        ));
    }
    let links = MEDIA.into_iter().filter_map(|name| Some((name, args.text(name)?)));
    let mut media = Vec::new();
    for (name, link) in links {
        if !(link.starts_with("http://") || link.starts_with("https://")) {
            return Err(Fault::invalid(name, "must be a link: no files are kept to be fetched"));
        }
        media.push(link.to_owned());
    }
    if media.is_empty() {
        return Err(Fault::invalid(MEDIA[0], "is required: what shows nothing is sent by sendSMS"));
    }
    Ok(MessageSend { media, ..MessageSend::text(own_did(args, "did")?, args.did("dst")?, text) })
}

/// `getMediaMMS`: one message, if it shows something.
pub fn media(args: &Reader<'_>) -> Result<MessageList, Fault> {
    let serial = args.integer("id", 1, i64::MAX)?;
    let serial = serial.ok_or_else(|| Fault::invalid("id", "is required"))?;
    let has_media = Some(true);
    Ok(MessageList { serial: Some(serial), has_media, ..MessageList::latest(1) })
}

/// Which messages a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Texts.
    Sms,
    /// Those that show something.
    Mms,
}

impl Listed {
    /// By what a single one is named.
    const fn id(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mms => "mms",
        }
    }
}

/// The same of a reseller's client.
pub fn list_client_messages(
    args: &Reader<'_>,
    now: Timestamp,
    listed: Listed,
) -> Result<MessageList, Fault> {
    Ok(MessageList { owner: Some(books(args)?), ..list_messages(args, now, listed)? })
}

/// `getSMS`, `getMMS`. Without days it is today, unless it asks for one message.
pub fn list_messages(
    args: &Reader<'_>,
    now: Timestamp,
    listed: Listed,
) -> Result<MessageList, Fault> {
    let shift = Shift::of(args)?;
    let serial = args.integer(listed.id(), 0, i64::MAX)?.filter(|serial| *serial > 0);
    let all = args.flag("all_messages")?.unwrap_or(false);
    let (from, to) = match (day(args, "from")?, day(args, "to")?) {
        (None, None) if serial.is_some() => (None, None),
        (from, to) => {
            let today = shift.shows(now).date();
            let (from, to) = (from.unwrap_or(today), to.unwrap_or(today));
            let days = from.until(to).map_or(-1, |span| span.get_days());
            if !(0..DAYS_MAX).contains(&days) {
                let today = if args.text("to").is_none() { "(today) " } else { "" };
                let why = format!(
                    "{today}must be no earlier than from, and less than {DAYS_MAX} days later"
                );
                return Err(Fault::invalid("to", why));
            }
            (Some(shift.begins(from)), Some(shift.ends(to)))
        }
    };
    let direction = match args.text("type") {
        None => None,
        Some("0") => Some(Direction::Sent),
        Some("1") => Some(Direction::Received),
        Some(_) => return Err(Fault::invalid("type", "must be 1 (received) or 0 (sent)")),
    };
    let limit = args.integer("limit", 0, i64::MAX)?.filter(|limit| *limit > 0);
    // There are clients that ask for a million and mean all.
    let limit = limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
    Ok(MessageList {
        owner: None,
        id: None,
        serial,
        from,
        to,
        direction,
        did: number(args, "did")?,
        contact: number(args, "contact")?,
        has_media: (!all).then_some(listed == Listed::Mms),
        after: None,
        limit: limit.unwrap_or(LIMIT_DEFAULT).min(LIST_MESSAGES_MAX),
    })
}

/// `deleteSMS`.
pub fn remove_sms(args: &Reader<'_>) -> Result<MessageRemove, Fault> {
    require(args)?;
    let serial = args.integer("id", 1, i64::MAX)?;
    Ok(MessageRemove { serial: serial.ok_or(Fault::Missing { param: "id" })? })
}

/// `setSMS`. What is not named stays as it is, and what is named and empty goes.
pub fn set_sms(args: &Reader<'_>) -> Result<NumberMessagingSet, Fault> {
    require(args)?;
    for flag in NOT_YET {
        if args.flag(flag)?.unwrap_or(false) {
            return Err(Fault::invalid(flag, "is not supported yet"));
        }
    }
    // Numbers are written without the country here; that they be written with it is not done yet.
    args.integer("dialmode", 0, 1)?;
    let change = MessagingChange {
        enabled: args.flag("enable")?,
        email: text(args, "email_address"),
        email_enabled: args.flag("email_enabled")?,
        forward: match text(args, "sms_forward").as_deref() {
            None => None,
            Some("" | "0") => Some(None),
            Some(number) => Some(Some(args.as_did("sms_forward", number)?)),
        },
        forward_enabled: args.flag("sms_forward_enable")?,
        callback: text(args, "url_callback"),
        callback_enabled: args.flag("url_callback_enable")?,
        callback_retry: args.flag("url_callback_retry")?,
        callback_form: None,
        receipts: None,
        receipts_form: None,
        login: text(args, "sms_sipaccount")
            .map(|login| if login == "0" { String::new() } else { login }),
        login_enabled: args.flag("sms_sipaccount_enabled")?,
    };
    Ok(NumberMessagingSet { did: own_did(args, "did")?, change, allowed: Vec::new() })
}

/// A text as it was sent, be it empty; `None` if it was not.
fn text(args: &Reader<'_>, name: &'static str) -> Option<String> {
    args.args().get_nocase(name).map(|text| text.trim().to_owned())
}

fn number(args: &Reader<'_>, name: &'static str) -> Result<Option<Did>, Fault> {
    unless_zero(args, name).map(|text| args.as_did(name, text)).transpose()
}

fn day(args: &Reader<'_>, name: &'static str) -> Result<Option<Date>, Fault> {
    let Some(text) = unless_zero(args, name) else { return Ok(None) };
    let day = text.parse::<Date>();
    day.map(Some).map_err(|_| Fault::invalid(name, "must be a day such as 2014-03-30"))
}
