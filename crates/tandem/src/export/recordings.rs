//! `tandem export recordings`: the sounds of recordings, each a file, and a table of them beside.

use std::fs;
use std::io::Write;
use std::path::Path;

use tandem_domain::{AudioFormat, ObjectBody, ObjectKind};
use tandem_engine::{Engine, ObjectPage, ObjectWhole, RecordingPlay};

use super::outlet::named;
use super::sheet::Sheet;
use super::{look, unwritable};
use crate::failure::Failure;
use crate::import::RECORDING_COLUMNS;

/// The name of the table.
pub const TABLE: &str = "recordings.csv";

/// Writes every recording into a directory that does not exist or is empty.
pub async fn recordings(engine: &Engine, directory: &Path) -> Result<(), Failure> {
    let unusable = |error| unwritable(named(directory, error));
    fs::create_dir_all(directory).map_err(unusable)?;
    if fs::read_dir(directory).map_err(unusable)?.next().is_some() {
        return Err(Failure::Usage(format!("{} is not empty", directory.display())));
    }
    let table = fs::File::create(directory.join(TABLE)).map_err(unusable)?;
    let mut table = std::io::BufWriter::new(table);
    let mut sheet = Sheet::new(&mut table, &RECORDING_COLUMNS)?;
    let mut after = None;
    loop {
        let page = look(engine, ObjectPage { after }).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.kind, last.id));
        for object in page.into_iter().filter(has_sound) {
            let play = RecordingPlay { id: object.id, customer: Some(object.account) };
            let sound = look(engine, play).await?;
            let extension = if sound.format == AudioFormat::Mp3 { "mp3" } else { "wav" };
            let name = format!("{}.{extension}", object.id);
            let bytes = sound.file();
            let bytes = bytes.ok_or_else(|| Failure::Refused(format!("{name} was altered")))?;
            fs::write(directory.join(&name), bytes).map_err(unusable)?;
            sheet.row([
                ("id", object.id.to_string()),
                ("account", object.account.to_string()),
                ("name", object.name),
                ("file", name),
            ])?;
        }
    }
    sheet.finish()?;
    table.flush().map_err(unusable)
}

/// Whether an object is a recording with a sound, and no document from before recordings had any.
pub(super) fn has_sound(object: &ObjectWhole) -> bool {
    let body = || ObjectBody::from_doc(object.kind, &object.doc.to_string());
    object.kind == ObjectKind::Recording && matches!(body(), Ok(Some(_)))
}
