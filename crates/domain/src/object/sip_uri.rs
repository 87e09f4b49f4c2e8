//! A SIP address on somebody else's switch.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};
use crate::CALLED_E164;

/// An address `user@host` or `user@host:port`, and who is shown to be calling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipUri {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// The address, without `sip:` before it. Its user may hold [`CALLED_E164`] or
    /// [`CALLED_NATIONAL`](crate::CALLED_NATIONAL).
    pub uri: String,
    /// The number shown there; `None`: that of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// Whether numbers are shown in their international form, with a plus.
    #[serde(default)]
    pub e164: bool,
    /// Whether it was made on the way, for a number that was sent to an address for which nothing stood yet.
    /// It goes when that number rings elsewhere and nothing else names it. Whoever sets it anew keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passing: bool,
}

impl SipUri {
    /// An address, and nothing else said: numbers are shown there as they are asked for.
    pub fn at(uri: String) -> Self {
        let e164 = uri.contains(CALLED_E164);
        Self { name: String::new(), uri, caller_id: None, e164, passing: false }
    }
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
        let named = (!self.name.is_empty()).then(|| Key::name(&self.name));
        // Of those that were made on the way there is one for each address.
        let passing = self.passing.then(|| Key::address(&self.uri));
        named.into_iter().chain(passing).collect()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        check::sip_address("uri", &self.uri)
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
        let sound = |uri: &str| SipUri::at(uri.to_owned()).check().is_ok();
        for uri in [
            "5552223333@sip.voip.ms",
            "desk@127.0.0.1:5060",
            "+15552223333@example.com",
            "{national}@example.com",
            "9+{e164}@example.com",
        ] {
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
            "{number}@example.com",
            "desk@{e164}.example.com",
            "desk@a\r\nb",
        ] {
            assert!(!sound(uri), "{uri}");
        }
    }
}
