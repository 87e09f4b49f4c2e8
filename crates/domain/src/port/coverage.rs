//! From where numbers can be brought here.

use serde::{Deserialize, Serialize};

/// The longest word of a row that is kept, in characters.
const TEXT_CHARS_MAX: usize = 100;

/// What an operator's carrier says of a block of numbers that are elsewhere. What is not known is empty, and taken
/// from the operator's own numbers next to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortCoverage {
    /// Whether they can be brought here.
    pub portable: bool,
    /// The state or province, by its code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// The rate centre.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rate_centre: String,
    /// The town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// The LATA.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lata: String,
    /// Whether they carry text messages once they are here, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<bool>,
    /// The same of messages with media.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mms: Option<bool>,
}

impl PortCoverage {
    /// Whether every word of it has a length that is kept; if not, how long one may be.
    pub fn check(&self) -> Result<(), String> {
        let texts = [&self.region, &self.rate_centre, &self.city, &self.lata];
        match texts.iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            true => Err(format!("must be at most {TEXT_CHARS_MAX} characters in each column")),
            false => Ok(()),
        }
    }
}
