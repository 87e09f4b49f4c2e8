//! Another carrier asks for a number of a customer's.

use serde::{Deserialize, Serialize};

use super::PortField;

/// How such a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortOutState {
    /// What it said was not so; nothing happens to the number.
    Rejected,
    /// The number goes on the day that was confirmed.
    Scheduled,
    /// The other carrier has it.
    Completed,
    /// The other carrier wants it no more.
    Withdrawn,
}

impl PortOutState {
    /// Every state with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Rejected, "rejected"),
        (Self::Scheduled, "scheduled"),
        (Self::Completed, "completed"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("?", |(_, word)| word)
    }

    /// The state that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// What another carrier knows of the customer for whom it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOutProof {
    /// The customer's account with us, by any of its names.
    pub account: String,
    /// The PIN of the number.
    pub pin: String,
    /// The customer's ZIP or postal code.
    pub postal_code: String,
}

/// What is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortOutTruth {
    /// The names of the account that has the number, and of the one that pays for it.
    pub accounts: Vec<String>,
    /// The PIN that was set on the number; empty for none.
    pub pin: String,
    /// The customer's ZIP or postal code; empty if we do not know it.
    pub postal_code: String,
}

impl PortOutProof {
    /// The first thing that is not so. Whatever the customer owes is none of it: a carrier may not hold a
    /// number back for an unpaid bill. What we do not know ourselves we do not ask for.
    pub fn flaw(&self, truth: &PortOutTruth) -> Option<PortField> {
        let same = |said: &str, is: &str| plain(said) == plain(is);
        if !truth.accounts.iter().any(|account| same(&self.account, account)) {
            return Some(PortField::AccountNumber);
        }
        if !truth.postal_code.is_empty() && !same_place(&self.postal_code, &truth.postal_code) {
            return Some(PortField::PostalCode);
        }
        let is_told = truth.pin.is_empty() || truth.pin == self.pin.trim();
        (!is_told).then_some(PortField::Pin)
    }
}

/// Letters and digits alone: one carrier writes `100001-VoIP` where another writes `100001 voip`.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Of a ZIP the first five digits count, whatever follows them; of other codes all.
fn same_place(said: &str, is: &str) -> bool {
    let five = |text: &str| {
        let text = plain(text);
        let is_zip = text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_zip { text.chars().take(5).collect() } else { text }
    };
    five(said) == five(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_zip_and_pin_must_be_right() {
        let truth = PortOutTruth {
            accounts: vec!["100001".to_owned(), "100001_VoIP".to_owned()],
            pin: "4711".to_owned(),
            postal_code: "33101".to_owned(),
        };
        let said = |account: &str, pin: &str, postal_code: &str| {
            let text = |text: &str| text.to_owned();
            let proof = PortOutProof {
                account: text(account),
                pin: text(pin),
                postal_code: text(postal_code),
            };
            proof.flaw(&truth)
        };
        assert_eq!(said("100001", "4711", "33101-2345"), None);
        assert_eq!(said("100001 voip", " 4711 ", "33101"), None);
        assert_eq!(said("100002", "4711", "33101"), Some(PortField::AccountNumber));
        assert_eq!(said("", "4711", "33101"), Some(PortField::AccountNumber));
        assert_eq!(said("100001", "4711", "33102"), Some(PortField::PostalCode));
        assert_eq!(said("100001", "", "33101"), Some(PortField::Pin));
    }

    #[test]
    fn what_we_do_not_know_is_not_asked_for() {
        let truth = PortOutTruth { accounts: vec!["7".to_owned()], ..PortOutTruth::default() };
        let proof = PortOutProof { account: "7".to_owned(), ..PortOutProof::default() };
        assert_eq!(proof.flaw(&truth), None);
    }
}
