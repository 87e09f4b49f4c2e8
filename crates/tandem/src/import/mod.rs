//! `tandem import`: what an operator brings along, from CSV files.
//!
//! Every file has a header row. A row that cannot be used is reported with its line and column and
//! does not stop the rest; a row that can is carried out whole or not at all. Importing a file again
//! is harmless, so that resuming is running again.

mod numbers;
mod report;
mod sheet;
mod terms;

pub use numbers::{Batch, Tally, numbers};
pub use report::{Faults, RowFault, RowsInUse};

use crate::cli::{self, ImportWhat};
use crate::failure::Failure;
use crate::{config, node};

/// `tandem import`.
pub async fn run(options: cli::Import) -> Result<(), Failure> {
    let ImportWhat::Numbers { file, dry_run, fictional, database } = options.what;
    let rules = config::rules(&fictional)?;
    let engine = if dry_run {
        None
    } else {
        Some(node::open_to_load(&database.url(), rules.clone()).await?)
    };
    let tally = numbers(&file, &rules, engine.as_ref()).await?;
    if let Some(engine) = engine {
        engine.close();
    }
    println!(
        "{} rows: {} numbers added, {} updated, {} unchanged, {} in use and left alone",
        tally.rows, tally.added, tally.updated, tally.unchanged, tally.in_use
    );
    tally.in_use_rows.print();
    match tally.faults.count {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("{count} rows could not be used"))),
    }
}
