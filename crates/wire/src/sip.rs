//! SIP (RFC 3261), as far as answering requests takes: requests are read, responses written.
//!
//! Reading is in two steps, since a request that is wrong still deserves an answer, and an answer needs
//! little. [`Incoming::read`] finds the lines and refuses what could mislead whoever repeats them:
//! control characters, text that is not UTF-8, heads without an end. Such bytes get no answer at all.
//! [`Request::check`] then reads what every request must have, and says with which code it is
//! refused. Between the two, [`Response`] can be written.
//!
//! Reading is lenient where telephones are known to be careless (bare line feeds, folded lines,
//! short names, white space around separators, spaces behind the request line), and strict where
//! two readers could understand two things: a header that may stand once and stands twice, a length
//! that is not true, a number that is too large.

mod address;
mod check;
mod frame;
mod head;
mod request;
mod response;
mod scan;
#[cfg(test)]
mod torture;
mod uri;
mod via;

pub use address::NameAddress;
pub use check::{CSeq, Flaw, Head};
pub use frame::{BODY_BYTES_MAX, Frame, frame};
pub use request::{HEAD_BYTES_MAX, HEADERS_COUNT_MAX, Incoming, MESSAGE_BYTES_MAX, Request};
pub use response::Response;
pub use uri::Uri;
pub use via::Via;
