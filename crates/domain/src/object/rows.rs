//! Rows that an object is made of and that are named one by one: members of a group, branches of a locator,
//! those who are invited to a conference.

use serde::{Deserialize, Serialize};

use super::{Flaw, ROW_FIELD};
use crate::ObjectId;

/// The most rows that an object ever has, those that are gone counted.
const ROWS_EVER_MAX: u32 = 999_999;

/// Rows of an object in the order in which they came. Each has a number that none before it had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows<T> {
    last: u32,
    rows: Vec<Row<T>>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<T> {
    /// Its number within the object.
    pub no: u32,
    /// What it says.
    pub says: T,
}

/// A row as it is named by whoever does not name its object: the object's id and six digits for its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowId {
    /// The object.
    pub of: ObjectId,
    /// The row's number within it.
    pub no: u32,
}

impl RowId {
    const SPAN: i64 = ROWS_EVER_MAX as i64 + 1;

    /// The row that a number names.
    pub fn read(number: i64) -> Option<Self> {
        let no = u32::try_from(number.rem_euclid(Self::SPAN)).ok().filter(|no| *no > 0)?;
        Some(Self { of: ObjectId(number.div_euclid(Self::SPAN)), no })
    }
}

impl std::fmt::Display for RowId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:06}", self.of, self.no)
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { last: 0, rows: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Puts one behind the others; its number.
    pub fn add(&mut self, says: T) -> u32 {
        self.last = self.last.saturating_add(1);
        self.rows.push(Row { no: self.last, says });
        self.last
    }

    /// The row of that number.
    pub(super) fn get_mut(&mut self, no: u32) -> Option<&mut T> {
        self.rows.iter_mut().find(|row| row.no == no).map(|row| &mut row.says)
    }

    /// Takes one out, which must be there.
    pub(super) fn take_out(&mut self, no: u32) -> Result<(), Flaw> {
        let place = self.rows.iter().position(|row| row.no == no);
        let place = place.ok_or_else(|| self.lacks(no))?;
        self.rows.remove(place);
        Ok(())
    }

    /// That there is no such row.
    pub(super) fn lacks(&self, no: u32) -> Flaw {
        Flaw::new(ROW_FIELD, format!("{no} is not there"))
    }

    /// Takes all of them out.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Row<T>> {
        self.rows.iter()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether there are not too many of them, now and ever.
    pub(super) fn check(&self, field: &'static str, most: usize) -> Result<(), Flaw> {
        if self.rows.len() > most {
            return Err(Flaw::new(field, format!("must be at most {most}")));
        }
        if self.last > ROWS_EVER_MAX {
            let why = format!("must not have been more than {ROWS_EVER_MAX} in all");
            return Err(Flaw::new(field, why));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_given_again() {
        let mut rows = Rows::default();
        assert_eq!((rows.add("a"), rows.add("b"), rows.add("c")), (1, 2, 3));
        assert!(rows.take_out(3).is_ok() && rows.take_out(3).is_err());
        assert_eq!(rows.add("d"), 4);
        rows.clear();
        assert_eq!(rows.add("e"), 5);
        let text = serde_json::to_string(&rows).expect("plain data");
        assert_eq!(text, r#"{"last":5,"rows":[{"no":5,"says":"e"}]}"#);
    }

    #[test]
    fn a_row_is_named_by_its_object_and_its_number() {
        let id = RowId { of: ObjectId(101), no: 7 };
        assert_eq!(id.to_string(), "101000007");
        assert_eq!(RowId::read(101_000_007), Some(id));
        assert_eq!(RowId::read(101_000_000), None);
        assert_eq!(RowId::read(i64::MAX).map(|id| id.no), Some(775_807));
        assert!(RowId::read(i64::MIN).is_some());
    }

    #[test]
    fn what_is_too_many_is_counted_now_and_ever() {
        let mut rows: Rows<u8> = Rows { last: ROWS_EVER_MAX - 1, rows: Vec::new() };
        rows.add(1);
        assert_eq!(rows.check("members", 1), Ok(()));
        assert!(rows.check("members", 0).is_err());
        rows.take_out(ROWS_EVER_MAX).expect("the last");
        rows.add(2);
        assert!(rows.check("members", 1).is_err());
    }
}
