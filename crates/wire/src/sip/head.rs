//! The lines of a head, and the names in front of them.

use std::borrow::Cow;

/// The short names of headers (RFC 3261 §7.3.3, and the RFCs that gave later ones theirs).
const SHORT_NAMES: [(&str, &str); 17] = [
    ("a", "accept-contact"),
    ("b", "referred-by"),
    ("c", "content-type"),
    ("d", "request-disposition"),
    ("e", "content-encoding"),
    ("f", "from"),
    ("i", "call-id"),
    ("j", "reject-contact"),
    ("k", "supported"),
    ("l", "content-length"),
    ("m", "contact"),
    ("o", "event"),
    ("r", "refer-to"),
    ("s", "subject"),
    ("t", "to"),
    ("v", "via"),
    ("x", "session-expires"),
];

/// One header, its folded lines made one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
}

impl Line<'_> {
    /// Whether it is the header of that name, whichever way it is written.
    pub(super) fn is(&self, name: &str) -> bool {
        let short = self.name.len() == 1;
        let known = short
            .then(|| SHORT_NAMES.iter().find(|(short, _)| self.name.eq_ignore_ascii_case(short)));
        known.flatten().map_or(self.name, |(_, long)| long).eq_ignore_ascii_case(name)
    }
}

/// The first line of `text`, and what follows its end.
pub(super) fn split_line(text: &str) -> (&str, &str) {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => {
            let line = &text[..end];
            (line.strip_suffix('\r').unwrap_or(line), &text[end + 1..])
        }
        None => (text, ""),
    }
}

/// Where the head of a message ends: behind the first empty line.
pub(super) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// The items of a list that commas separate, with no heed to commas within quotes or angle brackets.
pub(super) fn items(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut quoted, mut escaped, mut bracketed) = (false, false, false);
        let end = text.bytes().position(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'<' if !quoted => bracketed = true,
                b'>' if !quoted => bracketed = false,
                b',' if !quoted && !bracketed => return true,
                _ => {}
            }
            false
        });
        rest = end.map(|end| &text[end + 1..]);
        Some(text[..end.unwrap_or(text.len())].trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_short_form_and_no_case() {
        for (name, is) in [("v", "Via"), ("V", "via"), ("VIA", "Via"), ("l", "Content-Length")] {
            assert!(Line { name, value: Cow::Borrowed("") }.is(is), "{name}");
        }
        assert!(!Line { name: "to", value: Cow::Borrowed("") }.is("t"));
    }

    #[test]
    fn commas_separate_where_nothing_holds_them() {
        let list = r#"<sip:a,b@c>;x="1,\"2", "d, e" <sip:f>,, g"#;
        let wanted = [r#"<sip:a,b@c>;x="1,\"2""#, r#""d, e" <sip:f>"#, "", "g"];
        assert_eq!(items(list).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_head_ends_with_an_empty_line() {
        assert_eq!(end_of_head(b"a\r\nb\r\n\r\nc"), Some(8));
        assert_eq!(end_of_head(b"a\n\nc"), Some(3));
        assert_eq!(end_of_head(b"a\r\nb\r\n"), None);
    }
}
