//! From what happened to JSON. Pure.

use serde_json::{Value, json};
use tandem_domain::Timestamp;

use crate::sandbox::{Counts, Passed, Spell};

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
