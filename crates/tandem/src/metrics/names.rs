//! Every figure there is. `docs/metrics.md` lists the same, and a test keeps it so.

/// What kind of figure, in the words of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, from the start of the process.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Times, by how long they were.
    Histogram,
}

impl Kind {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A figure.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub about: &'static str,
}

const fn name(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    about: &'static str,
) -> Name {
    Name { name, kind, labels, about }
}

use Kind::{Counter, Gauge, Histogram};

pub const READY: Name = name("tandem_ready", Gauge, &[], "1 while /readyz says ready, else 0.");
pub const HTTP_REQUESTS: Name = name(
    "tandem_http_requests_total",
    Counter,
    &["dialect", "operation", "status"],
    "Requests answered; the operation is none where there was none or nobody was let in.",
);
pub const HTTP_SECONDS: Name = name(
    "tandem_http_request_seconds",
    Histogram,
    &["dialect"],
    "How long requests took, from the last byte read to the answer.",
);
pub const AUTH_FAILURES: Name = name(
    "tandem_auth_failures_total",
    Counter,
    &["reason"],
    "Callers not let in: unknown, address, expired, guessing (locked out), too_often (rate limit), unavailable.",
);
pub const CALLS_UNCLAIMED: Name = name(
    "tandem_calls_unclaimed_total",
    Counter,
    &[],
    "Calls that switches reported to numbers that nobody had, and that nobody paid for.",
);
pub const SIP_MESSAGES: Name = name(
    "tandem_sip_messages_total",
    Counter,
    &["fate"],
    "Messages to the redirect server: answered, refused, passed_over (ACK, CANCEL), unreadable, stranger (not listed), too_often (rate limit), crowded.",
);
pub const COMMANDS: Name = name(
    "tandem_commands_total",
    Counter,
    &["command", "outcome"],
    "Commands that ended: done, or the word of the refusal.",
);
pub const COMMAND_SECONDS: Name = name(
    "tandem_command_seconds",
    Histogram,
    &["command"],
    "How long commands took, queue and commit included.",
);
pub const SUPPLIER_ANSWERS: Name = name(
    "tandem_supplier_answers_total",
    Counter,
    &["answer"],
    "Answers of suppliers: sold, refused, declined (for no fault of the number), withdrawn (never \
     called), unclear.",
);
pub const PURCHASES_OPEN: Name = name(
    "tandem_purchases_open",
    Gauge,
    &["state"],
    "Numbers being bought from suppliers: wanted, called, unclear (a person has to look).",
);
pub const NUMBERS: Name = name(
    "tandem_numbers",
    Gauge,
    &["state"],
    "Numbers by state, counted in the database every ten minutes.",
);
pub const NUMBERS_OVERDUE: Name = name(
    "tandem_numbers_overdue_seconds",
    Gauge,
    &[],
    "How long the oldest lapsed hold or ended rest waits to be moved on; minutes mean the sweep stands still.",
);
pub const STOCK_NUMBERS: Name =
    name("tandem_stock_numbers", Gauge, &[], "Numbers for sale in this node's mirror.");
pub const ROUTED_NUMBERS: Name = name(
    "tandem_routed_numbers",
    Gauge,
    &[],
    "Numbers that somebody has, in the memory that this node answers switches from.",
);
pub const ROUTES_AGE: Name = name(
    "tandem_routes_age_seconds",
    Gauge,
    &[],
    "How long that memory may have lacked something that was committed; it is used all the same.",
);
pub const FEED_LAG: Name = name(
    "tandem_feed_lag_seconds",
    Gauge,
    &[],
    "Age of this node's mirrors; from 5 s on it is not ready.",
);
pub const STORE_WAITING: Name = name(
    "tandem_store_waiting",
    Gauge,
    &["lane"],
    "Work in front of writers: order (customers), bulk.",
);
pub const STORE_BATCHES: Name = name(
    "tandem_store_batches_total",
    Counter,
    &["up_to"],
    "Commits by how many pieces of work they held.",
);
pub const STORE_COMMANDS: Name =
    name("tandem_store_commands_total", Counter, &[], "Pieces of work run by writers.");
pub const STORE_COMMITS: Name =
    name("tandem_store_commits_total", Counter, &[], "Transactions committed.");
pub const STORE_DISCARDED: Name = name(
    "tandem_store_discarded_total",
    Counter,
    &[],
    "Pieces of work whose writes were undone: refusals and rehearsals.",
);
pub const STORE_ALONE: Name = name(
    "tandem_store_alone_total",
    Counter,
    &[],
    "Pieces of work that ran again alone; many mean rows fought over, or a failing database.",
);
pub const STORE_BUSY: Name = name(
    "tandem_store_busy_seconds_total",
    Counter,
    &[],
    "Time that writers were busy. On SQLite there is one: near 1 a second it is saturated.",
);
pub const PROCESS_MEMORY: Name =
    name("tandem_process_resident_bytes", Gauge, &[], "Memory of the process that is in RAM.");
pub const PROCESS_FILES: Name =
    name("tandem_process_open_files", Gauge, &[], "Open files and sockets.");

/// All of them, in the order of the page.
#[cfg(test)]
const ALL: [Name; 25] = [
    READY,
    HTTP_REQUESTS,
    HTTP_SECONDS,
    AUTH_FAILURES,
    CALLS_UNCLAIMED,
    SIP_MESSAGES,
    COMMANDS,
    COMMAND_SECONDS,
    SUPPLIER_ANSWERS,
    PURCHASES_OPEN,
    NUMBERS,
    NUMBERS_OVERDUE,
    STOCK_NUMBERS,
    ROUTED_NUMBERS,
    ROUTES_AGE,
    FEED_LAG,
    STORE_WAITING,
    STORE_BATCHES,
    STORE_COMMANDS,
    STORE_COMMITS,
    STORE_DISCARDED,
    STORE_ALONE,
    STORE_BUSY,
    PROCESS_MEMORY,
    PROCESS_FILES,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the document, as it must be.
    fn table() -> String {
        let mut table =
            String::from("| name | kind | labels | what it says |\n|---|---|---|---|\n");
        for Name { name, kind, labels, about } in ALL {
            let labels = labels.join(", ");
            table.push_str(&format!("| `{name}` | {} | {labels} | {about} |\n", kind.word()));
        }
        table
    }

    #[test]
    fn the_document_lists_every_figure() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/metrics.md");
        let document = std::fs::read_to_string(path).expect("docs/metrics.md");
        let listed = document.find("| name |").map(|at| &document[at..]).expect("a table");
        let listed: String = listed
            .lines()
            .take_while(|line| line.starts_with('|'))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(listed, table(), "put this into docs/metrics.md");
    }
}
