//! Passwords that equipment logs in with.

use serde::{Deserialize, Serialize};

use crate::{LoginFault, Secret};

/// What a password is answered with by equipment, for one realm: nothing that the password could be read
/// from, and all that a switch needs to check it (RFC 2617, RFC 8760).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginSecret {
    /// The realm.
    pub realm: String,
    /// The digest over name, realm and password, in lower-case hex.
    pub digest: Secret,
}

/// The shortest password of a login, in characters.
const PASSWORD_CHARS_MIN: usize = 8;
/// What a password of a login may have beside letters and digits.
const PASSWORD_SIGNS: &str = "!#$%&/()=?*[]_:.,{}+-";

/// From how many characters on a name within a password gives it away.
const NAME_CHARS_TELLING: usize = 4;

/// What is wrong with a password that somebody wants for the login of that name.
pub fn check_login_password(password: &str, name: &str) -> Result<(), LoginFault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || PASSWORD_SIGNS.contains(c);
    if !password.chars().all(allowed) {
        return Err(LoginFault::PasswordSigns);
    }
    if password.len() < PASSWORD_CHARS_MIN {
        return Err(LoginFault::PasswordShort);
    }
    let has = |is: fn(&char) -> bool| password.chars().any(|c| is(&c));
    if !has(char::is_ascii_lowercase) {
        return Err(LoginFault::PasswordLowercase);
    }
    if !has(char::is_ascii_uppercase) {
        return Err(LoginFault::PasswordUppercase);
    }
    if !has(char::is_ascii_digit) {
        return Err(LoginFault::PasswordDigit);
    }
    // Whoever guesses begins with the name and with what everybody has.
    let (lower, name) = (password.to_ascii_lowercase(), name.to_ascii_lowercase());
    let has_name = name.len() >= NAME_CHARS_TELLING && lower.contains(&name);
    if has_name || lower.contains("password") {
        return Err(LoginFault::PasswordWeak);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_must_not_be_guessed_at_once() {
        assert_eq!(check_login_password("a-Str0ng.one", "VoIP"), Ok(()));
        for (password, fault) in [
            ("aB1", LoginFault::PasswordShort),
            ("AAAAAAA1", LoginFault::PasswordLowercase),
            ("aaaaaaa1", LoginFault::PasswordUppercase),
            ("aaaaaaAA", LoginFault::PasswordDigit),
            ("aB1 aB1 aB1", LoginFault::PasswordSigns),
            ("Voip12345", LoginFault::PasswordWeak),
            ("Password1", LoginFault::PasswordWeak),
        ] {
            assert_eq!(check_login_password(password, "VoIP"), Err(fault), "{password}");
        }
    }
}
