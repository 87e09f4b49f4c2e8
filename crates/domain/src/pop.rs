//! Points of presence: the places from which the operator serves calls.

use serde::{Deserialize, Serialize};

/// A point of presence: what the operator's object of that kind says. Its name, such as `Houston, TX`,
/// is the object's. What the operator has not said is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pop {
    /// A name short enough for a display; empty: the first part of its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub short_name: String,
    /// The name under which equipment finds it.
    #[serde(alias = "server", skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// The address behind that name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ip: String,
    /// The country it stands in, as the operator writes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Whether the operator recommends it to newcomers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recommended: bool,
}

impl Pop {
    /// A name short enough for a display.
    pub fn short_name<'a>(&'a self, name: &'a str) -> &'a str {
        if self.short_name.is_empty() {
            name.split(',').next().unwrap_or(name).trim()
        } else {
            &self.short_name
        }
    }
}
