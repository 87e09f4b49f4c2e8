//! Time conditions.

use tandem_domain::{ObjectId, Schedule, TimeCondition, Weekday, Window};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;

/// One way in some hours, another way in others.
pub struct TimeConditions;

const ID: Param = param::id("timecondition", "the time condition");

/// A list of numbers. A single `0` is one, as nothing else could say midnight.
const fn numbers(name: &'static str, about: &'static str) -> Param {
    Param::required(name, Kind::Object, about)
}

static SET: Spec = Spec {
    name: "setTimeCondition",
    section: DIDS,
    about: "Makes or changes a choice by the clock.",
    params: &[
        ID,
        required(param::NAME),
        Param::required("routing_match", Kind::Routing, "where a call goes in these hours"),
        Param::required("routing_nomatch", Kind::Routing, "where it goes at other times"),
        numbers("starthour", "the hours at which they begin, with semicolons"),
        numbers("startminute", "and the minutes"),
        numbers("endhour", "the hours at which they end"),
        numbers("endminute", "and the minutes"),
        required(param::list("weekdaystart", "the first day of each, sun to sat")),
        required(param::list("weekdayend", "the last day of each")),
    ],
};

static GET: Spec = Spec {
    name: "getTimeConditions",
    section: DIDS,
    about: "Lists the choices by the clock.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delTimeCondition",
    section: DIDS,
    about: "Deletes a choice by the clock.",
    params: &[required(ID)],
};

impl Objects for TimeConditions {
    type Body = TimeCondition;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("timecondition");
    const LIST: &'static str = "timecondition";
    const EMPTY: &'static str = "no_timecondition";

    fn read(args: &Reader<'_>) -> Result<TimeCondition, Fault> {
        // No function says by which clock: it is the account's.
        Ok(TimeCondition {
            name: read::text(args, "name")?,
            schedule: Schedule { zone: String::new(), windows: windows(args)? },
            matched: read::destination(args, "routing_match")?,
            otherwise: read::destination(args, "routing_nomatch")?,
        })
    }

    fn row(id: ObjectId, body: &TimeCondition) -> Map {
        let list = |part: fn(&Window) -> String| {
            body.schedule.windows.iter().map(part).collect::<Vec<_>>().join(";")
        };
        Map::new()
            .with("timecondition", id.to_string())
            .with("name", &body.name)
            .with("routing_match", body.matched.to_string())
            .with("routing_nomatch", body.otherwise.to_string())
            .with("starthour", list(|window| (window.from_minute / 60).to_string()))
            .with("startminute", list(|window| (window.from_minute % 60).to_string()))
            .with("endhour", list(|window| (window.to_minute / 60).to_string()))
            .with("endminute", list(|window| (window.to_minute % 60).to_string()))
            .with("weekdaystart", list(|window| window.from_day.word().to_owned()))
            .with("weekdayend", list(|window| window.to_day.word().to_owned()))
    }
}

/// Six lists side by side: the n-th of each make the n-th window.
fn windows(args: &Reader<'_>) -> Result<Vec<Window>, Fault> {
    // Midnight is hour 0 where a window begins, and 24 where it ends.
    let hours = |name| whole(args, name, if name == "endhour" { 24 } else { 23 });
    let minutes = |name| whole(args, name, 59);
    let (from_hours, from_minutes) = (hours("starthour")?, minutes("startminute")?);
    let (to_hours, to_minutes) = (hours("endhour")?, minutes("endminute")?);
    let (from_days, to_days) = (days(args, "weekdaystart")?, days(args, "weekdayend")?);
    let count = from_hours.len();
    let counts =
        [from_minutes.len(), to_hours.len(), to_minutes.len(), from_days.len(), to_days.len()];
    if counts.iter().any(|other| *other != count) {
        let why = "of starthour, startminute, endhour, endminute, weekdaystart and weekdayend must be \
                   as many: the first of each make a window, and so on";
        return Err(Fault::invalid("numbermembers", why));
    }
    let window = |nth: usize| {
        Some(Window {
            from_day: *from_days.get(nth)?,
            to_day: *to_days.get(nth)?,
            from_minute: from_hours.get(nth)? * 60 + from_minutes.get(nth)?,
            to_minute: to_hours.get(nth)? * 60 + to_minutes.get(nth)?,
        })
    };
    Ok((0..count).filter_map(window).collect())
}

fn parts<'a>(
    args: &Reader<'a>,
    name: &'static str,
) -> Result<impl Iterator<Item = &'a str>, Fault> {
    Ok(args.required(name)?.trim_end_matches(';').split(';').map(str::trim))
}

fn whole(args: &Reader<'_>, name: &'static str, most: u32) -> Result<Vec<u32>, Fault> {
    let wrong =
        || Fault::invalid(name, format!("must be numbers from 0 to {most} with semicolons"));
    let read = |part: &str| part.parse().ok().filter(|number| *number <= most).ok_or_else(wrong);
    parts(args, name)?.map(read).collect()
}

fn days(args: &Reader<'_>, name: &'static str) -> Result<Vec<Weekday>, Fault> {
    let wrong =
        || Fault::invalid(name, "must be sun, mon, tue, wed, thu, fri or sat, with semicolons");
    let read = |part: &str| Weekday::from_word(&part.to_ascii_lowercase()).ok_or_else(wrong);
    parts(args, name)?.map(read).collect()
}
