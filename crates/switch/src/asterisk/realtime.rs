//! What Asterisk asks while it runs, by its module `res_config_curl`: queues and their members.
//!
//! It posts what it looks for to `…/TABLE/single`, or to `…/TABLE/multi` if it expects several rows, and reads
//! rows as forms, a line each. Nothing at all means that there is none.

use http::StatusCode;
use tandem_gateway::Answer;
use tandem_wire::Args;

use crate::agi::Queues;
use crate::door::plain;

type Row = Vec<(&'static str, String)>;

/// Answers a question: what is asked is a table and what is to be done with it.
pub(crate) fn answer(asked: &str, args: &Args, queues: &Queues) -> Answer {
    let text = |name: &str| args.get(name).unwrap_or_default();
    let rows = match asked {
        "queues/single" => queues.how(text("name")).into_iter().collect(),
        "queue_members/multi" => queues.agents(text("queue_name")),
        // Whether a column is there that is to be written: nothing is written here.
        _ if asked.ends_with("/require") => return plain(StatusCode::OK, "0"),
        _ => Vec::new(),
    };
    plain(StatusCode::OK, rows.iter().map(written).collect::<String>())
}

fn written(row: &Row) -> String {
    let fields = row.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    fields.collect::<Vec<_>>().join("&") + "\n"
}

/// A value as forms write it.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(what: &str, args: &[(&str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let answer = answer(what, &Args::from_iter(args), &Queues::default());
        String::from_utf8_lossy(answer.body()).into_owned()
    }

    #[test]
    fn what_nobody_waits_in_is_not_there() {
        assert_eq!(asked("queues/single", &[("name", "4764")]), "");
        assert_eq!(asked("queue_members/multi", &[("queue_name", "4764")]), "");
        assert_eq!(asked("queue_members/require", &[]), "0");
        assert_eq!(escaped("PJSIP/a b@c"), "PJSIP%2Fa%20b%40c");
    }
}
