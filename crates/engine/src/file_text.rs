//! Files as they are sent and kept: in Base64 (RFC 4648).

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Base64 as it comes: with padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a text holds no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextFault {
    /// It is far too long.
    Long,
    /// It is no Base64, or holds nothing.
    Form,
}

/// The bytes of a file in Base64, which clients break into lines and put behind `data:audio/wav;base64,`.
/// What is more than twice as long as may be is not decoded.
pub(crate) fn decode(text: &str, bytes_max: usize) -> Result<Vec<u8>, TextFault> {
    let text = match text.split_once(";base64,") {
        Some((kind, text)) if kind.starts_with("data:") => text,
        _ => text,
    };
    // Four characters carry three bytes.
    if text.len() / 4 * 3 > 2 * bytes_max {
        return Err(TextFault::Long);
    }
    let letters = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n' | b'\t'));
    // Where a plus was sent as it stands in a form, a blank has come.
    let letters: Vec<u8> = letters.map(|byte| if byte == b' ' { b'+' } else { byte }).collect();
    match LENIENT.decode(letters) {
        Ok(file) if !file.is_empty() => Ok(file),
        _ => Err(TextFault::Form),
    }
}
