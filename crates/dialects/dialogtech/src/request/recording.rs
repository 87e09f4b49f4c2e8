//! Recordings: what is listed, what is uploaded and for what.

use tandem_domain::ObjectId;
use tandem_gateway::{Fault, Kind, Reader};

/// What recordings are listed of.
pub(crate) const LISTED: Kind = Kind::Choice(&["general", "findme"]);
/// What a file may be uploaded for.
pub(crate) const TYPES: Kind =
    Kind::Choice(&["general", "survo", "voting", "holdmusic", "vmail", "whisperaudio", "prompts"]);
/// The longest address of a file, or the longest file in Base64, in characters.
pub(crate) const PATH_CHARS_MAX: usize = 6 * 1024 * 1024;
/// The highest sample rate that anybody asks for.
pub(crate) const RATE_MAX: i64 = 192_000;
/// What a recording is called whose address says nothing.
const NAME_DEFAULT: &str = "recording";
/// The longest name of a recording, in characters.
const NAME_CHARS_MAX: usize = 64;

/// `recording.list`: whether recorded calls of a FindMe list are meant.
pub(crate) fn is_of_calls(args: &Reader<'_>) -> Result<bool, Fault> {
    match args.text("type").map(str::to_ascii_lowercase).as_deref() {
        None | Some("general") => Ok(false),
        Some("findme") => Ok(true),
        Some(_) => Err(Fault::invalid("type", "must be general or findme")),
    }
}

/// `recording.upload`: the mailbox that the file is to greet at. What no call plays here is not taken.
pub(crate) fn greets(args: &Reader<'_>) -> Result<Option<ObjectId>, Fault> {
    args.check_required()?;
    match args.required("type")?.to_ascii_lowercase().as_str() {
        "general" => Ok(None),
        "vmail" => {
            let id = args.integer("id", 1, i64::MAX)?.ok_or(Fault::Missing { param: "id" })?;
            Ok(Some(ObjectId(id)))
        }
        _ => Err(Fault::invalid("type", "must be general or vmail: others are not supported yet")),
    }
}

/// What a file is called whose address this is.
pub(crate) fn name_of(path: &str) -> String {
    if path.starts_with("data:") {
        return NAME_DEFAULT.to_owned();
    }
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    let last = plain.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let name: String = stem.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    if name.trim().is_empty() { NAME_DEFAULT.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_recording_is_called_as_its_file() {
        for (path, name) in [
            ("http://example.com/a/greeting.wav?x=/1", "greeting"),
            ("https://example.com/", "recording"),
            ("https://example.com", "example"),
            ("data:audio/wav;base64,AAAA", "recording"),
        ] {
            assert_eq!(name_of(path), name, "{path}");
        }
    }
}
