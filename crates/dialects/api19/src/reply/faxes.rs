//! Faxes, as they are shown. Those that wait have been sent nowhere: no pages, no seconds, no time of sending.

use tandem_domain::{Fax, KeptFile, ObjectId, Timestamp};
use tandem_wire::php::{Map, Value};

use super::{data, ok, teleapi};

/// A fax that was taken.
pub fn created(id: ObjectId) -> Value {
    ok().with("fax_id", id.to_string()).into()
}

/// Some faxes.
pub fn list<'k>(faxes: impl Iterator<Item = &'k (ObjectId, Fax)>) -> Value {
    data(Value::list(faxes.map(shown)))
}

/// One.
pub fn one(fax: &(ObjectId, Fax)) -> Value {
    data(shown(fax))
}

/// One with a file of it.
pub fn with_data(fax: &(ObjectId, Fax), file: &KeptFile, base64: &str) -> Value {
    let mime = file.format.media_type();
    teleapi::success(shown(fax).with("mime", mime).with("data", base64))
}

fn shown((id, fax): &(ObjectId, Fax)) -> Map {
    Map::new()
        .with("fax_id", id.0)
        .with("source", fax.source.national())
        .with("destination", fax.destination.national())
        .with("direction", "outbound")
        .with("send_status", "queued")
        .with("long_status", "Queued: it waits for a fax engine")
        .with("seconds", "")
        .with("pages", "")
        .with("send_time", "")
        .with("complete_time", "")
        .with("create_time", date(fax.made))
        .with("files", fax.files.len().to_string())
}

pub(super) fn date(at: Timestamp) -> String {
    at.civil().strftime("%Y-%m-%d %H:%M:%S").to_string()
}
