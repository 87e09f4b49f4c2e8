//! The clock on the east coast of North America, by which telephone companies there count their days.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::Timestamp;

/// Its name in the tz database.
pub const EASTERN: &str = "America/Toronto";

/// The time zone.
pub fn eastern_zone() -> TimeZone {
    // The time zones are compiled in, so that this one is always found.
    TimeZone::get(EASTERN).unwrap_or(TimeZone::UTC)
}

/// What that clock shows.
pub fn eastern_wall(at: Timestamp) -> DateTime {
    at.civil().to_zoned(eastern_zone()).datetime()
}

/// The instant at which that clock shows this. What it shows twice is meant the first time, and what it
/// leaves out, as long after midnight as it says.
pub fn eastern_instant(wall: DateTime) -> Timestamp {
    let zoned = wall.to_zoned(eastern_zone());
    zoned.map_or(Timestamp(i64::MAX), |at| Timestamp(at.timestamp().as_microsecond()))
}

/// From when on, and up to when, it shows these days: the first, the last and all between.
pub fn eastern_days(first: Date, last: Date) -> std::ops::Range<Timestamp> {
    let begins = |day: Date| eastern_instant(day.to_datetime(Time::midnight()));
    begins(first)..begins(last.saturating_add(1.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn days_are_as_long_as_the_clock_says() {
        let days = |first: &str, last: &str| {
            eastern_days(first.parse().expect("a day"), last.parse().expect("a day"))
        };
        assert_eq!(
            days("2026-07-15", "2026-07-15"),
            at("2026-07-15T04:00:00Z")..at("2026-07-16T04:00:00Z")
        );
        // On the first Sunday of November an hour comes twice.
        assert_eq!(
            days("2026-11-01", "2026-11-01"),
            at("2026-11-01T04:00:00Z")..at("2026-11-02T05:00:00Z")
        );
        assert_eq!(days("2026-11-02", "2026-11-01").start, at("2026-11-02T05:00:00Z"));
        assert_eq!(days("9999-12-31", "9999-12-31").end, days("9999-12-31", "9999-12-31").start);
    }

    #[test]
    fn an_instant_is_what_the_clock_shows() {
        let wall = eastern_wall(at("2026-01-31T04:30:00Z"));
        assert_eq!(wall.to_string(), "2026-01-30T23:30:00");
        assert_eq!(eastern_instant(wall), at("2026-01-31T04:30:00Z"));
    }
}
