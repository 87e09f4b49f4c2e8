//! Percent-encoding (RFC 3986 §2.1), read leniently and written strictly.

use std::borrow::Cow;

/// `text` with every byte outside RFC 3986's unreserved set (letters, digits, `-._~`) as `%XX`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode_into(&mut out, text);
    out
}

/// As [`encode`], at the end of `out`.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(DIGITS[usize::from(byte >> 4)]);
            out.push(DIGITS[usize::from(byte & 0xF)]);
        }
    }
}

/// The bytes that `text` stands for. A `%` that two hexadecimal digits do not follow stands for
/// itself: some clients encode nothing at all, and `100%` should arrive as written.
pub fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'%', text) else {
        return Cow::Borrowed(text);
    };
    let (plain, mut rest) = text.split_at(first);
    let mut out = Vec::with_capacity(text.len());
    out.extend_from_slice(plain);
    while let [byte, tail @ ..] = rest {
        match escaped(rest) {
            Some((value, after)) => {
                out.push(value);
                rest = after;
            }
            None => {
                out.push(*byte);
                rest = tail;
            }
        }
    }
    Cow::Owned(out)
}

/// The byte that a leading `%XX` stands for, and what follows it.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some((digit(high)? << 4 | digit(low)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_leniently() {
        for (text, bytes) in [
            ("plain", &b"plain"[..]),
            ("%41%62", b"Ab"),
            ("%5bX%5D", b"[X]"),
            ("100%", b"100%"),
            ("%4", b"%4"),
            ("%zz%41", b"%zzA"),
            ("%%41", b"%A"),
            ("%+1", b"%+1"),
            ("%FF", b"\xFF"),
            ("", b""),
        ] {
            assert_eq!(decode(text.as_bytes()), bytes, "{text}");
        }
    }

    #[test]
    fn encodes_strictly() {
        assert_eq!(encode("a b+c&d=é/~"), "a%20b%2Bc%26d%3D%C3%A9%2F~");
    }
}
