//! Who is calling, when proxies stand between us.
//!
//! A proxy says for whom it speaks in a header that anybody else can write as well. So it is believed
//! only from addresses that the operator trusts: from the connection backwards, each trusted hop is
//! asked for the one before it, and the first that is not trusted is the caller.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;
use serde::Deserialize;

/// How many hops are followed back; a chain is a handful.
const HOPS_MAX: usize = 32;

/// The header in which trusted proxies say for whom they speak. Only one is read: a proxy that writes
/// one of them passes the other on as its client sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: caller, proxy`.
    #[default]
    #[serde(rename = "X-Forwarded-For")]
    XForwardedFor,
    /// `Forwarded: for=caller, for=proxy` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

/// Which proxies are believed, and where they say it.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their networks.
    pub trusted: Vec<IpNet>,
    /// Their header.
    pub header: ForwardedHeader,
}

impl Proxies {
    /// The address of the caller; `None` when a trusted proxy says that it does not know, or says it
    /// unreadably. Address lists refuse such a caller.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let mut caller = peer.to_canonical();
        if !self.trusts(caller) {
            return Some(caller);
        }
        for hop in self.hops(headers).into_iter().rev().take(HOPS_MAX) {
            caller = hop?.to_canonical();
            if !self.trusts(caller) {
                break;
            }
        }
        Some(caller)
    }

    /// Whether the address is one of a trusted proxy.
    pub fn trusts(&self, address: IpAddr) -> bool {
        contains(&self.trusted, address)
    }

    /// The hops as the header names them, in its order.
    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let lines = headers.get_all(self.header.name()).into_iter();
        let lines = lines.map(|line| line.to_str().unwrap_or("unreadable"));
        lines
            .flat_map(|line| line.split(','))
            .map(|hop| match self.header {
                ForwardedHeader::XForwardedFor => address(hop.trim()),
                ForwardedHeader::Forwarded => address(forwarded_for(hop)?),
            })
            .collect()
    }
}

/// Whether a request says that it came through a proxy, believed or not.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| headers.contains_key(*name))
}

/// Whether one of the networks contains the address.
pub fn contains(networks: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}

/// The node of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    })
}

/// An address, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(header: ForwardedHeader, peer: &str, lines: &[&str]) -> Option<String> {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), line.parse().expect("a header"));
        }
        let proxies = Proxies { trusted: trusted.to_vec(), header };
        let caller = proxies.caller(peer.parse().expect("an address"), &headers);
        caller.map(|address| address.to_string())
    }

    #[test]
    fn the_rightmost_hop_that_is_not_trusted_is_the_caller() {
        let asked = |peer, lines: &[&str]| caller(ForwardedHeader::XForwardedFor, peer, lines);
        for (peer, lines, expected) in [
            // Nobody believes a stranger.
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            // What stands left of the caller is the caller's own invention.
            ("10.0.0.1", &["10.9.9.9, 127.0.0.1, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7:4711"], "198.51.100.7"),
            ("10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1"),
            // Trusted hosts may call for themselves.
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            assert_eq!(asked(peer, lines).as_deref(), Some(expected), "{peer} {lines:?}");
        }
        assert_eq!(asked("10.0.0.1", &["198.51.100.7, unknown"]), None);
        assert_eq!(asked("10.0.0.1", &[""]), None);
    }

    #[test]
    fn the_standard_header_is_read_where_it_is_meant() {
        let asked = |lines: &[&str]| caller(ForwardedHeader::Forwarded, "fd00::1", lines);
        let line = "for=203.0.113.9, For=\"[2001:db8:cafe::17]:4711\";proto=https;by=10.0.0.2";
        assert_eq!(asked(&[line]).as_deref(), Some("2001:db8:cafe::17"));
        assert_eq!(asked(&["for=192.0.2.43, for=10.1.1.1"]).as_deref(), Some("192.0.2.43"));
        assert_eq!(asked(&["for=_hidden"]), None);
        assert_eq!(asked(&["proto=https"]), None);
    }
}
