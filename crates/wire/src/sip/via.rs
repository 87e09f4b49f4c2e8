//! The way a request came.

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

use super::scan::{Param, Scan, is_token};
use super::uri::host_and_port;

/// The port of SIP where none is said.
const PORT_DEFAULT: u16 = 5060;
/// The port of SIP over TLS where none is said.
const PORT_DEFAULT_TLS: u16 = 5061;

/// One Via: who sent the request on, over what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via<'a> {
    /// `UDP`, `TCP`, `TLS` or whatever else.
    pub transport: &'a str,
    /// The host that sent it, as it calls itself.
    pub host: &'a str,
    /// The port at which it waits for the answer, if it says so.
    pub port: Option<u16>,
    params: Vec<Param<'a>>,
}

impl<'a> Via<'a> {
    /// Reads one value, `SIP/2.0/UDP host:port;branch=…`; white space may stand around each part.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut scan = Scan(text);
        let protocol = scan.token()?;
        let version = scan.eat('/').then(|| scan.token()).flatten()?;
        let transport = scan.eat('/').then(|| scan.token()).flatten()?;
        if !protocol.eq_ignore_ascii_case("SIP") || version != "2.0" {
            return None;
        }
        let host = scan.skip_space().run(|b| is_token(b) || matches!(b, b'[' | b']' | b':'))?;
        // Nobody writes "host : 5060", but the grammar allows it.
        let (host, mut port) = match host.strip_suffix(':') {
            Some(host) => (host, Some(Self::port_behind(&mut scan)?)),
            None => (host, None),
        };
        if port.is_none() && !host.starts_with('[') && !host.contains(':') && scan.eat(':') {
            port = Some(Self::port_behind(&mut scan)?);
        }
        let (host, written) = host_and_port(host)?;
        if port.is_some() && written.is_some() {
            return None;
        }
        Some(Self { transport, host, port: port.or(written), params: scan.params()? })
    }

    fn port_behind(scan: &mut Scan<'a>) -> Option<u16> {
        let digits = scan.skip_space().run(|byte| byte.is_ascii_digit())?;
        digits.parse().ok()
    }

    /// The branch, which tells one transaction from another.
    pub fn branch(&self) -> Option<&str> {
        self.param("branch").and_then(|(_, value)| value.as_deref())
    }

    fn param(&self, name: &str) -> Option<&Param<'a>> {
        self.params.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Where the answer to a request goes that came over UDP from `source` (RFC 3261 §18.2.2,
    /// RFC 3581): always to the address that it came from, so that nobody can have answers sent
    /// to others; `maddr` is not followed for the same reason. The port is the one it came from if it
    /// asks for that, else the one it names.
    pub fn answers_go_to(&self, source: SocketAddr) -> SocketAddr {
        if self.param("rport").is_some() {
            return source;
        }
        let usual = if self.transport.eq_ignore_ascii_case("TLS") {
            PORT_DEFAULT_TLS
        } else {
            PORT_DEFAULT
        };
        SocketAddr::new(source.ip(), self.port.unwrap_or(usual))
    }

    /// The value as it stands in the answer: with where the request really came from.
    pub(super) fn write(&self, out: &mut String, source: SocketAddr) {
        // Writing to a String cannot fail.
        _ = write!(out, "SIP/2.0/{} {}", self.transport, self.host);
        if let Some(port) = self.port {
            _ = write!(out, ":{port}");
        }
        let mut asked_port = false;
        for (name, value) in &self.params {
            if name.eq_ignore_ascii_case("received") {
                continue;
            }
            if name.eq_ignore_ascii_case("rport") {
                asked_port = true;
                continue;
            }
            _ = write!(out, ";{name}");
            match value {
                Some(value) if is_bare(value) => _ = write!(out, "={value}"),
                Some(value) => {
                    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
                    _ = write!(out, "=\"{escaped}\"");
                }
                None => {}
            }
        }
        if asked_port {
            _ = write!(out, ";rport={}", source.port());
        }
        if asked_port || !self.is_at(source.ip()) {
            _ = write!(out, ";received={}", source.ip());
        }
    }

    fn is_at(&self, address: IpAddr) -> bool {
        self.host.trim_matches(['[', ']']).parse() == Ok(address)
    }
}

/// Whether a value can stand without quotes.
fn is_bare(value: &str) -> bool {
    let bare = |byte| is_token(byte) || matches!(byte, b'[' | b']' | b':');
    !value.is_empty() && value.bytes().all(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "192.0.2.9:1234";

    fn written(text: &str) -> String {
        let mut out = String::new();
        Via::parse(text).expect(text).write(&mut out, SOURCE.parse().expect("an address"));
        out
    }

    #[test]
    fn what_came_otherwise_than_it_says_is_told_so() {
        assert_eq!(
            written("SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKa"),
            "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKa"
        );
        assert_eq!(
            written("SIP/2.0/UDP  host ; rport ;branch=z9hG4bKa;received=10.0.0.1"),
            "SIP/2.0/UDP host;branch=z9hG4bKa;rport=1234;received=192.0.2.9"
        );
        assert_eq!(
            written("SIP / 2.0\t/ TCP [::1] ; a=\"b c\""),
            "SIP/2.0/TCP [::1];a=\"b c\";received=192.0.2.9"
        );
    }

    #[test]
    fn answers_go_back_and_nowhere_else() {
        let source: SocketAddr = SOURCE.parse().expect("an address");
        let to = |text| Via::parse(text).expect(text).answers_go_to(source).to_string();
        assert_eq!(to("SIP/2.0/UDP h;rport"), "192.0.2.9:1234");
        assert_eq!(to("SIP/2.0/UDP h"), "192.0.2.9:5060");
        assert_eq!(to("SIP/2.0/TLS h"), "192.0.2.9:5061");
        assert_eq!(to("SIP/2.0/UDP 198.51.100.1:99;maddr=198.51.100.2"), "192.0.2.9:99");
    }

    #[test]
    fn odd_ones_are_read_and_wrong_ones_refused() {
        for good in
            ["SIP/2.0/UDP h : 5060", "SIP/2.0/UDP h: 5060;a", "SIP/2.0/SCTP [2001:db8::9:1]:1"]
        {
            assert!(Via::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "SIP/2.0/UDP",
            "SIP/3.0/UDP h",
            "SIP/2.0 h",
            "SIP/2.0/UDP h;;",
            "SIP/2.0/UDP h:99999",
            "SIP/2.0/UDP h:5060:5061",
            "SIP/2.0/UDP h x",
            "SIP/2.0/UDP [::1]:",
            "SIP/2.0/UDP h;a=\"b",
        ] {
            assert_eq!(Via::parse(bad), None, "{bad}");
        }
    }
}
