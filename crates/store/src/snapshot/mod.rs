//! Snapshots: everything that a database holds at one instant, in a form that is neither database's
//! own. What was taken from SQLite can be put into PostgreSQL and the other way round.
//!
//! A snapshot is a gzip file of lines. It begins with its form and the schema it was taken from, says
//! of each table its name, its columns and its rows, as PostgreSQL's `COPY` writes them, and ends
//! with a digest of all before:
//!
//! ```text
//! tandem-snapshot 1
//! taken 1794000000000000
//! schema 1 5d0c…
//! table account id parent root kind …
//! 1000 ⇥ \N ⇥ 1000 ⇥ operator …
//! \.
//! rows 1
//! end 3f2a…
//! ```
//!
//! It is taken in one read transaction while others write, and put back with the steps of the schema
//! that it was taken from; younger steps are taken afterwards. Events stand in the order of the feed,
//! and of a follower how many of them it has read: the ids of transactions that PostgreSQL stamps
//! events with mean nothing in another database. What a running node holds for itself is not copied.

mod postgres;
mod read;
mod sqlite;
mod write;

use std::io::{self, Read, Write};

use crate::migration::Applied;
use crate::{DatabaseUrl, Schema, Store, StoreError};

use read::Reader;
use write::Writer;

/// The form of the file. Another number is another form, which this binary does not read.
const FORM: &str = "tandem-snapshot 1";
/// The column that each database fills by itself.
const STAMPED: (&str, &str) = ("event", "feed");
/// Tables of what nodes hold while they run.
const OF_NODES: &[&str] = &["node"];

/// What a snapshot holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// When it was taken, in microseconds since 1970.
    pub taken: i64,
    /// The tables in it.
    pub tables: u64,
    /// The rows of all of them.
    pub rows: u64,
}

/// Why a snapshot could not be taken, read or put back.
#[derive(Debug)]
pub enum SnapshotFault {
    /// The file cannot be read or written.
    File(io::Error),
    /// The file is no snapshot, or not all of one.
    Form(String),
    /// The database that it would be put into has something in it, or is in use.
    Taken(String),
    /// The database does not do its part.
    Store(StoreError),
}

impl std::fmt::Display for SnapshotFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(error) => write!(f, "the file: {error}"),
            Self::Form(why) | Self::Taken(why) => f.write_str(why),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SnapshotFault {}

impl From<io::Error> for SnapshotFault {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<StoreError> for SnapshotFault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Writes down everything that a database holds now. It may be in use.
pub fn take(
    url: &DatabaseUrl,
    taken: i64,
    file: impl Write + Send,
) -> Result<Contents, SnapshotFault> {
    let mut writer = Writer::new(file, taken)?;
    match url {
        DatabaseUrl::Sqlite(path) => sqlite::take(path, &mut writer)?,
        DatabaseUrl::Postgres(url) => postgres::take(url, &mut writer)?,
    }
    Ok(writer.finish()?)
}

/// Reads a snapshot from end to end, and makes sure that it is whole.
pub fn check(file: impl Read) -> Result<Contents, SnapshotFault> {
    let mut reader = Reader::new(file)?;
    while reader.table()?.is_some() {
        while reader.row()?.is_some() {}
    }
    reader.finish()
}

/// Puts a snapshot into an empty database and brings its schema up to this binary's. With `replace`,
/// what a PostgreSQL database holds of ours makes room for it; an SQLite database is always a new
/// file. A snapshot that turns out not to be whole leaves nothing behind.
pub fn put(
    url: &DatabaseUrl,
    replace: bool,
    file: impl Read + Send,
) -> Result<Contents, SnapshotFault> {
    let mut reader = Reader::new(file)?;
    let schema = known(reader.applied())?;
    let contents = match url {
        DatabaseUrl::Sqlite(path) => sqlite::put(path, &schema, &mut reader)?,
        DatabaseUrl::Postgres(url) => postgres::put(url, &schema, replace, &mut reader)?,
    };
    Store::open(url)?.close();
    Ok(contents)
}

/// Makes sure that nobody has an SQLite database open and that it is one of ours, so that its file
/// can be replaced. Its log is folded into it.
pub fn set_aside(path: &std::path::Path) -> Result<(), SnapshotFault> {
    sqlite::set_aside(path)
}

/// The schema that a snapshot was taken from, if all of it is known here.
fn known(applied: &[Applied]) -> Result<Schema, SnapshotFault> {
    let ours = Schema::ours();
    ours.missing(applied)?;
    let Some((youngest, _)) = applied.last() else {
        return Err(SnapshotFault::Form("it names no schema".to_owned()));
    };
    if !ours.knows(applied) {
        return Err(SnapshotFault::Form(format!(
            "its schema is at version {youngest}, which this binary does not know: use a newer one"
        )));
    }
    Ok(ours.up_to(*youngest))
}

/// What is read of a column. How far a follower has come is a place in the feed of one database; what
/// is written down is how many events it has read, which is the same in every one. `read` counts them.
fn expression(table: &str, column: &str, read: &str) -> String {
    match (table, column) {
        ("follower", "position") => format!("(SELECT COUNT(*) FROM event WHERE {read})"),
        ("follower", "account" | "seq") => "0".to_owned(),
        _ => column.to_owned(),
    }
}

/// The columns of a table, as they are read.
fn expressions(table: &str, columns: &[String], read: &str) -> String {
    let all = columns.iter().map(|column| expression(table, column, read));
    all.collect::<Vec<String>>().join(", ")
}

/// Whether the column is copied.
fn is_copied(table: &str, column: &str) -> bool {
    (table, column) != STAMPED
}

/// The tables of a schema that are copied, none before one that it refers to.
fn tables(schema: &Schema) -> impl Iterator<Item = &'static str> {
    schema.tables().into_iter().filter(|table| !OF_NODES.contains(table))
}
