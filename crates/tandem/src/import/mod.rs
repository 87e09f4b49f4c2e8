//! `tandem import`: what an operator brings along, from CSV files.
//!
//! Every file has a header row. A row that cannot be used is reported with its line and column and
//! does not stop the rest; a row that can is carried out whole or not at all. Importing a file again
//! is harmless, so that resuming is running again. Rows travel in commands of a bounded size, so that
//! a file of a million keeps nobody waiting.

mod accounts;
mod assigned;
pub(crate) mod cells;
mod lookups;
mod moving;
mod numbers;
mod objects;
mod plans;
mod recordings;
mod repeats;
mod replace;
mod report;
mod scratch;
mod sheet;
mod terms;

use std::time::Duration;

pub use accounts::accounts;
pub use assigned::assigned;
pub use lookups::{cnam, coverage, lookups};
pub use moving::Moved;
pub use numbers::{Batch, Tally, numbers};
pub use objects::objects;
pub use plans::plans;
pub use recordings::recordings;
pub use report::{Faults, RowFault, RowsInUse};
use scratch::Scratch;
use tandem_engine::Engine;
use tandem_numbering::Rules;

use crate::cli::{self, ImportFile, ImportWhat};
use crate::failure::Failure;
use crate::voice::say;
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
            let supplier = replace_supplier.as_deref();
            let import =
                async |engine: &Engine| numbers(&file.file, &rules, engine, supplier).await;
            stocked(&taken(&file, &rules, import).await?, supplier)
        }
        ImportWhat::Accounts(file) => {
            let import = async |engine: &Engine| accounts(&file.file, engine).await;
            moved(&taken(&file, &Rules::new(), import).await?, "accounts moved in")
        }
        ImportWhat::Plans(file) => {
            let import = async |engine: &Engine| plans(&file.file, engine).await;
            moved(&taken(&file, &Rules::new(), import).await?, "plans put in force")
        }
        ImportWhat::Objects(file) => {
            let import = async |engine: &Engine| objects(&file.file, engine).await;
            moved(&taken(&file, &Rules::new(), import).await?, "objects made or changed")
        }
        ImportWhat::Recordings(file) => {
            let import = async |engine: &Engine| recordings(&file.file, engine).await;
            moved(&taken(&file, &Rules::new(), import).await?, "recordings made or changed")
        }
        ImportWhat::Lookups { file, fictional } => {
            let rules = config::rules(&fictional)?;
            let import = async |engine: &Engine| lookups(&file.file, &rules, engine).await;
            loaded(&taken(&file, &rules, import).await?)
        }
        ImportWhat::Coverage { file, fictional } => {
            let rules = config::rules(&fictional)?;
            let import = async |engine: &Engine| coverage(&file.file, &rules, engine).await;
            loaded(&taken(&file, &rules, import).await?)
        }
        ImportWhat::Cnam { file, fictional } => {
            let rules = config::rules(&fictional)?;
            let import = async |engine: &Engine| cnam(&file.file, &rules, engine).await;
            loaded(&taken(&file, &rules, import).await?)
        }
        ImportWhat::Assigned { file, charge_arrears } => {
            let rules = Rules::new();
            let import =
                async |engine: &Engine| assigned(&file.file, &rules, engine, charge_arrears).await;
            moved(&taken(&file, &rules, import).await?, "numbers moved in")
        }
    }
}

/// Takes a file in: for good, or on a copy of the database that is thrown away.
async fn taken<T>(
    file: &ImportFile,
    rules: &Rules,
    import: impl AsyncFnOnce(&Engine) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let url = file.database.url()?;
    let scratch = file.dry_run.then(|| Scratch::of(&url)).transpose()?;
    let at = scratch.as_ref().map_or(url, Scratch::url);
    let engine = node::open_to_load(&at, rules.clone()).await?;
    let taken = import(&engine).await;
    engine.close();
    if scratch.is_some() {
        say!("tried on a copy of the database: nothing is stored");
    }
    taken
}

fn stocked(tally: &Tally, supplier: Option<&str>) -> Result<(), Failure> {
    say!(
        "{} rows: {} numbers added, {} updated, {} unchanged, {} in use and left alone",
        tally.rows,
        tally.added,
        tally.updated,
        tally.unchanged,
        tally.in_use
    );
    if tally.uncleansed > 0 {
        say!(
            "{} of them are not cleansed and so not for sale to DialogTech's customers: the column \
             `cleansed` says carrier or house of those that are",
            tally.uncleansed
        );
    }
    if tally.nowhere > 0 {
        say!(
            "{} of them have no place and are found by no radius: `latitude` and `longitude`, a ZIP as \
             `postal_code`, or a town that is known as `locality` or `rate_center` with its `state` give \
             them one",
            tally.nowhere
        );
    }
    tally.in_use_rows.print();
    for (plan, line) in &tally.unknown_plans {
        say!(
            "plan {plan}, first named on line {line}, is not in force: nobody can order its numbers under it"
        );
    }
    match (&tally.replaced, supplier) {
        (Some(done), Some(supplier)) => {
            say!(
                "{supplier}: {} numbers left the shelf, {} came back, {} in use stay",
                done.withdrawn,
                done.returned,
                done.in_use.len()
            );
            report::print_numbers(
                &done.in_use,
                "is listed no longer, is in use or bought already, and stays",
            );
        }
        (None, Some(supplier)) if !tally.is_of_others => {
            say!("{supplier}: nothing left the shelf, for the rows that could not be used");
        }
        (None, _) | (_, None) => {}
    }
    outcome(&tally.faults)?;
    match supplier.filter(|_| tally.is_of_others) {
        Some(supplier) => Err(Failure::Refused(format!(
            "no row of the file says `{supplier}` in the column `supplier`: nothing left the shelf"
        ))),
        None => Ok(()),
    }
}

fn moved(moved: &Moved, what: &str) -> Result<(), Failure> {
    let Moved { rows, done, already, faults, carried, unknown_plans } = moved;
    say!("{rows} rows: {done} {what}, {already} here already");
    for (plan, line) in unknown_plans {
        say!(
            "plan {plan}, first wanted on line {line}, is not in force yet: unless `import plans` brings \
             it, its customers cannot order"
        );
    }
    if *carried > 0 {
        say!(
            "{carried} of them had a next_billing more than a month ago: what is overdue is not \
             charged (--charge-arrears, at a first import, charges it)"
        );
    }
    outcome(faults)
}

fn loaded(moved: &Moved) -> Result<(), Failure> {
    say!("{} rows: {} loaded", moved.rows, moved.done);
    outcome(&moved.faults)
}

fn outcome(faults: &Faults) -> Result<(), Failure> {
    match faults.count {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("{count} rows could not be used"))),
    }
}
