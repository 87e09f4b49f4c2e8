//! Snapshots from and into PostgreSQL, by `COPY`.

use std::io::{Read, Write};
use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};

use super::read::{Reader, Table};
use super::write::Writer;
use super::{Contents, STAMPED, SnapshotFault, expressions, is_copied, tables};
use crate::postgres::{APPLICATION, Address, Session, aside, fault};
use crate::{Schema, StoreError};

/// How much is sent at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;
/// How far before the first transaction events are stamped that come from a snapshot: each place is
/// negative, however many there are, and so stands before whatever is written afterwards.
const BEFORE_ALL: i64 = 1 << 62;
/// What is read at one instant stays as it was while others write.
const BEGIN_TAKING: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";
/// Nobody waits longer than he can bear for a table that is about to go.
const BEGIN_PUTTING: &str = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '2s'";

pub(super) fn take<W: Write + Send>(
    url: &str,
    writer: &mut Writer<W>,
) -> Result<(), SnapshotFault> {
    let address = Address::read(url)?;
    aside(|| {
        let mut session = Session::open(&address)?;
        session.simple(BEGIN_TAKING)?;
        let applied = session.applied()?;
        if applied.is_empty() {
            Schema::ours().up_to_date(&[])?;
        }
        let schema = super::known(&applied)?;
        writer.schema(&applied)?;
        for table in tables(&schema) {
            let columns = columns(&session, table)?;
            writer.begin(table, &columns)?;
            rows(&session, table, &columns, writer)?;
            writer.end()?;
        }
        Ok(())
    })
}

fn columns(session: &Session, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) \
               AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    let found = session.runtime.block_on(session.client.query(sql, &[&table])).map_err(fault)?;
    let names = found.iter().map(|row| row.get::<_, String>(0));
    Ok(names.filter(|column| is_copied(table, column)).collect())
}

/// Writes the rows of a table. Events stand in the order in which followers read them.
fn rows<W: Write>(
    session: &Session,
    table: &str,
    columns: &[String],
    writer: &mut Writer<W>,
) -> Result<(), SnapshotFault> {
    let order = if table == "event" { "ORDER BY feed, account, seq" } else { "" };
    let read = "(event.feed, event.account, event.seq) \
                <= (follower.position, follower.account, follower.seq)";
    let columns = expressions(table, columns, read);
    let sql = format!("COPY (SELECT {columns} FROM {table} {order}) TO STDOUT");
    session.runtime.block_on(async {
        let copied = session.client.copy_out(&sql).await.map_err(fault)?;
        let mut copied = pin!(copied);
        while let Some(chunk) = copied.next().await {
            writer.copied(&chunk.map_err(fault)?)?;
        }
        Ok(())
    })
}

/// Fills a database in one transaction, so that it is there as a whole or not at all.
pub(super) fn put<R: Read + Send>(
    url: &str,
    schema: &Schema,
    replace: bool,
    reader: &mut Reader<R>,
) -> Result<Contents, SnapshotFault> {
    let address = Address::read(url)?;
    aside(|| {
        let mut session = Session::open(&address)?;
        let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                      AND application_name = $1 AND pid <> pg_backend_pid()";
        let others = session.client.query_one(others, &[&APPLICATION]);
        let others: i64 = session.runtime.block_on(others).map_err(fault)?.get(0);
        if others > 0 {
            let taken = "the database is in use; stop whatever serves from it";
            return Err(SnapshotFault::Taken(taken.to_owned()));
        }
        session.simple(BEGIN_PUTTING)?;
        let applied = session.applied()?;
        if !applied.is_empty() {
            if !replace {
                let taken = "the database is not empty; --replace puts the backup in its place";
                return Err(SnapshotFault::Taken(taken.to_owned()));
            }
            Schema::ours().missing(&applied)?;
            for view in Schema::ours().views().into_iter().rev() {
                session.simple(&format!("DROP VIEW IF EXISTS {view}"))?;
            }
            for table in Schema::ours().tables().into_iter().rev() {
                session.simple(&format!("DROP TABLE IF EXISTS {table}"))?;
            }
            session.simple("DROP TABLE migration")?;
        }
        session.migrate_within(schema)?;
        session.simple("SET LOCAL statement_timeout = 0")?;
        while let Some(table) = reader.table()? {
            fill(&session, &table, reader)?;
        }
        let contents = reader.finish()?;
        if schema.tables().contains(&"follower") {
            session.simple(&format!(
                "UPDATE follower SET position = position - {BEFORE_ALL}, account = {last}, seq = {last}",
                last = i64::MAX
            ))?;
        }
        session.simple("COMMIT; ANALYZE")?;
        Ok(contents)
    })
}

/// Fills a table. Events keep their order: they are stamped one by one, before all transactions.
fn fill<R: Read>(
    session: &Session,
    table: &Table,
    reader: &mut Reader<R>,
) -> Result<(), SnapshotFault> {
    let is_stamped = table.name == STAMPED.0;
    let stamp = if is_stamped { format!(", {}", STAMPED.1) } else { String::new() };
    let sql = format!("COPY {} ({}{stamp}) FROM STDIN", table.name, table.columns.join(", "));
    session.runtime.block_on(async {
        let sink = session.client.copy_in::<_, Bytes>(&sql).await.map_err(fault)?;
        let mut sink = pin!(sink);
        let mut chunk = BytesMut::with_capacity(2 * CHUNK_BYTES);
        let mut place = -BEFORE_ALL;
        while let Some(row) = reader.row()? {
            if is_stamped {
                place += 1;
                chunk.extend_from_slice(row.strip_suffix(b"\n").unwrap_or(row));
                chunk.extend_from_slice(format!("\t{place}\n").as_bytes());
            } else {
                chunk.extend_from_slice(row);
            }
            if chunk.len() >= CHUNK_BYTES {
                sink.send(chunk.split().freeze()).await.map_err(fault)?;
            }
        }
        sink.send(chunk.freeze()).await.map_err(fault)?;
        sink.finish().await.map_err(fault)?;
        Ok(())
    })
}
