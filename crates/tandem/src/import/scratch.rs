//! `--dry-run`: a file is tried on a copy of the database, and the copy is thrown away.
//!
//! Everything is done that the import would do, so that what is counted and what is refused is what it
//! will count and refuse; and whoever is served from the database waits for nothing.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use tandem_engine::Clock;
use tandem_store::snapshot::{self, SnapshotFault};
use tandem_store::{DatabaseUrl, Store};
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::NodeClock;
use crate::failure::Failure;

/// What a shell is told of a process that a signal ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 128 + 2;
const TERMINATED: i32 = 128 + 15;

/// A copy of a database, in the directory for temporary files. It goes when this does.
pub(super) struct Scratch {
    directory: PathBuf,
}

impl Scratch {
    /// Copies a database as it is now; it may be in use. Of one that is not there yet, the copy is
    /// empty.
    pub(super) fn of(url: &DatabaseUrl) -> Result<Self, Failure> {
        let chance = getrandom::u64()
            .map_err(|error| Failure::Unreachable(format!("no source of chance: {error}")))?;
        let scratch =
            Self { directory: std::env::temp_dir().join(format!("tandem-dry-run-{chance:016x}")) };
        // It holds what the database holds.
        DirBuilder::new().mode(0o700).create(&scratch.directory).map_err(unusable)?;
        scratch.goes_with_the_process()?;
        let is_there = match url {
            DatabaseUrl::Sqlite(path) => path.is_file(),
            DatabaseUrl::Postgres(_) => true,
        };
        if is_there && Store::is_made(url)? {
            copy(url, &scratch.url())?;
        }
        Ok(scratch)
    }

    /// Sees to it that who breaks off leaves no copy: it holds what the database holds. A signal ends
    /// the process at once, as it would without this, and the copy goes before.
    fn goes_with_the_process(&self) -> Result<(), Failure> {
        let mut interrupt = signal(SignalKind::interrupt()).map_err(unusable)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(unusable)?;
        let directory = self.directory.clone();
        tokio::spawn(async move {
            let code = tokio::select! {
                _ = interrupt.recv() => INTERRUPTED,
                _ = terminate.recv() => TERMINATED,
            };
            // A leftover in the temporary directory is the system's to clean.
            let _ = std::fs::remove_dir_all(&directory);
            eprintln!("tandem: broken off: nothing is stored");
            std::process::exit(code);
        });
        Ok(())
    }

    /// Where the copy is.
    pub(super) fn url(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.directory.join("tandem.db"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the temporary directory is the system's to clean.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Takes a snapshot and puts it elsewhere, while it is being taken.
fn copy(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<(), Failure> {
    let (reader, writer) = io::pipe().map_err(unusable)?;
    std::thread::scope(|scope| {
        let taking = scope.spawn(|| snapshot::take(from, NodeClock::default().now().0, writer));
        let put = snapshot::put(to, false, reader);
        // Whoever took it knows better what was wrong than whoever had half of it.
        let unknown = || SnapshotFault::Form("the copy was not made".to_owned());
        let taken = taking.join().unwrap_or_else(|_| Err(unknown()));
        match (taken, put) {
            (Ok(_), Ok(_)) => Ok(()),
            (Err(fault), Ok(_)) | (Ok(_), Err(fault)) => Err(fault.into()),
            // It broke off because nobody read on.
            (Err(SnapshotFault::File(_)), Err(fault)) => Err(fault.into()),
            (Err(fault), Err(_)) => Err(fault.into()),
        }
    })
}

fn unusable(error: io::Error) -> Failure {
    Failure::Unreachable(format!("no room for a copy of the database: {error}"))
}
