//! Which addresses belong to the public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet. Whoever calls an address that somebody else
/// named calls only these, unless the operator allows a private network: the others lead into the
/// operator's own house. Sources: the IANA registries of special-purpose addresses for IPv4 and
/// IPv6 (RFC 6890 and what followed it).
pub const fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        // This network, private, loopback.
        (0 | 10 | 127, _, _)
            // Shared by carriers behind their translators (CGNAT).
            | (100, 64..=127, _)
            // Link-local, where clouds keep their credentials.
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            // Protocol assignments, documentation, the old relay of 6to4.
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 51, 100)
            | (203, 0, 113)
            // Benchmarks.
            | (198, 18..=19, _)
            // Multicast, reserved, broadcast.
            | (224..=255, _, _)
    )
}

const fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let low = v4(g, h);
    match (a, b) {
        // Mapped and compatible: an IPv4 address in disguise; `::` and `::1` are among them.
        (0, 0) => match (c, d, e, f) {
            (0, 0, 0, 0xffff) => is_public_v4(low),
            _ => false,
        },
        // Translated to IPv4 by whoever stands in between (RFC 6052).
        (0x64, 0xff9b) => c == 0 && d == 0 && e == 0 && f == 0 && is_public_v4(low),
        // 6to4 carries an IPv4 address behind its prefix.
        (0x2002, _) => is_public_v4(v4(b, c)),
        // Protocol assignments with Teredo among them, benchmarks, documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // Only this eighth of all addresses has ever been given out to the public.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

const fn v4(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().expect("an address"))
    }

    #[test]
    fn what_leads_into_the_house_is_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:db8::1",
            "100::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn what_anybody_can_reach_is() {
        for address in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "223.255.255.254",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2606:4700::1111",
            "2a00:1450:4001::200e",
        ] {
            assert!(public(address), "{address}");
        }
    }
}
