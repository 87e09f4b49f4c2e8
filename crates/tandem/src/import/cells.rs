//! The cells of one row, read by the names of their columns.

use tandem_domain::{AccountRef, Destination, Money, Timestamp};
use tandem_wire::csv::Row;

use super::report::RowFault;
use crate::naming;

/// What stands between several values in one cell.
const BETWEEN: char = ';';

/// The cells of one row.
pub(crate) struct Cells<'r>(pub &'r Row);

impl<'r> Cells<'r> {
    /// What stands in a cell, without the space around it; nothing if nothing does.
    pub(crate) fn get(&self, column: &str) -> Option<&'r str> {
        self.0.get(column).map(str::trim).filter(|text| !text.is_empty())
    }

    /// What stands in a cell, to the letter: for what people wrote.
    pub(crate) fn text(&self, column: &str) -> String {
        self.0.get(column).unwrap_or_default().to_owned()
    }

    /// What stands in a cell that must not be empty.
    pub(crate) fn required(&self, column: &'static str) -> Result<&'r str, RowFault> {
        self.get(column).ok_or_else(|| RowFault::new(column, "is empty"))
    }

    /// What a cell says, if it says anything; `read` understands it.
    pub(crate) fn read<T, E: std::fmt::Display>(
        &self,
        column: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, RowFault> {
        self.get(column).map(read).transpose().map_err(|why| RowFault::new(column, why))
    }

    /// An amount.
    pub(crate) fn money(&self, column: &'static str) -> Result<Option<Money>, RowFault> {
        self.read(column, Money::parse)
    }

    /// An instant or a date.
    pub(crate) fn time(&self, column: &'static str) -> Result<Option<Timestamp>, RowFault> {
        self.read(column, |text| {
            Timestamp::parse(text).ok_or("must be a date or a time in UTC, such as 2026-11-30")
        })
    }

    /// Yes or no.
    pub(crate) fn flag(&self, column: &'static str, otherwise: bool) -> Result<bool, RowFault> {
        match self.get(column) {
            None => Ok(otherwise),
            Some("1" | "yes" | "true") => Ok(true),
            Some("0" | "no" | "false") => Ok(false),
            Some(_) => Err(RowFault::new(column, "must be 1 or 0")),
        }
    }

    /// A whole number.
    pub(crate) fn whole<T: std::str::FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, RowFault> {
        self.read(column, |text| text.parse().map_err(|_| "must be a whole number"))
    }

    /// Where something rings.
    pub(crate) fn destination(
        &self,
        column: &'static str,
    ) -> Result<Option<Destination>, RowFault> {
        self.read(column, Destination::parse)
    }

    /// An account, by its id or as `dialect:name`.
    pub(crate) fn account(&self, column: &'static str) -> Result<Option<AccountRef>, RowFault> {
        self.read(column, naming::account)
    }

    /// Several values, such as names.
    pub(crate) fn several<T>(
        &self,
        column: &'static str,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Vec<T>, RowFault> {
        let cell = self.get(column).unwrap_or_default();
        let parts = cell.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| read(&unescape(part)))
            .collect::<Result<_, _>>()
            .map_err(|why| RowFault::new(column, why))
    }
}

/// Writes several values into one cell, so that [`Cells::several`] reads them back.
pub(crate) fn write_several(values: impl IntoIterator<Item = String>) -> String {
    let escaped = values
        .into_iter()
        .map(|value| value.replace('%', "%25").replace(BETWEEN, "%3B").replace(' ', "%20"));
    escaped.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

fn unescape(text: &str) -> String {
    text.replace("%20", " ").replace("%3B", ";").replace("%3b", ";").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_read_back_whatever_they_hold() {
        for value in ["a;b", "100%", "%3B", " x ", "a%2520b"] {
            let cell = write_several([value.to_owned(), "other".to_owned()]);
            let (first, second) = cell.split_once(';').expect("two values");
            assert_eq!((unescape(first).as_str(), second), (value, "other"));
        }
    }
}
