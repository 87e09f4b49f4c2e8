//! A hundred thousand steps of what could go wrong.
//!
//! `SIMULATOR_SEED=n` lives through one history only and prints it; `SIMULATOR_HISTORIES=n` and
//! `SIMULATOR_FIRST=n` choose how many there are and where they begin.

use std::collections::{BTreeMap, BTreeSet};

use tandem_harness::{Kind, simulator};

/// How many actions a history has; most are a command or several.
const ACTIONS: usize = 2000;
/// How many histories there are: 100,000 actions in all.
const HISTORIES: u64 = 50;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn whatever_happens_the_oracle_agrees() {
    if let Some(seed) = number("SIMULATOR_SEED") {
        let report = simulator::live(seed, ACTIONS).unwrap_or_else(|failure| panic!("{failure}"));
        report.lines.iter().for_each(|line| println!("{line}"));
        return;
    }
    let first = number("SIMULATOR_FIRST").unwrap_or(1);
    let histories = number("SIMULATOR_HISTORIES").unwrap_or(HISTORIES);
    let mut done: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for seed in first..first + histories {
        let report = simulator::live(seed, ACTIONS).unwrap_or_else(|failure| panic!("{failure}"));
        for (name, (asked, granted)) in report.deeds {
            let sum = done.entry(name).or_default();
            *sum = (sum.0 + asked, sum.1 + granted);
        }
    }
    for (name, (asked, granted)) in &done {
        println!("{name}: {asked} asked, {granted} granted");
        assert!(*granted > 0, "{name} never succeeded");
    }
    let unasked: BTreeSet<_> =
        writing_commands().into_iter().filter(|name| !done.contains_key(name.as_str())).collect();
    assert!(unasked.is_empty(), "the simulator has no deed for {unasked:?}");
}

#[test]
fn one_seed_makes_one_history() {
    let once = simulator::live(7, 300).expect("a sound history");
    let again = simulator::live(7, 300).expect("a sound history");
    assert_eq!(once.lines, again.lines);
}

/// The names of all commands of the engine that write, out of its source: no list to forget.
fn writing_commands() -> BTreeSet<String> {
    let verbs = concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/src/verb");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(verbs).expect("the engine's verbs") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a source file");
        for command in text.split("impl Command for").skip(1) {
            let name = command.split("const NAME: &'static str = \"").nth(1);
            let name = name.and_then(|rest| rest.split('"').next()).expect("a command has a name");
            let writes = command.split("const MODE: Mode = ").nth(1);
            if writes.expect("a command has a mode").starts_with("Mode::Write") {
                names.insert(name.to_owned());
            }
        }
    }
    assert!(names.contains("order.place"), "the source of the verbs has another shape: {names:?}");
    names
}

/// The threads of SQLite, its disk, and a batch that is undone and run again.
#[test]
fn a_file_is_no_different() {
    on_real(Kind::Sqlite);
}

/// Statements that travel together, savepoints, locks: none of it may be seen.
#[test]
fn a_server_is_no_different() {
    on_real(Kind::Postgres);
}

fn on_real(kind: Kind) {
    for seed in 1..=2 {
        let lived = simulator::live_on(Some(kind), seed, 400);
        lived.unwrap_or_else(|failure| panic!("{failure}"));
    }
}
