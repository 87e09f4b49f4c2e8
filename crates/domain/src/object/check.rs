//! What several kinds check in the same way.

use std::collections::BTreeSet;

use tandem_numbering::{Did, VirtualNumber};

use super::{Flaw, is_service_code};
use crate::{CALLED_E164, CALLED_NATIONAL, Destination, ObjectId, ObjectKind};

/// The longest SIP address, in bytes.
const ADDRESS_BYTES_MAX: usize = 255;
/// How many digits a PIN has.
const PIN_DIGITS: usize = 4;
/// The longest name of an object, in characters.
pub(super) const NAME_CHARS_MAX: usize = 64;
/// How many hexadecimal digits a digest has: SHA-256.
const DIGEST_DIGITS: usize = 64;
/// The longest line of a form that people fill in, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 255;

/// A name that must be there.
pub(super) fn name(name: &str) -> Result<(), Flaw> {
    if name.trim().is_empty() {
        return Err(Flaw::new("name", "must not be empty"));
    }
    title(name)
}

/// A name that may be empty.
pub(super) fn title(name: &str) -> Result<(), Flaw> {
    text("name", name, NAME_CHARS_MAX)
}

/// A text of one line.
pub(super) fn text(field: &'static str, text: &str, chars_max: usize) -> Result<(), Flaw> {
    if text.chars().count() > chars_max {
        return Err(Flaw::new(field, format!("must have at most {chars_max} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(Flaw::new(field, "must be one line without control characters"));
    }
    Ok(())
}

/// A text of one line that must be there.
pub(super) fn said(field: &'static str, said: &str, chars_max: usize) -> Result<(), Flaw> {
    if said.trim().is_empty() {
        return Err(Flaw::new(field, "must not be empty"));
    }
    text(field, said, chars_max)
}

/// A text of several lines that must be there.
pub(super) fn prose(field: &'static str, said: &str, chars_max: usize) -> Result<(), Flaw> {
    if said.trim().is_empty() {
        return Err(Flaw::new(field, "must not be empty"));
    }
    prose_or_none(field, said, chars_max)
}

/// A text of several lines that may be empty.
pub(super) fn prose_or_none(field: &'static str, said: &str, chars_max: usize) -> Result<(), Flaw> {
    if said.chars().count() > chars_max {
        return Err(Flaw::new(field, format!("must have at most {chars_max} characters")));
    }
    if said.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Flaw::new(field, "must be text without control characters"));
    }
    Ok(())
}

/// The SHA-256 of something that is kept.
pub(super) fn digest(field: &'static str, digest: &str) -> Result<(), Flaw> {
    let is_digest = digest.len() == DIGEST_DIGITS
        && digest.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if is_digest { Ok(()) } else { Err(Flaw::new(field, "must be a SHA-256 digest")) }
}

/// What opens something. Leading zeros count.
pub(super) fn pin(pin: &str) -> Result<(), Flaw> {
    if pin.len() == PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(Flaw::new("pin", format!("must be {PIN_DIGITS} digits")))
}

/// A count between two bounds, both included.
pub(super) fn between(
    field: &'static str,
    value: u32,
    least: u32,
    most: u32,
    unit: &str,
) -> Result<(), Flaw> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Flaw::new(field, format!("must be {least} to {most} {unit}")))
}

/// Those who stand in a list, each once.
pub(super) fn members(members: &[ObjectId], most: usize) -> Result<(), Flaw> {
    if members.len() > most {
        return Err(Flaw::new("members", format!("must be at most {most}")));
    }
    let distinct: BTreeSet<&ObjectId> = members.iter().collect();
    if distinct.len() == members.len() {
        return Ok(());
    }
    Err(Flaw::new("members", "must each be named once"))
}

/// A number that calls are sent on to.
pub(super) fn callee(field: &'static str, number: Did) -> Result<(), Flaw> {
    if VirtualNumber::of(number).is_some() {
        return Err(Flaw::new(field, "must be a number that can be dialled from outside"));
    }
    let national = number.national();
    // Of calling code 1 there are only numbers of the plan's shape: 1 911 and seven digits are none.
    let is_shaped = national.len() != 10 || number.nanp().is_some();
    if is_shaped && !is_service_code(&national) {
        return Ok(());
    }
    Err(Flaw::new(
        field,
        "must be an ordinary telephone number: emergency and service numbers are dialled, not forwarded to",
    ))
}

/// A SIP address `user@host` or `user@host:port`, in which the number that was called may stand.
pub(super) fn sip_address(field: &'static str, address: &str) -> Result<(), Flaw> {
    let wrong = || Flaw::new(field, "must be user@host or user@host:port");
    let (user, place) = address.split_once('@').ok_or_else(wrong)?;
    let plain = user.replace(CALLED_E164, "").replace(CALLED_NATIONAL, "");
    let is_of_user =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,?/%".contains(&byte);
    if address.len() > ADDRESS_BYTES_MAX || user.is_empty() || !plain.bytes().all(is_of_user) {
        return Err(wrong());
    }
    if is_service_code(user) && user.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Flaw::new(field, "must not be an emergency or service number"));
    }
    let (host, port) =
        place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    let is_host = !host.is_empty() && host.bytes().all(is_of_host);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    if is_host && is_port { Ok(()) } else { Err(wrong()) }
}

/// A destination of one of these kinds.
pub(super) fn rings(
    field: &'static str,
    to: &Destination,
    kinds: &[ObjectKind],
) -> Result<(), Flaw> {
    match to {
        Destination::Object { kind, .. } if kinds.contains(kind) => Ok(()),
        _ => {
            let headers: Vec<&str> = kinds.iter().map(|kind| kind.header()).collect();
            Err(Flaw::new(field, format!("must each begin with one of {}", headers.join(", "))))
        }
    }
}

/// A mail address, as far as can be seen without writing to it.
pub(super) fn email(address: &str) -> Result<(), Flaw> {
    let is_plain = address.len() <= 254
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>,;:\"\\()".contains(&byte));
    let parts = address.split_once('@');
    let is_sound = is_plain
        && parts.is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@')
        });
    if is_sound {
        Ok(())
    } else {
        Err(Flaw::new("email", "must be an address such as jane@example.com"))
    }
}

/// Whether it is the name of a time zone.
///
/// # Errors
///
/// It is none.
pub fn zone(name: &str) -> Result<(), Flaw> {
    match jiff::tz::TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Flaw::new("zone", "must be the name of a time zone such as America/Toronto")),
    }
}
