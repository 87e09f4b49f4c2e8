//! The fields of a report, whatever they are called and however their values are written.

use std::borrow::Cow;

use serde_json::{Map, Value};
use tandem_domain::Timestamp;
use tandem_domain::route::{Cause, Signal};
use tandem_numbering::{Did, Rules};

use crate::ask::number;

/// A field that is missing or cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The field.
    pub(crate) field: &'static str,
    /// What it must be, to be read behind its name.
    pub(crate) why: &'static str,
}

/// The fields of one record.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'r> {
    members: &'r Map<String, Value>,
    /// How far our clock is ahead of the switch's, in microseconds: a sandbox's time can be moved, and a switch's is the
    /// wall's.
    ahead: i64,
}

impl<'r> Fields<'r> {
    pub(crate) fn of(report: &'r Value, ahead: i64) -> Option<Self> {
        report.as_object().map(|members| Self { members, ahead })
    }

    /// Fields within a field.
    pub(crate) fn inner(&self, name: &str) -> Option<Self> {
        self.members.get(name).and_then(|inner| Self::of(inner, self.ahead))
    }

    /// The first of a list of fields within a field.
    pub(crate) fn first(&self, name: &str) -> Option<Self> {
        let first = self.members.get(name)?.as_array()?.first()?;
        Self::of(first, self.ahead)
    }

    /// The first of these that is there and says anything.
    pub(crate) fn text(&self, names: &[&str]) -> Option<Cow<'r, str>> {
        let of = |name: &&str| match self.members.get(*name)? {
            Value::String(text) => Some(Cow::Borrowed(text.trim())),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        };
        names.iter().filter_map(of).find(|text| !text.is_empty())
    }

    /// As [`Fields::text`]; nothing if there is none.
    pub(crate) fn words(&self, names: &[&str]) -> String {
        self.text(names).unwrap_or_default().into_owned()
    }

    pub(crate) fn needed(&self, field: &'static str, names: &[&str]) -> Result<String, Unread> {
        let text = self.text(names).ok_or(Unread { field, why: "must be there" })?;
        Ok(text.into_owned())
    }

    /// One of our numbers.
    pub(crate) fn did(&self, rules: &Rules, names: &[&str]) -> Result<Did, Unread> {
        let text = self.text(names).unwrap_or_default();
        number(rules, &text).ok_or(Unread { field: "to", why: "must be a telephone number" })
    }

    /// An instant, by our clock; nothing, or the beginning of time, is none.
    pub(crate) fn instant(
        &self,
        field: &'static str,
        names: &[&str],
    ) -> Result<Option<Timestamp>, Unread> {
        let Some(text) = self.text(names) else { return Ok(None) };
        let why = "must be seconds since 1970, or a date and time with its zone";
        let at = instant(&text).ok_or(Unread { field, why })?;
        let ours = Timestamp(at.0.saturating_add(self.ahead));
        Ok((at.0 != 0).then_some(ours))
    }

    pub(crate) fn instant_needed(
        &self,
        field: &'static str,
        names: &[&str],
    ) -> Result<Timestamp, Unread> {
        self.instant(field, names)?.ok_or(Unread { field, why: "must be there" })
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, names: &[&str]) -> bool {
        self.text(names).is_some_and(|text| !matches!(&*text, "0" | "0.000000" | "false" | "no"))
    }
}

/// Why a call was not answered, by what a switch says of its end. A switch that says nothing has seen
/// the caller go, or nobody come.
pub(crate) fn cause(signal: Signal, rang: bool) -> Cause {
    let unsaid = if rang { Cause::NoAnswer } else { Cause::Unreachable };
    Cause::of(signal).unwrap_or(unsaid)
}

/// Seconds since 1970 with or without a fraction, milliseconds or microseconds if there are so many
/// digits, or RFC 3339.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        // A date alone, or one without its zone, says too little.
        return Timestamp::parse_zoned(text);
    }
    let digits: i64 = whole.parse().ok()?;
    let scale = match whole.len() {
        ..=11 => 1_000_000,
        12..=14 => 1000,
        _ => 1,
    };
    let micros = fraction.bytes().take(6).enumerate().fold(0, |micros, (place, digit)| {
        micros + i64::from(digit - b'0') * 10_i64.pow(5 - u32::try_from(place).unwrap_or(5))
    });
    let rest = if scale == 1_000_000 { micros } else { 0 };
    Some(Timestamp(digits.checked_mul(scale)?.checked_add(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_switches_write_them() {
        let expected = Some(Timestamp(1_764_489_600_250_000));
        for text in [
            "1764489600.25",
            "1764489600.250000",
            "1764489600250",
            "1764489600250000",
            "2025-11-30T08:00:00.25Z",
            "2025-11-30T03:00:00.25-05:00",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        for text in ["", "yesterday", "-1", "1e9", "99999999999999999999", "2025-11-30T08:00:00"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
