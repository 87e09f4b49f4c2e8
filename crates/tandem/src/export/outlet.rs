//! Where an export goes: a file, or whatever else has a name.
//!
//! A file that is replaced is there once all of the new one is written, and not before; it keeps its
//! mode. What a link leads to is written, and the link stays. What is no regular file (a device, a
//! pipe that has a name), or belongs to somebody else, is written where it is.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The mode that a new file is given, less what the process masks: that of any file.
const MODE: u32 = 0o666;

/// A file on its way out.
pub(super) struct Outlet {
    out: BufWriter<File>,
    path: PathBuf,
    /// What it is called until it is whole, and whose place it takes then.
    takes: Option<(PathBuf, PathBuf)>,
}

impl Outlet {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let made = Self::make(path);
        made.map_err(|error| named(path, error))
    }

    fn make(path: &Path) -> io::Result<Self> {
        let at = match fs::canonicalize(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            at => Some(at?),
        };
        let there = at.as_ref().map(fs::metadata).transpose()?;
        let leads_on = at.is_none() && fs::symlink_metadata(path).is_ok();
        if leads_on || there.as_ref().is_some_and(|there| !there.is_file()) {
            return Self::through(path);
        }
        let target = at.unwrap_or_else(|| path.to_owned());
        let mut part = target.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        match fs::remove_file(&part) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mode = there.as_ref().map_or(MODE, |there| there.mode() & 0o7777);
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&part)?;
        if let Some(there) = &there {
            if !is_of_the_same(there, &file.metadata()?) {
                fs::remove_file(&part)?;
                return Self::through(path);
            }
            // The mask of the process does not count for what was there before.
            file.set_permissions(there.permissions())?;
        }
        let (out, path) = (BufWriter::new(file), path.to_owned());
        Ok(Self { out, path, takes: Some((part, target)) })
    }

    /// Writes what is there, where it is.
    fn through(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        Ok(Self { out: BufWriter::new(file), path: path.to_owned(), takes: None })
    }

    /// All of it is written: it takes its place.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self.takes.take() {
            Some((part, target)) => {
                fs::rename(part, target).map_err(|error| named(&self.path, error))
            }
            None => Ok(()),
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| named(&self.path, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| named(&self.path, error))
    }
}

impl Drop for Outlet {
    /// It came to nothing: what is left of it is of no use to anybody.
    fn drop(&mut self) {
        if let Some((part, _)) = &self.takes {
            let _ = fs::remove_file(part);
        }
    }
}

fn is_of_the_same(there: &Metadata, fresh: &Metadata) -> bool {
    (there.uid(), there.gid()) == (fresh.uid(), fresh.gid())
}

/// Says which file could not be written.
pub(super) fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
