//! Rows that are accepted lie on ascending lines of the file, and say the same when written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::csv::{COLUMNS_COUNT_MAX, Reader, Row, Writer};

fn fields(row: &Row) -> Vec<&str> {
    row.iter().map(|(_, field)| field).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = Reader::new(bytes) else {
        return;
    };
    let columns: Vec<String> = reader.columns().map(str::to_owned).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    assert!((1..=COLUMNS_COUNT_MAX).contains(&columns.len()));

    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let mut line = 1;
    let mut rows = Vec::new();
    for row in reader.by_ref() {
        let next = row.as_ref().map_or_else(|fault| fault.line, Row::line);
        assert!((line..=lines).contains(&next));
        line = next;
        rows.extend(row);
    }
    assert!(reader.bytes_read() <= bytes.len() as u64);

    let mut out = Writer::new(Vec::new(), &columns).expect("memory");
    for row in &rows {
        out.write(&fields(row)).expect("as many fields as columns");
    }
    let file = out.finish().expect("memory");
    let again: Vec<Row> = Reader::new(file.as_slice())
        .expect("a header")
        .map(|row| row.expect("a row"))
        .collect();
    assert!(rows.iter().map(fields).eq(again.iter().map(fields)));
});
