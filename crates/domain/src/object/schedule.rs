//! Hours of the week.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Flaw, check};
use crate::Timestamp;

/// How many minutes a day has.
const DAY_MINUTES: u32 = 24 * 60;
/// The most windows.
const WINDOWS_MAX: usize = 50;

/// Windows of the week, on the clock of one time zone. A moment fits if it is in any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The time zone, by its name in the tz database; empty: that of the account whose hours these are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// The windows.
    pub windows: Vec<Window>,
}

/// The same hours of several days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub from_day: Weekday,
    /// The last day, included; before the first one, it is of the next week.
    pub to_day: Weekday,
    /// The first minute of each day, counted from midnight.
    pub from_minute: u32,
    /// The minute of each day at which it is over, up to 1440.
    pub to_minute: u32,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "days are what they are called")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Weekday {
    /// Every day with its three letters.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::Sunday, "sun"),
        (Self::Monday, "mon"),
        (Self::Tuesday, "tue"),
        (Self::Wednesday, "wed"),
        (Self::Thursday, "thu"),
        (Self::Friday, "fri"),
        (Self::Saturday, "sat"),
    ];

    /// The day of three letters.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(day, _)| day)
    }

    /// Its three letters.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(day, _)| *day == self).map_or("", |(_, word)| word)
    }
}

impl Schedule {
    pub(super) fn check(&self) -> Result<(), Flaw> {
        if !self.zone.is_empty() {
            check::zone(&self.zone)?;
        }
        if self.windows.is_empty() || self.windows.len() > WINDOWS_MAX {
            return Err(Flaw::new("windows", format!("must be 1 to {WINDOWS_MAX}")));
        }
        for window in &self.windows {
            if window.to_minute > DAY_MINUTES || window.from_minute >= window.to_minute {
                let why = "must each begin before they end, on the same day; hours over midnight are two, \
                           such as 22 to 24 and 0 to 6";
                return Err(Flaw::new("windows", why));
            }
        }
        Ok(())
    }

    /// Whether a moment is in one of the windows, by the clock of a zone: its own, or its account's.
    pub fn holds(&self, at: Timestamp, zone: &str) -> bool {
        let Ok(zone) = TimeZone::get(zone) else { return false };
        let there = at.civil().to_zoned(zone);
        let days_since_sunday = there.weekday().to_sunday_zero_offset();
        let today = Weekday::WORDS.get(usize::from(days_since_sunday.unsigned_abs()));
        let minute =
            u32::from(there.hour().unsigned_abs()) * 60 + u32::from(there.minute().unsigned_abs());
        today.is_some_and(|(day, _)| self.windows.iter().any(|window| window.holds(*day, minute)))
    }
}

impl Schedule {
    /// For how many seconds from a moment on it holds, or does not hold, as it does then: up to where the next
    /// window begins or ends, or the day. Where clocks are put forward or back before that, nothing is promised.
    pub fn stays_seconds(&self, at: Timestamp, zone: &str) -> u32 {
        let Ok(zone) = TimeZone::get(zone) else { return 0 };
        let there = at.civil().to_zoned(zone.clone());
        let second = u32::from(there.hour().unsigned_abs()) * 3600
            + u32::from(there.minute().unsigned_abs()) * 60
            + u32::from(there.second().unsigned_abs());
        let bounds = self.windows.iter().flat_map(|window| [window.from_minute, window.to_minute]);
        let next = bounds.map(|minute| minute * 60).filter(|bound| *bound > second).min();
        let seconds = next.unwrap_or(DAY_MINUTES * 60).saturating_sub(second);
        let then = Timestamp(at.0 + i64::from(seconds) * 1_000_000).civil().to_zoned(zone);
        if then.offset() == there.offset() { seconds } else { 0 }
    }
}

impl Window {
    fn holds(self, day: Weekday, minute: u32) -> bool {
        let of_days = if self.from_day <= self.to_day {
            (self.from_day..=self.to_day).contains(&day)
        } else {
            day >= self.from_day || day <= self.to_day
        };
        of_days && (self.from_minute..self.to_minute).contains(&minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from_day: Weekday, to_day: Weekday, hours: (u32, u32)) -> Window {
        Window { from_day, to_day, from_minute: hours.0 * 60, to_minute: hours.1 * 60 }
    }

    fn holds(windows: Vec<Window>, at: &str) -> bool {
        let at: jiff::Timestamp = at.parse().expect("a time");
        let schedule = Schedule { zone: "America/Toronto".to_owned(), windows };
        schedule.check().expect("a sound schedule");
        schedule.holds(Timestamp(at.as_microsecond()), &schedule.zone)
    }

    #[test]
    fn hours_are_those_of_the_zone_in_summer_and_in_winter() {
        let office = || vec![window(Weekday::Monday, Weekday::Friday, (8, 16))];
        // The 2nd of January 2026 is a Friday, the 3rd of July too.
        for (at, inside) in [
            ("2026-01-02T12:59:59Z", false),
            ("2026-01-02T13:00:00Z", true),
            ("2026-01-02T20:59:59Z", true),
            ("2026-01-02T21:00:00Z", false),
            ("2026-07-03T12:00:00Z", true),
            ("2026-07-03T20:00:00Z", false),
            ("2026-01-03T15:00:00Z", false),
        ] {
            assert_eq!(holds(office(), at), inside, "{at}");
        }
    }

    #[test]
    fn what_holds_is_said_for_as_long_as_it_does() {
        let stays = |at: &str| {
            let at: jiff::Timestamp = at.parse().expect("a time");
            let windows = vec![window(Weekday::Monday, Weekday::Friday, (8, 16))];
            let schedule = Schedule { zone: "America/Toronto".to_owned(), windows };
            schedule.stays_seconds(Timestamp(at.as_microsecond()), &schedule.zone)
        };
        for (at, seconds) in [
            ("2026-01-02T12:59:30Z", 30),
            ("2026-01-02T13:00:00Z", 8 * 3600),
            ("2026-01-03T04:59:59Z", 1),
            // Clocks go forward at seven.
            ("2026-03-08T06:30:00Z", 0),
        ] {
            assert_eq!(stays(at), seconds, "{at}");
        }
    }

    #[test]
    fn days_may_go_round_the_end_of_the_week() {
        let weekend = || vec![window(Weekday::Friday, Weekday::Monday, (0, 24))];
        for (at, inside) in [
            ("2026-01-01T17:00:00Z", false),
            ("2026-01-02T17:00:00Z", true),
            ("2026-01-04T17:00:00Z", true),
            ("2026-01-05T17:00:00Z", true),
            ("2026-01-06T17:00:00Z", false),
        ] {
            assert_eq!(holds(weekend(), at), inside, "{at}");
        }
    }

    #[test]
    fn a_window_begins_before_it_ends() {
        for (from_minute, to_minute) in [(60, 60), (61, 60), (0, 1441)] {
            let (from_day, to_day) = (Weekday::Monday, Weekday::Friday);
            let windows = vec![Window { from_day, to_day, from_minute, to_minute }];
            let schedule = Schedule { zone: "UTC".to_owned(), windows };
            assert_eq!(schedule.check().expect_err("no window").field, "windows");
        }
    }
}
