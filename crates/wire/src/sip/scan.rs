//! A reader that goes through a header's value from left to right.

use std::borrow::Cow;

/// What of a value has yet to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a>(pub(super) &'a str);

/// One parameter, `;name=value`. A quoted value is without its quotes.
pub(super) type Param<'a> = (&'a str, Option<Cow<'a, str>>);

/// The most parameters of one value.
pub(super) const PARAMS_COUNT_MAX: usize = 32;

/// The characters of a token (RFC 3261 §25.1).
pub(super) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

impl<'a> Scan<'a> {
    /// Passes over white space. Folded lines have become spaces already.
    pub(super) fn skip_space(&mut self) -> &mut Self {
        self.0 = self.0.trim_start_matches([' ', '\t']);
        self
    }

    /// Whether anything but white space is left.
    pub(super) fn is_at_end(mut self) -> bool {
        self.skip_space().0.is_empty()
    }

    /// Passes over this character and the white space before it, if it is there.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let mut ahead = *self;
        match ahead.skip_space().0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// As many characters as fit; `None` if none does.
    pub(super) fn run(&mut self, fits: impl Fn(u8) -> bool) -> Option<&'a str> {
        let end = self.0.bytes().position(|byte| !fits(byte)).unwrap_or(self.0.len());
        // What does not fit begins a character, or every byte of one would have to be looked at.
        let (run, rest) = self.0.split_at_checked(end).filter(|(run, _)| !run.is_empty())?;
        self.0 = rest;
        Some(run)
    }

    /// A token, behind white space.
    pub(super) fn token(&mut self) -> Option<&'a str> {
        self.skip_space().run(is_token)
    }

    /// A quoted text, behind white space, without quotes and escapes; `None` if it does not begin
    /// with a quote or does not end with one.
    pub(super) fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let mut ahead = *self;
        let inner = ahead.skip_space().0.strip_prefix('"')?;
        let mut plain = String::new();
        let mut from = 0;
        let mut characters = inner.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.0 = &inner[at + 1..];
                    if plain.is_empty() && from == 0 {
                        return Some(Cow::Borrowed(&inner[..at]));
                    }
                    plain.push_str(&inner[from..at]);
                    return Some(Cow::Owned(plain));
                }
                '\\' => {
                    plain.push_str(&inner[from..at]);
                    let (at, escaped) = characters.next()?;
                    plain.push(escaped);
                    from = at + escaped.len_utf8();
                }
                _ => {}
            }
        }
        None
    }

    /// The parameters up to the end of the value; `None` if what is there are none, or too many.
    pub(super) fn params(&mut self) -> Option<Vec<Param<'a>>> {
        let mut params = Vec::new();
        while self.eat(';') {
            if params.len() == PARAMS_COUNT_MAX {
                return None;
            }
            let name = self.token()?;
            let value = if self.eat('=') { Some(self.param_value()?) } else { None };
            params.push((name, value));
        }
        self.is_at_end().then_some(params)
    }

    /// A token, a host (so that brackets and colons are allowed), or a quoted text.
    fn param_value(&mut self) -> Option<Cow<'a, str>> {
        if self.skip_space().0.starts_with('"') {
            return self.quoted();
        }
        self.run(|byte| is_token(byte) || matches!(byte, b'[' | b']' | b':')).map(Cow::Borrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_apart() {
        let params = Scan(" ; a = b;c ;d=\"e\\\"f;g\" ; r=[::1]:5 ").params().expect("parameters");
        let params: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        let wanted = [("a", Some("b")), ("c", None), ("d", Some("e\"f;g")), ("r", Some("[::1]:5"))];
        assert_eq!(params, wanted);
        assert_eq!(Scan("").params(), Some(vec![]));
    }

    #[test]
    fn what_are_none_is_refused() {
        for bad in [";", ";;a", "a", ";a=", ";a=\"b", ";a b", ";=b", ";a=é"] {
            assert_eq!(Scan(bad).params(), None, "{bad}");
        }
        assert_eq!(Scan(&";a".repeat(PARAMS_COUNT_MAX + 1)).params(), None);
    }
}
