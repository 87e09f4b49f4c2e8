//! What every request must have, and what is answered if it has not.

use super::address::NameAddress;
use super::request::Request;
use super::scan::{Scan, is_token};
use super::uri::Uri;
use super::via::Via;
use crate::{Problem, WireFault};

/// The largest Max-Forwards (RFC 3261 §20.22).
const MAX_FORWARDS_MAX: u32 = 255;

/// The largest number of a CSeq (RFC 3261 §8.1.1.5).
const CSEQ_MAX: u32 = (1 << 31) - 1;

/// What every request must have, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// The Via on top.
    pub via: Via<'a>,
    /// Who calls.
    pub from: NameAddress<'a>,
    /// Who is called, as the caller knows it.
    pub to: NameAddress<'a>,
    /// Which call.
    pub call_id: &'a str,
    /// Which request of the call.
    pub cseq: CSeq<'a>,
    /// Who is called, as the last hop knows it.
    pub uri: Uri<'a>,
    /// How many hops the request may still take. Absent from telephones older than RFC 3261.
    pub max_forwards: Option<u8>,
}

/// The number of a request within its call, with its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CSeq<'a> {
    /// The number.
    pub number: u32,
    /// The method.
    pub method: &'a str,
}

/// Why a request is refused before anybody asks what it wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    /// The response code.
    pub status: u16,
    /// The reason phrase.
    pub phrase: &'static str,
    /// What is wrong.
    pub fault: WireFault,
}

impl Flaw {
    fn bad(fault: WireFault) -> Self {
        Self { status: 400, phrase: "Bad Request", fault }
    }
}

/// Refuses a header whose value is not what the header's grammar says.
fn bad(name: &str, why: &str) -> Flaw {
    Flaw::bad(WireFault::field(name, Problem::Malformed { why: why.to_owned() }))
}

impl Request<'_> {
    /// Understands what every request must have.
    ///
    /// # Errors
    ///
    /// The first flaw, with the code to answer: 505 for another version of SIP, 416 for an address
    /// that is not SIP's, 400 for all else.
    pub fn check(&self) -> Result<Head<'_>, Flaw> {
        if !self.version.eq_ignore_ascii_case("SIP/2.0") {
            return Err(Flaw {
                status: 505,
                phrase: "Version Not Supported",
                fault: WireFault::malformed("the version is not SIP/2.0"),
            });
        }
        if self.has_bad_line {
            return Err(Flaw::bad(WireFault::malformed("a line of the head is no header")));
        }
        let via = self.list("Via").map(Via::parse).collect::<Option<Vec<_>>>();
        let via = via.and_then(|vias| vias.into_iter().next());
        let via =
            via.ok_or_else(|| bad("Via", "is missing or not written as RFC 3261 §20.42 says"))?;
        let head = Head {
            via,
            from: self.address("From")?,
            to: self.address("To")?,
            call_id: self.call_id()?,
            cseq: self.cseq()?,
            uri: self.target()?,
            max_forwards: self.max_forwards()?,
        };
        self.check_length()?;
        Ok(head)
    }

    fn required(&self, name: &'static str) -> Result<&str, Flaw> {
        self.one(name).map_err(Flaw::bad)?.ok_or_else(|| bad(name, "is missing"))
    }

    fn address(&self, name: &'static str) -> Result<NameAddress<'_>, Flaw> {
        NameAddress::parse(self.required(name)?)
            .ok_or_else(|| bad(name, "is not an address as RFC 3261 §20.10 writes it"))
    }

    fn call_id(&self) -> Result<&str, Flaw> {
        let call_id = self.required("Call-ID")?;
        match !call_id.is_empty() && call_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(call_id),
            false => Err(bad("Call-ID", "must be one word")),
        }
    }

    fn cseq(&self) -> Result<CSeq<'_>, Flaw> {
        let mut scan = Scan(self.required("CSeq")?);
        let number = scan.run(|byte| byte.is_ascii_digit()).and_then(|text| text.parse().ok());
        let method = scan.skip_space().run(is_token).filter(|_| scan.is_at_end());
        match (number, method) {
            (Some(number @ 0..=CSEQ_MAX), Some(method)) if method == self.method => {
                Ok(CSeq { number, method })
            }
            (Some(0..=CSEQ_MAX), Some(_)) => {
                Err(bad("CSeq", "names another method than the request line"))
            }
            _ => Err(bad("CSeq", "must be a number below 2^31 and the method")),
        }
    }

    fn target(&self) -> Result<Uri<'_>, Flaw> {
        let uri = Uri::parse(self.uri).ok_or_else(|| bad("request line", "has no address"))?;
        if uri.is_sip() || uri.scheme.eq_ignore_ascii_case("tel") {
            return Ok(uri);
        }
        Err(Flaw {
            status: 416,
            phrase: "Unsupported URI Scheme",
            fault: bad("request line", "has an address that is neither sip, sips nor tel").fault,
        })
    }

    fn max_forwards(&self) -> Result<Option<u8>, Flaw> {
        let Some(text) = self.one("Max-Forwards").map_err(Flaw::bad)? else {
            return Ok(None);
        };
        let hops = number(text).filter(|hops| *hops <= MAX_FORWARDS_MAX);
        match hops.and_then(|hops| u8::try_from(hops).ok()) {
            Some(hops) => Ok(Some(hops)),
            None => Err(bad("Max-Forwards", "must be a number from 0 to 255")),
        }
    }

    /// The length that the head says, if it says one.
    pub(super) fn content_length(&self) -> Result<Option<usize>, Flaw> {
        let Some(text) = self.one("Content-Length").map_err(Flaw::bad)? else {
            return Ok(None);
        };
        match number(text).and_then(|length| usize::try_from(length).ok()) {
            Some(length) => Ok(Some(length)),
            None => Err(bad("Content-Length", "must be a number")),
        }
    }

    /// A datagram may be longer than its message; a message that lacks its end is none.
    fn check_length(&self) -> Result<(), Flaw> {
        match self.content_length()? {
            Some(length) if length > self.body.len() => {
                Err(bad("Content-Length", "is longer than the body"))
            }
            _ => Ok(()),
        }
    }
}

/// A number of digits alone, however many zeros stand before it.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
