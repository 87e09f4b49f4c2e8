//! Where one message ends in a stream and the next begins (RFC 3261 §18.3).

use super::head::{Line, end_of_head, split_line};
use super::request::{HEAD_BYTES_MAX, MESSAGE_BYTES_MAX};
use crate::{Problem, WireFault};

/// The longest body of a message in a stream, in bytes.
pub const BODY_BYTES_MAX: usize = MESSAGE_BYTES_MAX - HEAD_BYTES_MAX;

/// What a stream holds at its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Not yet a whole message.
    More,
    /// A sign of life of so many bytes, two empty lines, which wants one back (RFC 5626 §3.5.1).
    Ping(usize),
    /// A whole message: so many bytes.
    Message(usize),
}

/// Looks for a message at the beginning of `buffer`.
///
/// # Errors
///
/// What is there is no message, or one whose end cannot be known: without a Content-Length, with two
/// that differ, with one that is no number, or too long. Nothing that follows can be understood, and
/// the connection is of no more use.
pub fn frame(buffer: &[u8]) -> Result<Frame, WireFault> {
    match buffer {
        [] | [b'\r'] | [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] => return Ok(Frame::More),
        [b'\r', b'\n', b'\r', b'\n', ..] => return Ok(Frame::Ping(4)),
        _ => {}
    }
    // One empty line before a message is forgiven.
    let skipped = if buffer.starts_with(b"\r\n") { 2 } else { 0 };
    let window = &buffer[skipped..buffer.len().min(skipped + HEAD_BYTES_MAX)];
    let Some(head) = end_of_head(window) else {
        return match window.len() == HEAD_BYTES_MAX {
            true => Err(WireFault::whole(Problem::TooLarge { limit: HEAD_BYTES_MAX })),
            false => Ok(Frame::More),
        };
    };
    let length = length_of_body(&window[..head])?;
    if length > BODY_BYTES_MAX {
        return Err(WireFault::field(
            "Content-Length",
            Problem::TooLarge { limit: BODY_BYTES_MAX },
        ));
    }
    let whole = skipped + head + length;
    Ok(if buffer.len() < whole { Frame::More } else { Frame::Message(whole) })
}

fn length_of_body(head: &[u8]) -> Result<usize, WireFault> {
    let mut rest = std::str::from_utf8(head).map_err(|_| WireFault::whole(Problem::NotUtf8))?;
    let mut known: Option<usize> = None;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = name.trim_end_matches([' ', '\t']);
        if !(Line { name, value: value.into() }).is("Content-Length") {
            continue;
        }
        // The value may stand on a folded line of its own.
        let value = match value.trim() {
            "" if rest.starts_with([' ', '\t']) => split_line(rest).0.trim(),
            value => value,
        };
        let digits = value.len() <= 9 && value.bytes().all(|byte| byte.is_ascii_digit());
        let length = value.parse().ok().filter(|_| digits).ok_or_else(|| {
            let why = "must be a number".to_owned();
            WireFault::field("Content-Length", Problem::Malformed { why })
        })?;
        if known.is_some_and(|known| known != length) {
            let problem = Problem::TooMany { what: "values", limit: 1 };
            return Err(WireFault::field("Content-Length", problem));
        }
        known = Some(length);
    }
    known.ok_or_else(|| {
        let why = "is missing, and a stream cannot do without it".to_owned();
        WireFault::field("Content-Length", Problem::Malformed { why })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_from_a_stream() {
        let message = b"OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";
        let stream = [message, &b"ACK"[..]].concat();
        assert_eq!(frame(&stream), Ok(Frame::Message(message.len())));
        for cut in 0..message.len() {
            assert_eq!(frame(&stream[..cut]), Ok(Frame::More), "{cut}");
        }
        assert_eq!(frame(b"\r\n\r\nOPT"), Ok(Frame::Ping(4)));
        let folded = b"\r\nA b SIP/2.0\r\nContent-Length :\r\n 0\r\n\r\n";
        assert_eq!(frame(folded), Ok(Frame::Message(folded.len())));
    }

    #[test]
    fn a_stream_without_known_ends_is_given_up() {
        let with = |line: &str| frame(format!("A b SIP/2.0\r\n{line}\r\n\r\n").as_bytes());
        for bad in [
            "x: y",
            "l: -1",
            "l: 1\r\nContent-Length: 2",
            "l: 9999999999",
            "l: 60000",
            "l: 1 2",
            "l:",
        ] {
            assert!(with(bad).is_err(), "{bad}");
        }
        assert!(with("l: 0\r\nContent-Length: 0").is_ok());
        assert!(frame(&[b'A'; HEAD_BYTES_MAX + 1]).is_err());
    }
}
