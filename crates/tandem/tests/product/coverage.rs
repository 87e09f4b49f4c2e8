//! COVERAGE.md is made from what is mounted. `TANDEM_BLESS=1` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use tandem_gateway::{Coverage, Kind, Param, Status};

const INTRODUCTION: &str = "# Coverage

What each dialect does, as of this commit. This page is made by a test from the tables that serve the
calls; `TANDEM_BLESS=1 cargo test -p tandem --test product coverage` writes it anew.

- **works**: does what its provider's document says, on the engine.
- **state only**: keeps what it is told; the column says what that waits for.
- **refused**: looks at what it is asked, and refuses it in its provider's own words; the column says why.
- A parameter with a † is kept and shown, and has no effect yet: below the table stands what it waits for.
- A parameter with a ‡ is known and refused when it asks for anything: below the table stands what there is not.
- **not supported**: known by name, answers so plainly in the dialect's own error, and says what there is not.
  Nothing is changed.

The operations of voipms are called by REST and by SOAP alike.

";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for dialect in tandem::demo::dialects(None) {
        let rows = dialect.coverage();
        // The door for switches is no provider's API.
        if rows.is_empty() {
            continue;
        }
        let works = rows.iter().filter(|row| row.status == Status::Works).count();
        let name = dialect.name();
        let _ = writeln!(page, "## {name}: {works} of {} work\n", rows.len());
        page.push_str("| section | operation | status | parameters |\n| --- | --- | --- | --- |\n");
        for row in &rows {
            let status = match row.status {
                Status::Works => "works".to_owned(),
                Status::StateOnly(what) => format!("state only, waiting for {what}"),
                Status::Refuses(why) => format!("refused: {why}"),
                Status::NotSupported => row.lacks.map_or_else(
                    || "not supported".to_owned(),
                    |what| format!("not supported: there are no {what}"),
                ),
            };
            let params: Vec<String> = row
                .spec
                .params
                .iter()
                .map(|param| {
                    let mark = if param.required { "*" } else { "" };
                    let numbers = if matches!(param.kind, Kind::Numbers | Kind::Texts(_)) {
                        "…"
                    } else {
                        ""
                    };
                    let waits = match (param.waits_for, param.lacks) {
                        (Some(_), _) => "†",
                        (None, Some(_)) => "‡",
                        (None, None) => "",
                    };
                    format!("`{}`{mark}{numbers}{waits}", param.name)
                })
                .collect();
            let (section, operation) = (row.spec.section, row.spec.name);
            let _ =
                writeln!(page, "| {section} | `{operation}` | {status} | {} |", params.join(" "));
        }
        page.push('\n');
        page.push_str(&marked(&rows, "† waits for", |param| param.waits_for));
        page.push_str(&marked(&rows, "‡ refused, for there are no", |param| param.lacks));
    }
    page
}

/// Parameters that are only kept, or only known, by what they lack for more.
fn marked(rows: &[Coverage], mark: &str, lack: fn(&Param) -> Option<&'static str>) -> String {
    let mut lacking: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for param in rows.iter().flat_map(|row| row.spec.params) {
        if let Some(what) = lack(param) {
            lacking.entry(what).or_default().insert(param.name);
        }
    }
    let mut lines = String::new();
    for (what, params) in lacking {
        let params: Vec<String> = params.into_iter().map(|param| format!("`{param}`")).collect();
        let _ = writeln!(lines, "{mark} {what}: {}\n", params.join(" "));
    }
    lines
}

#[test]
fn the_coverage_page_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../COVERAGE.md");
    let page = page();
    if std::env::var("TANDEM_BLESS").is_ok() {
        std::fs::write(&path, &page).expect("COVERAGE.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "COVERAGE.md is not what is mounted; write it with TANDEM_BLESS=1");
}

#[test]
fn no_operation_is_listed_twice() {
    for dialect in tandem::demo::dialects(None) {
        let mut names: Vec<&str> = dialect.coverage().iter().map(|row| row.spec.name).collect();
        let listed = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), listed, "{}", dialect.name());
    }
}
