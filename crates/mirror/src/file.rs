//! Image files: written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The largest image that is read, in bytes; a shelf of a hundred million scattered numbers has
/// less. A longer file is not one of ours.
const IMAGE_BYTES_MAX: u64 = 4 << 30;

/// Writes a file beside the one that is there and puts it in its place once it is on the disk, so
/// that whoever reads finds the old one or the new one and nothing between. Only its owner may read
/// it: it shows what is for sale.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::other("the path names no file"))?;
    let mut beside = name.to_os_string();
    beside.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = write_to(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // It is of no use to anybody, and the fault that led here is the one to tell of.
        let _ = fs::remove_file(&beside);
        return written;
    }
    let directory = path.parent().filter(|parent| *parent != Path::new(""));
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Reads a file, if there is one.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(about) if about.len() > IMAGE_BYTES_MAX => {
            Err(io::Error::other(format!("it is longer than {IMAGE_BYTES_MAX} bytes")))
        }
        Ok(_) => fs::read(path).map(Some),
    }
}
