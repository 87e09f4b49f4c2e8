//! Months, counted by hand.

use super::DAY;

/// Year, month and day of an instant.
fn date(at: i64) -> (i64, i64, i64) {
    let mut days = at.div_euclid(DAY);
    let mut year = 1970;
    while days >= if is_leap(year) { 366 } else { 365 } {
        days -= if is_leap(year) { 366 } else { 365 };
        year += 1;
    }
    let mut month = 1;
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day of the month of an instant.
pub fn day_of(at: i64) -> i64 {
    date(at).2
}

/// Midnight of the day in the month before that the anchor names, or of that month's last.
pub fn month_earlier(at: i64, anchor: i64) -> i64 {
    let (year, month, day) = date(at);
    let midnight = at - at.rem_euclid(DAY);
    let (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    let last = days_of(year, month);
    midnight - (day + last - anchor.min(last)) * DAY
}

/// Midnight of the day in the next month that the anchor names, or of that month's last.
pub fn month_later(at: i64, anchor: i64) -> i64 {
    let (year, month, day) = date(at);
    let midnight = at - at.rem_euclid(DAY);
    let rest = days_of(year, month) - day;
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    midnight + (rest + anchor.min(days_of(year, month))) * DAY
}
