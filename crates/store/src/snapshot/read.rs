//! A snapshot as it is read.

use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use tandem_domain::hex;

use super::{Contents, FORM, SnapshotFault};
use crate::Value;
use crate::migration::Applied;

/// The longest line that is read, in bytes: far more than any row has, and little enough that a file
/// which is no snapshot does no harm.
const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The end of a table's rows.
const END_OF_ROWS: &[u8] = b"\\.\n";

/// A table of a snapshot.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

/// Reads the lines of a snapshot. A snapshot is whole only once [`Reader::finish`] says so.
pub(super) struct Reader<R: Read> {
    file: BufReader<MultiGzDecoder<R>>,
    digest: Sha256,
    line: Vec<u8>,
    /// The line was looked at and is still to be dealt with.
    is_held: bool,
    rows: u64,
    applied: Vec<Applied>,
    contents: Contents,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(file: R) -> Result<Self, SnapshotFault> {
        let mut reader = Self {
            file: BufReader::new(MultiGzDecoder::new(file)),
            digest: Sha256::new(),
            line: Vec::new(),
            is_held: false,
            rows: 0,
            applied: Vec::new(),
            contents: Contents::default(),
        };
        // What is not even a gzip file is told the same.
        if !matches!(reader.text(), Ok(FORM)) {
            return Err(form("it is no snapshot of Tandem's, or one of another form"));
        }
        reader.advance()?;
        let taken = reader.text()?.strip_prefix("taken ").and_then(|taken| taken.parse().ok());
        reader.contents.taken = taken.ok_or_else(|| form("it does not say when it was taken"))?;
        reader.advance()?;
        while let Some(schema) = reader.text()?.strip_prefix("schema ") {
            let step = schema.split_once(' ');
            let step = step.and_then(|(version, stamp)| Some((version.parse().ok()?, stamp)));
            let (version, stamp) = step.ok_or_else(|| form("it names its schema unreadably"))?;
            let applied = (version, stamp.to_owned());
            reader.applied.push(applied);
            reader.advance()?;
        }
        Ok(reader)
    }

    /// The steps of the schema that it was taken from.
    pub(super) fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// The next table; `None` after the last.
    pub(super) fn table(&mut self) -> Result<Option<Table>, SnapshotFault> {
        let Some(table) = self.text()?.strip_prefix("table ") else { return Ok(None) };
        let mut words = table.split(' ').map(str::to_owned);
        let name = words.next().unwrap_or_default();
        let columns: Vec<String> = words.collect();
        // They become part of statements.
        let plain = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        if columns.is_empty() || !plain(&name) || !columns.iter().all(|column| plain(column)) {
            return Err(form("it has a table with an unreadable name"));
        }
        self.advance()?;
        self.contents.tables += 1;
        self.rows = 0;
        Ok(Some(Table { name, columns }))
    }

    /// The next row of the table, as `COPY` wrote it, with the end of its line; `None` after the
    /// last.
    pub(super) fn row(&mut self) -> Result<Option<&[u8]>, SnapshotFault> {
        self.look()?;
        self.advance()?;
        if self.line != END_OF_ROWS {
            self.rows += 1;
            return Ok(Some(&self.line));
        }
        let rows = self.rows;
        if self.text()?.strip_prefix("rows ") != Some(&rows.to_string()) {
            return Err(form("it lacks rows"));
        }
        self.advance()?;
        self.contents.rows += rows;
        Ok(None)
    }

    /// Makes sure that it ended as it should and was not altered.
    pub(super) fn finish(&mut self) -> Result<Contents, SnapshotFault> {
        self.look()?;
        let digest = format!("end {}\n", hex(self.digest.clone().finalize()));
        if self.line != digest.as_bytes() {
            return Err(form("it was altered after it was taken"));
        }
        if self.file.read(&mut [0])? != 0 {
            return Err(form("something stands behind its end"));
        }
        Ok(self.contents)
    }

    /// The next line, as a text without its end. It stays the next until [`Reader::advance`].
    fn text(&mut self) -> Result<&str, SnapshotFault> {
        self.look()?;
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        std::str::from_utf8(line).map_err(|_| form("it has an unreadable line"))
    }

    fn look(&mut self) -> Result<(), SnapshotFault> {
        if self.is_held {
            return Ok(());
        }
        self.line.clear();
        let mut bounded = (&mut self.file).take(LINE_BYTES_MAX);
        bounded.read_until(b'\n', &mut self.line)?;
        if self.line.last() != Some(&b'\n') {
            return Err(form("it ends too early"));
        }
        self.is_held = true;
        Ok(())
    }

    /// Goes on to the next line.
    fn advance(&mut self) -> Result<(), SnapshotFault> {
        self.look()?;
        self.digest.update(&self.line);
        self.is_held = false;
        Ok(())
    }
}

/// The values of a row as `COPY` wrote it. What is not escaped and looks like a number may still be
/// a text: the column knows.
pub(super) fn values(row: &[u8]) -> Result<Vec<Value>, SnapshotFault> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    row.split(|byte| *byte == b'\t').map(value).collect()
}

fn value(field: &[u8]) -> Result<Value, SnapshotFault> {
    if field == br"\N" {
        return Ok(Value::Null);
    }
    let mut text = Vec::with_capacity(field.len());
    let mut bytes = field.iter();
    while let Some(byte) = bytes.next() {
        let plain = match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b't') => b'\t',
                Some(b'b') => 8,
                Some(b'f') => 12,
                Some(b'v') => 11,
                Some(b'\\') => b'\\',
                _ => return Err(form("it has an unreadable value")),
            },
            byte => *byte,
        };
        text.push(plain);
    }
    String::from_utf8(text).map(Value::Text).map_err(|_| form("it has an unreadable value"))
}

fn form(why: &str) -> SnapshotFault {
    SnapshotFault::Form(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::write::{Writer, escape};
    use super::*;

    #[test]
    fn a_value_survives_both_ways() {
        for text in ["", "plain", "a\tb\nc\rd\\N", "\\.", "é\u{1f600}\u{b}\u{8}\u{c}"] {
            let mut row = Vec::new();
            escape(text.as_bytes(), &mut row);
            assert!(!row.contains(&b'\n') && !row.contains(&b'\t'));
            assert_eq!(values(&row).expect("a value"), [Value::Text(text.to_owned())]);
        }
        assert_eq!(values(b"\\N\t7\n").expect("two"), [Value::Null, Value::Text("7".to_owned())]);
        assert!(values(br"\").is_err() && values(br"\x").is_err());
    }

    fn written() -> Vec<u8> {
        let mut file = Vec::new();
        let mut writer = Writer::new(&mut file, 7).expect("memory");
        writer.schema(&[(1, "abc".to_owned())]).expect("memory");
        writer.begin("slot", &["account".to_owned(), "kind".to_owned()]).expect("memory");
        writer.copied(b"1\tlocal\n2\t\\\\.\n").expect("memory");
        writer.end().expect("memory");
        writer.finish().expect("memory");
        file
    }

    #[test]
    fn a_whole_file_is_told_from_a_part_of_one() {
        let file = written();
        let contents = super::super::check(&file[..]).expect("a whole snapshot");
        assert_eq!(contents, Contents { taken: 7, tables: 1, rows: 2 });
        for length in 0..file.len() {
            assert!(super::super::check(&file[..length]).is_err(), "{length} bytes of it");
        }
        assert!(super::super::check(&b"something else altogether"[..]).is_err());
    }
}
