//! The hosts of SIP addresses at which the operator's own switches are called.

/// The port of SIP where none is said (RFC 3261 §19.1.2).
const PORT: &str = "5060";

/// The hosts at which our own numbers and logins are called, each with its port if it is not the usual one. A
/// call to an address there comes back to us; so it is resolved here, as a forwarding is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    hosts: Vec<String>,
}

impl Domains {
    /// None.
    pub const NONE: &'static Self = &Self { hosts: Vec::new() };

    /// These hosts; empty ones are none.
    pub fn new<H: Into<String>>(hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts = hosts.into_iter().map(Into::into);
        Self { hosts: hosts.filter(|host| !host.is_empty()).collect() }
    }

    /// Whether a host, with or without a port, is one of them. Capitals make no difference, nor does saying
    /// the usual port.
    pub fn have(&self, host: &str) -> bool {
        let (name, port) = split(host);
        self.hosts
            .iter()
            .map(|known| split(known))
            .any(|(known, known_port)| known.eq_ignore_ascii_case(name) && known_port == port)
    }
}

/// Name and port. The colons of an IPv6 address stand in brackets.
fn split(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, PORT),
    }
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
            ("example.com", false),
            ("", false),
        ] {
            assert_eq!(ours.have(host), is_ours, "{host}");
        }
        assert!(!Domains::NONE.have("sip.example.com"));
    }
}
