//! How calls of webhooks are signed: the scheme of Standard Webhooks, `v1`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a secret that is written in base64 begins with.
const PREFIX: &str = "whsec_";

/// The value of the signature header over an id, a time in seconds and a body. A secret that begins
/// with `whsec_` is read as base64 behind that; any other is taken as it is.
pub fn signature(secret: &str, id: &str, seconds: i64, body: &str) -> String {
    let encoded = secret.strip_prefix(PREFIX).and_then(|encoded| STANDARD.decode(encoded).ok());
    let key = encoded.as_deref().unwrap_or(secret.as_bytes());
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    for part in [id, ".", &seconds.to_string(), ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// HMAC-SHA256 of `a.1.{}` under `0123456789abcdef`, made with another implementation.
    const KNOWN: &str = "v1,dzsg+GberOLjD9kzhED/npZEpY0IOnvQOYpGokCGjGA=";

    #[test]
    fn known_values_are_met() {
        assert_eq!(signature("0123456789abcdef", "a", 1, "{}"), KNOWN);
        let encoded = format!("whsec_{}", STANDARD.encode("0123456789abcdef"));
        assert_eq!(signature(&encoded, "a", 1, "{}"), KNOWN);
        assert_ne!(signature(&encoded, "a", 2, "{}"), KNOWN);
    }
}
