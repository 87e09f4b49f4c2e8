//! Numbers in messages: this API writes them as they are dialled at home, the house in full.

use tandem_domain::{ObjectKind, Refusal};
use tandem_numbering::Did;

use crate::reply::written;

/// The digits of a number of the North American plan with its country code.
const DIGITS: usize = 11;
/// The fewest digits that a number anywhere has with its country code.
const DIGITS_MIN: usize = 7;

/// What a refusal says.
pub(super) fn told(refusal: &Refusal) -> String {
    // What only one object may have is noted in digits alone.
    if let Refusal::ObjectTaken { kind, field, value } = refusal
        && is_number(*kind, field)
    {
        let words: Vec<&str> = value.split(' ').map(national).collect();
        let (kind, value) = (kind.word(), words.join(" "));
        return format!("another {kind} has the {field} {value}");
    }
    at_home(&refusal.to_string())
}

/// Whether what must differ is, or begins with, a telephone number.
fn is_number(kind: ObjectKind, field: &str) -> bool {
    match kind {
        ObjectKind::Forwarding | ObjectKind::PhonebookEntry => field == "number",
        ObjectKind::CallerIdFilter => field == "caller",
        _ => false,
    }
}

/// A text with numbers as this API writes them.
pub(super) fn at_home(text: &str) -> String {
    let mut parts = text.split('+');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let number = number.parse().ok().filter(|_| digits >= DIGITS_MIN).and_then(Did::new);
        match number {
            Some(did) => plain.extend([written(did).as_str(), rest]),
            None => plain.extend(["+", part]),
        }
    }
    plain
}

/// What is a whole number of the North American plan, without its country code.
fn national(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.strip_prefix('1').filter(|_| digits == DIGITS).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_plan_are_written_as_they_are_dialled() {
        for (full, plain) in [
            ("+15551234567 is reserved", "5551234567 is reserved"),
            (
                "named by number +15551234567, +35894245001",
                "named by number 5551234567, 35894245001",
            ),
            ("+999100001042 is virtual", "100001042 is virtual"),
            ("1 + 1 is +1", "1 + 1 is +1"),
            ("10000112345", "10000112345"),
        ] {
            assert_eq!(at_home(full), plain);
        }
        let taken = |kind, field: &str, value: &str| {
            let (field, value) = (field.to_owned(), value.to_owned());
            told(&Refusal::ObjectTaken { kind, field, value })
        };
        assert_eq!(
            taken(ObjectKind::CallerIdFilter, "caller", "15552221111 to 15551234567"),
            "another caller ID filter has the caller 5552221111 to 5551234567"
        );
        assert_eq!(
            taken(ObjectKind::Voicemail, "id", "10000112345"),
            "another mailbox has the id 10000112345"
        );
    }
}
