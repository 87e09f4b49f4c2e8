//! The provider's clock: that of the east of North America, and how far a caller wants it moved.
//!
//! `timezone=n` moves every time of a list by `n + 5` hours, as if the east were five hours behind UTC
//! in summer too; days are counted after that. So `-5`, which is what holds when nothing is said, is
//! the provider's own clock all the year.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};
/// The provider's time zone.
pub use tandem_domain::eastern_zone as zone;
use tandem_domain::{Money, Timestamp, eastern_instant, eastern_wall};
use tandem_gateway::{Fault, Reader};

/// The zones that may be asked for, in hours.
const ZONES: std::ops::RangeInclusive<Money> = Money::cents(-1200)..=Money::cents(1300);
/// The zone that is no change at all.
const ZONE_DEFAULT: Money = Money::cents(-500);
/// Micro-seconds of an hour by hundred-millionths: what an amount of hours is multiplied by.
const MICROS_EACH: i64 = 3_600_000_000 / 100_000_000;

/// How far the times of a list are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift(SignedDuration);

impl Shift {
    /// As `timezone` says; hours, of which there may be a fraction.
    pub fn of(args: &Reader<'_>) -> Result<Self, Fault> {
        let hours = match args.text("timezone") {
            None => ZONE_DEFAULT,
            Some(text) => {
                let hours = Money::parse(text.trim_start_matches('+')).ok();
                let fits = hours.filter(|hours| ZONES.contains(hours));
                fits.ok_or_else(|| Fault::invalid("timezone", "must be hours from -12 to 13"))?
            }
        };
        let moved = hours.0 - ZONE_DEFAULT.0;
        Ok(Self(SignedDuration::from_micros(moved.saturating_mul(MICROS_EACH))))
    }

    /// What the moved clock shows.
    pub fn shows(self, at: Timestamp) -> DateTime {
        eastern_wall(at).saturating_add(self.0)
    }

    /// The instant at which a day of the moved clock begins.
    pub fn begins(self, day: Date) -> Timestamp {
        eastern_instant(day.to_datetime(jiff::civil::Time::midnight()).saturating_sub(self.0))
    }

    /// The instant at which it ends.
    pub fn ends(self, day: Date) -> Timestamp {
        self.begins(day.saturating_add(1.day()))
    }
}

/// An instant as the provider prints it.
pub fn wall_clock(at: Timestamp) -> String {
    printed(eastern_wall(at))
}

/// `2014-03-30 10:24:16`.
pub fn printed(wall: DateTime) -> String {
    wall.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(hours: &str) -> Shift {
        let moved = Money::parse(hours).expect("hours").0 - ZONE_DEFAULT.0;
        Shift(SignedDuration::from_micros(moved * MICROS_EACH))
    }

    #[test]
    fn the_clock_is_that_of_the_east_in_summer_and_in_winter() {
        assert_eq!(wall_clock(Timestamp(1_406_747_344_000_000)), "2014-07-30 15:09:04");
        assert_eq!(wall_clock(Timestamp(1_417_374_544_000_000)), "2014-11-30 14:09:04");
        assert_eq!(wall_clock(Timestamp(0)), "1969-12-31 19:00:00");
    }

    /// A call at 16:28:34 UTC in September, as the provider shows it.
    #[test]
    fn a_zone_is_no_zone_in_summer() {
        let at = Timestamp::parse("2026-09-08T16:28:34Z").expect("an instant");
        for (hours, shown) in [
            ("0", "2026-09-08 17:28:34"),
            ("-5", "2026-09-08 12:28:34"),
            ("-4", "2026-09-08 13:28:34"),
            ("5.5", "2026-09-08 22:58:34"),
            ("13", "2026-09-09 06:28:34"),
        ] {
            assert_eq!(printed(shift(hours).shows(at)), shown, "{hours}");
        }
    }

    #[test]
    fn days_are_counted_by_the_moved_clock() {
        let day: Date = "2026-09-09".parse().expect("a day");
        let at = Timestamp::parse("2026-09-08T16:28:34Z").expect("an instant");
        let holds = |shift: Shift| (shift.begins(day)..shift.ends(day)).contains(&at);
        assert!(holds(shift("13")));
        assert!(!holds(shift("-5")));
    }
}
