//! The text form that Prometheus reads.

use std::fmt::Write;

use tandem_engine::{BARS_MICROS, Histogram};

use super::names::{Kind, Name};

/// A page under way. Writing to a String cannot fail.
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn new() -> Self {
        Self { text: String::with_capacity(16 * 1024) }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A figure without labels.
    pub(super) fn one(&mut self, name: &Name, value: f64) {
        self.head(name);
        let _ = writeln!(self.text, "{} {value}", name.name);
    }

    /// A figure with labels, for each of their values.
    pub(super) fn each<'v>(
        &mut self,
        name: &Name,
        values: impl IntoIterator<Item = (Vec<&'v str>, f64)>,
    ) {
        self.head(name);
        for (labels, value) in values {
            let labels = labelled(name, &labels);
            let _ = writeln!(self.text, "{}{{{labels}}} {value}", name.name);
        }
    }

    /// Times, for each value of a label.
    pub(super) fn times<'v>(
        &mut self,
        name: &Name,
        values: impl IntoIterator<Item = (&'v str, Histogram)>,
    ) {
        debug_assert_eq!(name.kind, Kind::Histogram);
        self.head(name);
        for (label, times) in values {
            let (name, labels, mut below) = (name.name, labelled(name, &[label]), 0);
            for (end, bar) in BARS_MICROS.iter().zip(times.bars) {
                below += bar;
                let end = seconds(*end);
                let _ = writeln!(self.text, "{name}_bucket{{{labels},le=\"{end}\"}} {below}");
            }
            let (count, sum) = (times.count, seconds(times.sum_micros));
            let _ = writeln!(self.text, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}");
            let _ = writeln!(self.text, "{name}_sum{{{labels}}} {sum}");
            let _ = writeln!(self.text, "{name}_count{{{labels}}} {count}");
        }
    }

    fn head(&mut self, Name { name, kind, about, .. }: &Name) {
        let kind = kind.word();
        let _ = write!(self.text, "# HELP {name} {about}\n# TYPE {name} {kind}\n");
    }
}

/// The form counts in seconds.
pub(super) fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// Labels as the form has them. Their values are words of the code and need no escaping; what would
/// need it is left out.
fn labelled(name: &Name, values: &[&str]) -> String {
    let plain = |value: &str| value.replace(['"', '\\', '\n'], "");
    let pairs = name.labels.iter().zip(values);
    let pairs: Vec<String> =
        pairs.map(|(label, value)| format!("{label}=\"{}\"", plain(value))).collect();
    pairs.join(",")
}
