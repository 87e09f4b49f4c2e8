//! Who called and who was called: `"A name" <sip:a@b>;tag=c`.

use std::borrow::Cow;

use super::scan::{Param, Scan, is_token};
use super::uri::Uri;

/// The value of a From, To or Contact header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddress<'a> {
    /// The name that is to be displayed; empty if there is none.
    pub name: Cow<'a, str>,
    /// The address.
    pub uri: Uri<'a>,
    params: Vec<Param<'a>>,
}

impl<'a> NameAddress<'a> {
    /// Reads one value. An address with a comma, a question mark or a semicolon must be in angle
    /// brackets; what follows a semicolon without them belongs to the header (RFC 3261 §20.10).
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut scan = Scan(text.trim());
        if let Some(name) = scan.quoted() {
            return Self::bracketed(name, scan);
        }
        match scan.0.split_once('<') {
            Some((name, _)) => {
                let name = name.trim_end();
                scan.0 = &scan.0[name.len()..];
                let words = |byte: u8| is_token(byte) || matches!(byte, b' ' | b'\t');
                // Letters beyond ASCII belong in quotes, and are often met without.
                if !name.bytes().all(|byte| words(byte) || !byte.is_ascii()) {
                    return None;
                }
                Self::bracketed(Cow::Borrowed(name), scan)
            }
            None => {
                let uri = scan.run(|byte| !matches!(byte, b';' | b' ' | b'\t' | b',' | b'?'))?;
                Self::of(Cow::Borrowed(""), uri, scan)
            }
        }
    }

    fn bracketed(name: Cow<'a, str>, mut scan: Scan<'a>) -> Option<Self> {
        if !scan.eat('<') {
            return None;
        }
        let (uri, rest) = scan.0.split_once('>')?;
        Self::of(name, uri, Scan(rest))
    }

    fn of(name: Cow<'a, str>, uri: &'a str, mut rest: Scan<'a>) -> Option<Self> {
        Some(Self { name, uri: Uri::parse(uri)?, params: rest.params()? })
    }

    /// The value of a parameter; empty if it has none.
    pub fn param(&self, name: &str) -> Option<&str> {
        let param = self.params.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        param.map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// The tag, which tells one dialogue from another.
    pub fn tag(&self) -> Option<&str> {
        self.param("tag")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_writing_an_address_are_read() {
        for (text, name, host, tag) in [
            (
                "sip:vivekg@chair.example.org ;   tag = 1918181833n",
                "",
                "chair.example.org",
                "1918181833n",
            ),
            (
                r#""J Rosenberg \\\"" <sip:j@a.example> ; tag = 98asjd8"#,
                r#"J Rosenberg \""#,
                "a.example",
                "98asjd8",
            ),
            ("caller<sip:caller@example.com>;tag=323", "caller", "example.com", "323"),
            ("A b <sips:c@d>;x;tag=1", "A b", "d", "1"),
            ("\"<sip:a@b>\" <sip:c@d>;tag=2", "<sip:a@b>", "d", "2"),
            ("José <sip:c@d>;tag=3", "José", "d", "3"),
        ] {
            let address = NameAddress::parse(text).expect(text);
            assert_eq!((&*address.name, address.uri.host, address.tag()), (name, host, Some(tag)));
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for bad in [
            "",
            "<>",
            "Bell, Alexander <sip:a@b>",
            "\"Mr. J. User <sip:j@b>",
            "<sip:a@b",
            "sip:a@b?c=d",
            "< sip:a@b>",
            "<sip:a@b> c",
            "sip:a@b;;tag=1",
            "\"a\" b <sip:a@b>",
        ] {
            assert_eq!(NameAddress::parse(bad), None, "{bad}");
        }
    }
}
