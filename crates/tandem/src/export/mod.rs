//! `tandem export`: what an import reads, and what authorities ask for, as CSV.
//!
//! Rows are read page by page, each page in a state of its own, so that nobody is kept waiting by an
//! export of millions: what changes meanwhile may be seen before or after the change. For a picture
//! of one moment, export while nobody is served.

mod accounts;
mod assigned;
mod calls;
mod cancellations;
mod disconnects;
mod numbers;
mod objects;
mod outlet;
mod plans;
mod recordings;
mod routes;
mod sheet;
mod utilisation;

use std::io::{ErrorKind, Write};
use std::path::Path;

pub use accounts::accounts;
pub use assigned::assigned;
pub use calls::calls;
pub use cancellations::cancellations;
pub use disconnects::disconnects;
pub use numbers::numbers;
pub use objects::objects;
use outlet::Outlet;
pub use plans::plans;
pub use recordings::{TABLE as RECORDINGS_TABLE, recordings};
use tandem_domain::Actor;
use tandem_engine::{Ask, Command, Engine};
use tandem_numbering::Rules;
pub use utilisation::utilisation;

use crate::cli::{self, ExportFile, ExportWhat};
use crate::failure::Failure;
use crate::node;

/// `tandem export`.
pub async fn run(options: cli::Export) -> Result<(), Failure> {
    match options.what {
        ExportWhat::Numbers(to) => {
            export(&to, async |engine, out| numbers(engine, out).await).await
        }
        ExportWhat::Accounts(to) => {
            export(&to, async |engine, out| accounts(engine, out).await).await
        }
        ExportWhat::Calls(to) => export(&to, async |engine, out| calls(engine, out).await).await,
        ExportWhat::Plans(to) => export(&to, async |engine, out| plans(engine, out).await).await,
        ExportWhat::Objects(to) => {
            export(&to, async |engine, out| objects(engine, out).await).await
        }
        ExportWhat::Recordings { directory, database } => {
            let engine = node::open_to_look(&database.url()?, Rules::new()).await?;
            let written = recordings(&engine, &directory).await;
            engine.close();
            written
        }
        ExportWhat::Assigned(to) => {
            export(&to, async |engine, out| {
                let left_out = assigned(engine, out).await?;
                if left_out > 0 {
                    eprintln!("{left_out} numbers are not in service yet and are left out");
                }
                Ok(())
            })
            .await
        }
        ExportWhat::Disconnects { since, file } => {
            export(&file, async |engine, out| disconnects(engine, since, out).await).await
        }
        ExportWhat::Cancellations { since, file } => {
            export(&file, async |engine, out| cancellations(engine, since, out).await).await
        }
        ExportWhat::Utilisation(to) => {
            export(&to, async |engine, out| utilisation(engine, out).await).await
        }
        ExportWhat::Routes(lists) => routes::routes(lists).await,
    }
}

/// Writes to the file that was named, or to the standard output.
async fn export(
    to: &ExportFile,
    write: impl AsyncFn(&Engine, &mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let engine = node::open_to_look(&to.database.url()?, Rules::new()).await?;
    let written = match to.file.as_deref().filter(|path| *path != Path::new("-")) {
        None => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            let written = write(&engine, &mut out).await;
            written.and_then(|()| out.flush().map_err(unwritable))
        }
        Some(path) if !to.replace && is_written(path) => Err(Failure::Refused(format!(
            "{} is there already; --replace writes it anew",
            path.display()
        ))),
        Some(path) => match Outlet::open(path) {
            Ok(mut out) => {
                let written = write(&engine, &mut out).await;
                written.and_then(|()| out.finish().map_err(unwritable))
            }
            Err(error) => Err(unwritable(error)),
        },
    };
    engine.close();
    written
}

/// Whether there is a file with something in it: perhaps what was meant to be imported.
fn is_written(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|there| there.is_file() && there.len() > 0)
}

fn unwritable(error: std::io::Error) -> Failure {
    if error.kind() == ErrorKind::BrokenPipe {
        return Failure::Unheard;
    }
    Failure::Unreachable(format!("cannot be written: {error}"))
}

async fn look<C: Command>(engine: &Engine, command: C) -> Result<C::Outcome, Failure> {
    Ok(engine.execute(Ask::new(Actor::operator(), command)).await?)
}
