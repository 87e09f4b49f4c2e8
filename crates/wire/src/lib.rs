//! Codecs without IO: bytes → value, value → bytes.
//!
//! Nothing here knows what a number, an account or a price is. A codec says what the bytes say,
//! refuses what its standard or its limits do not allow, and names the field at fault in a
//! [`WireFault`]. Every limit is a named constant with its unit; no input makes a codec panic,
//! recurse without bound, or hold much more memory than the bytes it was given.
//!
//! | module | bytes | value |
//! |---|---|---|
//! | [`form`] | query strings, `application/x-www-form-urlencoded` | [`Args`] |
//! | [`multipart`] | `multipart/form-data` | [`Multipart`](multipart::Multipart) |
//! | [`json`] | one flat JSON object | [`Args`] |
//! | [`body`] | whichever of these a request carries | [`Args`] |
//! | [`php`] | JSON as PHP's `json_encode` writes it | [`php::Value`] |
//! | [`xml`] | XML 1.0 without a DTD | [`xml::Element`], [`xml::Writer`] |
//! | [`soap`] | SOAP 1.1 and 1.2, RPC encoded | [`soap::Call`]; answers from [`php::Value`] |
//! | [`csv`] | rows under a header | [`csv::Row`], [`csv::Writer`] |
//! | [`sip`] | SIP requests; responses to them | [`sip::Request`], [`sip::Response`] |
//! | [`agi`] | FastAGI, as Asterisk speaks it | [`agi::Call`], [`agi::Command`], [`agi::Reply`] |
//! | [`netstring`] | `2:ab,` | `ab` |
//! | [`percent`] | `%41` | `A` |
//!
//! The properties the codecs promise are checked by `tests/properties.rs` and, without end, by the
//! fuzz targets in `/fuzz`.

pub mod agi;
mod args;
pub mod body;
pub mod csv;
mod fault;
pub mod form;
pub mod json;
pub mod multipart;
pub mod netstring;
pub mod percent;
pub mod php;
pub mod sip;
pub mod soap;
pub mod xml;

pub use args::{ARGS_COUNT_MAX, Args, NAME_BYTES_MAX, VALUE_BYTES_MAX};
pub use fault::{Problem, WireFault};

/// The largest request body any codec looks at, in bytes.
///
/// The gateway sets lower limits per route; this one holds where it did not.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The UTF-8 byte order mark, which some editors put before XML, JSON and CSV.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Refuses a document longer than `limit` bytes.
fn bounded(document: &[u8], limit: usize) -> Result<(), WireFault> {
    if document.len() > limit {
        return Err(WireFault::whole(Problem::TooLarge { limit }));
    }
    Ok(())
}

/// `document` without the byte order mark it may begin with.
fn without_mark(document: &[u8]) -> &[u8] {
    document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document)
}
