//! A file that is being read: on a thread of its own, so that whoever writes never waits for a row
//! to be understood.

use std::fs::File;
use std::io::{BufReader, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tandem_wire::csv::{Reader, Row};
use tokio::sync::mpsc;

use super::report::RowFault;
use crate::failure::Failure;

/// How many rows travel together from the thread that reads.
const ROWS_TOGETHER: usize = 1000;
/// How many such parcels may wait: what is read ahead is bounded by this, not by the file.
const PARCELS_WAITING_MAX: usize = 16;
/// How much of the file is read at a time, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// Where a file comes from.
type Source = Box<dyn Read + Send>;

/// A row that was read, or what is wrong with it, and the line it stands on.
pub(crate) struct Line<T> {
    /// The line of the file; the header is line 1.
    pub number: u64,
    /// What the row says.
    pub row: Result<T, String>,
}

/// Rows on their way from the thread that reads.
struct Parcel<T> {
    bytes_read: u64,
    lines: Vec<Line<T>>,
}

/// A file that is being read.
pub(crate) struct Sheet<T> {
    parcels: mpsc::Receiver<Parcel<T>>,
    bar: ProgressBar,
}

impl<T: Send + 'static> Sheet<T> {
    /// Opens a file, or with `-` the standard input, whose header names no column but these, and those that are required. `read`
    /// understands one row.
    pub(crate) fn open(
        path: &Path,
        columns: &[&str],
        required: &[&str],
        mut read: impl FnMut(&Row) -> Result<T, RowFault> + Send + 'static,
    ) -> Result<Self, Failure> {
        let unreadable =
            |why: &dyn std::fmt::Display| Failure::Usage(format!("{}: {why}", path.display()));
        let (source, bytes): (Source, u64) = if path == Path::new("-") {
            (Box::new(std::io::stdin()), 0)
        } else {
            let file = File::open(path).map_err(|error| unreadable(&error))?;
            let bytes = file.metadata().map_or(0, |metadata| metadata.len());
            (Box::new(file), bytes)
        };
        let bar = progress(bytes);
        let reader = Reader::new(BufReader::with_capacity(BUFFER_BYTES, source))
            .map_err(|fault| unreadable(&format_args!("line {}: {}", fault.line, fault.fault)))?;
        let named: Vec<&str> = reader.columns().map(str::trim).collect();
        let is_named = |column: &str| named.iter().any(|name| name.eq_ignore_ascii_case(column));
        if let Some(column) = required.iter().find(|column| !is_named(column)) {
            return Err(unreadable(&format_args!("the header row has no column `{column}`")));
        }
        // A misspelt column would lose what stands in it without a word.
        let is_known = |name: &str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
        if let Some(name) = named.iter().find(|name| !is_known(name)) {
            let columns = columns.join(", ");
            return Err(unreadable(&format_args!(
                "there is no column `{name}`; there are {columns}"
            )));
        }
        let (sender, parcels) = mpsc::channel(PARCELS_WAITING_MAX);
        let reading = move || deliver(reader, &mut read, &sender);
        std::thread::Builder::new()
            .name("import-reader".to_owned())
            .spawn(reading)
            .map_err(|error| Failure::Unreachable(format!("no thread: {error}")))?;
        Ok(Self { parcels, bar })
    }

    /// The next rows; `None` after the last.
    pub(crate) async fn next(&mut self) -> Option<Vec<Line<T>>> {
        let parcel = self.parcels.recv().await?;
        self.bar.set_position(parcel.bytes_read);
        Some(parcel.lines)
    }

    /// Where to say something without disturbing the bar.
    pub(crate) const fn bar(&self) -> &ProgressBar {
        &self.bar
    }
}

fn deliver<T>(
    mut reader: Reader<BufReader<Source>>,
    read: &mut impl FnMut(&Row) -> Result<T, RowFault>,
    sender: &mpsc::Sender<Parcel<T>>,
) {
    loop {
        let mut lines = Vec::with_capacity(ROWS_TOGETHER);
        for row in reader.by_ref().take(ROWS_TOGETHER) {
            lines.push(match row {
                Err(fault) => Line { number: fault.line, row: Err(fault.fault.to_string()) },
                Ok(row) => {
                    Line { number: row.line(), row: read(&row).map_err(|fault| fault.to_string()) }
                }
            });
        }
        let is_last = lines.is_empty();
        // Whoever imports may have given up.
        let sent = sender.blocking_send(Parcel { bytes_read: reader.bytes_read(), lines });
        if is_last || sent.is_err() {
            return;
        }
    }
}

fn progress(bytes: u64) -> ProgressBar {
    // A file or a pipe that collects what we say is spared the drawing.
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    let style = ProgressStyle::with_template("{bar:40} {percent}%  {bytes_per_sec}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
