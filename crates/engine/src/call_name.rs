//! What calls are called here.

use std::borrow::Cow;

use sha2::{Digest, Sha256};
use tandem_domain::{CALL_NAME_BYTES_MAX, hex};

/// What a call is called here that its switch calls so: the same when it asks where the call goes and when it reports what
/// became of it. Callers choose such names (a Call-ID of RFC 3261 has no bound), and nobody shall call for nothing by
/// choosing one that cannot be kept: a name that is too long, or not printable, is known by its digest.
pub fn call_name(said: &str) -> Cow<'_, str> {
    if said.len() <= CALL_NAME_BYTES_MAX && !said.chars().any(char::is_control) {
        return Cow::Borrowed(said);
    }
    Cow::Owned(format!("sha256:{}", hex(Sha256::digest(said))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_cannot_be_kept_is_its_digest() {
        let long = "a".repeat(CALL_NAME_BYTES_MAX);
        assert_eq!(call_name(&long), long);
        let longer = long + "a";
        assert_eq!(call_name(&longer).len(), 71);
        assert_eq!(call_name(&longer), call_name(&longer.clone()));
        assert_ne!(call_name(&longer), call_name(&(longer.clone() + "a")));
        assert!(call_name("a\u{7}").starts_with("sha256:"));
        assert_eq!(call_name(""), "");
    }
}
