//! From JSON to what is asked about routing: explanations, versions, drafts. Pure.

use jiff::Timestamp as Civil;
use serde_json::{Map, Value};
use tandem_domain::{Destination, ObjectBody, ObjectId, ObjectKind, SettingsChange, Timestamp};
use tandem_engine::{
    AsOf, RouteCompare, RouteDraft, RouteExplain, RouteRollBack, RouteTry, RouteVersionList,
};
use tandem_numbering::{Did, Rules};

use crate::words::Problem;

/// How long before now calls were made that a draft is tried against unless told otherwise, in seconds.
const TRIED_SECONDS: i64 = 24 * 60 * 60;
/// The most things that a draft changes.
const DRAFT_MAX: usize = 100;
/// The longest text that stands for a caller, or names a login, in characters.
const CALLER_CHARS_MAX: usize = 128;

type Members = Map<String, Value>;

/// `POST /v1/route-explanations`.
pub(crate) fn explain(members: &Members, rules: &Rules) -> Result<RouteExplain, Problem> {
    let to = members.get("to").ok_or_else(|| Problem::missing("to"))?;
    Ok(RouteExplain {
        to: number("to", to, rules)?,
        from: caller(members, "from")?,
        login: caller(members, "login")?,
        at: members.get("at").map(|at| time("at", at)).transpose()?,
        as_of: version(members, "version")?,
        draft: draft(members.get("draft"), rules)?,
        up: None,
    })
}

/// What says who calls; empty if nothing does.
fn caller(members: &Members, name: &'static str) -> Result<String, Problem> {
    let said = match members.get(name) {
        None | Some(Value::Null) => "",
        Some(said) => text(name, said)?,
    };
    if said.chars().count() > CALLER_CHARS_MAX {
        let must = format!("must have at most {CALLER_CHARS_MAX} characters");
        return Err(Problem::invalid(name, must));
    }
    Ok(said.to_owned())
}

/// `GET /v1/route-versions`.
pub(crate) fn versions(query: Option<&str>) -> Result<RouteVersionList, Problem> {
    let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let mut before = None;
    for pair in pairs {
        match pair.split_once('=') {
            Some(("before", value)) => {
                let must = || Problem::invalid("before", "must be the number of a version");
                before = Some(value.parse().map_err(|_| must())?);
            }
            _ => {
                return Err(Problem::invalid(
                    pair.split('=').next().unwrap_or(pair),
                    "is none of before",
                ));
            }
        }
    }
    Ok(RouteVersionList { before })
}

/// `POST /v1/route-comparisons`.
pub(crate) fn compare(members: &Members) -> Result<RouteCompare, Problem> {
    let from = version(members, "from")?.ok_or_else(|| Problem::missing("from"))?;
    Ok(RouteCompare { from, to: version(members, "to")? })
}

/// `POST /v1/route-trials`.
pub(crate) fn trial(members: &Members, rules: &Rules, now: Timestamp) -> Result<RouteTry, Problem> {
    let instant = |field| members.get(field).map(|at| time(field, at)).transpose();
    let to = instant("until")?.unwrap_or(now);
    let from = instant("since")?.unwrap_or_else(|| to.plus_seconds(-TRIED_SECONDS));
    let (draft, as_of) = (draft(members.get("draft"), rules)?, version(members, "version")?);
    if draft.is_empty() && as_of.is_none() {
        return Err(Problem::body("must have a draft or a version to try"));
    }
    Ok(RouteTry { draft, as_of, from, to })
}

/// `POST /v1/route-rollbacks`.
pub(crate) fn roll_back(members: &Members) -> Result<RouteRollBack, Problem> {
    let to = version(members, "to")?.ok_or_else(|| Problem::missing("to"))?;
    let dry_run = match members.get("dry_run") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return Err(Problem::invalid("dry_run", "must be true or false")),
    };
    Ok(RouteRollBack { to, dry_run })
}

/// A version: its number, or a time at which it was in force.
fn version(members: &Members, field: &str) -> Result<Option<AsOf>, Problem> {
    match members.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => {
            let must = || Problem::invalid(field, "must be the number of a version, or a time");
            Ok(Some(AsOf::Version(number.as_i64().ok_or_else(must)?)))
        }
        Some(value) => Ok(Some(AsOf::Time(time(field, value)?))),
    }
}

/// What would be otherwise.
fn draft(value: Option<&Value>, rules: &Rules) -> Result<RouteDraft, Problem> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(RouteDraft::default());
    };
    let members = object("draft", value)?;
    only("draft", members, &["numbers", "objects", "gone"])?;
    let mut draft = RouteDraft::default();
    if let Some(numbers) = members.get("numbers") {
        for (written, change) in object("draft.numbers", numbers)? {
            let field = format!("draft.numbers.{written}");
            let did = rules.read(written).map_err(|fault| Problem::invalid(&field, fault))?;
            draft.numbers.push((did, settings(&field, change)?));
        }
    }
    for (place, entry) in list("draft.objects", members.get("objects"))?.iter().enumerate() {
        draft.objects.push(drawn(&format!("draft.objects[{place}]"), entry)?);
    }
    for (place, entry) in list("draft.gone", members.get("gone"))?.iter().enumerate() {
        let field = format!("draft.gone[{place}]");
        let named = destination(&field, entry)?;
        let must = || Problem::invalid(&field, "must be an object such as fwd:1026");
        draft.gone.push(named.named().ok_or_else(must)?);
    }
    if draft.len() > DRAFT_MAX {
        return Err(Problem::invalid("draft", format!("must change at most {DRAFT_MAX} things")));
    }
    Ok(draft)
}

/// An object of a draft: `{"object": "fwd:1026", "says": {…}}`.
fn drawn(field: &str, entry: &Value) -> Result<(ObjectId, ObjectBody), Problem> {
    let members = object(field, entry)?;
    only(field, members, &["object", "says"])?;
    let (named, says) = (format!("{field}.object"), format!("{field}.says"));
    let object = members.get("object").ok_or_else(|| Problem::missing(&named))?;
    let must = || Problem::invalid(&named, "must be an object such as fwd:1026");
    let (kind, id): (ObjectKind, ObjectId) =
        destination(&named, object)?.named().ok_or_else(must)?;
    let doc = members.get("says").ok_or_else(|| Problem::missing(&says))?;
    let body = ObjectBody::from_value(kind, doc.clone());
    let body = body.map_err(|fault| Problem::invalid(&says, format!("cannot be read: {fault}")))?;
    let none = || Problem::invalid(&named, "is of a kind that no call goes to");
    Ok((id, body.ok_or_else(none)?))
}

/// How a number of a draft is set up; what is not said stays.
fn settings(field: &str, value: &Value) -> Result<SettingsChange, Problem> {
    let members = object(field, value)?;
    let mut change = SettingsChange::default();
    for (name, value) in members {
        let field = format!("{field}.{name}");
        let to = || destination(&field, value).map(Some);
        let written = || text(&field, value).map(|text| Some(text.to_owned()));
        match name.as_str() {
            "routing" => change.routing = to()?,
            "failover_busy" => change.failover_busy = to()?,
            "failover_unreachable" => change.failover_unreachable = to()?,
            "failover_no_answer" => change.failover_no_answer = to()?,
            "voicemail" => change.voicemail = written()?,
            "pop" => change.pop = written()?,
            "caller_id_prefix" => change.caller_id_prefix = written()?,
            "dial_seconds" => {
                let seconds = value.as_u64().and_then(|seconds| u32::try_from(seconds).ok());
                let must = || Problem::invalid(&field, "must be a number of seconds");
                change.dial_seconds = Some(seconds.ok_or_else(must)?);
            }
            "cnam" => {
                let must = || Problem::invalid(&field, "must be true or false");
                change.cnam = Some(value.as_bool().ok_or_else(must)?);
            }
            _ => {
                return Err(Problem::invalid(
                    &field,
                    "is none of what decides where a number rings",
                ));
            }
        }
    }
    Ok(change)
}

fn number(field: &str, value: &Value, rules: &Rules) -> Result<Did, Problem> {
    let written = text(field, value)?;
    rules.read(written).map_err(|fault| Problem::invalid(field, fault))
}

fn time(field: &str, value: &Value) -> Result<Timestamp, Problem> {
    let read = value.as_str().and_then(|text| text.parse::<Civil>().ok());
    let must = || Problem::invalid(field, "must be a time such as 2026-12-31T23:59:59Z");
    Ok(Timestamp(read.ok_or_else(must)?.as_microsecond()))
}

fn destination(field: &str, value: &Value) -> Result<Destination, Problem> {
    let must = || Problem::invalid(field, "must be a destination such as fwd:1026");
    Destination::parse(text(field, value)?).map_err(|_| must())
}

fn text<'v>(field: &str, value: &'v Value) -> Result<&'v str, Problem> {
    value.as_str().ok_or_else(|| Problem::invalid(field, "must be a text"))
}

fn object<'v>(field: &str, value: &'v Value) -> Result<&'v Members, Problem> {
    value.as_object().ok_or_else(|| Problem::invalid(field, "must be a JSON object"))
}

fn list<'v>(field: &str, value: Option<&'v Value>) -> Result<&'v [Value], Problem> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(entries)) => Ok(entries),
        Some(_) => Err(Problem::invalid(field, "must be a list")),
    }
}

fn only(field: &str, members: &Members, known: &[&str]) -> Result<(), Problem> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let why = format!("is none of {}", known.join(", "));
            Err(Problem::invalid(&format!("{field}.{name}"), why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Members {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn a_draft_is_read_with_all_that_it_changes() {
        let asked = members(
            r#"{"to": "+13055550100", "version": 7, "draft": {
                "numbers": {"+13055550100": {"routing": "fwd:1026", "dial_seconds": 20}},
                "objects": [{"object": "fwd:1026", "says": {"number": 13055550199}}],
                "gone": ["vm:101"]}}"#,
        );
        let read = explain(&asked, &Rules::new()).expect("a request");
        assert_eq!((read.as_of, read.draft.len()), (Some(AsOf::Version(7)), 3));
        assert_eq!(read.draft.numbers[0].1.dial_seconds, Some(20));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, field) in [
            ("{}", "to is required"),
            (r#"{"to": "12"}"#, "to "),
            (r#"{"to": "+13055550100", "version": "soon"}"#, "version must be a time"),
            (r#"{"to": "+13055550100", "draft": {"number": {}}}"#, "draft.number is none of"),
            (
                r#"{"to": "+13055550100", "draft": {"numbers": {"+13055550100": {"note": "x"}}}}"#,
                "draft.numbers.+13055550100.note is none of",
            ),
            (
                r#"{"to": "+13055550100", "draft": {"objects": [{"object": "fwd:x", "says": {}}]}}"#,
                "draft.objects[0].object must be",
            ),
        ] {
            let problem = explain(&members(text), &Rules::new()).expect_err(text).body_text();
            assert!(problem.contains(field), "{text}: {problem}");
        }
    }
}
