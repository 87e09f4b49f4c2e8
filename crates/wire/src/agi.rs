//! FastAGI: how Asterisk asks a program over TCP what to do with a call.
//!
//! Asterisk opens the connection and tells about the call, a line a fact, until an empty line
//! ([`Call`]). From then on the program gives commands, a line each ([`Command`]), and Asterisk
//! answers each ([`Reply`]) when it is done with it. Text is what Asterisk makes of it: bytes that
//! are not UTF-8 are replaced, since nothing that routing needs is written in them.

mod call;
mod command;
mod reply;

pub use call::{CALL_BYTES_MAX, Call};
pub use command::Command;
pub use reply::{REPLY_BYTES_MAX, Reply};

/// The first line of `buffer` without its end, and how many bytes it takes with it.
fn line(buffer: &[u8]) -> Option<(&[u8], usize)> {
    let end = memchr::memchr(b'\n', buffer)?;
    let line = &buffer[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), end + 1))
}
