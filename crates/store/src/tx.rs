//! One transaction, whichever database carries it.

use crate::StoreError;

/// An argument of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// SQL NULL.
    Null,
    /// A BIGINT.
    Int(i64),
    /// A TEXT.
    Text(&'a str),
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a, T: Into<Arg<'a>>> From<Option<T>> for Arg<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A stored value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// A BIGINT.
    Int(i64),
    /// A TEXT.
    Text(String),
}

/// One row of an answer. Columns are read by position; a column of another type than the code
/// expects is a [`StoreError::Shape`] that names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// A BIGINT that is not null.
    pub fn int(&self, column: usize, name: &'static str) -> Result<i64, StoreError> {
        self.maybe_int(column, name)?.ok_or(StoreError::Shape(name))
    }

    /// A BIGINT, or nothing.
    pub fn maybe_int(&self, column: usize, name: &'static str) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Ok(Some(*value)),
            Some(Value::Null) => Ok(None),
            _ => Err(StoreError::Shape(name)),
        }
    }

    /// A TEXT that is not null.
    pub fn text(&self, column: usize, name: &'static str) -> Result<&str, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(value),
            _ => Err(StoreError::Shape(name)),
        }
    }

    /// A TEXT, or nothing.
    pub fn maybe_text(
        &self,
        column: usize,
        name: &'static str,
    ) -> Result<Option<&str>, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            _ => Err(StoreError::Shape(name)),
        }
    }
}

/// How patient a transaction is with rows that others have locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// One of many in a batch: it never waits, and says [`StoreError::Contended`] instead.
    Batch,
    /// Alone: it waits, up to the lock timeout of the database.
    Alone,
    /// The only one that writes: it finds nothing locked.
    Sole,
}

/// One transaction. Statements are `&'static str`, so that no request can write SQL and each text
/// is prepared once.
pub trait Tx {
    /// Runs a query and returns its rows.
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError>;

    /// Runs a statement and returns how many rows it changed.
    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError>;

    /// Runs a statement that must change exactly one row, now or at any time before the
    /// transaction's next query or its commit: a database across a network is sent many of these in
    /// one go. That it changed another number of rows is [`StoreError::Broken`].
    fn one(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        match self.exec(sql, args)? {
            1 => Ok(()),
            changed => Err(StoreError::Broken(format!("changed {changed} rows, not 1: {sql}"))),
        }
    }

    /// Takes note that a query will be asked before long. A database across a network is then asked
    /// it together with the next one, so that the answer is there by the time it is wanted; it is
    /// good for one asking, by the piece of work that foresaw it.
    fn foresee(&mut self, _sql: &'static str, _args: &[Arg<'_>]) -> Result<(), StoreError> {
        Ok(())
    }

    /// How patient this transaction is.
    fn round(&self) -> Round;
}

/// A transaction that only foresees. A function that asks through it is told
/// [`StoreError::Contended`] in place of an answer, which says no more than that there is none yet.
pub struct Ahead<'t>(pub &'t mut dyn Tx);

impl Tx for Ahead<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        self.0.foresee(sql, args)?;
        Err(StoreError::Contended)
    }

    fn exec(&mut self, _: &'static str, _: &[Arg<'_>]) -> Result<u64, StoreError> {
        Err(StoreError::Contended)
    }

    fn round(&self) -> Round {
        self.0.round()
    }
}

/// Arguments for a statement, each through [`Arg::from`].
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::Arg::from($value)),*] };
}
