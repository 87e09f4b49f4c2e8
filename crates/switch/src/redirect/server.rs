//! The redirect server: what a SIP request is answered, without remembering any.
//!
//! It is a stateless user agent server (RFC 3261 §8.2.7): the same request gets the same answer however
//! often it comes, nothing is sent that was not asked for, and ACK and CANCEL, which speak of requests that
//! nobody remembers, are passed over. So a flood of calls costs time and no memory, and nobody can be made to
//! send somebody else more messages than came in.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;

use tandem_engine::RouteAsk;
use tandem_gateway::Dispatcher;
use tandem_wire::WireFault;
use tandem_wire::sip::{Head, Incoming, Request, Response};

use super::render;
use crate::Site;
use crate::ask::{caller, diversions, number, same_all_through};

/// What may be asked, as OPTIONS and refusals say it.
const ALLOWED: &str = "INVITE, ACK, CANCEL, OPTIONS";

/// What a request may require of whoever takes the call: reliable ringing, timers of the session,
/// conditions of its media and so on. A redirect answers before any of them matters. What is not listed is
/// refused, as RFC 3261 §8.2.2.3 wants it.
const OF_NO_CONCERN: [&str; 8] = [
    "100rel",
    "timer",
    "precondition",
    "early-session",
    "histinfo",
    "replaces",
    "resource-priority",
    "answermode",
];

/// The redirect server of an installation.
pub struct Redirects {
    dispatcher: Dispatcher,
    site: Site,
    /// What the tags of answers are made with, so that nobody can guess them.
    tags: RandomState,
}

/// A message that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its SIP code.
    pub status: u16,
    /// The message.
    pub bytes: Vec<u8>,
    /// Where it goes if it goes by datagram: to the address that the request came from, at the port that the
    /// request names. On a connection it goes back on that connection.
    pub to: SocketAddr,
}

/// What became of a message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is answered.
    Answered(Reply),
    /// There is nothing to be said to it: an ACK, a CANCEL, a response, a sign of life.
    PassedOver,
    /// It is no SIP, or not enough of it to know whom to answer.
    Unreadable,
}

/// What a request is answered, before it is written.
struct Words {
    status: u16,
    phrase: Cow<'static, str>,
    headers: Vec<(&'static str, Cow<'static, str>)>,
}

impl Words {
    const fn new(status: u16, phrase: &'static str) -> Self {
        Self { status, phrase: Cow::Borrowed(phrase), headers: Vec::new() }
    }

    /// That something is wrong with the request; the phrase says what (RFC 3261 §21.4.1).
    fn bad(fault: &WireFault) -> Self {
        Self { phrase: Cow::Owned(format!("Bad Request: {fault}")), ..Self::new(400, "") }
    }

    fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What is to be done about a request.
enum Verdict {
    PassedOver,
    Said(Words),
    Routed(RouteAsk),
}

impl Redirects {
    /// The redirect server. It remembers no call, so that nothing is set aside for those that it sends on: they are
    /// kept out when nothing is left, and not counted.
    pub fn new(dispatcher: Dispatcher, site: Site) -> Self {
        Self { dispatcher, site, tags: RandomState::new() }
    }

    /// Answers one message: a datagram, or what was cut from a stream.
    pub async fn hear(&self, message: &[u8], source: SocketAddr) -> Heard {
        let message = &*in_letters(message);
        let request = match Incoming::read(message) {
            Ok(Incoming::Request(request)) => request,
            Ok(Incoming::KeepAlive | Incoming::Response) => return Heard::PassedOver,
            Err(_) => return Heard::Unreadable,
        };
        let words = match self.judge(&request) {
            Verdict::PassedOver => return Heard::PassedOver,
            Verdict::Said(words) => words,
            Verdict::Routed(ask) => self.route(ask).await,
        };
        self.write(&request, source, &words)
    }

    /// Answers a message of a stream whose end cannot be known: the last word on its connection
    /// (RFC 3261 §18.3).
    pub fn give_up(&self, message: &[u8], source: SocketAddr, fault: &WireFault) -> Heard {
        let message = &*in_letters(message);
        match Incoming::read(message) {
            Ok(Incoming::Request(request)) => self.write(&request, source, &Words::bad(fault)),
            Ok(Incoming::KeepAlive | Incoming::Response) | Err(_) => Heard::Unreadable,
        }
    }

    fn judge(&self, request: &Request<'_>) -> Verdict {
        if matches!(request.method, "ACK" | "CANCEL") {
            return Verdict::PassedOver;
        }
        let head = match request.check() {
            Ok(head) => head,
            Err(flaw) if flaw.status == 400 => return Verdict::Said(Words::bad(&flaw.fault)),
            Err(flaw) => return Verdict::Said(Words::new(flaw.status, flaw.phrase)),
        };
        let is_ping = match request.method {
            "INVITE" => false,
            "OPTIONS" => true,
            _ => {
                let words = Words::new(405, "Method Not Allowed");
                return Verdict::Said(words.with("Allow", ALLOWED));
            }
        };
        if head.to.tag().is_some() {
            // It belongs to a call that was set up, and no call is set up here.
            return Verdict::Said(Words::new(481, "Call/Transaction Does Not Exist"));
        }
        if let Some(words) = unsupported(request) {
            return Verdict::Said(words);
        }
        if is_ping {
            let words = Words::new(200, "OK").with("Allow", ALLOWED);
            return Verdict::Said(words.with("Accept", "application/sdp"));
        }
        self.ask(request, &head)
            .map_or_else(|| Verdict::Said(Words::new(404, "Not Found")), Verdict::Routed)
    }

    fn ask(&self, request: &Request<'_>, head: &Head<'_>) -> Option<RouteAsk> {
        let rules = self.dispatcher.engine().rules();
        let to = number(rules, &head.uri.user()?)?;
        let from = head.from.uri.user();
        Some(RouteAsk {
            from: from.map(|from| caller(&from).to_owned()).unwrap_or_default(),
            name: head.from.name.clone().into_owned(),
            diversions: diversions(rules, request.list("Diversion")),
            // The same request gets the same answer, whatever chance is to decide.
            chance: same_all_through(head.call_id),
            ..RouteAsk::to(to)
        })
    }

    async fn route(&self, ask: RouteAsk) -> Words {
        let Ok((plan, _)) = self.dispatcher.route(ask).await else {
            return Words::new(503, "Service Unavailable");
        };
        let redirect = render(&plan, &self.site).body;
        let words = Words::new(redirect.status, redirect.phrase);
        if redirect.contacts.is_empty() { words } else { words.with("Contact", redirect.contacts) }
    }

    fn write(&self, request: &Request<'_>, source: SocketAddr, words: &Words) -> Heard {
        let Words { status, phrase, headers } = words;
        let tag = self.tag(request);
        let response = Response::new(request, source, *status, phrase, &tag);
        let (Some(via), Some(mut response)) = (request.via(), response) else {
            return Heard::Unreadable;
        };
        for (name, value) in headers {
            response.header(name, value);
        }
        let to = via.answers_go_to(source);
        Heard::Answered(Reply { status: *status, bytes: response.finish(), to })
    }

    /// The tag of our side: a keyed hash of what makes the request the same request when it comes again.
    fn tag(&self, request: &Request<'_>) -> String {
        let first = |name: &'static str| request.all(name).next().unwrap_or_default();
        let same = (first("Call-ID"), first("From"), first("CSeq"), first("Via"), request.uri);
        format!("{:016x}", self.tags.hash_one(same))
    }
}

/// The message in UTF-8. SIP asks for that (RFC 3261 §7.3.1); old telephones write names in ISO 8859-1, and their
/// calls are to be routed like any other.
fn in_letters(message: &[u8]) -> Cow<'_, [u8]> {
    match str::from_utf8(message) {
        Ok(_) => Cow::Borrowed(message),
        Err(_) => {
            let text: String = message.iter().copied().map(char::from).collect();
            Cow::Owned(text.into_bytes())
        }
    }
}

/// That the request requires what nobody here knows.
fn unsupported(request: &Request<'_>) -> Option<Words> {
    let is_known = |tag: &&str| !OF_NO_CONCERN.iter().any(|known| known.eq_ignore_ascii_case(tag));
    let unknown: Vec<&str> =
        request.list("Require").filter(|tag| !tag.is_empty()).filter(is_known).collect();
    (!unknown.is_empty())
        .then(|| Words::new(420, "Bad Extension").with("Unsupported", unknown.join(", ")))
}
