//! Sounds that are to be written down. Nobody does that yet: they wait.

use std::cmp::Reverse;

use tandem_domain::{Actor, ObjectId, ObjectKind, Transcriber, Transcription};
use tandem_engine::{ObjectList, ObjectView};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::report::Format;
use crate::request::{clock, report};
use crate::{reply, words};

const TRANSCRIPTION: &str = "transcription";
/// The longest address, in characters.
const PATH_CHARS_MAX: usize = 1024;
const DAY: Kind = Kind::Text(report::DAY_CHARS_MAX);

pub(super) static CREATE: Spec = Spec {
    name: "transcription.create",
    section: TRANSCRIPTION,
    about: "asks for what is said in a sound",
    params: &[
        Param::required("path", Kind::Text(PATH_CHARS_MAX), "where the sound is"),
        Param::required(
            "type",
            Kind::Integer(1, 3),
            "who writes it down: 1 a machine, 2 a machine with people's help, 3 people",
        ),
    ],
};

pub(super) static GET: Spec = Spec {
    name: "transcription.get",
    section: TRANSCRIPTION,
    about: "shows what was asked for: one, or those of some days, the latest first",
    params: &[
        Param::optional("id", Kind::Integer(1, i64::MAX), "one"),
        Param::optional("start_date", DAY, "without id: the first day, YYYYMMDD"),
        Param::optional("end_date", DAY, "without id: the last day"),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Asks for one.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let by = match args.integer("type", 1, 3)? {
            Some(1) => Transcriber::Machine,
            Some(2) => Transcriber::Mixed,
            _ => Transcriber::Human,
        };
        let path = args.short_text("path", PATH_CHARS_MAX)?;
        let asked = Transcription { path, by, asked: gate.now() };
        let id = edit::make(gate, actor, asked, key).await?;
        Ok(reply::named("id", &id.to_string()))
    })
}

/// Shows one, or some.
pub(super) fn get<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let kind = ObjectKind::Transcription;
        let (list, days) = match args.integer("id", 1, i64::MAX)? {
            Some(id) => (ObjectList::one(kind, ObjectId(id)), None),
            None => (ObjectList::all(kind), Some(report::days(args)?)),
        };
        let found: Vec<ObjectView> = gate.execute(actor, list, None).await?;
        let mut found = edit::of::<Transcription>(found);
        found.retain(|(_, one)| days.as_ref().is_none_or(|days| days.contains(&one.asked)));
        found.sort_unstable_by_key(|(id, one)| Reverse((one.asked, *id)));
        let rows = found.into_iter().map(|(id, one)| {
            vec![
                ("id", id.to_string()),
                ("path", one.path),
                ("type", type_of(one.by).to_owned()),
                ("date_added", clock::shown(one.asked)),
                ("status", words::WAITING.to_owned()),
            ]
        });
        Ok(reply::records(&["id", "path", "type", "date_added", "status"], rows, Format::Xml))
    })
}

const fn type_of(by: Transcriber) -> &'static str {
    match by {
        Transcriber::Machine => "1",
        Transcriber::Mixed => "2",
        Transcriber::Human => "3",
    }
}
