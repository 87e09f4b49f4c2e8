//! Faxes: from arguments to what is to be sent, and to what a list shows.

use jiff::civil::{Date, DateTime, Time};
use tandem_domain::{FAX_FILES_MAX, Fax, Timestamp};
use tandem_engine::DocumentFile;
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::messages::URL_CHARS_MAX;
use super::{numbers, require};

/// The longest way to write an instant.
pub const DATE_CHARS: usize = "2024-05-03 00:00:00".len();

/// The arguments that are links.
pub const LINKS: [&str; FAX_FILES_MAX] = [
    "file1", "file2", "file3", "file4", "file5", "file6", "file7", "file8", "file9", "file10",
    "file11", "file12", "file13", "file14", "file15", "file16", "file17", "file18", "file19",
    "file20",
];

/// A fax as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxWish {
    /// The fax without its files.
    pub fax: Fax,
    /// Its files, in their order.
    pub files: Vec<Handed>,
    /// Whether what is no document is left out.
    pub is_lenient: bool,
}

/// A file of a fax, as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// As it stands.
    File(DocumentFile),
    /// By where it is.
    Link {
        /// The argument that says so.
        param: &'static str,
        /// The address.
        url: String,
    },
}

/// `/fax/create`: the fax, and its files as far as they came with the request.
pub fn create(args: &Reader<'_>, upload: &'static str) -> Result<FaxWish, Fault> {
    require(args)?;
    let is_lenient = match args.flag("ignore_bad_files") {
        Ok(flag) => flag.unwrap_or(false),
        Err(_) => return Err(Fault::invalid("ignore_bad_files", "must be yes or no")),
    };
    let mut files = linked(args)?;
    for text in listed(args, upload)? {
        if is_link(&text) {
            files.push(Handed::Link { param: upload, url: text });
        } else {
            match DocumentFile::read(&text) {
                Ok(file) => files.push(Handed::File(file)),
                Err(_) if is_lenient => {}
                Err(fault) => return Err(Fault::invalid(upload, fault.to_string())),
            }
        }
        if files.len() > FAX_FILES_MAX {
            return Err(Fault::invalid(upload, format!("holds more than {FAX_FILES_MAX} files")));
        }
    }
    if files.is_empty() {
        return Err(Fault::Missing { param: upload });
    }
    let fax = Fax {
        source: numbers::one(args, "source")?,
        destination: numbers::one(args, "destination")?,
        files: Vec::new(),
        callback: args.short_text("call_back_url", URL_CHARS_MAX)?,
        // The engine says when.
        made: Timestamp(0),
    };
    Ok(FaxWish { fax, files, is_lenient })
}

/// The files that have a link under an argument of their own, if the operation takes such.
fn linked(args: &Reader<'_>) -> Result<Vec<Handed>, Fault> {
    let mut found = Vec::new();
    for param in LINKS {
        if args.spec().params.iter().all(|known| known.name != param) {
            continue;
        }
        let url = args.short_text(param, URL_CHARS_MAX)?;
        if !url.is_empty() {
            found.push(Handed::Link { param, url });
        }
    }
    Ok(found)
}

/// Whether a file is handed in by where it is. Base64 has no colon.
fn is_link(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme.trim_start());
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Files in every form in which lists are sent: one behind the other, or a JSON array.
fn listed(args: &Reader<'_>, name: &'static str) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    for value in numbers::values(args, name) {
        if value.starts_with('[') {
            let why = |_| Fault::invalid(name, "must be a JSON array of files in Base64");
            found.extend(serde_json::from_str::<Vec<String>>(value).map_err(why)?);
        } else {
            found.push(value.to_owned());
        }
    }
    Ok(found)
}

/// Which faxes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    either: Option<Did>,
    source: Option<Did>,
    destination: Option<Did>,
    is_inbound: bool,
    from: Timestamp,
    to: Timestamp,
}

impl Wanted {
    /// Whether a fax is one of them. None has come in yet.
    pub fn is_met(&self, fax: &Fax) -> bool {
        let is = |wanted: Option<Did>, number| wanted.is_none_or(|wanted| wanted == number);
        !self.is_inbound
            && (is(self.either, fax.source) || is(self.either, fax.destination))
            && is(self.source, fax.source)
            && is(self.destination, fax.destination)
            && (self.from..=self.to).contains(&fax.made)
    }
}

/// `/fax/list`.
pub fn wanted(args: &Reader<'_>) -> Result<Wanted, Fault> {
    let number = |name| args.text(name).map(|_| numbers::one(args, name)).transpose();
    let is_inbound = match args.text("direction").map(str::to_ascii_lowercase).as_deref() {
        None | Some("outbound") => false,
        Some("inbound") => true,
        Some(_) => return Err(Fault::invalid("direction", "must be inbound or outbound")),
    };
    Ok(Wanted {
        either: number("did")?,
        source: number("source")?,
        destination: number("destination")?,
        is_inbound,
        from: instant(args, "date_from")?.unwrap_or(Timestamp(i64::MIN)),
        to: instant(args, "date_to")?.unwrap_or(Timestamp(i64::MAX)),
    })
}

fn instant(args: &Reader<'_>, name: &'static str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let midnight =
        |text: &str| Date::strptime("%Y-%m-%d", text).map(|day| day.to_datetime(Time::midnight()));
    let read = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).or_else(|_| midnight(text));
    let zoned = read.and_then(|read| read.to_zoned(jiff::tz::TimeZone::UTC));
    let wrong = |_| Fault::invalid(name, "must be an instant such as 2024-05-03 00:00:00");
    Ok(Some(Timestamp(zoned.map_err(wrong)?.timestamp().as_microsecond())))
}
