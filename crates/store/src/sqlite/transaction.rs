//! A transaction on one connection, and statements as SQLite takes them.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};

use crate::{Arg, Round, Row, StoreError, Tx, Value};

/// A transaction on one SQLite connection.
pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    /// Whether it has run a statement that may have changed something.
    pub(super) has_written: bool,
}

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

impl Tx for SqliteTx<'_> {
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.connection.prepare_cached(portable(sql)).map_err(fault)?;
        bind(&mut statement, args)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let value = |column| match row.get_ref(column).map_err(fault)? {
                ValueRef::Null => Ok(Value::Null),
                ValueRef::Integer(value) => Ok(Value::Int(value)),
                ValueRef::Text(text) => String::from_utf8(text.to_vec())
                    .map(Value::Text)
                    .map_err(|_| StoreError::Shape("text")),
                ValueRef::Real(_) | ValueRef::Blob(_) => Err(StoreError::Shape("column")),
            };
            found.push(Row((0..columns).map(value).collect::<Result<_, StoreError>>()?));
        }
        Ok(found)
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.has_written = true;
        let mut statement = self.connection.prepare_cached(portable(sql)).map_err(fault)?;
        bind(&mut statement, args)?;
        let changed = statement.raw_execute().map_err(fault)?;
        Ok(changed as u64)
    }

    fn round(&self) -> Round {
        Round::Sole
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, args: &[Arg<'_>]) -> Result<(), StoreError> {
    let wanted = statement.parameter_count();
    let given = args.get(..wanted);
    let given = given.ok_or(StoreError::Shape("statement: a parameter without an argument"))?;
    for (index, arg) in given.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, arg).map_err(fault)?;
    }
    Ok(())
}

/// A statement as SQLite takes it. There is one writer, so a row needs no lock of its own; and `?2`
/// is the second argument, where `$2` would be whichever argument is named second.
fn portable(sql: &'static str) -> &'static str {
    /// Each statement is put into this form once, and found again by where its text stands.
    static FORMS: RwLock<BTreeMap<(usize, usize), &'static str>> = RwLock::new(BTreeMap::new());
    let place = (sql.as_ptr() as usize, sql.len());
    if let Some(form) = FORMS.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
        return form;
    }
    let form = sql.replace(" FOR UPDATE SKIP LOCKED", "").replace(" FOR UPDATE", "");
    // As many are leaked as there are statements in the product.
    let form = Box::leak(form.replace('$', "?").into_boxed_str());
    FORMS.write().unwrap_or_else(PoisonError::into_inner).insert(place, form);
    form
}

pub(crate) fn fault(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Contended,
        Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::Unknown)
        | None => StoreError::Broken(error.to_string()),
        Some(_) => StoreError::Unavailable(error.to_string()),
    }
}
