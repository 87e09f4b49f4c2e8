//! Netstrings: `5:hello,`. How Kamailio's evapi module frames its events over one connection.

use crate::{Problem, WireFault};

/// The longest netstring that is read, in bytes: far more than an event or a plan has.
pub const NETSTRING_BYTES_MAX: usize = 256 * 1024;

/// The digits that the longest length may have.
const LENGTH_DIGITS_MAX: usize = 6;

/// The first netstring of `buffer` and how many bytes of the buffer it takes; `None` if the rest of
/// it has yet to come.
///
/// # Errors
///
/// What is there cannot become a netstring of an acceptable length, whatever comes next.
pub fn read(buffer: &[u8]) -> Result<Option<(&[u8], usize)>, WireFault> {
    let digits = buffer.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > LENGTH_DIGITS_MAX {
        return Err(too_large());
    }
    let Some(mark) = buffer.get(digits) else {
        return Ok(None);
    };
    if *mark != b':' || digits == 0 || (digits > 1 && buffer[0] == b'0') {
        return Err(WireFault::malformed(
            "a netstring begins with its length, without leading zeros, and a colon",
        ));
    }
    let length = buffer[..digits].iter().fold(0, |sum, byte| sum * 10 + usize::from(byte - b'0'));
    if length > NETSTRING_BYTES_MAX {
        return Err(too_large());
    }
    let start = digits + 1;
    let Some(end) = buffer.get(start + length) else {
        return Ok(None);
    };
    if *end != b',' {
        return Err(WireFault::malformed("a netstring ends in a comma"));
    }
    Ok(Some((&buffer[start..start + length], start + length + 1)))
}

/// Appends `payload` as a netstring.
pub fn write(out: &mut Vec<u8>, payload: &[u8]) {
    out.extend_from_slice(payload.len().to_string().as_bytes());
    out.push(b':');
    out.extend_from_slice(payload);
    out.push(b',');
}

fn too_large() -> WireFault {
    WireFault::whole(Problem::TooLarge { limit: NETSTRING_BYTES_MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn netstrings_follow_each_other() {
        let buffer = b"5:hello,0:,3:a,b,1";
        assert_eq!(read(buffer), Ok(Some((&b"hello"[..], 8))));
        assert_eq!(read(&buffer[8..]), Ok(Some((&b""[..], 3))));
        assert_eq!(read(&buffer[11..]), Ok(Some((&b"a,b"[..], 6))));
        assert_eq!(read(&buffer[17..]), Ok(None));
        assert_eq!(read(b""), Ok(None));
        assert_eq!(read(b"5:hell"), Ok(None));
    }

    #[test]
    fn what_is_none_is_refused_as_soon_as_it_shows() {
        for bad in [&b":"[..], b"x", b"05:", b"-1:", b"1:ab", b"1 :a,", b"9999999", b"999999:"] {
            assert!(read(bad).is_err(), "{}", bad.escape_ascii());
        }
    }
}
