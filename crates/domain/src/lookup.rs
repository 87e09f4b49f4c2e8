//! What is known of numbers that are somebody's somewhere: which carrier has one, and how its owner is called.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::Timestamp;

/// The longest name of a caller that networks of North America carry, in characters.
pub const CALLER_NAME_CHARS_MAX: usize = 15;
/// The longest word of a carrier's record that is kept, in characters.
const TEXT_CHARS_MAX: usize = 100;

/// Which carrier has a number, as the tables of a numbering plan's administrator say it. What is not known
/// is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarrierRecord {
    /// The number by which calls find the switch (location routing number), if the number was ported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lrn: Option<Did>,
    /// The service provider (SPID).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub spid: String,
    /// What the service provider is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub spid_name: String,
    /// The company that holds the block (OCN).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ocn: String,
    /// What it is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ocn_name: String,
    /// What kind of company it is, such as `CLEC` or `WIRELESS`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ocn_type: String,
    /// The LATA.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lata: String,
    /// The state or province.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// The rate centre.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rate_centre: String,
    /// The city.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// When it was ported last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ported: Option<Timestamp>,
}

impl CarrierRecord {
    /// Whether every word of it has a length that is kept; if not, how long one may be.
    pub fn check(&self) -> Result<(), String> {
        let texts = [
            &self.spid,
            &self.spid_name,
            &self.ocn,
            &self.ocn_name,
            &self.ocn_type,
            &self.lata,
            &self.region,
            &self.rate_centre,
            &self.city,
        ];
        match texts.iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            true => Err(format!("must be at most {TEXT_CHARS_MAX} characters in each column")),
            false => Ok(()),
        }
    }
}

/// A caller's name as networks carry it: in one line, and no longer than [`CALLER_NAME_CHARS_MAX`]. `None`
/// if there is nothing of it.
pub fn caller_name(text: &str) -> Option<String> {
    let plain = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = plain.filter(|word| !word.is_empty()).collect();
    let name: String = words.join(" ").chars().take(CALLER_NAME_CHARS_MAX).collect();
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(
            caller_name(" ACME \n Incorporated of Miami"),
            Some("ACME Incorporat".to_owned())
        );
        assert_eq!(caller_name("ACME INC"), Some("ACME INC".to_owned()));
        assert_eq!(caller_name(" \t\0"), None);
    }
}
