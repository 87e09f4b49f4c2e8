//! Snapshots from and into SQLite.

use std::io::{Read, Write};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::read::{self, Reader, Table};
use super::write::{Writer, escape};
use super::{Contents, SnapshotFault, expressions, is_copied, tables};
use crate::sqlite::{fault, migrate, remembered};
use crate::{Schema, StoreError, Value};

/// What is read at one instant stays as it was while others write.
pub(super) fn take<W: Write>(path: &Path, writer: &mut Writer<W>) -> Result<(), SnapshotFault> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fault)?;
    connection.execute_batch("BEGIN").map_err(fault)?;
    if !connection.table_exists(None, "migration").map_err(fault)? {
        Schema::ours().up_to_date(&[])?;
    }
    let applied = remembered(&connection).map_err(fault)?;
    let schema = super::known(&applied)?;
    writer.schema(&applied)?;
    for table in tables(&schema) {
        let columns = columns(&connection, table)?;
        writer.begin(table, &columns)?;
        rows(&connection, table, &columns, writer)?;
        writer.end()?;
    }
    Ok(())
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut query =
        connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid").map_err(fault)?;
    let names = query.query_map([table], |row| row.get(0)).map_err(fault)?;
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(fault)?;
    Ok(names.into_iter().filter(|column| is_copied(table, column)).collect())
}

/// Writes the rows of a table, in the order in which they were written where that matters: events
/// stand in the order of their rowid.
fn rows<W: Write>(
    connection: &Connection,
    table: &str,
    columns: &[String],
    writer: &mut Writer<W>,
) -> Result<(), SnapshotFault> {
    let read = "event.rowid <= follower.position";
    let sql = format!("SELECT {} FROM {table} NOT INDEXED", expressions(table, columns, read));
    let mut query = connection.prepare(&sql).map_err(fault)?;
    let mut found = query.raw_query();
    let mut line = Vec::new();
    while let Some(row) = found.next().map_err(fault)? {
        line.clear();
        for column in 0..columns.len() {
            if column > 0 {
                line.push(b'\t');
            }
            match row.get_ref(column).map_err(fault)? {
                ValueRef::Null => line.extend_from_slice(br"\N"),
                ValueRef::Integer(value) => line.extend_from_slice(value.to_string().as_bytes()),
                ValueRef::Text(text) => escape(text, &mut line),
                ValueRef::Real(_) | ValueRef::Blob(_) => Err(StoreError::Shape("column"))?,
            }
        }
        line.push(b'\n');
        writer.copied(&line)?;
    }
    Ok(())
}

/// Fills a file that is not there yet. It is nobody's until it is complete, so that nothing has to be
/// undone: whoever asked throws away what is left of a failure.
pub(super) fn put<R: Read>(
    path: &Path,
    schema: &Schema,
    reader: &mut Reader<R>,
) -> Result<Contents, SnapshotFault> {
    if path.exists() {
        return Err(SnapshotFault::Taken(format!("{} is there already", path.display())));
    }
    let mut connection = crate::sqlite::connect(path)?;
    // Nothing here needs to survive a crash: a half-filled file is filled anew.
    let bare = "PRAGMA journal_mode = OFF";
    connection.query_row(bare, [], |_| Ok(())).map_err(fault)?;
    connection.execute_batch("PRAGMA synchronous = OFF").map_err(fault)?;
    migrate(&mut connection, schema)?;
    let tx = connection.transaction().map_err(fault)?;
    while let Some(table) = reader.table()? {
        fill(&tx, &table, reader)?;
    }
    let contents = reader.finish()?;
    let dangling = "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1";
    let found = tx.query_row(dangling, [], |row| {
        Ok(format!("{} refers to {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    });
    match found {
        Err(rusqlite::Error::QueryReturnedNoRows) => {}
        Ok(what) => {
            return Err(SnapshotFault::Form(format!("it does not fit together: {what}")));
        }
        Err(error) => Err(fault(error))?,
    }
    tx.commit().map_err(fault)?;
    connection.close().map_err(|(_, error)| fault(error))?;
    std::fs::File::open(path)?.sync_all()?;
    Ok(contents)
}

fn fill<R: Read>(
    connection: &Connection,
    table: &Table,
    reader: &mut Reader<R>,
) -> Result<(), SnapshotFault> {
    let places: Vec<String> = (1..=table.columns.len()).map(|place| format!("?{place}")).collect();
    let (columns, places) = (table.columns.join(", "), places.join(", "));
    let sql = format!("INSERT INTO {} ({columns}) VALUES ({places})", table.name);
    let mut insert = connection.prepare(&sql).map_err(fault)?;
    while let Some(row) = reader.row()? {
        let values = read::values(row)?;
        let plain = values.iter().map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            // A table that is STRICT makes the number of the text.
            _ => None,
        });
        if values.len() != table.columns.len() {
            return Err(SnapshotFault::Form(format!("a row of {} has another width", table.name)));
        }
        insert.execute(params_from_iter(plain)).map_err(fault)?;
    }
    Ok(())
}

/// Whoever has the database open holds a lock on its file that this one does not share.
pub(super) fn set_aside(path: &Path) -> Result<(), SnapshotFault> {
    Schema::ours().missing(&crate::sqlite::applied(path)?)?;
    if crate::sqlite::applied(path)?.is_empty() {
        let foreign = format!("{} is no database of Tandem's; it stays as it is", path.display());
        return Err(SnapshotFault::Taken(foreign));
    }
    let connection = Connection::open(path).map_err(fault)?;
    let alone = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;";
    match connection.execute_batch(alone).map_err(fault) {
        Ok(()) => {}
        Err(StoreError::Contended) => {
            let taken = format!("{} is in use; stop whatever serves from it", path.display());
            return Err(SnapshotFault::Taken(taken));
        }
        Err(error) => Err(error)?,
    }
    // The last connection to close folds the log and removes it.
    connection.close().map_err(|(_, error)| SnapshotFault::Store(fault(error)))
}
