//! A directory that takes its place when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What an export writes.
const FILES: [&str; 7] = [
    "dr_gateways",
    "dr_gw_lists",
    "dr_rules",
    "dr_groups",
    "dispatcher.list",
    "numbers",
    "version",
];

/// A directory on its way out.
pub(super) struct Directory {
    target: PathBuf,
    part: PathBuf,
    is_finished: bool,
}

impl Directory {
    /// A directory beside the one whose place it will take, if it may.
    pub(super) fn make(target: &Path, replace: bool) -> Result<Self, Failure> {
        if !replace && is_filled(target) {
            return Err(Failure::Refused(format!(
                "{} is there already; --replace puts new tables in its place",
                target.display()
            )));
        }
        if let Some(strange) = stranger(target) {
            return Err(Failure::Refused(format!(
                "{} holds {strange}, which is none of these tables, and would be gone; name a directory of their own",
                target.display()
            )));
        }
        // Nobody else has one of this name, so that nobody else's is removed.
        let part = beside(target, &format!("part-{}", std::process::id()));
        if let Some(around) = part.parent() {
            fs::create_dir_all(around).map_err(|error| unwritable(around, &error))?;
        }
        fs::create_dir(&part).map_err(|error| unwritable(&part, &error))?;
        Ok(Self { target: target.to_owned(), part, is_finished: false })
    }

    /// Writes a file.
    pub(super) fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        let path = self.part.join(name);
        let written = File::create(&path).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        written.map_err(|error| unwritable(&path, &error))
    }

    /// All is written: it takes its place. What stood there is away for the moment between two renames, and then gone.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let old = beside(&self.target, &format!("old-{}", std::process::id()));
        let put = || {
            let stood = self.target.exists();
            if stood {
                fs::rename(&self.target, &old)?;
            }
            fs::rename(&self.part, &self.target)?;
            if stood { fs::remove_dir_all(&old) } else { Ok(()) }
        };
        put().map_err(|error| unwritable(&self.target, &error))?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Directory {
    /// It came to nothing: what is left of it is of no use to anybody.
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

/// Whether something stands there already.
fn is_filled(target: &Path) -> bool {
    match fs::read_dir(target) {
        Ok(mut files) => files.next().is_some(),
        Err(_) => target.exists(),
    }
}

/// The first of what stands there that no export has written.
fn stranger(target: &Path) -> Option<String> {
    let names = fs::read_dir(target).ok()?.filter_map(Result::ok).map(|entry| entry.file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names.find(|name| !FILES.contains(&name.as_str()))
}

fn beside(target: &Path, end: &str) -> PathBuf {
    // A slash at the end names the same directory.
    let mut name = target.components().collect::<PathBuf>().into_os_string();
    name.push(".");
    name.push(end);
    PathBuf::from(name)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unreachable(format!("{} cannot be written: {error}", path.display()))
}
