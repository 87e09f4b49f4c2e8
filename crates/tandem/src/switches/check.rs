//! What `[switches]` may say. All of it ends up in addresses, headers and dialplans, where a stray character would
//! call somebody else.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::SwitchesTable;
use crate::failure::Failure;

/// The shortest secret of a switch, in bytes: too long to be guessed by whoever may try as often as he likes.
const SECRET_BYTES_MIN: usize = 16;

impl SwitchesTable {
    /// Refuses what cannot be meant, by the name of its key.
    pub fn check(&self) -> Result<(), Failure> {
        if !self.domain.is_empty() {
            place("domain", &self.domain)?;
        }
        for alias in &self.aliases {
            place("aliases", alias)?;
        }
        let kamailio = [
            ("kamailio.carrier", &self.kamailio.carrier),
            ("kamailio.media", &self.kamailio.media),
        ];
        for (key, host) in kamailio {
            host.as_deref().map_or(Ok(()), |host| place(key, host))?;
        }
        if let Some(redirect) = &self.redirect {
            for (key, host) in
                [("redirect.carrier", &redirect.carrier), ("redirect.media", &redirect.media)]
            {
                host.as_deref().map_or(Ok(()), |host| place(key, host))?;
            }
        }
        for (key, name) in [
            ("freeswitch.carrier", &self.freeswitch.carrier),
            ("asterisk.carrier", &self.asterisk.carrier),
        ] {
            name.as_deref().map_or(Ok(()), |name| word(key, name))?;
        }
        self.check_secrets()
    }

    fn check_secrets(&self) -> Result<(), Failure> {
        let mut whose: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, secret) in &self.secrets {
            if name.is_empty() || name.contains(|c: char| c == ':' || c.is_control()) {
                let why = format!("{name:?} is no name of a switch: it must have no colon");
                return Err(wrong("secrets", &why));
            }
            if secret.expose().len() < SECRET_BYTES_MIN {
                let why = format!("that of {name} must have at least {SECRET_BYTES_MIN} bytes");
                return Err(wrong("secrets", &why));
            }
            if let Some(other) = whose.insert(secret.expose(), name) {
                let why = format!("{other} and {name} have the same; each must have its own");
                return Err(wrong("secrets", &why));
            }
        }
        Ok(())
    }
}

fn wrong(key: &str, why: &str) -> Failure {
    Failure::Usage(format!("switches.{key}: {why}"))
}

/// A host, with or without a port.
fn place(key: &str, text: &str) -> Result<(), Failure> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !host.is_empty() && host.bytes().all(is_of_name)
        }
    };
    if is_host && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0)) {
        return Ok(());
    }
    Err(wrong(key, &format!("{text:?} must be a host or host:port, such as sip.example.com:5060")))
}

/// The name of a gateway or an endpoint.
fn word(key: &str, text: &str) -> Result<(), Failure> {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_of_word) {
        return Ok(());
    }
    Err(wrong(key, &format!("{text:?} must be a name of letters, digits, '-', '.' and '_'")))
}

/// Networks such as `10.0.0.0/8`; an address alone is that address and no other.
pub(super) fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    let network = |text: &String| {
        let alone = || text.parse::<IpAddr>().map(IpNet::from).ok();
        text.parse().ok().or_else(alone).ok_or_else(|| {
            D::Error::custom(format!(
                "{text:?} must be a network such as 10.0.0.0/8, or an address"
            ))
        })
    };
    texts.iter().map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> SwitchesTable {
        toml::from_str(text).expect(text)
    }

    #[test]
    fn what_could_call_somebody_else_is_refused_by_its_key() {
        for (text, key) in [
            ("kamailio = { carrier = \"a;b\\r\\nX: 1\" }", "switches.kamailio.carrier"),
            ("domain = \"sip:x\"", "switches.domain"),
            ("domain = \"x:0\"", "switches.domain"),
            ("asterisk = { carrier = \"ca&PJSIP/evil\" }", "switches.asterisk.carrier"),
            ("freeswitch = { carrier = \"\" }", "switches.freeswitch.carrier"),
            ("[redirect]\nlisten = \"127.0.0.1:5060\"\nmedia = \"a b\"", "switches.redirect.media"),
            ("[secrets]\na = \"short\"", "switches.secrets"),
            ("[secrets]\na = \"0123456789abcdef\"\nb = \"0123456789abcdef\"", "switches.secrets"),
            ("[secrets]\n\"a:b\" = \"0123456789abcdef\"", "switches.secrets"),
        ] {
            let refused = table(text).check().expect_err(text).to_string();
            assert!(refused.contains(key), "{text}: {refused}");
        }
        let sound = "domain = \"sip.example.com:5060\"\nkamailio = { carrier = \"[2001:db8::1]:5060\", \
                     media = \"10.0.0.9\" }\nasterisk = { carrier = \"trunk-1\" }";
        assert!(table(sound).check().is_ok());
    }

    #[test]
    fn an_address_is_a_network_of_one() {
        let table = table("allow = [\"127.0.0.1\", \"10.0.0.0/8\", \"::1\"]");
        let allowed: Vec<String> = table.allow.iter().map(ToString::to_string).collect();
        assert_eq!(allowed, ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]);
        let wrong = toml::from_str::<SwitchesTable>("allow = [\"here\"]").expect_err("no network");
        assert!(wrong.to_string().contains("must be a network such as"), "{wrong}");
    }
}
