//! Which switches are let in, and by what name.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};

use http::header;
use ipnet::IpNet;
use tandem_domain::{Secret, Timestamp};
use tandem_gateway::{Call, secret};

/// How often at most a line says that somebody was not let in, in microseconds: anybody can try.
const LINE_EVERY_MICROS: i64 = 1_000_000;

/// Who is let in: switches in these networks, and those that know their secret wherever they are.
#[derive(Debug, Default)]
pub(crate) struct Admission {
    networks: Vec<IpNet>,
    /// By the switch's name.
    secrets: Vec<(String, Secret)>,
    /// When it was last said that somebody was not let in.
    said: AtomicI64,
}

/// A switch that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// By a secret, which says what it is called.
    Named(String),
    /// By its network, which does not; from where.
    Nearby(IpAddr),
}

impl Peer {
    /// What it is called, if that is known.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Nearby(_) => "",
        }
    }
}

impl Admission {
    pub(crate) fn of_networks(networks: Vec<IpNet>) -> Self {
        Self { networks, ..Self::default() }
    }

    pub(crate) fn with_secrets(self, secrets: impl IntoIterator<Item = (String, Secret)>) -> Self {
        Self { secrets: secrets.into_iter().collect(), ..self }
    }

    /// Who asks, if it is let in. A secret that is sent has to be right, wherever it comes from: a switch
    /// whose secret is mistyped is to be noticed on its first day.
    pub(crate) fn admits(&self, call: &Call) -> Option<Peer> {
        if let Some((name, password)) = call.basic() {
            return self.named(Some(&name), &password);
        }
        let sent =
            call.header(header::AUTHORIZATION.as_str()).and_then(|value| value.split_once(' '));
        match sent {
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => {
                self.named(None, key.trim())
            }
            Some(_) => None,
            None => self.nearby(call.address),
        }
    }

    /// Whether another line is to say that somebody was not let in.
    pub(crate) fn is_worth_a_line(&self, now: Timestamp) -> bool {
        let said = self.said.load(Ordering::Relaxed);
        let is_due = now.0.saturating_sub(said) >= LINE_EVERY_MICROS;
        let mine = || self.said.compare_exchange(said, now.0, Ordering::Relaxed, Ordering::Relaxed);
        is_due && mine().is_ok()
    }

    /// Whether any secret would let somebody in.
    pub(crate) const fn knows_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    fn named(&self, name: Option<&str>, sent: &str) -> Option<Peer> {
        let mut right = self.secrets.iter().filter(|(known, kept)| {
            secret::same(kept.expose().as_bytes(), sent.as_bytes())
                && name.is_none_or(|name| name == known)
        });
        right.next_back().map(|(known, _)| Peer::Named(known.clone()))
    }

    fn nearby(&self, address: Option<IpAddr>) -> Option<Peer> {
        let address = address?.to_canonical();
        let is_near = self.networks.iter().any(|net| net.contains(&address));
        is_near.then_some(Peer::Nearby(address))
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method, uri::Scheme};

    use super::*;

    fn call(address: &str, authorization: Option<&str>) -> Call {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            let value = HeaderValue::from_str(value).expect("a header value");
            headers.insert(header::AUTHORIZATION, value);
        }
        Call {
            method: Method::POST,
            path: "/switch/cdr".to_owned(),
            query: None,
            headers,
            body: bytes::Bytes::new(),
            address: address.parse().ok(),
            scheme: Scheme::HTTP,
            called: tandem_gateway::Called::default(),
        }
    }

    #[test]
    fn a_flood_of_strangers_is_one_line_a_second() {
        let admission = Admission::default();
        let says = [5, 5, 6].map(|s| admission.is_worth_a_line(Timestamp(s * 1_000_000)));
        assert_eq!(says, [true, false, true]);
    }

    #[test]
    fn a_switch_is_let_in_by_its_network_or_its_secret() {
        let net = "127.0.0.0/8".parse().expect("a network");
        let secrets = [("edge1".to_owned(), Secret::from("0123456789abcdef".to_owned()))];
        let admission = Admission::of_networks(vec![net]).with_secrets(secrets);
        let named = Some(Peer::Named("edge1".to_owned()));
        let nearby = Some(Peer::Nearby([127, 0, 0, 1].into()));
        for (address, sent, expected) in [
            ("127.0.0.1", None, nearby.clone()),
            ("::ffff:127.0.0.1", None, nearby),
            ("192.0.2.1", None, None),
            ("192.0.2.1", Some("Bearer 0123456789abcdef"), named.clone()),
            ("192.0.2.1", Some("Basic ZWRnZTE6MDEyMzQ1Njc4OWFiY2RlZg=="), named),
            ("192.0.2.1", Some("Basic ZWRnZTI6MDEyMzQ1Njc4OWFiY2RlZg=="), None),
            ("192.0.2.1", Some("Bearer 0123456789abcdeg"), None),
            ("127.0.0.1", Some("Bearer wrong"), None),
            ("127.0.0.1", Some("Digest username=x"), None),
        ] {
            assert_eq!(admission.admits(&call(address, sent)), expected, "{address} {sent:?}");
        }
        assert_eq!(Admission::default().admits(&call("nowhere", None)), None);
    }
}
