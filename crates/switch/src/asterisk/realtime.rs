//! What Asterisk asks while it runs, by its module `res_config_curl`: queues, their members, mailboxes.
//!
//! It posts what it looks for to `…/TABLE/single`, or to `…/TABLE/multi` if it expects several rows, and reads
//! rows as forms, a line each. Nothing at all means that there is none.

use http::StatusCode;
use tandem_gateway::Answer;
use tandem_wire::Args;

use crate::agi::Queues;
use crate::door::plain;

/// The context of our mailboxes.
const MAILBOXES: &str = "tandem";

/// The most digits of a mailbox.
const MAILBOX_DIGITS_MAX: usize = 19;

type Row = Vec<(&'static str, String)>;

/// Answers a question: what is asked is a table and what is to be done with it.
pub(crate) fn answer(asked: &str, args: &Args, queues: &Queues) -> Answer {
    let text = |name: &str| args.get(name).unwrap_or_default();
    let rows = match asked {
        "queues/single" => queues.how(text("name")).into_iter().collect(),
        "queue_members/multi" => queues.agents(text("queue_name")),
        "voicemail/single" => mailbox(text("mailbox"), text("context")).into_iter().collect(),
        // Whether a column is there that is to be written: nothing is written here.
        _ if asked.ends_with("/require") => return plain(StatusCode::OK, "0"),
        _ => Vec::new(),
    };
    plain(StatusCode::OK, rows.iter().map(written).collect::<String>())
}

/// A mailbox that a plan sent somebody to: a place for messages, and nothing that opens it, since the password
/// is on no telephone.
fn mailbox(number: &str, context: &str) -> Option<Row> {
    let is_number = !number.is_empty()
        && number.len() <= MAILBOX_DIGITS_MAX
        && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && (context == MAILBOXES || context.is_empty())).then(|| {
        vec![
            ("uniqueid", number.to_owned()),
            ("mailbox", number.to_owned()),
            ("context", MAILBOXES.to_owned()),
            ("password", "none".to_owned()),
        ]
    })
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
    fn a_mailbox_is_there_and_nothing_opens_it() {
        let row = "uniqueid=101&mailbox=101&context=tandem&password=none\n";
        assert_eq!(asked("voicemail/single", &[("mailbox", "101"), ("context", "tandem")]), row);
        for (number, context) in [("101", "default"), ("1a", "tandem"), ("", "tandem")] {
            let args = [("mailbox", number), ("context", context)];
            assert_eq!(asked("voicemail/single", &args), "", "{number}@{context}");
        }
    }

    #[test]
    fn what_nobody_waits_in_is_not_there() {
        assert_eq!(asked("queues/single", &[("name", "4764")]), "");
        assert_eq!(asked("queue_members/multi", &[("queue_name", "4764")]), "");
        assert_eq!(asked("queue_members/require", &[]), "0");
        assert_eq!(escaped("PJSIP/a b@c"), "PJSIP%2Fa%20b%40c");
    }
}
