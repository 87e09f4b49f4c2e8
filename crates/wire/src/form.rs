//! `application/x-www-form-urlencoded`, the format of query strings and plain forms (WHATWG URL
//! Standard §5, read as leniently as the providers read it).

use std::string::FromUtf8Error;

use crate::{Args, BODY_BYTES_MAX, Problem, WireFault, bounded, percent};

/// The longest form or query string, in bytes.
pub const FORM_BYTES_MAX: usize = BODY_BYTES_MAX;

/// Reads pairs `name=value` joined by `&`.
///
/// `+` is a space and `%XX` a byte; a `%` that introduces nothing stays. A pair without `=` has an
/// empty value; a pair without a name is passed over, as PHP does, so that `&action=x` and `a=1&&`
/// are fine. Names and values must be UTF-8 without NUL once decoded, within the limits of
/// [`Args`].
pub fn parse(bytes: &[u8]) -> Result<Args, WireFault> {
    parse_with(bytes, |name, _| Err(WireFault::field(name, Problem::NotUtf8)))
}

/// Reads pairs as [`parse`] does, and a value that is not UTF-8 as ISO 8859-1, which every byte is. Switches
/// pass on names as telephones have them.
pub fn parse_any_text(bytes: &[u8]) -> Result<Args, WireFault> {
    parse_with(bytes, |_, value| Ok(value.into_iter().map(char::from).collect()))
}

fn parse_with(
    bytes: &[u8],
    no_text: impl Fn(&str, Vec<u8>) -> Result<String, WireFault>,
) -> Result<Args, WireFault> {
    bounded(bytes, FORM_BYTES_MAX)?;
    let mut args = Args::default();
    for pair in bytes.split(|byte| *byte == b'&') {
        let (name, value) = match memchr::memchr(b'=', pair) {
            Some(equals) => (&pair[..equals], &pair[equals + 1..]),
            None => (pair, &pair[pair.len()..]),
        };
        if name.is_empty() {
            continue;
        }
        let name = decode(name)
            .map_err(|name| WireFault::field(&String::from_utf8_lossy(&name), Problem::NotUtf8))?;
        let value = decode(value).or_else(|value| no_text(&name, value))?;
        args.admit(name, value)?;
    }
    Ok(args)
}

/// Writes arguments so that [`parse`] reads the same ones back. A nameless argument, which the
/// format cannot carry, is left out.
pub fn print(args: &Args) -> String {
    let mut out = String::new();
    for (name, value) in args.iter().filter(|(name, _)| !name.is_empty()) {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, name);
        out.push('=');
        encode_into(&mut out, value);
    }
    out
}

/// The text of one name or value, or its bytes if they are no text.
fn decode(encoded: &[u8]) -> Result<String, Vec<u8>> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    String::from_utf8(percent::decode(&spaced).into_owned()).map_err(FromUtf8Error::into_bytes)
}

/// Percent-encoding with `+` for a space, the form's own habit.
fn encode_into(out: &mut String, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        percent::encode_into(out, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ARGS_COUNT_MAX, NAME_BYTES_MAX};

    #[test]
    fn a_value_may_be_any_text_where_it_must() {
        assert!(parse(b"name=Zo%EB").is_err());
        let args = parse_any_text(b"to=1&name=Zo%EB").expect("text");
        assert_eq!((args.get("name"), args.get("to")), (Some("Zo\u{eb}"), Some("1")));
        assert!(parse_any_text(b"na%EBme=1").is_err());
    }

    #[test]
    fn reads_what_the_providers_read() {
        for (text, pairs) in [
            ("", &[][..]),
            ("&&&", &[]),
            ("=nameless", &[]),
            ("&action=numbers.order&search=555", &[("action", "numbers.order"), ("search", "555")]),
            ("param%5BX%5D=1&param[Y]=2", &[("param[X]", "1"), ("param[Y]", "2")]),
            ("api_username=a%2Bb%40x.com&test", &[("api_username", "a+b@x.com"), ("test", "")]),
            ("title=New+York City&off=100%", &[("title", "New York City"), ("off", "100%")]),
            ("a[]=1&a[]=2&a=3", &[("a[]", "1"), ("a[]", "2"), ("a", "3")]),
            ("sig=aGk==&q=a=b", &[("sig", "aGk=="), ("q", "a=b")]),
            ("did=%EF%BC%97%EF%BC%98", &[("did", "７８")]),
            ("note=a%0D%0Ab", &[("note", "a\r\nb")]),
            ("a;b=1", &[("a;b", "1")]),
        ] {
            let expected: Args = pairs.iter().copied().collect();
            assert_eq!(parse(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_naming_the_field() {
        let fault = parse(b"a=1&title=%FF%FE").unwrap_err();
        assert_eq!(fault, WireFault::field("title", Problem::NotUtf8));
        let fault = parse(b"t\xFF=1").unwrap_err();
        assert_eq!(fault, WireFault::field("t\u{FFFD}", Problem::NotUtf8));
        let fault = parse(b"did=1%002").unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("did"));
        let fault = parse("n".repeat(NAME_BYTES_MAX + 1).as_bytes()).unwrap_err();
        assert_eq!(fault.problem, Problem::TooLarge { limit: NAME_BYTES_MAX });
    }

    #[test]
    fn a_million_pairs_are_refused_early() {
        let fault = parse("a=1&".repeat(1_000_000).as_bytes()).unwrap_err();
        assert_eq!(fault.problem, Problem::TooMany { what: "arguments", limit: ARGS_COUNT_MAX });
        let fault = parse(&vec![b'&'; FORM_BYTES_MAX + 1]).unwrap_err();
        assert_eq!(fault.problem, Problem::TooLarge { limit: FORM_BYTES_MAX });
    }

    #[test]
    fn writes_what_it_reads() {
        let args: Args = [("a b", "1+1=2&x"), ("é[]", "100%"), ("", "lost")].into_iter().collect();
        assert_eq!(print(&args), "a+b=1%2B1%3D2%26x&%C3%A9%5B%5D=100%25");
    }
}
