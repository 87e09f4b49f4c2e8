//! Rows that stand in a file more than once.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use tandem_wire::csv::Row;

use super::report::RowFault;

/// The rows that were read already, by what they are about: a second row about the same may repeat the
/// first, and may not contradict it. Of each row some dozen bytes are kept.
pub(super) struct Repeats<K> {
    /// The line, and a digest of what it says.
    rows: HashMap<K, (u64, u64)>,
}

impl<K> Default for Repeats<K> {
    fn default() -> Self {
        Self { rows: HashMap::new() }
    }
}

impl<K: Eq + Hash> Repeats<K> {
    /// Takes note of a row. `column` says what it is about, and `named` is what it says there.
    pub(super) fn check(
        &mut self,
        row: &Row,
        column: &'static str,
        about: K,
        named: &dyn std::fmt::Display,
    ) -> Result<(), RowFault> {
        let mut hasher = DefaultHasher::new();
        row.iter().for_each(|cell| cell.hash(&mut hasher));
        let says = hasher.finish();
        let (line, first) = *self.rows.entry(about).or_insert((row.line(), says));
        if first == says {
            return Ok(());
        }
        let why = format!("{named} stands on line {line} too, and says something else there");
        Err(RowFault::new(column, why))
    }
}
