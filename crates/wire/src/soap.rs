//! SOAP 1.1 and 1.2 with RPC encoding, as PHP's SOAP extension speaks it: a call becomes an
//! operation with flat [`Args`], and a [`php::Value`](crate::php::Value) becomes an answer.
//!
//! What is read is what the serialisers in use write: the operation is the local name of the first
//! child of the body, in any namespace, and its parameters are the members of its first child, be
//! they elements or the items of an Apache Map. Types are not asked for, because the arguments are
//! text to whoever reads them. The document itself is bounded and without a DTD, as [`xml`] says.
//!
//! Answers are Apache Maps in the order of their members, lists are encoded arrays, and both are
//! typed for decoders that go by `xsi:type`.

mod read;
mod write;

pub use read::read;
pub use write::{answer, fault};

use crate::Args;
#[cfg(doc)]
use crate::xml;

/// Which SOAP an envelope is in; an answer is in that of its call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// SOAP 1.1, `text/xml`.
    #[default]
    V11,
    /// SOAP 1.2, `application/soap+xml`.
    V12,
}

impl Version {
    /// The namespace of its envelope.
    pub const fn envelope(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// The namespace of its encoding of arrays.
    pub const fn encoding(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/encoding/",
            Self::V12 => "http://www.w3.org/2003/05/soap-encoding",
        }
    }

    /// The content type of an answer.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::V11 => "text/xml; charset=utf-8",
            Self::V12 => "application/soap+xml; charset=utf-8",
        }
    }
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The SOAP it came in.
    pub version: Version,
    /// The operation, as the caller spelt it.
    pub operation: String,
    /// Its parameters. A list of values under `name` is several arguments called `name[]`.
    pub args: Args,
}

/// Whose fault a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The call cannot be read: the same call again will not do better.
    Caller,
    /// The call can be read and cannot be carried out.
    Server,
}
