//! The productions of XML 1.0 that reading and writing share.

/// Production `S`: white space.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Production `Char`: the characters a document may hold at all, even as a reference.
pub(super) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Production `Name`.
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_part)
}

fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_part(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// What `&name;` stands for: one of the five entities that need no declaration (§4.6), or a
/// character by number (§4.1).
pub(super) fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // The standard library would take a sign here; XML does not.
            if !digits.chars().all(|digit| digit.is_digit(radix)) {
                return None;
            }
            let code = u32::from_str_radix(digits, radix).ok()?;
            char::from_u32(code).filter(|c| is_char(*c))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (name, c) in [
            ("amp", Some('&')),
            ("#65", Some('A')),
            ("#x1F600", Some('😀')),
            ("#x0000000041", Some('A')),
            ("#13", Some('\r')),
            ("AMP", None),
            ("nbsp", None),
            ("#", None),
            ("#x", None),
            ("#X41", None),
            ("#+65", None),
            ("#0", None),
            ("#8", None),
            ("#xD800", None),
            ("#xFFFF", None),
            ("#x110000", None),
            ("#99999999999999999999", None),
            ("", None),
        ] {
            assert_eq!(reference(name), c, "{name}");
        }
    }

    #[test]
    fn names() {
        for name in ["a", "DID.ORDER", "ns1:a-b", "_x", "é", "a1"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1a", "-a", ".a", "a/b", "a\"", "a b", "a=", "a&", "×"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
