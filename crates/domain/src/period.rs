//! Months of service.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The time a charge pays for: from, up to but not including, to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First instant paid for.
    pub from: Timestamp,
    /// First instant not paid for any more.
    pub to: Timestamp,
}

/// Midnight (UTC) of the day on which the month that starts at `from` ends. The anchor is the day
/// of the month on which service began; it is kept through short months, so that 31 January is
/// followed by 28 February and then by 31 March.
pub fn month_after(from: Timestamp, anchor_day: i8) -> Timestamp {
    let day = from.civil().to_zoned(TimeZone::UTC).date();
    let next = day.first_of_month().saturating_add(1.month());
    let last = next.days_in_month();
    let due = next.with().day(anchor_day.clamp(1, last)).build().unwrap_or(next);
    due.to_zoned(TimeZone::UTC)
        .map_or(Timestamp(i64::MAX), |at| Timestamp(at.timestamp().as_microsecond()))
}

/// Midnight (UTC) of the day on which the month that ends at `to` began: the other way round.
pub fn month_before(to: Timestamp, anchor_day: i8) -> Timestamp {
    let day = to.civil().to_zoned(TimeZone::UTC).date();
    let before = day.first_of_month().saturating_sub(1.month());
    let last = before.days_in_month();
    let began = before.with().day(anchor_day.clamp(1, last)).build().unwrap_or(before);
    began
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp(i64::MIN), |at| Timestamp(at.timestamp().as_microsecond()))
}

impl Period {
    /// How long it is, in microseconds; nothing when it ends before it begins.
    pub const fn micros(self) -> i64 {
        let micros = self.to.0.saturating_sub(self.from.0);
        if micros > 0 { micros } else { 0 }
    }
}

impl Timestamp {
    /// The day of the month in UTC, 1 to 31: the anchor of a service that begins now.
    pub fn day_of_month(self) -> i8 {
        self.civil().to_zoned(TimeZone::UTC).day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let civil: jiff::Timestamp = text.parse().expect("a literal of this file");
        Timestamp(civil.as_microsecond())
    }

    #[test]
    fn the_anchor_day_survives_short_months() {
        let january = at("2026-01-31T15:09:04Z");
        let february = month_after(january, january.day_of_month());
        let march = month_after(february, january.day_of_month());
        assert_eq!(february.to_string(), "2026-02-28T00:00:00Z");
        assert_eq!(march.to_string(), "2026-03-31T00:00:00Z");
        assert_eq!(month_before(march, january.day_of_month()), february);
        assert_eq!(month_before(february, 31).to_string(), "2026-01-31T00:00:00Z");
        assert_eq!(month_after(at("2027-12-15T00:00:00Z"), 15).to_string(), "2028-01-15T00:00:00Z");
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        month_after(Timestamp(i64::MAX), 31);
        month_after(Timestamp(i64::MIN), 0);
        month_before(Timestamp(i64::MIN), 31);
        month_before(Timestamp(i64::MAX), 0);
    }
}
