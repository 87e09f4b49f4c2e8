//! What nobody is to read by looking over somebody's shoulder.

use serde::{Deserialize, Serialize};

/// A password, a digest that stands for one, or a key. Its `Debug` hides it, so that no log and no message of
/// an error holds it; whoever needs it says so, by [`expose`](Self::expose).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() { "Secret(none)" } else { "Secret(…)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_stored_as_it_is_and_shown_to_nobody() {
        let secret = Secret::from("open sesame".to_owned());
        assert_eq!(format!("{secret:?} {:?}", Secret::default()), "Secret(…) Secret(none)");
        let stored = serde_json::to_string(&secret).expect("a text");
        assert_eq!(stored, "\"open sesame\"");
        assert_eq!(serde_json::from_str::<Secret>(&stored).expect("a secret"), secret);
    }
}
