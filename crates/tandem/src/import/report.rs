//! What an import says: line by line what could not be used and why, and how much was.

use indicatif::ProgressBar;
use tandem_domain::Refusal;
use tandem_numbering::Did;

use crate::failure;
use crate::voice::say;

/// How many lines are listed under each heading; the rest is only counted.
const LISTED_MAX: usize = 50;

/// Something wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The column.
    pub column: &'static str,
    /// What is wrong and what would be right.
    pub why: String,
}

impl RowFault {
    pub(crate) fn new(column: &'static str, why: impl std::fmt::Display) -> Self {
        Self { column, why: why.to_string() }
    }

    /// Something that the engine would not have.
    pub(crate) fn refused(column: &'static str, why: &Refusal) -> Self {
        Self::new(column, failure::words(why))
    }
}

impl std::fmt::Display for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.column, self.why)
    }
}

/// The rows that could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// How many there are.
    pub count: u64,
}

impl Faults {
    /// Says what is wrong with a line, unless much has been said already.
    pub(crate) fn add(&mut self, bar: &ProgressBar, line: u64, why: &dyn std::fmt::Display) {
        self.add_several(bar, line, why, 1);
    }

    /// Says what is wrong with so many rows, the first of which stands on a line; of none of which it
    /// was said before.
    pub(crate) fn add_several(
        &mut self,
        bar: &ProgressBar,
        line: u64,
        why: &dyn std::fmt::Display,
        rows: u64,
    ) {
        if rows > 0 && self.count < LISTED_MAX as u64 {
            bar.suspend(|| eprintln!("line {line}: {why}"));
        }
        self.count += rows;
    }
}

/// Rows that name numbers in use, by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsInUse {
    /// The first of them: the line, and how many of its numbers are in use.
    pub listed: Vec<(u64, u64)>,
    /// How many there are besides.
    pub further: u64,
    last: u64,
}

impl RowsInUse {
    /// Counts a number. Lines come in their order.
    pub(crate) fn add(&mut self, line: u64) {
        if self.last == line {
            if self.further == 0
                && let Some((_, count)) = self.listed.last_mut()
            {
                *count += 1;
            }
            return;
        }
        self.last = line;
        if self.listed.len() < LISTED_MAX {
            self.listed.push((line, 1));
        } else {
            self.further += 1;
        }
    }

    /// Says which they are.
    pub(crate) fn print(&self) {
        for (line, count) in &self.listed {
            say!("line {line}: {count} in use and left alone");
        }
        if self.further > 0 {
            say!("{} more rows hold numbers in use", self.further);
        }
    }
}

/// Lists numbers, up to a bound.
pub(super) fn print_numbers(numbers: &[Did], what: &str) {
    for did in numbers.iter().take(LISTED_MAX) {
        say!("{did} {what}");
    }
    if let Some(further) = numbers.len().checked_sub(LISTED_MAX).filter(|further| *further > 0) {
        say!("{further} more numbers likewise");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_use_are_listed_up_to_a_bound() {
        let mut rows = RowsInUse::default();
        for line in 2..=LISTED_MAX as u64 + 3 {
            rows.add(line);
            rows.add(line);
        }
        assert_eq!((rows.listed.len(), rows.listed[0]), (LISTED_MAX, (2, 2)));
        assert_eq!((rows.listed.last(), rows.further), (Some(&(51, 2)), 2));
    }
}
