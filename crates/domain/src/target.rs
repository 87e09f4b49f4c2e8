//! Where somebody wants to be called over HTTP.

use std::net::{IpAddr, Ipv6Addr};

/// The longest address that is taken, in bytes.
const URL_BYTES_MAX: usize = 2048;

/// An `http://` or `https://` address, taken apart far enough to be judged and called. It names no
/// user, no password and no fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether it is called over TLS.
    pub tls: bool,
    /// The host: a name, or an address without brackets. Lower case.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path with its query, `/` at least.
    pub path: String,
}

/// What is wrong with an address, to be read behind the name of whatever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetFault(&'static str);

impl TargetFault {
    /// What is wrong, in words of the caller's.
    pub(crate) const fn named(why: &'static str) -> Self {
        Self(why)
    }
}

impl std::fmt::Display for TargetFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl Target {
    /// Reads an address.
    pub fn parse(url: &str) -> Result<Self, TargetFault> {
        if url.len() > URL_BYTES_MAX {
            return Err(TargetFault("is longer than 2048 bytes"));
        }
        if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TargetFault("must be ASCII without spaces; escape what is not"));
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("", ""));
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(TargetFault("must begin with https:// or http://")),
        };
        if rest.contains(['#', '\\', '"', '<', '>', '^', '`', '{', '|', '}']) {
            return Err(TargetFault("must have no fragment and no character that needs escaping"));
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(TargetFault("must not hold a user name or a password"));
        }
        let (host, port) = host_and_port(authority).ok_or(TargetFault("names no host"))?;
        let port = match port {
            None => {
                if tls {
                    443
                } else {
                    80
                }
            }
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port != 0)
                .ok_or(TargetFault("has a port that is none"))?,
        };
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { tls, host: host.to_ascii_lowercase(), port, path })
    }

    /// The address, if the host is one rather than a name.
    pub fn literal(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// The address this host has without anybody being asked: the one it is, or this machine's for
    /// the names that mean no other.
    pub fn known_address(&self) -> Option<IpAddr> {
        let name = self.host.trim_end_matches('.');
        if name == "localhost" || name.ends_with(".localhost") {
            return Some(IpAddr::V6(Ipv6Addr::LOCALHOST));
        }
        self.literal()
    }

    /// Host and port as they stand in an HTTP head; the port only where it is not the usual one.
    pub fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

fn host_and_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let (host, rest) = match authority.strip_prefix('[') {
        Some(bracketed) => {
            let (host, rest) = bracketed.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, rest)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, rest) = authority.split_at(end);
            let plain =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if host.is_empty() || host.len() > 253 || !host.bytes().all(plain) {
                return None;
            }
            (host, rest)
        }
    };
    match rest.strip_prefix(':') {
        Some(port) => Some((host, Some(port))),
        None => rest.is_empty().then_some((host, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let target = Target::parse("HTTPS://Shop.Example.com/hook?a=1").expect("an address");
        assert_eq!(
            (target.tls, target.host.as_str(), target.port),
            (true, "shop.example.com", 443)
        );
        assert_eq!(
            (target.path.as_str(), target.authority().as_str()),
            ("/hook?a=1", "shop.example.com")
        );
        let target = Target::parse("http://[::1]:8080").expect("an address");
        assert_eq!((target.path.as_str(), target.authority().as_str()), ("/", "[::1]:8080"));
        assert_eq!(target.literal(), Some("::1".parse().expect("an address")));
        assert_eq!(Target::parse("http://a?b").expect("an address").path, "/?b");
    }

    #[test]
    fn what_could_mislead_is_refused() {
        for url in [
            "",
            "ftp://example.com/",
            "example.com",
            "https://",
            "https:///path",
            "https://user:pw@example.com/",
            "https://example.com#part",
            "https://exa mple.com/",
            "https://example.com:0/",
            "https://example.com:65536/",
            "https://example.com:80:90/",
            "https://[::1/",
            "https://[fe80::1%25eth0]/",
            "https://example.com\\@10.0.0.1/",
            "https://ex\u{e4}mple.com/",
            "https://a/\r\nhost: b",
        ] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for url in ["http://localhost/", "http://a.localhost:81", "http://LOCALHOST./"] {
            let target = Target::parse(url).expect("an address");
            assert!(target.known_address().is_some_and(|address| address.is_loopback()), "{url}");
        }
    }
}
