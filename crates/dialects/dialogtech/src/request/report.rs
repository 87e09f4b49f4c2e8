//! Reports: which days, which calls, which columns.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use tandem_domain::{CallDirection, Timestamp, eastern_days, eastern_instant};
use tandem_engine::{CallList, LIST_CALLS_MAX};
use tandem_gateway::{Fault, Reader};

use crate::SCHEME;
use crate::report::{Column, TRACKED};

/// The longest way to write a day: with dashes.
pub(crate) const DAY_CHARS_MAX: usize = "2010-11-30".len();
/// The longest way to write a time of the day.
pub(crate) const TIME_CHARS_MAX: usize = "23:59".len();
/// The longest number or word that calls are narrowed by, in characters.
pub(crate) const VALUE_CHARS_MAX: usize = 64;
/// The longest time that calls are shown of, in days.
const DAYS_MAX: i32 = 92;

/// The most rows of a report.
pub(crate) const ROWS_MAX: usize = LIST_CALLS_MAX as usize;
/// The values of `call_type_filter`.
pub(crate) const CALL_TYPES: &[&str] = &["All", "Inbound", "Outbound", "Click-To"];

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `<data>` with a `<record>` for each row.
    Xml,
    /// Lines between commas under the names of the columns.
    Csv,
    /// The same between tabs.
    Text,
}

/// `format`; XML without it.
pub(crate) fn format(args: &Reader<'_>) -> Result<Format, Fault> {
    match args.text("format").map(str::to_ascii_lowercase).as_deref() {
        None | Some("xml") => Ok(Format::Xml),
        Some("csv") => Ok(Format::Csv),
        Some("text") => Ok(Format::Text),
        Some(_) => Err(Fault::invalid("format", "must be xml, csv or text")),
    }
}

/// The days from `start_date` to `end_date`, both included, by the clock of the east.
pub(crate) fn days(args: &Reader<'_>) -> Result<Range<Timestamp>, Fault> {
    let (first, last) = first_and_last(args)?;
    Ok(eastern_days(first, last))
}

fn first_and_last(args: &Reader<'_>) -> Result<(Date, Date), Fault> {
    let (first, last) = (day(args, "start_date")?, day(args, "end_date")?);
    let days = first.until(last).map_or(-1, |span| span.get_days());
    if !(0..DAYS_MAX).contains(&days) {
        let why =
            format!("must be no earlier than start_date, and less than {DAYS_MAX} days later");
        return Err(Fault::invalid("end_date", why));
    }
    Ok((first, last))
}

/// A day that may be absent, by the clock of the east.
pub(crate) fn one_day(
    args: &Reader<'_>,
    name: &'static str,
) -> Result<Option<Range<Timestamp>>, Fault> {
    if args.text(name).is_none() {
        return Ok(None);
    }
    let day = day(args, name)?;
    Ok(Some(eastern_days(day, day)))
}

fn day(args: &Reader<'_>, name: &'static str) -> Result<Date, Fault> {
    let text = args.required(name)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    // Documents write a day with and without dashes, and so do clients.
    let read = Date::strptime("%Y%m%d", text.replace('-', ""));
    let date = read.ok().filter(|_| plain && matches!(text.len(), 8 | DAY_CHARS_MAX));
    date.ok_or_else(|| Fault::invalid(name, "must be a day such as 20101130"))
}

/// `1530` or `15:30`.
fn time(args: &Reader<'_>, name: &'static str) -> Result<Option<Time>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let digits = text.replace(':', "");
    let plain = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let time = Time::strptime("%H%M", &digits).ok().filter(|_| plain);
    let fault = || Fault::invalid(name, "must be a time of the day such as 1530");
    time.map(Some).ok_or_else(fault)
}

/// `report.call_detail`: the lists that it is made of, the latest first. It is one for all of the time, or one
/// for each day of which only some hours are wanted; none of calls of a kind that nobody makes here.
pub(crate) fn calls(args: &Reader<'_>) -> Result<Vec<CallList>, Fault> {
    let (first, last) = first_and_last(args)?;
    let spans = match (time(args, "start_time")?, time(args, "end_time")?) {
        (None, None) => vec![eastern_days(first, last)],
        (Some(from), Some(to)) if from <= to => {
            let hours = |day: Date| {
                eastern_instant(day.to_datetime(from))..eastern_instant(day.to_datetime(to))
            };
            let mut spans: Vec<_> =
                first.series(1.day()).take_while(|day| *day <= last).map(hours).collect();
            spans.reverse();
            spans
        }
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("end_time", "must not be earlier than start_time"));
        }
        (None, Some(_)) => return Err(Fault::Missing { param: "start_time" }),
        (Some(_), None) => return Err(Fault::Missing { param: "end_time" }),
    };
    let direction = match args.text("call_type_filter").map(str::to_ascii_lowercase).as_deref() {
        None | Some("all") => None,
        Some("inbound") => Some(CallDirection::Inbound),
        Some("outbound") => Some(CallDirection::Outbound),
        Some("click-to") => return Ok(Vec::new()),
        Some(_) => {
            let why = "must be All, Inbound, Outbound or Click-To";
            return Err(Fault::invalid("call_type_filter", why));
        }
    };
    let did = match args.text("call_type_value") {
        None => None,
        Some(text) if text.eq_ignore_ascii_case("all") => None,
        Some(text) => Some(args.as_did("call_type_value", text)?),
    };
    let latest = CallList::latest(SCHEME, LIST_CALLS_MAX);
    let lists = spans.into_iter().map(|span: Range<Timestamp>| {
        let (from, to) = (Some(span.start), Some(span.end));
        CallList { from, to, did, direction, ..latest.clone() }
    });
    Ok(lists.collect())
}

/// `report.call_detail_csv`: all calls of some days.
pub(crate) fn all_calls(args: &Reader<'_>) -> Result<CallList, Fault> {
    let span = days(args)?;
    let (from, to) = (Some(span.start), Some(span.end));
    Ok(CallList { from, to, ..CallList::latest(SCHEME, LIST_CALLS_MAX) })
}

/// `report.call_tracking`: the calls to tracking numbers; none of a channel, because calls have none here.
pub(crate) fn tracked_calls(args: &Reader<'_>) -> Result<Option<CallList>, Fault> {
    let list = all_calls(args)?;
    let channel =
        args.text("channel_filter").filter(|channel| !channel.eq_ignore_ascii_case("all"));
    let direction = Some(CallDirection::Inbound);
    Ok(channel.is_none().then_some(CallList { direction, ..list }))
}

/// The columns of `report.call_tracking`: what is known of a call, and those whose switches are on.
pub(crate) fn tracked_columns(args: &Reader<'_>) -> Result<Vec<Column>, Fault> {
    let mut columns = Column::PLAIN.to_vec();
    for name in TRACKED {
        if args.flag(name)?.unwrap_or(false) {
            columns.push(Column::Nothing(name));
        }
    }
    Ok(columns)
}

/// The columns whose switches are on; the plain ones if none is said to be.
pub(crate) fn columns(args: &Reader<'_>) -> Result<Vec<Column>, Fault> {
    let mut switched = Vec::new();
    for column in Column::ALL {
        if args.flag(column.name())?.unwrap_or(false) {
            switched.push(column);
        }
    }
    if switched.is_empty() {
        switched.extend(Column::PLAIN);
    }
    Ok(switched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::ACTIONS;
    use proptest::prelude::*;
    use tandem_gateway::Found;
    use tandem_numbering::Rules;
    use tandem_wire::Args;

    fn of(pairs: &[(&str, &str)]) -> Result<Vec<CallList>, Fault> {
        let Some(Found::Works(entry)) = ACTIONS.find("report.call_detail") else {
            panic!("there is such an action")
        };
        let args: Args = pairs.iter().copied().collect();
        calls(&Reader::new(&args, entry.spec, &Rules::new()))
    }

    fn at(text: &str) -> Option<Timestamp> {
        Timestamp::parse(text)
    }

    #[test]
    fn hours_are_those_of_each_day() {
        let days = [("start_date", "20261031"), ("end_date", "2026-11-01")];
        let whole = of(&days).expect("days");
        assert_eq!(whole.len(), 1);
        assert_eq!(
            (whole[0].from, whole[0].to),
            (at("2026-10-31T04:00:00Z"), at("2026-11-02T05:00:00Z"))
        );
        let hours = [days[0], days[1], ("start_time", "0900"), ("end_time", "17:30")];
        let lists = of(&hours).expect("hours");
        let spans: Vec<_> = lists.iter().map(|list| (list.from, list.to)).collect();
        // The clock was put back in the night between them; the latest comes first.
        assert_eq!(
            spans,
            [
                (at("2026-11-01T14:00:00Z"), at("2026-11-01T22:30:00Z")),
                (at("2026-10-31T13:00:00Z"), at("2026-10-31T21:30:00Z")),
            ]
        );
        assert_eq!(of(&hours[..3]), Err(Fault::Missing { param: "end_time" }));
    }

    proptest! {
        #[test]
        fn no_text_panics(day in "[0-9-]{0,10}|.{0,10}", time in "[0-9:]{0,5}|.{0,5}") {
            let _ = of(&[("start_date", &day), ("end_date", &day), ("start_time", &time), ("end_time", &time)]);
            let _ = of(&[("start_date", "00010101"), ("end_date", &day)]);
        }
    }
}
