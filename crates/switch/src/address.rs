//! Addresses and headers of SIP, as all renderings write them.

use std::fmt::Write;

use tandem_domain::route::{Address, Leg, Right, Shown};

use crate::Site;

/// Where a leg is sent: one address, or several at which the same login is registered; none if it
/// needs a carrier and there is none.
pub(crate) fn uris(to: &Address, site: &Site) -> Vec<String> {
    match to {
        Address::Login { login, contacts } if contacts.is_empty() => {
            vec![format!("sip:{}@{}", escaped_user(login), site.domain)]
        }
        Address::Login { contacts, .. } => contacts.iter().map(|uri| harmless(uri)).collect(),
        Address::Number { number, on_net: true } => vec![format!("sip:{number}@{}", site.domain)],
        Address::Number { number, on_net: false } => {
            site.carrier.iter().map(|carrier| format!("sip:{number}@{carrier}")).collect()
        }
        Address::Uri { uri } => vec![harmless(uri)],
    }
}

/// The user part of an address: whatever a switch or SIP could take for a separator is escaped.
pub(crate) fn escaped_user(user: &str) -> String {
    let mut out = String::with_capacity(user.len());
    escape_user(&mut out, user);
    out
}

fn escape_user(out: &mut String, user: &str) {
    for byte in user.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'+' | b'~' | b'*' | b'!' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            // Writing to a String cannot fail.
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
}

/// An address that customers or telephones wrote, with a user that separates nothing and without
/// characters that no address has.
pub(crate) fn harmless(uri: &str) -> String {
    let (scheme, rest) = uri.split_once(':').unwrap_or(("sip", uri));
    let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let mut out = String::with_capacity(scheme.len() + 1 + rest.len());
    out.push_str(scheme);
    out.push(':');
    if !user.is_empty() {
        // Escapes that are there already stay what they are.
        for (place, part) in user.split('%').enumerate() {
            if place > 0 {
                out.push('%');
            }
            escape_user(&mut out, part);
        }
        out.push('@');
    }
    let has_place = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'-' | b'.' | b'_' | b':' | b'[' | b']' | b';' | b'=' | b'~' | b'+' | b'%'
            )
    };
    out.extend(place.bytes().filter(has_place).map(char::from));
    out
}

const ASSERTED: &str = "P-Asserted-Identity";
const PRIVACY: &str = "Privacy";

/// Whether a header says who calls.
pub(crate) fn shows_caller(header: &str) -> bool {
    matches!(header, ASSERTED | PRIVACY)
}

/// The headers of a leg besides From: whom it comes from by way of whom, and its own.
pub(crate) fn headers(leg: &Leg, site: &Site) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    if let Some(number) = leg.shown.diversion {
        headers.push(("Diversion", format!("<sip:{number}@{}>", site.domain)));
    }
    if leg.shown.right == Right::Withheld {
        headers.push((PRIVACY, "id".to_owned()));
    } else if leg.shown.changed {
        headers.push((ASSERTED, name_address(&leg.shown, site)));
    }
    headers.extend(leg.headers.iter().map(|header| (header.name(), header.value().to_owned())));
    headers
}

/// The address of the caller that is shown.
pub(crate) fn caller_uri(shown: &Shown, site: &Site) -> String {
    if shown.number.is_empty() {
        "sip:anonymous@anonymous.invalid".to_owned()
    } else {
        let mut out = String::with_capacity(5 + shown.number.len() + site.domain.len());
        out.push_str("sip:");
        escape_user(&mut out, &shown.number);
        out.push('@');
        out.push_str(&site.domain);
        out
    }
}

/// `"Name" <sip:number@domain>`.
fn name_address(shown: &Shown, site: &Site) -> String {
    let name = quoted(&shown.name);
    let space = if name.is_empty() { "" } else { " " };
    format!("{name}{space}<{}>", caller_uri(shown, site))
}

/// A name as SIP quotes it; nothing if there is none.
pub(crate) fn quoted(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let mut out = String::from('"');
    for character in name.chars().filter(|character| !character.is_control()) {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_separates_anything() {
        for (written, harmless_one) in [
            ("sip:desk@127.0.0.1:5060", "sip:desk@127.0.0.1:5060"),
            ("sip:a&b,c|d@host", "sip:a%26b%2Cc%7Cd@host"),
            ("sips:a%40b@host;transport=tls", "sips:a%40b@host;transport=tls"),
            ("sip:a@h\r\n[x]{y},z", "sip:a@h[x]yz"),
            ("desk@host", "sip:desk@host"),
            ("sip:host", "sip:host"),
        ] {
            assert_eq!(harmless(written), harmless_one);
        }
    }

    #[test]
    fn names_are_quoted_as_sip_does() {
        assert_eq!(quoted("A \"b\" \\\r\n"), "\"A \\\"b\\\" \\\\\"");
        assert_eq!(quoted(""), "");
    }
}
