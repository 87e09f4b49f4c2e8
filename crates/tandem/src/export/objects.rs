//! `tandem export objects`: what numbers ring at.

use std::io::Write;

use tandem_engine::{Engine, ObjectPage};

use super::look;
use super::recordings::has_sound;
use super::sheet::Sheet;
use crate::failure::Failure;
use crate::import::OBJECT_COLUMNS;

/// Writes every object but the recordings, which have files of their own.
pub async fn objects(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &OBJECT_COLUMNS)?;
    let mut after = None;
    loop {
        let page = look(engine, ObjectPage { after }).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.kind, last.id));
        for object in page.into_iter().filter(|object| !has_sound(object)) {
            sheet.row([
                ("kind", object.kind.header().to_owned()),
                ("id", object.id.to_string()),
                ("account", object.account.to_string()),
                ("name", object.name),
                ("doc", object.doc.to_string()),
            ])?;
        }
    }
    sheet.finish()
}
