//! How much an account may call, and where to: what the operator sets against fraud and accidents.

use std::fmt;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{Flaw, Money};

/// The most beginnings of numbers that an account may be allowed, and be forbidden.
pub const DIAL_PREFIXES_MAX: usize = 64;

/// The beginning of telephone numbers, in the international form without a plus: `44`, `1900`, `1876`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DialPrefix(Box<str>);

impl DialPrefix {
    /// How many digits it has.
    pub fn digits(&self) -> usize {
        self.0.len()
    }

    /// Whether a number begins so.
    pub fn covers(&self, number: Did) -> bool {
        number.digits().to_string().starts_with(&*self.0)
    }
}

impl std::str::FromStr for DialPrefix {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim().trim_start_matches('+');
        let is_sound = (1..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        is_sound
            .then(|| Self(digits.into()))
            .ok_or("must be the first digits of numbers, such as 44 or 1900")
    }
}

impl TryFrom<String> for DialPrefix {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DialPrefix> for String {
    fn from(prefix: DialPrefix) -> Self {
        prefix.0.into()
    }
}

impl fmt::Display for DialPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much an account may call, and where to. `None`: as much as there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallLimits {
    /// The most calls at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<u32>,
    /// The most calls that begin in a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a_minute: Option<u32>,
    /// The most that calls may cost in an hour, those included that are up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub an_hour: Option<Money>,
    /// Numbers outside that may be called although nobody else may: abroad, premium rate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<DialPrefix>,
    /// Numbers outside that may not be called, whatever else is allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<DialPrefix>,
}

/// What an account's own limits say of a number outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It may be called.
    Allowed,
    /// It may not.
    Forbidden,
    /// Nothing: it is as for everybody.
    AsUsual,
}

impl CallLimits {
    /// Whether there is no limit and no exception.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Whether calls have to be counted for it.
    pub const fn counts(&self) -> bool {
        self.channels.is_some() || self.a_minute.is_some() || self.an_hour.is_some()
    }

    /// What it says of a number outside.
    pub fn permit(&self, number: Did) -> Permit {
        let covers = |prefixes: &[DialPrefix]| prefixes.iter().any(|prefix| prefix.covers(number));
        match (covers(&self.forbidden), covers(&self.allowed)) {
            (true, _) => Permit::Forbidden,
            (false, true) => Permit::Allowed,
            (false, false) => Permit::AsUsual,
        }
    }

    /// Whether an account can be given them.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn check(&self) -> Result<(), Flaw> {
        if self.an_hour.is_some_and(|most| most < Money::ZERO) {
            return Err(Flaw::new("spend_an_hour", "must be nothing or more"));
        }
        if self.allowed.len().max(self.forbidden.len()) > DIAL_PREFIXES_MAX {
            let why = "must be at most 64 beginnings of numbers";
            return Err(Flaw::new("allow and forbid", why));
        }
        if let Some(both) = self.allowed.iter().find(|prefix| self.forbidden.contains(prefix)) {
            return Err(Flaw::new("allow and forbid", format!("must not both name {both}")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefixes(texts: &[&str]) -> Vec<DialPrefix> {
        texts.iter().map(|text| text.parse().expect(text)).collect()
    }

    #[test]
    fn what_is_forbidden_stays_so() {
        let limits = CallLimits {
            allowed: prefixes(&["44", "1900"]),
            forbidden: prefixes(&["447", "1305"]),
            ..CallLimits::default()
        };
        let permit = |digits| limits.permit(Did::new(digits).expect("a number"));
        assert_eq!(permit(442_071_234_567), Permit::Allowed);
        assert_eq!(permit(447_700_900_123), Permit::Forbidden);
        assert_eq!(permit(19_005_550_100), Permit::Allowed);
        assert_eq!(permit(13_055_550_100), Permit::Forbidden);
        assert_eq!(permit(12_125_550_100), Permit::AsUsual);
    }

    #[test]
    fn beginnings_are_digits() {
        assert_eq!(
            "+44".parse::<DialPrefix>().map(|prefix| prefix.to_string()).as_deref(),
            Ok("44")
        );
        for bad in ["", "+", "0", "011", "1-900", "12345678901234567"] {
            assert!(bad.parse::<DialPrefix>().is_err(), "{bad}");
        }
    }

    #[test]
    fn limits_are_kept_as_they_are() {
        let limits = CallLimits {
            channels: Some(2),
            an_hour: Some(Money::cents(500)),
            forbidden: prefixes(&["1900"]),
            ..CallLimits::default()
        };
        let text = serde_json::to_string(&limits).expect("JSON");
        assert_eq!(serde_json::from_str::<CallLimits>(&text).expect(&text), limits);
        assert_eq!(serde_json::to_string(&CallLimits::default()).expect("JSON"), "{}");
        assert!(serde_json::from_str::<CallLimits>(r#"{"allowed":["x"]}"#).is_err());
    }
}
