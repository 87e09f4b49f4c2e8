//! From what happened to JSON. Pure.

use serde_json::{Value, json};
use tandem_domain::Timestamp;
use tandem_engine::{
    RolledBack, RouteComparison, RouteExplained, RoutePart, RouteTrial, RouteVersion, RouteVersions,
};

use crate::sandbox::{Counts, Passed, Spell};

/// What is sent, and as what.
pub(crate) struct Shown {
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl Shown {
    pub(crate) fn json(value: Value) -> Self {
        Self { content_type: "application/json", body: value.to_string() }
    }
}

/// An explanation in the form that was asked for: of those that we have the one that is named first, and JSON to who
/// names none.
pub(crate) fn explained(explained: RouteExplained, accept: &str) -> Shown {
    let asked = accept.split([',', ';']).map(str::trim).find_map(|wanted| match wanted {
        "image/svg+xml" => Some(("image/svg+xml", explained.drawing.clone())),
        "text/plain" => Some(("text/plain; charset=utf-8", explained.text.clone())),
        _ => None,
    });
    if let Some((content_type, body)) = asked {
        return Shown { content_type, body };
    }
    let mut document = explained.document;
    if let Value::Object(fields) = &mut document {
        fields.insert("version".to_owned(), explained.version.map_or(Value::Null, version));
        fields.insert("text".to_owned(), explained.text.into());
    }
    Shown::json(document)
}

/// Versions of a customer's routing.
pub(crate) fn versions(found: &RouteVersions) -> Value {
    let versions = found.versions.iter().map(|found| {
        let mut shown = version(found.version);
        shown["changed"] = json!(found.changed);
        shown
    });
    json!({ "versions": versions.collect::<Vec<_>>(), "before": found.before })
}

/// What differs between two of them.
pub(crate) fn comparison(found: &RouteComparison) -> Value {
    let changes = found.changes.iter().map(|change| {
        json!({ "what": part(change.part), "before": change.before, "after": change.after })
    });
    json!({
        "from": version(found.from),
        "to": version(found.to),
        "changes": changes.collect::<Vec<_>>(),
    })
}

/// Calls that would have gone another way.
pub(crate) fn trial(found: &RouteTrial) -> Value {
    let calls = found.shown.iter().map(|tried| {
        json!({
            "to": tried.record.did.e164(),
            "from": tried.record.other,
            "at": tried.record.started.to_string(),
            "before": tried.before,
            "after": tried.after,
        })
    });
    json!({
        "tried": found.tried,
        "changed": found.changed,
        "more": found.more,
        "calls": calls.collect::<Vec<_>>(),
    })
}

/// What says again what it said.
pub(crate) fn rolled_back(done: &RolledBack, dry_run: bool) -> Value {
    let parts = |parts: &[RoutePart]| parts.iter().copied().map(part).collect::<Vec<_>>();
    json!({
        "to": version(done.to),
        "dry_run": dry_run,
        "changed": parts(&done.changed),
        "left": parts(&done.left),
        "passed_over": parts(&done.passed_over),
    })
}

fn version(version: RouteVersion) -> Value {
    json!({ "number": version.number, "at": version.at.to_string() })
}

/// `did:+13055550100`, `fwd:1026`.
fn part(part: RoutePart) -> String {
    match part {
        RoutePart::Number(did) => format!("did:{}", did.e164()),
        RoutePart::Object(kind, id) => format!("{}:{id}", kind.header()),
    }
}

/// The time.
pub(crate) fn clock(now: Timestamp) -> Value {
    json!({ "now": now.to_string() })
}

/// Time that passed, with what happened in all and by day.
pub(crate) fn passed(passed: &Passed) -> Value {
    let mut all = Counts::new();
    for (kind, count) in passed.days.iter().flat_map(|day| &day.events) {
        *all.entry(kind.clone()).or_default() += count;
    }
    let days: Vec<Value> =
        passed.days.iter().map(|day| json!({ "date": day.date, "events": day.events })).collect();
    json!({
        "from": passed.from.to_string(),
        "now": passed.to.to_string(),
        "events": all,
        "days": days,
    })
}

/// What goes wrong, and what could.
pub(crate) fn faults(spells: &[Spell], kinds: &[&str]) -> Value {
    let spells: Vec<Value> = spells
        .iter()
        .map(|spell| {
            let until = spell.until.map(|until| until.to_string());
            json!({ "kind": spell.kind, "count": spell.count, "until": until })
        })
        .collect();
    json!({ "faults": spells, "kinds": kinds })
}
