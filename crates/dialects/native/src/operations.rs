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
    ExplainRoute,
    ListRouteVersions,
    CompareRoutes,
    TryRoutes,
    RollRoutesBack,
}

impl Does {
    /// Whether there must be a sandbox for it.
    pub(crate) const fn needs_sandbox(self) -> bool {
        matches!(self, Self::ShowClock | Self::MoveClock | Self::ListFaults | Self::SetFault)
    }
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
const ROUTING: &str = "routing";
const VERSION: Kind = Kind::Text(64);

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        method: Method::POST,
        path: "/v1/route-explanations",
        does: Does::ExplainRoute,
        spec: Spec {
            name: "POST /v1/route-explanations",
            section: ROUTING,
            about: "where a call goes, went, or would go: each rule that was looked at, and every step that may \
                    follow; as JSON, as text/plain, or drawn as image/svg+xml",
            params: &[
                Param::required("to", Kind::Number, "the number that is called"),
                Param::optional("from", Kind::Text(128), "the caller's number; none: anonymous"),
                Param::optional(
                    "login",
                    Kind::Text(128),
                    "the login that calls; none: from outside",
                ),
                Param::optional("at", Kind::Text(64), "when: an RFC 3339 time; none: now"),
                Param::optional("version", VERSION, "by which version: a number or a time"),
                Param::optional("draft", Kind::Text(65_536), "what would be otherwise"),
            ],
        },
    },
    Entry {
        method: Method::GET,
        path: "/v1/route-versions",
        does: Does::ListRouteVersions,
        spec: Spec {
            name: "GET /v1/route-versions",
            section: ROUTING,
            about: "the versions of one's routing, the latest first",
            params: &[Param::optional(
                "before",
                Kind::Integer(1, i64::MAX),
                "only those before: where a page follows another",
            )],
        },
    },
    Entry {
        method: Method::POST,
        path: "/v1/route-comparisons",
        does: Does::CompareRoutes,
        spec: Spec {
            name: "POST /v1/route-comparisons",
            section: ROUTING,
            about: "what differs between two versions of one's routing",
            params: &[
                Param::required("from", VERSION, "the earlier: a number or a time"),
                Param::optional("to", VERSION, "the later; none: the one in force"),
            ],
        },
    },
    Entry {
        method: Method::POST,
        path: "/v1/route-trials",
        does: Does::TryRoutes,
        spec: Spec {
            name: "POST /v1/route-trials",
            section: ROUTING,
            about: "which calls that were made would have gone elsewhere by a draft, or by a version",
            params: &[
                Param::optional("draft", Kind::Text(65_536), "what would be otherwise"),
                Param::optional("version", VERSION, "by which version: a number or a time"),
                Param::optional("since", Kind::Text(64), "calls from then on; none: a day before"),
                Param::optional("until", Kind::Text(64), "calls before then; none: now"),
            ],
        },
    },
    Entry {
        method: Method::POST,
        path: "/v1/route-rollbacks",
        does: Does::RollRoutesBack,
        spec: Spec {
            name: "POST /v1/route-rollbacks",
            section: ROUTING,
            about: "has one's routing be again what it was at a version",
            params: &[
                Param::required("to", VERSION, "the version: a number or a time"),
                Param::optional("dry_run", Kind::Flag, "only says what would change"),
            ],
        },
    },
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
    let works = |entry: &Entry| Coverage { spec: entry.spec, status: Status::Works, lacks: None };
    ENTRIES.iter().map(works).collect()
}

impl Entry {
    /// What it is called in figures.
    pub(crate) const fn name(&self) -> &'static str {
        self.spec.name
    }

    /// The parameters it takes.
    pub(crate) fn params(&self) -> impl Iterator<Item = &'static str> {
        self.spec.params.iter().map(|param| param.name)
    }
}
