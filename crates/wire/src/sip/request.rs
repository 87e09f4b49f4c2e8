//! Bytes → request.

use std::borrow::Cow;
use std::str;

use super::head::{Line, end_of_head, items, split_line};
use super::via::Via;
use crate::{Problem, WireFault, bounded};

/// The longest message, in bytes: what a UDP datagram can hold.
pub const MESSAGE_BYTES_MAX: usize = 65_535;

/// The longest head, in bytes.
pub const HEAD_BYTES_MAX: usize = 16 * 1024;

/// The most headers of a message.
pub const HEADERS_COUNT_MAX: usize = 128;

/// What can arrive on a SIP port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    /// A sign of life: nothing, or empty lines (RFC 5626 §3.5.1).
    KeepAlive,
    /// A response. Nothing was asked here, so it is for nobody.
    Response,
    /// A request.
    Request(Request<'a>),
}

/// A request whose lines have been found, and whose headers have yet to be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// What is asked: `INVITE`.
    pub method: &'a str,
    /// Of whom, as it is written.
    pub uri: &'a str,
    /// In which version of SIP.
    pub version: &'a str,
    /// What follows the head, as far as it has come.
    pub body: &'a [u8],
    lines: Vec<Line<'a>>,
    /// Whether a line of the head was no header.
    pub(super) has_bad_line: bool,
}

impl<'a> Incoming<'a> {
    /// Reads one message: a datagram, or what [`frame`](super::frame()) has cut from a stream.
    ///
    /// # Errors
    ///
    /// It is nothing that could be answered: longer than [`MESSAGE_BYTES_MAX`] or with a head longer
    /// than [`HEAD_BYTES_MAX`], without an end of its head, not text, with control characters, with more than
    /// [`HEADERS_COUNT_MAX`] headers, or no SIP at all.
    pub fn read(message: &'a [u8]) -> Result<Self, WireFault> {
        bounded(message, MESSAGE_BYTES_MAX)?;
        let start = message.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
        let Some(message) = start.and_then(|start| message.get(start..)) else {
            return Ok(Self::KeepAlive);
        };
        let end =
            end_of_head(message).ok_or_else(|| WireFault::malformed("the head has no end"))?;
        bounded(&message[..end], HEAD_BYTES_MAX)?;
        let head =
            str::from_utf8(&message[..end]).map_err(|_| WireFault::whole(Problem::NotUtf8))?;
        let (first, rest) = split_line(head);
        refuse_controls(first)?;
        if first.starts_with("SIP/") {
            return Ok(Self::Response);
        }
        let (method, uri, version) = request_line(first)
            .ok_or_else(|| WireFault::malformed("the first line is no request line of SIP"))?;
        let mut request = Request {
            method,
            uri,
            version,
            body: &message[end..],
            lines: Vec::with_capacity(16),
            has_bad_line: false,
        };
        request.read_lines(rest)?;
        Ok(Self::Request(request))
    }
}

/// `INVITE sip:a@b SIP/2.0`. Spaces behind it are forgiven; spaces within the URI are left there for
/// the check to find.
fn request_line(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim_end_matches([' ', '\t']);
    let (method, rest) = line.split_once(' ')?;
    let (uri, version) = rest.rsplit_once(' ')?;
    let is_sip = version.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("SIP/"));
    (is_sip && !method.is_empty() && method.bytes().all(super::scan::is_token))
        .then_some((method, uri, version))
}

fn refuse_controls(text: &str) -> Result<(), WireFault> {
    match text.bytes().any(|byte| byte != b'\t' && byte.is_ascii_control()) {
        true => Err(WireFault::forbidden("a control character")),
        false => Ok(()),
    }
}

impl<'a> Request<'a> {
    fn read_lines(&mut self, mut rest: &'a str) -> Result<(), WireFault> {
        loop {
            let (line, after) = split_line(rest);
            rest = after;
            if line.is_empty() {
                return Ok(());
            }
            refuse_controls(line)?;
            if line.starts_with([' ', '\t']) {
                self.unfold(line.trim_matches([' ', '\t']));
                continue;
            }
            if self.lines.len() == HEADERS_COUNT_MAX {
                let problem = Problem::TooMany { what: "headers", limit: HEADERS_COUNT_MAX };
                return Err(WireFault::whole(problem));
            }
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let name = name.trim_end_matches([' ', '\t']);
            let is_name = !name.is_empty() && name.bytes().all(super::scan::is_token);
            self.has_bad_line |= !is_name || !line.contains(':');
            let value = Cow::Borrowed(value.trim_matches([' ', '\t']));
            self.lines.push(Line { name, value });
        }
    }

    /// Appends a line that begins with white space to the one before it.
    fn unfold(&mut self, more: &str) {
        match self.lines.last_mut() {
            Some(Line { value, .. }) if value.is_empty() => *value = Cow::Owned(more.to_owned()),
            Some(Line { value, .. }) => {
                let value = value.to_mut();
                value.push(' ');
                value.push_str(more);
            }
            None => self.has_bad_line = true,
        }
    }

    /// The values of all headers of that name, in order; a list of several stays one value.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(move |line| line.is(name)).map(|line| &*line.value)
    }

    /// The items of all headers of that name, whether they stand in one list or in several headers.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(items)
    }

    /// The value of a header that may stand once.
    ///
    /// # Errors
    ///
    /// It stands more than once, so that two readers could read two things.
    pub fn one(&self, name: &'static str) -> Result<Option<&str>, WireFault> {
        let mut all = self.all(name);
        let first = all.next();
        match all.next() {
            None => Ok(first),
            Some(_) => Err(WireFault::field(name, Problem::TooMany { what: "values", limit: 1 })),
        }
    }

    /// The Via on top: who sent the request to us. `None` if there is none, or it cannot be read: then
    /// nobody knows where an answer would have to go.
    pub fn via(&self) -> Option<Via<'_>> {
        Via::parse(self.list("Via").next()?)
    }

    /// Every Via but that one, as they stand.
    pub(super) fn vias_below(&self) -> impl Iterator<Item = &str> {
        self.list("Via").skip(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Request<'_> {
        match Incoming::read(text.as_bytes()) {
            Ok(Incoming::Request(request)) => request,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn headers_are_found_however_they_are_written() {
        let request = read(
            "\r\nINVITE sip:a@b SIP/2.0  \r\nv  : SIP/2.0/UDP h\r\n \t;branch=x,\r\n SIP/2.0/UDP i\n\
             Subject:\r\n  folded\r\nVIA: SIP/2.0/TCP j\r\n\r\nbody",
        );
        assert_eq!((request.method, request.uri), ("INVITE", "sip:a@b"));
        assert_eq!(
            request.list("Via").collect::<Vec<_>>(),
            ["SIP/2.0/UDP h ;branch=x", "SIP/2.0/UDP i", "SIP/2.0/TCP j"]
        );
        assert_eq!(request.one("subject"), Ok(Some("folded")));
        assert_eq!(request.one("To"), Ok(None));
        assert!(request.one("Via").is_err());
        assert_eq!(request.body, b"body");
        assert!(!request.has_bad_line);
    }

    #[test]
    fn not_everything_is_a_request() {
        for alive in [&b""[..], b"\r\n\r\n", b"\n"] {
            assert_eq!(Incoming::read(alive), Ok(Incoming::KeepAlive));
        }
        assert_eq!(Incoming::read(b"SIP/2.0 200 OK\r\n\r\n"), Ok(Incoming::Response));
        for nothing in [
            "GET / HTTP/1.1\r\n\r\n",
            "INVITE sip:a@b SIP/2.0\r\nTo: a\r\n",
            "INVITE sip:a@b SIP/2.0\r\nTo: a\rb\r\n\r\n",
            "INVITE sip:a@b SIP/2.0\r\nTo: a\0b\r\n\r\n",
            "INVITE\r\n\r\n",
            "IN,VITE sip:a@b SIP/2.0\r\n\r\n",
            " INVITE sip:a@b SIP/2.0\r\n\r\n",
        ] {
            assert!(Incoming::read(nothing.as_bytes()).is_err(), "{nothing}");
        }
        assert!(Incoming::read(b"A sip:a@b SIP/2.0\r\nTo: \xff\r\n\r\n").is_err());
        assert!(Incoming::read(&vec![b'A'; MESSAGE_BYTES_MAX + 1]).is_err());
    }

    #[test]
    fn what_grows_is_bounded() {
        let long = format!("A sip:a@b SIP/2.0\r\nx: {}\r\n\r\n", "y".repeat(HEAD_BYTES_MAX));
        assert!(Incoming::read(long.as_bytes()).is_err());
        let many = |count| format!("A sip:a@b SIP/2.0\r\n{}\r\n", "x: y\r\n".repeat(count));
        assert!(Incoming::read(many(HEADERS_COUNT_MAX).as_bytes()).is_ok());
        assert!(Incoming::read(many(HEADERS_COUNT_MAX + 1).as_bytes()).is_err());
    }
}
