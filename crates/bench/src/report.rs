//! The table and the JSON.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::measure::Figure;

/// A goal: one rate as a multiple of another.
#[derive(Debug, Serialize)]
pub struct Goal {
    /// What is compared.
    pub what: String,
    /// How many times as fast it is.
    pub ratio: f64,
    /// How many times as fast it should be.
    pub wanted: f64,
}

/// All that a run found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The machine and the database servers.
    pub about: Vec<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The goals.
    pub goals: Vec<Goal>,
}

impl Report {
    /// Writes it as JSON.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        Ok(std::fs::write(path, serde_json::to_string_pretty(self)? + "\n")?)
    }

    /// The table and the goals, as Markdown.
    pub fn table(&self) -> String {
        let mut text = self.about.iter().fold(String::new(), |text, line| text + line + "\n");
        text.push('\n');
        text.push_str(HEAD);
        for figure in &self.figures {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", row(figure));
        }
        if !self.goals.is_empty() {
            text.push_str("\n| goal | wanted | found |\n|---|---:|---:|\n");
        }
        for goal in &self.goals {
            let met = if goal.ratio >= goal.wanted { "" } else { " (missed)" };
            let _ =
                writeln!(text, "| {} | {:.1}× | {:.1}×{met} |", goal.what, goal.wanted, goal.ratio);
        }
        text
    }
}

const HEAD: &str = "\
| who | database | what | clients | per second | median ms | server CPU µs | database CPU µs | writer busy µs | writer CPU µs | WAL bytes | syncs |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
";

/// One line of the table.
pub fn row(figure: &Figure) -> String {
    let whole = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.0}"));
    let syncs = figure.each.syncs.map_or_else(String::new, |syncs| format!("{syncs:.3}"));
    format!(
        "| {} | {} | {} | {} | {:.0} | {:.2} | {} | {} | {} | {} | {} | {syncs} |",
        figure.who,
        figure.database,
        figure.what,
        figure.clients,
        figure.rate,
        figure.median_micros / 1000.0,
        whole(figure.each.server_cpu_micros),
        whole(figure.each.database_cpu_micros),
        whole(figure.each.writer_busy_micros),
        whole(figure.each.writer_cpu_micros),
        whole(figure.each.wal_bytes),
    )
}
