//! The hosts of SIP addresses that mean something to us: the operator's own switches, and the carriers.

use std::net::Ipv4Addr;

/// The port of SIP where none is said (RFC 3261 §19.1.2).
const PORT: u16 = 5060;

/// The hosts at which our own numbers and logins are called, each with its port if it is not the usual one. A
/// call to an address there comes back to us; so it is resolved here, as a forwarding is.
///
/// And the hosts of carriers. They call any number for whoever is trusted there, at our expense; so an address there is a
/// number outside, whoever wrote it and in whatever words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    hosts: Vec<String>,
    carriers: Vec<String>,
}

impl Domains {
    /// None.
    pub const NONE: &'static Self = &Self { hosts: Vec::new(), carriers: Vec::new() };

    /// These hosts; empty ones are none.
    pub fn new<H: Into<String>>(hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts = hosts.into_iter().map(Into::into);
        Self { hosts: hosts.filter(|host| !host.is_empty()).collect(), carriers: Vec::new() }
    }

    /// The same, with these hosts of carriers: one that names no port is meant with any.
    #[must_use]
    pub fn with_carriers<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts = hosts.into_iter().map(Into::into);
        Self { carriers: hosts.filter(|host| !host.is_empty()).collect(), ..self }
    }

    /// Whether a host, with or without a port, is one of our own. Capitals make no difference, nor does saying
    /// the usual port.
    pub fn have(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else { return false };
        let is_same = |(known, known_port): (&str, Option<u16>)| {
            known.eq_ignore_ascii_case(name) && known_port.unwrap_or(PORT) == port.unwrap_or(PORT)
        };
        self.hosts.iter().filter_map(|known| split(known)).any(is_same)
    }

    /// Whether a host is a carrier's, or may be one's: an address that is written in no way that can be compared, such as
    /// `127.1`, could be anybody's.
    pub fn are_carriers(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else { return true };
        let is_same = |(known, known_port): (&str, Option<u16>)| {
            let is_port = known_port.is_none_or(|known| known == port.unwrap_or(PORT));
            known.eq_ignore_ascii_case(name) && is_port
        };
        is_odd(name) || self.carriers.iter().filter_map(|known| split(known)).any(is_same)
    }
}

/// Name and port, if one is said. The colons of an IPv6 address stand in brackets; a name may end in the dot of the root.
/// `None`: what stands in the place of the port is none.
fn split(host: &str) -> Option<(&str, Option<u16>)> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port.parse().ok()?)),
        _ => (host, None),
    };
    Some((name.strip_suffix('.').unwrap_or(name), port))
}

/// Whether a host is a number that resolvers take for an IPv4 address although it is not written as one.
fn is_odd(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.starts_with(|first: char| first.is_ascii_digit()) && name.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_by_its_name_and_its_port() {
        let ours = Domains::new(["sip.example.com", "127.0.0.1:5070", "[2001:db8::1]", ""]);
        for (host, is_ours) in [
            ("sip.example.com", true),
            ("SIP.example.com:5060", true),
            ("sip.example.com:5080", false),
            ("127.0.0.1:5070", true),
            ("127.0.0.1", false),
            ("[2001:db8::1]", true),
            ("[2001:db8::1]:5060", true),
            ("sip.example.com.", true),
            ("sip.example.com:x", false),
            ("example.com", false),
            ("", false),
        ] {
            assert_eq!(ours.have(host), is_ours, "{host}");
        }
        assert!(!Domains::NONE.have("sip.example.com"));
    }

    #[test]
    fn a_carrier_is_known_however_its_host_is_written() {
        let domains =
            Domains::NONE.clone().with_carriers(["carrier.example.com", "192.0.2.1:5060"]);
        for (host, is_carriers) in [
            ("Carrier.Example.com", true),
            ("carrier.example.com:5070", true),
            ("carrier.example.com.:5070", true),
            ("192.0.2.1", true),
            ("192.0.2.1:05060", true),
            ("192.0.2.1:5070", false),
            ("192.0.2.01", true),
            ("3221225985", true),
            ("0xc0000201", true),
            ("192.0.2.1:x", true),
            ("192.0.2.2", false),
            ("desk.example.com", false),
        ] {
            assert_eq!(domains.are_carriers(host), is_carriers, "{host}");
        }
    }
}
