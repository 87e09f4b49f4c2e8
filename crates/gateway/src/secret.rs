//! Secrets: what is stored of them, and how they are compared.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tandem_domain::{LoginSecret, hex};

/// The longest password, in bytes: many of the longest ones may wait for their check without taking
/// much room.
pub(crate) const PASSWORD_BYTES_MAX: usize = 1024;

/// What a key is stored and found under: its SHA-256. A key is 256 random bits, so that nothing
/// slower is needed.
pub fn handle_of_key(key: impl AsRef<[u8]>) -> String {
    hex(Sha256::digest(key))
}

/// What is stored of a password that a person chose: an Argon2id string.
pub fn hash_password(password: &str) -> Result<String, String> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(format!("a password has at most {PASSWORD_BYTES_MAX} bytes"));
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

/// Whether the password is the one that was hashed. Takes some tens of milliseconds, on purpose.
pub fn verify_password(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The constant signature of an Anveo account: HMAC-SHA1 over its e-mail address, keyed with its
/// secure phrase, in lower-case hex.
pub fn anveo_signature(phrase: &str, email: &str) -> String {
    match Hmac::<sha1::Sha1>::new_from_slice(phrase.as_bytes()) {
        Ok(mut mac) => {
            mac.update(email.as_bytes());
            hex(mac.finalize().into_bytes())
        }
        // HMAC takes a key of any length.
        Err(_) => String::new(),
    }
}

/// What is kept of a password that equipment logs in with: the digest by which a switch checks what the
/// equipment sends (HA1 of RFC 2617). The password cannot be read from it; but whoever has it can log in
/// to that realm, so that it is a secret as well.
pub fn login_secret(name: &str, realm: &str, password: &str) -> LoginSecret {
    let digest = hex(md5::Md5::digest(format!("{name}:{realm}:{password}")));
    LoginSecret { realm: realm.to_owned(), digest: digest.into() }
}

/// A key of 256 random bits with a visible prefix that says what it is for.
pub fn fresh_key(prefix: &str) -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(format!("{prefix}{}", hex(bytes)))
}

/// Compares without telling by the time taken how much was right.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// A hash keyed with something only this process knows: what a verified password is remembered as.
pub(crate) struct Remembrance([u8; 32]);

impl Remembrance {
    pub(crate) fn new() -> Result<Self, String> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|error| error.to_string())?;
        Ok(Self(key))
    }

    pub(crate) fn of(&self, password: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(password.as_bytes());
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_providers_own_example() {
        assert_eq!(
            anveo_signature("open sesame", "user@example.com"),
            "43884e1a9061f0df3a75740f426ae1ce850c144a"
        );
    }

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let stored = hash_password("correct horse").expect("hashing works");
        assert!(verify_password("correct horse", &stored));
        assert!(!verify_password("Correct horse", &stored));
        assert!(!verify_password("correct horse", "not a hash"));
    }

    #[test]
    fn keys_differ() {
        assert_ne!(fresh_key("tk_"), fresh_key("tk_"));
    }
}
