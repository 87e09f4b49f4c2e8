//! A SIP address on somebody else's switch.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference, is_service_code};

/// The longest address, in bytes.
const URI_BYTES_MAX: usize = 255;

/// An address `user@host` or `user@host:port`, and who is shown to be calling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipUri {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// The address, without `sip:` before it.
    pub uri: String,
    /// The number shown there; `None`: that of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// Whether numbers are shown in their international form, with a plus.
    #[serde(default)]
    pub e164: bool,
}

impl Body for SipUri {
    const KIND: ObjectKind = ObjectKind::SipUri;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::SipUri(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        (!self.name.is_empty()).then(|| Key::name(&self.name)).into_iter().collect()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        let wrong = || Flaw::new("uri", "must be user@host or user@host:port");
        let (user, place) = self.uri.split_once('@').ok_or_else(wrong)?;
        let is_of_user =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,?/%".contains(&byte);
        if self.uri.len() > URI_BYTES_MAX || user.is_empty() || !user.bytes().all(is_of_user) {
            return Err(wrong());
        }
        if is_service_code(user) && user.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Flaw::new("uri", "must not be an emergency or service number"));
        }
        let (host, port) =
            place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        let is_host = !host.is_empty() && host.bytes().all(is_of_host);
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if is_host && is_port { Ok(()) } else { Err(wrong()) }
    }

    fn references(&self) -> Vec<Reference> {
        Reference::caller_id(self.caller_id).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_user_and_a_host() {
        let sound = |uri: &str| {
            SipUri { name: String::new(), uri: uri.to_owned(), caller_id: None, e164: false }
                .check()
                .is_ok()
        };
        for uri in ["5552223333@sip.voip.ms", "desk@127.0.0.1:5060", "+15552223333@example.com"] {
            assert!(sound(uri), "{uri}");
        }
        for uri in [
            "",
            "desk",
            "@example.com",
            "desk@",
            "a b@example.com",
            "desk@example.com:0",
            "desk@example.com:x",
            "desk@exa mple.com",
            "911@example.com",
            "desk@a\r\nb",
        ] {
            assert!(!sound(uri), "{uri}");
        }
    }
}
