//! Faxes: they are kept as they were handed in, and wait for the day on which something here can send them. What is
//! behind a link is read at once: on that day it may be something else.

use std::cmp::Reverse;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{self, StreamExt};
use tandem_domain::{Actor, Fax, KeptFile, ObjectId, ObjectKind, Refusal, Role};
use tandem_engine::{DocumentFile, ObjectRemove, PaperKeep, PaperRead};
use tandem_gateway::{BODY_BYTES_MAX, BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::agents::{all, one};
use super::{IDEMPOTENCY_KEY, KEY, LIST_MAX};
use crate::reply::{self, teleapi as legacy};
use crate::request::faxes::{FaxWish, Handed};
use crate::request::messages::URL_CHARS_MAX;
use crate::request::{self, faxes};
use crate::{UPLOAD, teleapi};

const SECTION: &str = "Faxing";
/// What faxes wait for.
pub(super) const FAX_ENGINE: &str = "a fax engine";
/// How many links of a fax are followed at a time.
const LINKS_AT_ONCE: usize = 4;
const ID: Param = Param::required("fax_id", Kind::Integer(0, i64::MAX), "the fax").or(&["id"]);
const SOURCE: Param = Param::required("source", Kind::Number, "one of the account's numbers")
    .or(&["did", "did_number", "did_id"]);
const DESTINATION: Param =
    Param::required("destination", Kind::Number, "the number that it goes to");
const FILES: Param = Param::optional(
    UPLOAD,
    Kind::Texts(usize::MAX),
    "files of a multipart body, under any name; or each in Base64",
)
.or(&["files", "file_data", "file"]);
const IGNORE_BAD_FILES: Param =
    Param::optional("ignore_bad_files", Kind::Flag, "yes: what is no document is left out");
const CALL_BACK_URL: Param =
    Param::optional("call_back_url", Kind::Text(URL_CHARS_MAX), "the page that hears of it");

/// Carried out by [`create`].
pub(super) static CREATE: Spec = Spec {
    name: "/fax/create",
    section: SECTION,
    about: "takes a fax to be sent, of files that come with the request or are read where links lead",
    params: &Param::joined::<27>(&[
        &[SOURCE, DESTINATION],
        &LINKS,
        &[FILES, IGNORE_BAD_FILES, CALL_BACK_URL, KEY, IDEMPOTENCY_KEY],
    ]),
};

const LINKS: [Param; faxes::LINKS.len()] = {
    let mut params = [FILES; faxes::LINKS.len()];
    let mut place = 0;
    while place < params.len() {
        params[place] =
            Param::optional(faxes::LINKS[place], Kind::Text(URL_CHARS_MAX), "a link to a file");
        place += 1;
    }
    params
};

/// Carried out by [`create`].
pub(super) static SEND: Spec = Spec {
    name: "/fax/send",
    section: teleapi::SECTION,
    about: "takes a fax to be sent, of files in Base64",
    params: &[SOURCE, DESTINATION, FILES, IGNORE_BAD_FILES, CALL_BACK_URL, KEY, IDEMPOTENCY_KEY],
};

/// Carried out by [`list`].
pub(super) static LIST: Spec = Spec {
    name: "/fax/list",
    section: SECTION,
    about: "the account's faxes, the latest first",
    params: &[
        Param::optional("limit", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional("offset", Kind::Integer(0, LIST_MAX), "how many to pass over first"),
        Param::optional("did", Kind::Number, "only those from or to this number"),
        Param::optional("source", Kind::Number, "only those from this number"),
        Param::optional("destination", Kind::Number, "only those to this number"),
        Param::optional("direction", Kind::Choice(&["inbound", "outbound"]), "only these"),
        Param::optional("date_from", Kind::Text(faxes::DATE_CHARS), "from then on, in UTC"),
        Param::optional("date_to", Kind::Text(faxes::DATE_CHARS), "until then"),
        KEY,
    ],
};

/// Carried out by [`status`].
pub(super) static STATUS: Spec = Spec {
    name: "/fax/status",
    section: SECTION,
    about: "how far a fax has come",
    params: &[ID, KEY],
};

/// Carried out by [`read`].
pub(super) static GET: Spec = Spec {
    name: "/fax/get",
    section: teleapi::SECTION,
    about: "a fax with its first file, in Base64",
    params: &[ID, KEY],
};

/// Carried out by [`remove`].
pub(super) static REMOVE: Spec = Spec {
    name: "/fax/remove",
    section: teleapi::SECTION,
    about: "removes a fax: what waits is not sent any more",
    params: &[ID, KEY, IDEMPOTENCY_KEY],
};

/// Carried out by [`download`].
pub(super) static DOWNLOAD: Spec = Spec {
    name: "/fax/download",
    section: SECTION,
    about: "a file of a fax, as it was handed in",
    params: &[
        ID,
        Param::optional(
            "file",
            Kind::Integer(1, 20),
            "which one, counted from 1; the first without it",
        ),
        KEY,
    ],
};

type Shown<'a, T> = BoxFuture<'a, Result<T, Stop>>;

/// A file that is handed out as it is.
pub struct Download {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// `/fax/create` and `/fax/send`.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let FaxWish { fax, files, is_lenient } = faxes::create(args, UPLOAD)?;
        let files = gathered(gate, files, is_lenient).await?;
        let id = gate.execute(actor, keep(fax, files), key).await?;
        Ok(match args.spec().name == SEND.name {
            true => legacy::success(id.to_string()),
            false => reply::faxes::created(id),
        })
    })
}

/// The files themselves, in their order; together no more than a request may bring itself.
async fn gathered(
    gate: &Gate,
    handed: Vec<Handed>,
    is_lenient: bool,
) -> Result<Vec<DocumentFile>, Fault> {
    let reading = handed.into_iter().map(|handed| async move {
        match handed {
            Handed::File(file) => Ok(file),
            Handed::Link { param, url } => {
                let read = gate.fetch(&url).await;
                let file = read
                    .and_then(|file| DocumentFile::of(&file).map_err(|fault| fault.to_string()));
                file.map_err(|why| Fault::invalid(param, why))
            }
        }
    });
    let mut reading = stream::iter(reading).buffered(LINKS_AT_ONCE);
    let (mut files, mut bytes) = (Vec::new(), 0);
    while let Some(read) = reading.next().await {
        match read {
            Ok(file) => {
                bytes += file.bytes() as usize;
                if bytes > BODY_BYTES_MAX {
                    let most = BODY_BYTES_MAX / (1024 * 1024);
                    return Err(Fault::invalid(UPLOAD, format!("is more than {most} MiB in all")));
                }
                files.push(file);
            }
            Err(_) if is_lenient => {}
            Err(fault) => return Err(fault),
        }
    }
    match files.is_empty() {
        true => Err(Fault::Missing { param: UPLOAD }),
        false => Ok(files),
    }
}

fn keep(fax: Fax, files: Vec<DocumentFile>) -> PaperKeep {
    let named = files.iter().map(|file| file.kept().clone()).collect();
    PaperKeep { account: None, body: Fax { files: named, ..fax }.into(), files }
}

/// `/fax/list`.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let (wanted, part) = (faxes::wanted(args)?, request::part(args)?);
        let mut known = all::<Fax>(gate, &actor).await?;
        known.retain(|(_, fax)| wanted.is_met(fax));
        known.sort_by_key(|(id, fax)| Reverse((fax.made, *id)));
        Ok(reply::faxes::list(part.of(&known)))
    })
}

/// `/fax/status`.
pub(super) fn status<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move { Ok(reply::faxes::one(&named(gate, &actor, args).await?)) })
}

/// `/fax/get`.
pub(super) fn read<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let fax = named(gate, &actor, args).await?;
        let file = fax.1.files.first().ok_or(Refusal::Unavailable)?;
        let data = data(gate, actor, ObjectKind::Fax, fax.0, file).await?;
        Ok(reply::faxes::with_data(&fax, file, &data))
    })
}

/// `/fax/remove`.
pub(super) fn remove<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let id = id(args)?;
        gate.execute(actor, ObjectRemove::one(ObjectKind::Fax, id), key).await?;
        Ok(legacy::done())
    })
}

/// `/fax/download`.
pub(super) fn download<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Download> {
    Box::pin(async move {
        let (id, fax) = named(gate, &actor, args).await?;
        let nth = args.integer("file", 1, 20)?.unwrap_or(1);
        let nth = usize::try_from(nth - 1).unwrap_or(0);
        let why = || Fault::invalid("file", format!("must be 1 to {}", fax.files.len()));
        let file = fax.files.get(nth).ok_or_else(why)?;
        handed_out(gate, actor, ObjectKind::Fax, id, file).await
    })
}

/// A file of an object, to be handed out.
pub(super) async fn handed_out(
    gate: &Gate,
    actor: Actor,
    kind: ObjectKind,
    id: ObjectId,
    file: &KeptFile,
) -> Result<Download, Stop> {
    let data = data(gate, actor, kind, id, file).await?;
    let bytes = STANDARD.decode(data).map_err(|_| Refusal::Unavailable)?;
    Ok(Download { media_type: file.format.media_type(), bytes })
}

async fn data(
    gate: &Gate,
    actor: Actor,
    kind: ObjectKind,
    id: ObjectId,
    file: &KeptFile,
) -> Result<String, Stop> {
    let read = PaperRead { kind, id, digest: file.digest.clone() };
    let unknown = || Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() };
    Ok(gate.execute(actor, read, None).await?.ok_or_else(unknown)?)
}

async fn named(gate: &Gate, actor: &Actor, args: &Reader<'_>) -> Result<(ObjectId, Fax), Stop> {
    one::<Fax>(gate, actor, id(args)?).await
}

fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    let id = args.integer("fax_id", 0, i64::MAX)?;
    id.map(ObjectId).ok_or(Fault::Missing { param: "fax_id" })
}
