//! `tandem import recordings`: sounds that menus and queues play. They come before what plays them.

use std::path::{Path, PathBuf};

use tandem_domain::{AccountRef, Actor, ObjectId};
use tandem_engine::{
    AUDIO_BYTES_MAX, AccountFind, Ask, AudioFile, Engine, ObjectWritten, RecordingPut,
};
use tandem_wire::csv::Row;

use super::cells::Cells;
use super::moving::Moved;
use super::report::RowFault;
use super::sheet::Sheet;
use crate::failure::Failure;

/// The columns there are.
pub(crate) const COLUMNS: [&str; 4] = ["id", "account", "name", "file"];

/// One row.
struct Recorded {
    account: AccountRef,
    id: ObjectId,
    name: String,
    file: AudioFile,
}

/// Reads a table of recordings, and beside it the files that it names, and makes them, or changes those that
/// are here.
pub async fn recordings(path: &Path, engine: &Engine) -> Result<Moved, Failure> {
    let directory = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut sheet = Sheet::open(path, &COLUMNS, &COLUMNS, move |row| read(row, &directory))?;
    let mut moved = Moved::default();
    while let Some(parcel) = sheet.next().await {
        for line in parcel {
            moved.rows += 1;
            match line.row {
                Err(why) => moved.faults.add(sheet.bar(), line.number, &why),
                Ok(recorded) => match put(engine, recorded).await {
                    Ok(put) => moved.count(put),
                    Err(fault) => moved.faults.add(sheet.bar(), line.number, &fault),
                },
            }
        }
    }
    sheet.bar().finish_and_clear();
    Ok(moved)
}

async fn put(engine: &Engine, recorded: Recorded) -> Result<ObjectWritten, RowFault> {
    let Recorded { account, id, name, file } = recorded;
    let find = Ask::new(Actor::operator(), AccountFind { named: account });
    let found = engine.execute(find).await.map_err(|why| RowFault::refused("account", &why))?;
    let put = RecordingPut { account: found.id, id, name, file };
    let put = engine.execute(Ask::new(Actor::operator(), put)).await;
    put.map_err(|why| RowFault::refused("file", &why))
}

fn read(row: &Row, directory: &Path) -> Result<Recorded, RowFault> {
    let cells = Cells(row);
    let id: Option<i64> = cells.whole("id")?;
    let path: PathBuf = directory.join(cells.required("file")?);
    Ok(Recorded {
        account: cells.account("account")?.ok_or_else(|| RowFault::new("account", "is empty"))?,
        id: ObjectId(id.ok_or_else(|| RowFault::new("id", "is empty"))?),
        name: cells.text("name"),
        file: sound(&path)
            .map_err(|why| RowFault::new("file", format!("{}: {why}", path.display())))?,
    })
}

fn sound(path: &Path) -> Result<AudioFile, String> {
    let size = std::fs::metadata(path).map_err(|why| why.to_string())?.len();
    // What is far too large is not read to be told so.
    if size > AUDIO_BYTES_MAX as u64 {
        return Err(format!("has {size} bytes and must have at most {AUDIO_BYTES_MAX}"));
    }
    let bytes = std::fs::read(path).map_err(|why| why.to_string())?;
    AudioFile::of(&bytes).map_err(|why| why.to_string())
}
