//! `tandem backup` and `tandem restore`: everything that a database holds, in one file that both
//! databases can be filled from. So a shop moves from a file on a laptop to a cluster, and back.

use std::fs::{self, File, OpenOptions};
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tandem_engine::Clock;
use tandem_store::DatabaseUrl;
use tandem_store::snapshot::{self, Contents};

use crate::clock::NodeClock;
use crate::failure::Failure;
use crate::voice::say;
use crate::{cli, doctor};

/// `tandem backup`: takes a snapshot, reads it back, and only then gives it its name.
pub fn backup(options: cli::Backup) -> Result<(), Failure> {
    let (file, url) = (&options.file, options.database.url()?);
    if file.exists() {
        let there = format!("{} is there already, and a backup replaces nothing", file.display());
        return Err(Failure::Refused(there));
    }
    let began = Instant::now();
    let part = beside(file, ".part");
    let made = write(&url, &part).and_then(|contents| {
        fs::rename(&part, file).map_err(|error| unusable(file, &error))?;
        Ok(contents)
    });
    if made.is_err() {
        // What is left of it is of no use to anybody.
        let _ = fs::remove_file(&part);
    }
    let contents = made?;
    let bytes = fs::metadata(file).map_or(0, |about| about.len());
    say!("{} from {url} in {} bytes: {}", pace(contents, began), bytes, file.display());
    Ok(())
}

fn write(url: &DatabaseUrl, part: &Path) -> Result<Contents, Failure> {
    // It holds what the database holds, secrets among it: it is made anew, since the mode of a file that
    // is there already would stay as it is.
    remove_file(part)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let file = options.open(part).map_err(|error| unusable(part, &error))?;
    let taken = snapshot::take(url, NodeClock::default().now().0, BufWriter::new(&file))?;
    file.sync_all().map_err(|error| unusable(part, &error))?;
    if snapshot::check(open(part)?)? == taken {
        return Ok(taken);
    }
    Err(Failure::Unreachable(format!("{} does not hold what was written", part.display())))
}

/// `tandem restore`: reads the file to its end first, fills the database, and looks it over as
/// `tandem doctor` does.
pub async fn restore(options: cli::Restore) -> Result<(), Failure> {
    let (file, url) = (&options.file, options.database.url()?);
    snapshot::check(open(file)?)?;
    let began = Instant::now();
    let contents = match &url {
        DatabaseUrl::Sqlite(path) => into_file(file, path, options.replace).await?,
        DatabaseUrl::Postgres(_) => {
            let contents = snapshot::put(&url, options.replace, open(file)?)?;
            doctor::examine(&url).await?;
            contents
        }
    };
    say!("{} into {url}", pace(contents, began));
    Ok(())
}

/// Fills a file of another name, and puts it in its place once it is found sound.
async fn into_file(file: &Path, path: &Path, replace: bool) -> Result<Contents, Failure> {
    let is_taken = path.metadata().is_ok_and(|about| about.len() > 0);
    if is_taken && !replace {
        return Err(Failure::Refused(format!(
            "{} is not empty; --replace puts the backup in its place",
            path.display()
        )));
    }
    if is_taken {
        snapshot::set_aside(path)?;
    }
    if let Some(directory) = path.parent().filter(|directory| *directory != Path::new("")) {
        fs::create_dir_all(directory).map_err(|error| unusable(directory, &error))?;
    }
    let fresh = beside(path, ".restoring");
    let scratch = DatabaseUrl::Sqlite(fresh.clone());
    remove(&fresh)?;
    let sound = async {
        let contents = snapshot::put(&scratch, false, open(file)?)?;
        doctor::examine(&scratch).await?;
        // Nobody has it open any more, so that all of it is in the one file.
        snapshot::set_aside(&fresh)?;
        if is_taken {
            snapshot::set_aside(path)?;
        }
        // A log that a former database left here would be read into the new one.
        for suffix in ["-wal", "-shm"] {
            remove_file(&beside(path, suffix))?;
        }
        fs::rename(&fresh, path).map_err(|error| unusable(path, &error))?;
        // What SQLite kept beside it under its former name.
        remove(&fresh)?;
        Ok(contents)
    };
    let sound = sound.await;
    if sound.is_err() {
        remove(&fresh)?;
    }
    sound
}

/// Removes an SQLite database, if it is there.
fn remove(path: &Path) -> Result<(), Failure> {
    for suffix in ["", "-wal", "-shm"] {
        remove_file(&beside(path, suffix))?;
    }
    Ok(())
}

/// Removes a file, if it is there.
fn remove_file(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unusable(file, &error)),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| unusable(path, &error))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    name.into()
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unreachable(format!("cannot use {}: {error}", path.display()))
}

fn pace(contents: Contents, began: Instant) -> String {
    let seconds = began.elapsed().as_secs_f64();
    let (rows, tables) = (contents.rows, contents.tables);
    format!("{rows} rows of {tables} tables ({:.0} a second)", rows as f64 / seconds.max(0.001))
}
