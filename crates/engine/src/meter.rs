//! What went through the door: counts and times for whoever watches.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tandem_domain::Refusal;

/// The upper ends of the bars of a [`Histogram`], in microseconds. What takes longer than the last is
/// only in the count.
pub const BARS_MICROS: [i64; 13] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 10_000_000,
];

/// How long something took, each time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// How many times were no longer than each of [`BARS_MICROS`] and longer than the one before.
    pub bars: [u64; BARS_MICROS.len()],
    /// How many times there were.
    pub count: u64,
    /// All of them together, in microseconds.
    pub sum_micros: i64,
}

impl Histogram {
    /// Adds one time. A clock that was set back took no time.
    pub fn add(&mut self, micros: i64) {
        let micros = micros.max(0);
        let bar = BARS_MICROS.partition_point(|end| *end < micros);
        if let Some(bar) = self.bars.get_mut(bar) {
            *bar += 1;
        }
        self.count += 1;
        self.sum_micros = self.sum_micros.saturating_add(micros);
    }
}

/// What became of the commands of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandFigures {
    /// How long they took, whatever came of them.
    pub times: Histogram,
    /// How many were done.
    pub done: u64,
    /// How many were refused, by the word of the refusal.
    pub refused: BTreeMap<String, u64>,
}

/// Counts for one engine. The words are those of the code: commands, refusals, answers of suppliers;
/// nothing that a caller says becomes a name here.
#[derive(Debug, Default)]
pub struct Meter {
    commands: Mutex<BTreeMap<&'static str, CommandFigures>>,
    supplier_answers: Mutex<BTreeMap<&'static str, u64>>,
}

impl Meter {
    /// Adds a command that came to its end.
    pub(crate) fn ended(&self, command: &'static str, refusal: Option<&Refusal>, micros: i64) {
        let word = refusal.map(word);
        let mut commands = lock(&self.commands);
        let figures = commands.entry(command).or_default();
        figures.times.add(micros);
        match word {
            None => figures.done += 1,
            Some(word) => *figures.refused.entry(word).or_default() += 1,
        }
    }

    /// Adds an answer that a supplier gave.
    pub fn supplier_answered(&self, answer: &'static str) {
        *lock(&self.supplier_answers).entry(answer).or_default() += 1;
    }

    /// The commands so far, by name.
    pub fn commands(&self) -> BTreeMap<&'static str, CommandFigures> {
        lock(&self.commands).clone()
    }

    /// The answers of suppliers so far, by their words.
    pub fn supplier_answers(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.supplier_answers).clone()
    }
}

/// The word under which a refusal is stored.
fn word(refusal: &Refusal) -> String {
    let stored = serde_json::to_value(refusal).unwrap_or_default();
    stored["refusal"].as_str().unwrap_or("unknown").to_owned()
}

fn lock<T>(counts: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counting does not panic.
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_under_the_first_bar_that_reaches_it() {
        let mut times = Histogram::default();
        for micros in [-5, 500, 501, 1_000, 99_000_000] {
            times.add(micros);
        }
        assert_eq!((times.bars[0], times.bars[1], times.count), (2, 2, 5));
        assert_eq!(times.bars.iter().sum::<u64>(), 4, "the longest is under none");
        assert_eq!(times.sum_micros, 500 + 501 + 1_000 + 99_000_000);
    }

    #[test]
    fn refusals_are_counted_by_their_words() {
        let meter = Meter::default();
        meter.ended("order.place", None, 10);
        meter.ended("order.place", Some(&Refusal::Unavailable), 10);
        let commands = meter.commands();
        let figures = commands.get("order.place").expect("two of them");
        assert_eq!((figures.done, figures.times.count), (1, 2));
        assert_eq!(figures.refused.get("unavailable"), Some(&1));
    }
}
