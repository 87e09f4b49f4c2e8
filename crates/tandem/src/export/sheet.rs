//! A file that is being written.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget};
use tandem_wire::csv::Writer;

use super::unwritable;
use crate::failure::Failure;

/// A table on its way out. A row is a list of cells by their columns; what is not named is empty.
pub(super) struct Sheet<'o> {
    out: Writer<&'o mut dyn Write>,
    columns: &'static [&'static str],
    bar: ProgressBar,
}

impl<'o> Sheet<'o> {
    pub(super) fn new(
        out: &'o mut dyn Write,
        columns: &'static [&'static str],
    ) -> Result<Self, Failure> {
        // A file or a pipe that collects what we say is spared the drawing.
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let out = Writer::new(out, columns).map_err(unwritable)?;
        Ok(Self { out, columns, bar })
    }

    /// Writes one row.
    pub(super) fn row<const N: usize>(
        &mut self,
        cells: [(&'static str, String); N],
    ) -> Result<(), Failure> {
        let mut cells = BTreeMap::from(cells);
        let row: Vec<String> =
            self.columns.iter().map(|column| cells.remove(column).unwrap_or_default()).collect();
        debug_assert!(cells.is_empty(), "no such columns: {cells:?}");
        self.bar.inc(1);
        self.out.write(&row).map_err(unwritable)
    }

    /// Ends the table.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        self.out.finish().map(|_| ()).map_err(unwritable)
    }
}

/// A flag, as the imports read it.
pub(super) fn flag(is_set: bool) -> String {
    u8::from(is_set).to_string()
}
