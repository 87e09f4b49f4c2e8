//! Where one part of a multipart body ends and the next begins (RFC 2046 §5.1.1).

use memchr::memmem::Finder;

use super::HEADER_BYTES_MAX;
use crate::WireFault;

/// The parts of a body, each with its headers and its content.
pub(super) struct Parts<'a> {
    /// `CRLF--boundary`: a delimiter owns the line break before it.
    delimiter: Finder<'static>,
    /// What follows the delimiter last seen; `None` after the closing one.
    rest: Option<&'a [u8]>,
}

/// What follows a delimiter.
enum After<'a> {
    /// Another part.
    Part(&'a [u8]),
    /// Nothing that counts: the delimiter was the closing one.
    End,
}

impl<'a> Parts<'a> {
    pub fn new(body: &'a [u8], boundary: &str) -> Result<Self, WireFault> {
        let delimiter = format!("\r\n--{boundary}");
        let mut parts = Self { delimiter: Finder::new(&delimiter).into_owned(), rest: None };
        // The body's first line has no line break before it.
        let first = body
            .strip_prefix(&delimiter.as_bytes()[2..])
            .and_then(after)
            .or_else(|| parts.split(body).map(|(_preamble, after)| after))
            .ok_or_else(|| {
                WireFault::malformed("the boundary named in the Content-Type does not occur")
            })?;
        parts.advance(first);
        Ok(parts)
    }

    /// `text` up to the next delimiter, and what follows that.
    fn split(&self, text: &'a [u8]) -> Option<(&'a [u8], After<'a>)> {
        // Occurrences cannot overlap: a delimiter begins with its only CR.
        self.delimiter.find_iter(text).find_map(|start| {
            let line = &text[start + self.delimiter.needle().len()..];
            after(line).map(|after| (&text[..start], after))
        })
    }

    fn advance(&mut self, after: After<'a>) {
        self.rest = match after {
            After::Part(rest) => Some(rest),
            After::End => None,
        };
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Result<&'a [u8], WireFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let Some((part, after)) = self.split(rest) else {
            return Some(Err(WireFault::malformed(
                "the last boundary is missing: the body was cut off",
            )));
        };
        self.advance(after);
        Some(Ok(part))
    }
}

/// What follows the boundary on its line: `--` after the last part, then blanks, then the line's
/// end. Anything else means that this was content which only began like the boundary.
fn after(line: &[u8]) -> Option<After<'_>> {
    let (line, closing) = match line.strip_prefix(b"--") {
        Some(line) => (line, true),
        None => (line, false),
    };
    let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match (&line[blanks..], closing) {
        ([] | [b'\r', b'\n', ..], true) => Some(After::End),
        ([b'\r', b'\n', rest @ ..], false) => Some(After::Part(rest)),
        _ => None,
    }
}

/// Splits a part at its first empty line into header block and content.
pub(super) fn headers(part: &[u8]) -> Result<(&[u8], &[u8]), WireFault> {
    const EMPTY_LINE: &[u8] = b"\r\n\r\n";
    let head = &part[..part.len().min(HEADER_BYTES_MAX + EMPTY_LINE.len())];
    let end = memchr::memmem::find(head, EMPTY_LINE).ok_or_else(|| {
        WireFault::malformed(format!(
            "a part needs at most {HEADER_BYTES_MAX} bytes of headers, then an empty line"
        ))
    })?;
    Ok((&part[..end], &part[end + EMPTY_LINE.len()..]))
}
