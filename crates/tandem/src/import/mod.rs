//! `tandem import`: what an operator brings along, from CSV files.
//!
//! Every file has a header row. A row that cannot be used is reported with its line and column and
//! does not stop the rest; a row that can is carried out whole or not at all. Importing a file again
//! is harmless, so that resuming is running again. Rows travel in commands of a bounded size, so that
//! a file of a million keeps nobody waiting.

mod accounts;
mod assigned;
pub(crate) mod cells;
mod moving;
mod numbers;
mod objects;
mod plans;
mod recordings;
mod replace;
mod report;
mod sheet;
mod terms;

use std::time::Duration;

pub use accounts::accounts;
pub use assigned::assigned;
pub use moving::Moved;
pub use numbers::{Batch, Tally, numbers};
pub use objects::objects;
pub use plans::plans;
pub use recordings::recordings;
pub use report::{Faults, RowFault, RowsInUse};
use tandem_engine::Engine;
use tandem_numbering::Rules;

use crate::cli::{self, ImportFile, ImportWhat};
use crate::failure::Failure;
use crate::{config, node};

pub(crate) use accounts::COLUMNS as ACCOUNT_COLUMNS;
pub(crate) use assigned::COLUMNS as ASSIGNED_COLUMNS;
pub(crate) use objects::COLUMNS as OBJECT_COLUMNS;
pub(crate) use plans::COLUMNS as PLAN_COLUMNS;
pub(crate) use recordings::COLUMNS as RECORDING_COLUMNS;
pub(crate) use terms::COLUMNS as NUMBER_COLUMNS;

/// How long the database is left alone after each command, so that whoever else writes to it gets
/// in: SQLite has one writer, and those who wait for it have no place in a queue.
const PAUSE: Duration = Duration::from_millis(1);

/// `tandem import`.
pub async fn run(options: cli::Import) -> Result<(), Failure> {
    match options.what {
        ImportWhat::Numbers { file, fictional, replace_supplier } => {
            let rules = config::rules(&fictional)?;
            let engine = open(&file, &rules).await?;
            let tally =
                numbers(&file.file, &rules, engine.as_ref(), replace_supplier.as_deref()).await;
            close(engine);
            stocked(&tally?, replace_supplier.as_deref())
        }
        ImportWhat::Accounts(file) => {
            let engine = open(&file, &Rules::new()).await?;
            let came = accounts(&file.file, engine.as_ref()).await;
            close(engine);
            moved(&came?, "accounts moved in")
        }
        ImportWhat::Plans(file) => {
            let engine = open(&file, &Rules::new()).await?;
            let came = plans(&file.file, engine.as_ref()).await;
            close(engine);
            moved(&came?, "plans put in force")
        }
        ImportWhat::Objects(file) => {
            let engine = open(&file, &Rules::new()).await?;
            let came = objects(&file.file, engine.as_ref()).await;
            close(engine);
            moved(&came?, "objects made or changed")
        }
        ImportWhat::Recordings(file) => {
            let engine = open(&file, &Rules::new()).await?;
            let came = recordings(&file.file, engine.as_ref()).await;
            close(engine);
            moved(&came?, "recordings made or changed")
        }
        ImportWhat::Assigned(file) => {
            let rules = Rules::new();
            let engine = open(&file, &rules).await?;
            let came = assigned(&file.file, &rules, engine.as_ref()).await;
            close(engine);
            moved(&came?, "numbers moved in")
        }
    }
}

async fn open(file: &ImportFile, rules: &Rules) -> Result<Option<Engine>, Failure> {
    if file.dry_run {
        return Ok(None);
    }
    node::open_to_load(&file.database.url()?, rules.clone()).await.map(Some)
}

fn close(engine: Option<Engine>) {
    if let Some(engine) = engine {
        engine.close();
    }
}

fn stocked(tally: &Tally, supplier: Option<&str>) -> Result<(), Failure> {
    println!(
        "{} rows: {} numbers added, {} updated, {} unchanged, {} in use and left alone",
        tally.rows, tally.added, tally.updated, tally.unchanged, tally.in_use
    );
    tally.in_use_rows.print();
    match (&tally.replaced, supplier) {
        (Some(done), Some(supplier)) => {
            println!(
                "{supplier}: {} numbers left the shelf, {} came back, {} in use stay",
                done.withdrawn,
                done.returned,
                done.in_use.len()
            );
            report::print_numbers(&done.in_use, "is listed no longer, is in use and stays");
        }
        (None, Some(supplier)) => {
            println!("{supplier}: nothing left the shelf");
        }
        _ => {}
    }
    outcome(&tally.faults)
}

fn moved(moved: &Moved, what: &str) -> Result<(), Failure> {
    let Moved { rows, done, already, faults } = moved;
    println!("{rows} rows: {done} {what}, {already} here already");
    outcome(faults)
}

fn outcome(faults: &Faults) -> Result<(), Failure> {
    match faults.count {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("{count} rows could not be used"))),
    }
}
