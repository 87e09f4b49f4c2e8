//! Whether an answer has the documented keys, in their order, with their types.

use tandem_wire::php::{Value, encode};

use super::facts::{Kind, Member, Presence};

/// What is wrong with an answer that should have this status and these keys behind it.
pub fn faults(answer: &Value, status: &str, documented: &[Member]) -> Vec<String> {
    let mut faults = Vec::new();
    let Value::Map(members) = answer else {
        return vec![format!("the answer is no map: {}", encode(answer))];
    };
    match members.split_first() {
        Some(((key, Value::Text(found)), rest)) if key == "status" && found == status => {
            // The word of a rehearsal has its message.
            let rest = if status == "success" { rest } else { &[] };
            compare("the answer", documented, rest, &mut faults);
        }
        _ => faults.push(format!("expected {status}, got {}", encode(answer))),
    }
    faults
}

fn compare(
    place: &str,
    documented: &[Member],
    found: &[(String, Value)],
    faults: &mut Vec<String>,
) {
    let mut found = found.iter().peekable();
    for member in documented {
        let wanted = &member.key;
        let answered = found.next_if(|(key, _)| key == wanted);
        match (member.presence, answered) {
            // Of what there is only sometimes there may be nothing.
            (Presence::Sometimes, Some((_, Value::List(rows)))) if rows.is_empty() => {}
            (Presence::Always | Presence::Sometimes, Some((_, value))) => {
                check(&format!("{place}.{wanted}"), &member.kind, value, faults);
            }
            (Presence::Sometimes | Presence::NotYet, None) => {}
            (Presence::NotYet, Some(_)) => {
                faults.push(format!("{place} has {wanted} now: take its minus away"));
            }
            (Presence::Always, None) => {
                let instead = found.peek().map_or("nothing", |(key, _)| key.as_str());
                faults.push(format!("{place} has {instead} where {wanted} is documented"));
                return;
            }
        }
    }
    let more: Vec<&str> = found.map(|(key, _)| key.as_str()).collect();
    if !more.is_empty() {
        faults.push(format!("{place} goes on with {}, which is not documented", more.join(", ")));
    }
}

fn check(place: &str, kind: &Kind, value: &Value, faults: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Text, Value::Text(_)) | (Kind::Number, Value::Int(_)) => {}
        // PHP's word for a text that there is not.
        (Kind::Text, Value::Bool(false)) => {}
        (Kind::Map(documented), Value::Map(found)) => compare(place, documented, found, faults),
        (Kind::Texts | Kind::Rows(_), Value::List(rows)) if rows.is_empty() => {
            faults.push(format!("{place} is an empty list; the call should find something"));
        }
        (Kind::Texts, Value::List(rows)) => {
            if !rows.iter().all(|row| matches!(row, Value::Text(_))) {
                let rows = encode(value);
                faults.push(format!("{place} is {rows} and documented as a list of strings"));
            }
        }
        (Kind::Rows(documented), Value::List(rows)) => {
            for (index, row) in rows.iter().enumerate() {
                let Value::Map(found) = row else {
                    faults.push(format!("{place}[{index}] is no map: {}", encode(row)));
                    return;
                };
                let before = faults.len();
                compare(&format!("{place}[{index}]"), documented, found, faults);
                // All rows come out of one mould.
                if faults.len() > before {
                    return;
                }
            }
        }
        _ => {
            let (found, wanted) = (encode(value), name(kind));
            faults.push(format!("{place} is {found} and documented as {wanted}"));
        }
    }
}

const fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "a string",
        Kind::Number => "a number",
        Kind::Texts | Kind::Rows(_) => "a list",
        Kind::Map(_) => "a map",
    }
}
