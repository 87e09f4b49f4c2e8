//! Bytes → rows.

use std::error::Error;
use std::fmt;
use std::io::{BufRead, Read};
use std::sync::Arc;

use csv_core::ReadRecordResult;

use super::{COLUMNS_COUNT_MAX, ROW_BYTES_MAX};
use crate::args::check_name;
use crate::{Problem, WireFault};

/// Reads rows one at a time from a stream that begins with a header row.
///
/// Lines end in LF or CRLF; a quoted field may hold either. Empty lines and a byte order mark are
/// passed over. Every row must have as many fields as the header, in UTF-8 without NUL; one that
/// does not is a fault by itself, and reading goes on with the next. After a fault that leaves no
/// next row to find (a row too long, a quote never closed, a stream that fails) the reader ends.
pub struct Reader<R> {
    source: Source<R>,
    columns: Arc<[String]>,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads the header row. Names are trimmed, and must be there, and differ by more than case.
    pub fn new(input: R) -> Result<Self, RowFault> {
        let mut source = Source::new(input);
        let Some(line) = source.advance()? else {
            return Err(RowFault::malformed(1, "expected a header row"));
        };
        let at = |fault| RowFault { line, fault };
        let mut columns: Vec<String> = Vec::new();
        for (index, name) in source.fields().enumerate() {
            let name = str::from_utf8(name)
                .map_err(|_| at(WireFault::field(&column(index), Problem::NotUtf8)))?
                .trim();
            check_name(name).map_err(at)?;
            if name.is_empty() {
                let why = "its name is missing in the header row".into();
                return Err(at(WireFault::field(&column(index), Problem::Malformed { why })));
            }
            if columns.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let why = "the header row names it twice".into();
                return Err(at(WireFault::field(name, Problem::Malformed { why })));
            }
            columns.push(name.to_owned());
        }
        Ok(Self { source, columns: columns.into(), ended: false })
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
    }

    /// How much of the stream has been read, in bytes: what a progress bar shows.
    pub fn bytes_read(&self) -> u64 {
        self.source.bytes_read
    }

    /// The row in the source, as text under the columns.
    fn row(&self, line: u64) -> Result<Row, RowFault> {
        let count = self.source.fields().count();
        if count != self.columns.len() {
            let expected = self.columns.len();
            let why = format!("it has {count} fields where the header has {expected}");
            return Err(RowFault::malformed(line, why));
        }
        let mut row =
            Row { line, columns: self.columns.clone(), text: String::new(), ends: vec![] };
        for (name, field) in self.columns.iter().zip(self.source.fields()) {
            let at = |problem| RowFault { line, fault: WireFault::field(name, problem) };
            let text = str::from_utf8(field).map_err(|_| at(Problem::NotUtf8))?;
            if text.contains('\0') {
                return Err(at(Problem::Forbidden { what: "a NUL character".into() }));
            }
            row.text.push_str(text);
            row.ends.push(row.text.len());
        }
        Ok(row)
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Row, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.source.advance() {
            Ok(Some(line)) => Some(self.row(line)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(fault) => {
                self.ended = true;
                Some(Err(fault))
            }
        }
    }
}

/// One row, its fields found by the names of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    line: u64,
    columns: Arc<[String]>,
    /// The fields one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// The line of the file on which the row begins; the first is 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The field under this column, in any case; `None` if there is no such column.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| field)
    }

    /// All fields as (column, field), in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let fields = starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end]);
        self.columns.iter().map(String::as_str).zip(fields)
    }
}

/// What is wrong with a row, and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFault {
    /// The line of the file; the first is 1.
    pub line: u64,
    /// The fault; its field is a column.
    pub fault: WireFault,
}

impl RowFault {
    fn whole(line: u64, problem: Problem) -> Self {
        Self { line, fault: WireFault::whole(problem) }
    }

    fn malformed(line: u64, why: impl Into<String>) -> Self {
        Self::whole(line, Problem::Malformed { why: why.into() })
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault.field {
            Some(_) => write!(f, "line {}: {}", self.line, self.fault),
            None => write!(f, "line {}: the row {}", self.line, self.fault.problem),
        }
    }
}

impl Error for RowFault {}

/// What a column without a name is called in a fault.
fn column(index: usize) -> String {
    format!("column {}", index + 1)
}

/// The stream, the line last read from it, and the row last found in it.
struct Source<R> {
    input: R,
    parser: csv_core::Reader,
    bytes_read: u64,
    line: Vec<u8>,
    line_number: u64,
    /// How much of `line` the parser has taken.
    used: usize,
    /// The fields of the row one after the other, and where each ends. Both have room for the
    /// largest row, and do not grow.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many of `ends` belong to the row.
    count: usize,
}

impl<R: BufRead> Source<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            parser: csv_core::Reader::new(),
            bytes_read: 0,
            line: Vec::new(),
            line_number: 1,
            used: 0,
            bytes: vec![0; ROW_BYTES_MAX + 1],
            ends: vec![0; COLUMNS_COUNT_MAX],
            count: 0,
        }
    }

    /// Goes to the next row and gives the line it begins on, or `None` after the last.
    fn advance(&mut self) -> Result<Option<u64>, RowFault> {
        while is_blank(&self.line[self.used..]) {
            if !self.read_line()? {
                return Ok(None);
            }
        }
        let start = self.line_number;
        let too_large = || RowFault::whole(start, Problem::TooLarge { limit: ROW_BYTES_MAX });
        let (mut row_bytes, mut size) = (0, 0);
        self.count = 0;
        loop {
            let (found, taken, bytes, fields) = self.parser.read_record(
                &self.line[self.used..],
                &mut self.bytes[size..],
                &mut self.ends[self.count..],
            );
            self.used += taken;
            row_bytes += taken;
            size += bytes;
            self.count += fields;
            if row_bytes > ROW_BYTES_MAX {
                return Err(too_large());
            }
            match found {
                ReadRecordResult::Record => return Ok(Some(start)),
                // The parser took the line's end for content, so it is inside quotes.
                ReadRecordResult::InputEmpty => {
                    if !self.read_line()? {
                        return Err(RowFault::malformed(start, "a quoted field is never closed"));
                    }
                }
                ReadRecordResult::OutputEndsFull => {
                    let problem = Problem::TooMany { what: "fields", limit: COLUMNS_COUNT_MAX };
                    return Err(RowFault::whole(start, problem));
                }
                // Neither happens: there is room for every row, and the parser is never handed the
                // empty input that would mean the end.
                ReadRecordResult::OutputFull => return Err(too_large()),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Reads the next line, or so much of it that its row is too large. False at the end.
    fn read_line(&mut self) -> Result<bool, RowFault> {
        const LINE_BYTES_MAX: usize = ROW_BYTES_MAX + 1;
        if self.line.ends_with(b"\n") {
            self.line_number += 1;
        }
        self.line.clear();
        self.used = 0;
        let mut limited = self.input.by_ref().take(LINE_BYTES_MAX as u64);
        let read = limited.read_until(b'\n', &mut self.line).map_err(|error| {
            RowFault::whole(self.line_number, Problem::Unreadable { why: error.to_string() })
        })?;
        self.bytes_read += read as u64;
        // A last line without its end is given one: for the parser, a line's end outside quotes is
        // then the end of a row without exception.
        if read > 0 && read < LINE_BYTES_MAX && !self.line.ends_with(b"\n") {
            self.line.push(b'\n');
        }
        Ok(read > 0)
    }

    /// The fields of the row, as bytes.
    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| &self.bytes[start..*end])
    }
}

/// Whether nothing but line ends is left.
fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row as its line and fields, or its fault in words.
    fn read(text: &[u8]) -> Vec<Result<(u64, Vec<String>), String>> {
        let reader = match Reader::new(text) {
            Ok(reader) => reader,
            Err(fault) => return vec![Err(fault.to_string())],
        };
        reader
            .map(|row| match row {
                Ok(row) => Ok((row.line(), row.iter().map(|(_, field)| field.into()).collect())),
                Err(fault) => Err(fault.to_string()),
            })
            .collect()
    }

    fn row(line: u64, fields: &[&str]) -> Result<(u64, Vec<String>), String> {
        Ok((line, fields.iter().map(|field| String::from(*field)).collect()))
    }

    #[test]
    fn rows_know_their_lines_and_columns() {
        let text = b"\xEF\xBB\xBFNumber, note\r\n1,a\r\n\r\n2,\"b\r\nb\"\r\n3,\"say \"\"x\"\"\"";
        let expected = [row(2, &["1", "a"]), row(4, &["2", "b\r\nb"]), row(6, &["3", "say \"x\""])];
        assert_eq!(read(text), expected);
        let mut reader = Reader::new(&text[..]).unwrap();
        assert_eq!(reader.columns().collect::<Vec<_>>(), ["Number", "note"]);
        let first = reader.next().unwrap().unwrap();
        assert_eq!((first.get("number"), first.get("NOTE")), (Some("1"), Some("a")));
        assert_eq!(first.get("state"), None);
        assert_eq!(reader.by_ref().count(), 2);
        assert_eq!(reader.bytes_read(), text.len() as u64);
    }

    #[test]
    fn line_ends_may_be_mixed() {
        let text = b"\n\r\na\n1\n2\r\n\n3\r4\r\r5\n\r\r";
        let expected =
            [row(4, &["1"]), row(5, &["2"]), row(7, &["3"]), row(7, &["4"]), row(7, &["5"])];
        assert_eq!(read(text), expected);
        assert_eq!(
            read(b"a,b\n,\n\"\",\""),
            [
                row(2, &["", ""]),
                Err("line 3: the row is malformed: a quoted field is never closed".into()),
            ]
        );
    }

    #[test]
    fn a_bad_row_is_a_fault_by_itself() {
        assert_eq!(
            read(b"a,b\n1\n1,2,3\n\xFF,2\n1,\0\n1,2\n"),
            [
                Err("line 2: the row is malformed: it has 1 fields where the header has 2".into()),
                Err("line 3: the row is malformed: it has 3 fields where the header has 2".into()),
                Err("line 4: field 'a' is not valid text: it must be UTF-8".into()),
                Err("line 5: field 'b' holds a NUL character, which is not accepted".into()),
                row(6, &["1", "2"]),
            ]
        );
        // Two halves of a character in two fields do not make one.
        assert!(read(b"a,b\n\xC3,\xA9\n")[0].is_err());
    }

    #[test]
    fn a_header_must_be_there_and_name_each_column_once() {
        for text in [&b""[..], b"\r\n\n", b"a,,b\n", b"a,A\n", b"a,\xFF\n", b"\"a", b"a, \n"] {
            assert!(matches!(read(text)[..], [Err(_)]), "{text:?}");
        }
        assert!(read(b"a").is_empty());
    }

    #[test]
    fn rows_and_columns_are_bounded() {
        let fits = "x".repeat(ROW_BYTES_MAX - 1);
        assert_eq!(read(format!("a\n{fits}\n1\n").as_bytes()), [row(2, &[&fits]), row(3, &["1"])]);
        let too_large =
            Err("line 2: the row is too large: at most 65536 bytes are accepted".into());
        assert_eq!(read(format!("a\n{fits}y\n1\n").as_bytes()), std::slice::from_ref(&too_large));
        let lines = "\n".repeat(ROW_BYTES_MAX);
        assert_eq!(read(format!("a\n\"{lines}\"\n1\n").as_bytes()), [too_large]);

        let columns: Vec<String> = (0..COLUMNS_COUNT_MAX).map(|n| n.to_string()).collect();
        let header = columns.join(",");
        assert_eq!(read(format!("{header}\n{header}\n").as_bytes()).len(), 1);
        assert!(matches!(read(format!("{header},x\n").as_bytes())[..], [Err(_)]));
        let rows = read(format!("a\n{header},x\n1\n").as_bytes());
        assert!(matches!(&rows[..], [Err(why)] if why.contains("too many fields")));
    }

    #[test]
    fn a_stream_that_fails_ends_the_reading() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("the disk is gone"))
            }
        }
        let input = std::io::BufReader::new(b"a\n1\n".chain(Broken));
        let mut reader = Reader::new(input).unwrap();
        assert!(reader.next().unwrap().is_ok());
        let fault = reader.next().unwrap().unwrap_err();
        assert_eq!(fault.to_string(), "line 3: the row could not be read: the disk is gone");
        assert!(reader.next().is_none());
    }
}
