//! Instants.

use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z, as the databases store it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant moved by whole seconds; stays at the end of time rather than wrapping.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// This instant moved by whole days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Reads an instant as [`Timestamp::exact`] writes it, or a date with or without a time of day, which are in UTC; a
    /// date alone begins at midnight.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(at) = Self::parse_zoned(text) {
            return Some(at);
        }
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        let at = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(at.timestamp().as_microsecond()))
    }

    /// Reads an instant that says its zone: RFC 3339.
    pub fn parse_zoned(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_microsecond()))
    }

    /// RFC 3339 in UTC with as many digits of a second as it takes: what [`Timestamp::parse`] reads
    /// back as the same instant.
    pub fn exact(self) -> String {
        self.civil().to_string()
    }

    /// The same instant on a clock on the east coast of North America, as telephone companies there
    /// print it: `2014-03-30 10:24:16`.
    pub fn eastern(self) -> String {
        crate::eastern_wall(self).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// As the clock on a wall in a time zone shows it: `2026-01-30 09:15:42`. A zone that is none is UTC.
    pub fn wall(self, zone: &str) -> String {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        self.civil().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The same instant for calendar arithmetic. Instants beyond what a calendar holds are
    /// brought to its edge, so that a hostile value cannot fail.
    pub fn civil(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

impl std::fmt::Display for Timestamp {
    /// RFC 3339 in UTC, to the second.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.civil().strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_back_to_the_microsecond() {
        for micros in [0, 1_764_489_600_000_000, 1_764_489_600_123_456, 1_764_489_600_120_000] {
            assert_eq!(Timestamp::parse(&Timestamp(micros).exact()), Some(Timestamp(micros)));
        }
        assert_eq!(Timestamp::parse("2025-11-30"), Some(Timestamp(1_764_460_800_000_000)));
        for text in ["2025-11-30T08:00:00", "2025-11-30 08:00", "2025-11-30T03:00:00-05:00"] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(1_764_489_600_000_000)), "{text}");
        }
        assert_eq!(Timestamp::parse_zoned("2025-11-30T08:00:00"), None);
        assert_eq!(Timestamp::parse("30.11.2025"), None);
    }
}
