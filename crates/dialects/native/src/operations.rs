//! The table: what there is, and what it takes.

use http::Method;
use tandem_gateway::{Coverage, Kind, Param, Spec, Status};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    ShowClock,
    MoveClock,
    ListFaults,
    SetFault,
}

/// A row of the table.
pub(crate) struct Entry {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) does: Does,
    spec: Spec,
}

const SECTION: &str = "sandbox";
const CLOCK: &str = "/v1/sandbox/clock";
const FAULTS: &str = "/v1/sandbox/faults";

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        method: Method::GET,
        path: CLOCK,
        does: Does::ShowClock,
        spec: Spec {
            name: "GET /v1/sandbox/clock",
            section: SECTION,
            about: "the time of the sandbox",
            params: &[],
        },
    },
    Entry {
        method: Method::POST,
        path: CLOCK,
        does: Does::MoveClock,
        spec: Spec {
            name: "POST /v1/sandbox/clock",
            section: SECTION,
            about: "lets time pass, with everything that falls due on the way",
            params: &[
                Param::optional("advance", Kind::Text(64), "by so much: an ISO 8601 duration"),
                Param::optional("to", Kind::Text(64), "until then: an RFC 3339 time"),
            ],
        },
    },
    Entry {
        method: Method::GET,
        path: FAULTS,
        does: Does::ListFaults,
        spec: Spec {
            name: "GET /v1/sandbox/faults",
            section: SECTION,
            about: "what goes wrong at the moment, and what could",
            params: &[],
        },
    },
    Entry {
        method: Method::POST,
        path: FAULTS,
        does: Does::SetFault,
        spec: Spec {
            name: "POST /v1/sandbox/faults",
            section: SECTION,
            about: "lets something go wrong, or well again",
            params: &[
                Param::optional("kind", Kind::Text(64), "what"),
                Param::optional("count", Kind::Integer(1, 1_000_000), "so often"),
                Param::optional("for", Kind::Text(64), "for so long: an ISO 8601 duration"),
                Param::optional(
                    "clear",
                    Kind::Flag,
                    "it goes well again; without a kind, all of it",
                ),
            ],
        },
    },
];

/// All of it; everything works.
pub(crate) fn coverage() -> Vec<Coverage> {
    let works = |entry: &Entry| Coverage { spec: entry.spec, status: Status::Works };
    ENTRIES.iter().map(works).collect()
}

impl Entry {
    /// The parameters it takes.
    pub(crate) fn params(&self) -> impl Iterator<Item = &'static str> {
        self.spec.params.iter().map(|param| param.name)
    }
}
