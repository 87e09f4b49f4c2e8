//! Words on the telephone keypad (ITU-T E.161, option A).

/// The digit each letter A to Z stands on.
const DIGIT_OF_LETTER: &[u8; 26] = b"22233344455566677778889999";

/// The digits of a word on the keypad: `FLOWERS` is `3569377`, `1-800-Flowers` is `18003569377`.
///
/// Letters count in either case, digits stand for themselves, and the punctuation numbers are
/// written with (space, dot, dash, parentheses) is dropped. `None` when anything else is there or
/// no digit comes of it.
pub fn digits(word: &str) -> Option<String> {
    let mut digits = String::new();
    for character in word.chars() {
        match character {
            '0'..='9' => digits.push(character),
            ' ' | '.' | '-' | '(' | ')' => {}
            _ => digits.push(char::from(b'0' + key(character)?)),
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// The letters printed on a key, `"PQRS"` on `'7'`; empty for `'0'`, `'1'` and for what is no key.
pub const fn letters(key: char) -> &'static str {
    match key {
        '2' => "ABC",
        '3' => "DEF",
        '4' => "GHI",
        '5' => "JKL",
        '6' => "MNO",
        '7' => "PQRS",
        '8' => "TUV",
        '9' => "WXYZ",
        _ => "",
    }
}

/// The key that a digit or a letter stands on, 0 to 9; `None` for anything else.
pub fn key(character: char) -> Option<u8> {
    if let Some(digit) = character.to_digit(10) {
        return u8::try_from(digit).ok();
    }
    let place = u8::try_from(character).ok()?.to_ascii_uppercase().checked_sub(b'A')?;
    DIGIT_OF_LETTER.get(usize::from(place)).map(|digit| digit - b'0')
}
