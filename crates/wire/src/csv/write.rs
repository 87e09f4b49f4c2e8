//! Rows → bytes.

use std::io;

/// Writes a header row and then rows of as many fields, with CRLF at their ends as RFC 4180 has it.
/// Fields are quoted where they must be.
///
/// Each row is one write to the output, which the caller buffers if that is dear.
pub struct Writer<W> {
    out: W,
    columns: usize,
    row: String,
    line_end: &'static str,
}

impl<W: io::Write> Writer<W> {
    /// Begins a document with its header row.
    pub fn new(out: W, header: &[&str]) -> io::Result<Self> {
        Self::with_line_ends(out, header, "\r\n")
    }

    /// The same with other ends of rows, for readers who are used to them.
    pub fn with_line_ends(out: W, header: &[&str], line_end: &'static str) -> io::Result<Self> {
        let mut writer = Self { out, columns: header.len(), row: String::new(), line_end };
        writer.write(header)?;
        Ok(writer)
    }

    /// Writes one row. A row with more or fewer fields than the header is refused, and nothing of
    /// it is written.
    pub fn write<F: AsRef<str>>(&mut self, fields: &[F]) -> io::Result<()> {
        if fields.len() != self.columns {
            let why = format!("{} fields under a header of {}", fields.len(), self.columns);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        self.row.clear();
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.row.push(',');
            }
            push_field(&mut self.row, field.as_ref(), fields.len() == 1);
        }
        self.row.push_str(self.line_end);
        self.out.write_all(self.row.as_bytes())
    }

    /// Flushes the output and gives it back.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Adds one field. Quotes are also needed where it would begin the file with a byte order mark, and
/// where, `alone` on its row and empty, it would leave a line that readers pass over.
fn push_field(row: &mut String, field: &str, alone: bool) {
    let invisible = alone && field.is_empty();
    if invisible || field.contains([',', '"', '\r', '\n', '\u{FEFF}']) {
        row.push('"');
        row.push_str(&field.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_it_must() {
        let mut rows = Writer::new(Vec::new(), &["number", "note"]).unwrap();
        rows.write(&["5551234567", ""]).unwrap();
        rows.write(&["a,b", "say \"x\"\r\n"]).unwrap();
        assert!(rows.write(&["one"]).is_err());
        assert_eq!(
            String::from_utf8(rows.finish().unwrap()).unwrap(),
            "number,note\r\n5551234567,\r\n\"a,b\",\"say \"\"x\"\"\r\n\"\r\n"
        );
        let mut rows = Writer::new(Vec::new(), &["a"]).unwrap();
        rows.write(&[""]).unwrap();
        assert_eq!(rows.finish().unwrap(), b"a\r\n\"\"\r\n");
    }
}
