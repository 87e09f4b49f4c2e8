//! Response → bytes.

use std::fmt::Write;
use std::net::SocketAddr;

use super::address::NameAddress;
use super::request::Request;

/// A response to one request, written as it grows.
#[derive(Clone, Debug)]
pub struct Response {
    out: String,
}

impl Response {
    /// Begins the response to a request that came from `source`. `tag` marks our side of the call,
    /// where the request does not yet; whoever keeps no state gives the same request the same tag
    /// (RFC 3261 §8.2.7).
    ///
    /// `None` for what is never answered: an ACK, and a request whose way here cannot be read, since
    /// an answer would have to go back that way.
    pub fn new(
        request: &Request<'_>,
        source: SocketAddr,
        status: u16,
        phrase: &str,
        tag: &str,
    ) -> Option<Self> {
        if request.method == "ACK" {
            return None;
        }
        let via = request.via()?;
        let mut out = String::with_capacity(512);
        // Writing to a String cannot fail.
        _ = write!(out, "SIP/2.0 {status} {}\r\nVia: ", clean(phrase));
        via.write(&mut out, source);
        out.push_str("\r\n");
        let mut response = Self { out };
        for below in request.vias_below() {
            response.header("Via", below);
        }
        response.copy(request, "From");
        if let Some(to) = request.all("To").next() {
            response.header("To", to);
            let tagged = NameAddress::parse(to).is_none_or(|to| to.tag().is_some());
            if !tagged && !tag.is_empty() {
                response.out.truncate(response.out.len() - 2);
                _ = write!(response.out, ";tag={}\r\n", clean(tag));
            }
        }
        response.copy(request, "Call-ID");
        response.copy(request, "CSeq");
        Some(response)
    }

    fn copy(&mut self, request: &Request<'_>, name: &'static str) {
        if let Some(value) = request.all(name).next() {
            self.header(name, value);
        }
    }

    /// Adds a header. Control characters in the value become spaces.
    pub fn header(&mut self, name: &str, value: &str) -> &mut Self {
        _ = write!(self.out, "{name}: {}\r\n", clean(value));
        self
    }

    /// The message, without a body.
    pub fn finish(mut self) -> Vec<u8> {
        self.out.push_str("Content-Length: 0\r\n\r\n");
        self.out.into_bytes()
    }
}

/// A value that stays on its line.
fn clean(value: &str) -> std::borrow::Cow<'_, str> {
    if value.contains(char::is_control) {
        value.replace(char::is_control, " ").into()
    } else {
        value.into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Incoming;
    use super::*;

    fn answer(text: &str, tag: &str) -> Option<String> {
        let Ok(Incoming::Request(request)) = Incoming::read(text.as_bytes()) else {
            panic!("{text}");
        };
        let source = "192.0.2.9:1234".parse().expect("an address");
        let mut response = Response::new(&request, source, 302, "Moved Temporarily", tag)?;
        response.header("Contact", "<sip:b@c>;q=1.0\r\nX: y");
        Some(String::from_utf8(response.finish()).expect("text"))
    }

    #[test]
    fn the_way_back_and_the_call_are_repeated() {
        let request = "INVITE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h;rport;branch=z9hG4bK1, \
            SIP/2.0/TCP i\r\nf: <sip:c@d>;tag=1\r\nt: <sip:a@b>\r\ni: x\r\nCSeq: 1 INVITE\r\n\r\n";
        assert_eq!(
            answer(request, "me").expect("an answer"),
            "SIP/2.0 302 Moved Temporarily\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1;rport=1234;\
             received=192.0.2.9\r\nVia: SIP/2.0/TCP i\r\nFrom: <sip:c@d>;tag=1\r\nTo: \
             <sip:a@b>;tag=me\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:b@c>;q=1.0  X: y\r\n\
             Content-Length: 0\r\n\r\n"
        );
    }

    #[test]
    fn a_tag_is_not_given_twice() {
        let request = "BYE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h\r\nt: <sip:a@b>;tag=other\r\n\r\n";
        let answer = answer(request, "me").expect("an answer");
        assert!(answer.contains("To: <sip:a@b>;tag=other\r\n"), "{answer}");
    }

    #[test]
    fn nobody_is_answered_who_must_not_be() {
        assert_eq!(answer("ACK sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h\r\n\r\n", "me"), None);
        assert_eq!(answer("BYE sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\n\r\n", "me"), None);
        assert_eq!(answer("BYE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h;;\r\n\r\n", "me"), None);
    }
}
