//! Reading what somebody wrote as a number; [`Rules::read`](crate::Rules::read) documents it.

use crate::did::{DIGITS_MAX, DIGITS_MIN, Did};
use crate::fault::DidFault;

/// What is dialled before an international number: 011 in North America, 00 wherever the ITU's
/// recommendation is followed (E.164). No number of the NANP begins with a zero, so neither can be
/// mistaken for one.
const PREFIXES: [&str; 2] = ["011", "00"];

/// The digits of a number of the NANP without its country code.
const NATIONAL_DIGITS: u32 = 10;

/// The most digits worth keeping: the longest number behind the longest prefix.
const WRITTEN_DIGITS_MAX: u32 = DIGITS_MAX + 3;

pub(crate) fn read(text: &str) -> Result<Did, DidFault> {
    let Written { plus, digits } = scan(text)?;
    if plus {
        return international(&digits);
    }
    let undialled = PREFIXES.iter().find_map(|prefix| digits.strip_prefix(prefix));
    if let Some(digits) = undialled {
        return international(digits);
    }
    match digits.len() as u32 {
        ..NATIONAL_DIGITS => Err(length(&digits, NATIONAL_DIGITS)),
        NATIONAL_DIGITS if digits.starts_with('0') => {
            Err(DidFault::NpaShape { npa: first_three(&digits) })
        }
        NATIONAL_DIGITS => international(&format!("1{digits}")),
        _ => international(&digits),
    }
}

/// What was written, its punctuation dropped.
struct Written {
    plus: bool,
    /// At least one and at most [`WRITTEN_DIGITS_MAX`] ASCII digits.
    digits: String,
}

fn scan(text: &str) -> Result<Written, DidFault> {
    // A number has no sign: whoever writes one before it means something else.
    if text.trim_start().starts_with('-') {
        return Err(DidFault::NotDigits { found: '-' });
    }
    let mut plus = false;
    let mut digits = String::new();
    let mut count: u32 = 0;
    for found in text.chars() {
        match found {
            '0'..='9' => {
                count = count.saturating_add(1);
                if count <= WRITTEN_DIGITS_MAX {
                    digits.push(found);
                }
            }
            ' ' | '\t' | '.' | '-' | '(' | ')' => {}
            '+' if !plus && digits.is_empty() => plus = true,
            _ => return Err(DidFault::NotDigits { found }),
        }
    }
    match count {
        0 => Err(DidFault::Empty),
        1..=WRITTEN_DIGITS_MAX => Ok(Written { plus, digits }),
        found => Err(DidFault::Length { found, least: DIGITS_MIN, most: DIGITS_MAX }),
    }
}

/// A number from its international digits.
fn international(digits: &str) -> Result<Did, DidFault> {
    if !(DIGITS_MIN..=DIGITS_MAX).contains(&(digits.len() as u32)) {
        return Err(length(digits, DIGITS_MIN));
    }
    // No calling code begins with 0, and an integer would not keep it.
    if digits.starts_with('0') {
        return Err(DidFault::CountryCode { found: first_three(digits) });
    }
    digits.parse().ok().and_then(Did::new).ok_or(length(digits, DIGITS_MIN))
}

fn length(digits: &str, least: u32) -> DidFault {
    DidFault::Length { found: digits.len() as u32, least, most: DIGITS_MAX }
}

fn first_three(digits: &str) -> u16 {
    digits.get(..3).and_then(|head| head.parse().ok()).unwrap_or_default()
}
