//! Addresses of SIP.

use std::borrow::Cow;

use crate::percent;

/// A URI, taken apart as far as routing needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uri<'a> {
    /// `sip`, `sips`, `tel` or whatever stands before the first colon, as it is written.
    pub scheme: &'a str,
    /// What stands before the `@`, escapes and password included; the whole of what follows the scheme
    /// of a `tel:` URI. Empty if there is none.
    user: &'a str,
    /// The host; empty unless the scheme is `sip` or `sips`. Brackets of an IPv6 address included.
    pub host: &'a str,
    /// The port, if one is said.
    pub port: Option<u16>,
    /// The parameters, from the first semicolon behind the host on.
    pub params: &'a str,
}

impl<'a> Uri<'a> {
    /// Reads a URI. Of schemes other than `sip` and `sips` no more than the scheme is looked at.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let letter_first = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        // Printable ASCII without white space and without what must not stand in any URI.
        let uric = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"');
        if !letter_first || !scheme.bytes().all(plain) || rest.is_empty() {
            return None;
        }
        if !rest.bytes().all(uric) {
            return None;
        }
        let other = Self { scheme, user: "", host: "", port: None, params: "" };
        if !other.is_sip() {
            let user = if scheme.eq_ignore_ascii_case("tel") { rest } else { "" };
            return Some(Self { user, ..other });
        }
        // A user may hold semicolons and question marks; a host may not, so the @ decides.
        let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        if rest.contains('@') && user.is_empty() || user.contains('@') {
            return None;
        }
        let (place, _headers) = place.split_once('?').unwrap_or((place, ""));
        let end = place.find(';').unwrap_or(place.len());
        let (place, params) = place.split_at(end);
        let (host, port) = host_and_port(place)?;
        Some(Self { user, host, port, params, ..other })
    }

    /// Whether it is one of SIP's own, which have a user and a host.
    pub const fn is_sip(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("sip") || self.scheme.eq_ignore_ascii_case("sips")
    }

    /// The user without password, escapes undone; `None` if there is none or it is no text.
    ///
    /// The parameters of a number (`+1555;phone-context=…`) are still behind it.
    pub fn user(&self) -> Option<Cow<'a, str>> {
        let name = self.user.split_once(':').map_or(self.user, |(name, _)| name);
        let text = match percent::decode(name.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(name),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).ok()?),
        };
        (!text.is_empty()).then_some(text)
    }
}

/// Host and port; the host is a name, an IPv4 address, or an IPv6 address in brackets.
pub(super) fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let end = inner.find(']')?;
            inner[..end].parse::<std::net::Ipv6Addr>().ok()?;
            (&text[..end + 2], &inner[end + 1..])
        }
        None => {
            let end = text.find(':').unwrap_or(text.len());
            let (host, port) = text.split_at(end);
            let plain =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if host.is_empty() || host.len() > 253 || !host.bytes().all(plain) {
                return None;
            }
            (host, port)
        }
    };
    match port.strip_prefix(':') {
        None => port.is_empty().then_some((host, None)),
        Some(port) => {
            let digits = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
            Some((host, Some(port.parse().ok().filter(|_| digits)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_taken_apart() {
        let uri =
            Uri::parse("sip:+15552223333;x=1:pw@[::1]:5060;transport=tcp?a=b").expect("a URI");
        assert_eq!(uri.user().as_deref(), Some("+15552223333;x=1"));
        assert_eq!((uri.host, uri.port, uri.params), ("[::1]", Some(5060), ";transport=tcp"));
        let uri = Uri::parse("SIPS:example.com").expect("a URI");
        assert_eq!((uri.user(), uri.host, uri.port), (None, "example.com", None));
        assert!(uri.is_sip());
    }

    #[test]
    fn escapes_in_a_user_are_undone() {
        let user = |text| Uri::parse(text).expect(text).user().map(Cow::into_owned);
        assert_eq!(user("sip:%61%6a@a"), Some("aj".to_owned()));
        assert_eq!(user("sip:null-%00-null@a"), Some("null-\0-null".to_owned()));
        assert_eq!(user("sip:u%40example.net@example.com"), Some("u@example.net".to_owned()));
        assert_eq!(user("sip:%ff@a"), None);
        assert_eq!(user("tel:+1-555-222-3333"), Some("+1-555-222-3333".to_owned()));
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in [
            "",
            "sip",
            "sip:",
            ":a",
            "1:a",
            "sip:@a",
            "sip:a@",
            "sip:a@b@c",
            "sip:a@b:",
            "sip:a b@c",
            "sip:a@b:65536",
            "sip:a@b:+1",
            "sip:a@[::g]",
            "sip:a@[::1",
            "sip:<a@b>",
            "sip:a@b c",
            "sip:a@é",
            "sip:a@[::1]x",
        ] {
            assert_eq!(Uri::parse(bad), None, "{bad}");
        }
    }
}
