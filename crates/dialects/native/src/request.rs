//! From JSON to what is wanted. Pure.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp as Civil};
use serde_json::{Map, Value};
use tandem_domain::Timestamp;

use crate::operations::Entry;
use crate::sandbox::Spell;
use crate::words::Problem;

/// The longest body that is read, in bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How far one request moves the time, in days: a year and a day.
const MOVE_DAYS_MAX: i64 = 367;
/// How often something may be asked to go wrong.
const COUNT_MAX: u64 = 1_000_000;

/// The members of a request's object. A member that the operation does not take is refused rather
/// than passed over: a misspelt one would be.
pub(crate) fn members(entry: &Entry, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    if body.len() > BODY_BYTES_MAX {
        return Err(Problem::body("is longer than 65536 bytes"));
    }
    let value = serde_json::from_slice(body);
    let Ok(Value::Object(members)) = value else {
        return Err(Problem::body("must be a JSON object"));
    };
    let takes = |name: &String| entry.params().any(|param| param == name);
    match members.keys().find(|name| !takes(name)) {
        Some(name) => {
            let params: Vec<&str> = entry.params().collect();
            Err(Problem::invalid(name, format!("is none of {}", params.join(", "))))
        }
        None => Ok(members),
    }
}

/// Until when time is to pass.
pub(crate) fn until(members: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, Problem> {
    let (field, to) = match (members.get("advance"), members.get("to")) {
        (Some(span), None) => ("advance", later("advance", span, now)?),
        (None, Some(to)) => {
            let read = to.as_str().and_then(|text| text.parse::<Civil>().ok());
            let must = "must be a time such as 2026-12-31T23:59:59Z";
            let to = read.ok_or_else(|| Problem::invalid("to", must))?;
            ("to", Timestamp(to.as_microsecond()))
        }
        _ => return Err(Problem::body("must have one of advance and to")),
    };
    if to < now {
        return Err(Problem::invalid(field, "leads back, and time does not go back"));
    }
    if to > now.plus_days(MOVE_DAYS_MAX) {
        return Err(Problem::invalid(field, format!("leads further than {MOVE_DAYS_MAX} days")));
    }
    Ok(to)
}

/// What is to go wrong, or well again.
pub(crate) enum Wanted {
    Set(Spell),
    Clear(Option<String>),
}

/// What is to go wrong, or well again.
pub(crate) fn fault(
    members: &Map<String, Value>,
    kinds: &[&str],
    now: Timestamp,
) -> Result<Wanted, Problem> {
    let kind = match members.get("kind") {
        None => None,
        Some(kind) => {
            let known = kind.as_str().filter(|kind| kinds.contains(kind));
            let must = || Problem::invalid("kind", format!("must be one of {}", kinds.join(", ")));
            Some(known.ok_or_else(must)?.to_owned())
        }
    };
    match members.get("clear") {
        None | Some(Value::Bool(false)) => {}
        Some(Value::Bool(true)) => return Ok(Wanted::Clear(kind)),
        Some(_) => return Err(Problem::invalid("clear", "must be true or false")),
    }
    let kind = kind.ok_or_else(|| Problem::missing("kind"))?;
    let count = match members.get("count") {
        None => None,
        Some(count) => {
            let fits = count.as_u64().filter(|count| (1..=COUNT_MAX).contains(count));
            let must = || Problem::invalid("count", "must be a whole number from 1 to 1000000");
            Some(u32::try_from(fits.ok_or_else(must)?).unwrap_or(u32::MAX))
        }
    };
    let until = members.get("for").map(|span| later("for", span, now)).transpose()?;
    Ok(Wanted::Set(Spell { kind, count, until }))
}

/// An instant that lies so much later, by the calendar: a month after 31 January is 28 February.
fn later(field: &str, span: &Value, now: Timestamp) -> Result<Timestamp, Problem> {
    let span = span.as_str().and_then(|text| text.parse::<Span>().ok());
    let must = || Problem::invalid(field, "must be a duration such as P1M, P10D or PT15M");
    let span = span.filter(|span| !span.is_negative()).ok_or_else(must)?;
    let later = now.civil().to_zoned(TimeZone::UTC).checked_add(span);
    let too_far = |_| Problem::invalid(field, "leads beyond the calendar");
    Ok(Timestamp(later.map_err(too_far)?.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<Civil>().expect("a time").as_microsecond())
    }

    fn read(body: &str, now: &str) -> Result<Timestamp, Problem> {
        let members = serde_json::from_str(body).expect("an object");
        until(&members, at(now))
    }

    #[test]
    fn a_month_goes_by_the_calendar() {
        let month = read(r#"{"advance":"P1M"}"#, "2026-01-31T12:00:00Z");
        assert_eq!(month, Ok(at("2026-02-28T12:00:00Z")));
        let quarter = read(r#"{"advance":"PT15M"}"#, "2026-01-31T12:00:00Z");
        assert_eq!(quarter, Ok(at("2026-01-31T12:15:00Z")));
    }

    #[test]
    fn time_does_not_go_back_or_too_far() {
        for body in [
            r#"{"advance":"-P1D"}"#,
            r#"{"advance":"P9999Y"}"#,
            r#"{"advance":"P2Y"}"#,
            r#"{"advance":1}"#,
            r#"{"to":"2025-12-31T00:00:00Z"}"#,
            r#"{"to":"tomorrow"}"#,
            r#"{"to":"2026-02-01T00:00:00Z","advance":"P1D"}"#,
            "{}",
        ] {
            assert!(read(body, "2026-01-31T12:00:00Z").is_err(), "{body}");
        }
    }
}
