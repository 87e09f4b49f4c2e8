//! Broadcasts. Nobody is called yet when their time comes.

use std::cmp::Reverse;

use tandem_domain::{Actor, Broadcast, BroadcastEdit, Edit, ObjectId, ObjectKind, Timestamp};
use tandem_engine::{ObjectEdit, ObjectList};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::edit;
use super::opt_out::{OptedOut, opted_out};
use crate::request::report::Format;
use crate::request::{broadcast, clock, people, report};
use crate::{reply, words};

const BROADCAST: &str = "broadcast";
const ID: Param =
    Param::required("basic_broadcast_id", Kind::Integer(1, i64::MAX), "the broadcast");
const NUMBERS: Kind = Kind::Text(broadcast::NUMBERS_CHARS_MAX);
const MOMENT: Kind = Kind::Text(clock::MOMENT_CHARS_MAX);
const TIME: Kind = Kind::Text(report::TIME_CHARS_MAX);
const DAY: Kind = Kind::Text(report::DAY_CHARS_MAX);
const SIMUL: Param = Param::optional(
    "simul",
    Kind::Integer(1, tandem_domain::BROADCAST_TOGETHER_MAX as i64),
    "how many are called at a time; 1 when absent",
);
const FROM: Param = Param::optional("dstime", TIME, "nobody is called before this on a day …");
const TO: Param = Param::optional("detime", TIME, "… and after this");
const DESC: Param =
    Param::optional("desc", Kind::Text(broadcast::NOTE_CHARS_MAX), "what it is for");

pub(super) static CREATE: Spec = Spec {
    name: "broadcast.create",
    section: BROADCAST,
    about: "makes a broadcast whose message is spoken by telephone",
    params: &[
        Param::required("name", Kind::Text(people::NAME_CHARS_MAX), "what it is called"),
        Param::required("recording_phone_number", Kind::Number, "who is called to speak it"),
        Param::optional("phone", NUMBERS, "with schedule: numbers between bars"),
        Param::optional("machine_detection", Kind::Flag, "1: machines are told from people"),
        Param::optional("use_transfer", Kind::Flag, "1: whoever wants to is transferred"),
        Param::optional("transfer_number", Kind::Number, "where to"),
        Param::optional("schedule", Kind::Flag, "1: it begins at the timestamp"),
        SIMUL,
        Param::optional("timestamp", MOMENT, "2010-11-30 15:30, by the clock of the east"),
        FROM,
        TO,
        Param::optional("recording_cid", Kind::Number, "the tracking number that is shown"),
        DESC,
    ],
};

pub(super) static SCHEDULE: Spec = Spec {
    name: "broadcast.schedule",
    section: BROADCAST,
    about: "makes a broadcast of a recording",
    params: &[
        Param::required("phone_number_list", NUMBERS, "numbers between bars"),
        Param::required("audio_dialog_id", Kind::Integer(1, i64::MAX), "the sid of the recording"),
        Param::required("timestamp", MOMENT, "2010-11-30 15:30, by the clock of the east"),
        Param::optional("edate", MOMENT, "when it ends at the latest; with type 1"),
        Param::optional("type", Kind::Integer(1, 2), "1: spread evenly; 2: as fast as can be"),
        Param::optional(
            "attempts",
            Kind::Integer(1, tandem_domain::BROADCAST_ATTEMPTS_MAX as i64),
            "how often somebody is called; 1 when absent",
        ),
        Param::optional(
            "retry",
            Kind::Integer(5, 120),
            "minutes between two calls: 5, 10, 15, 20, 25, 30, 60, 90 or 120",
        ),
        Param::optional("cid", Kind::Number, "the tracking number that is shown"),
        FROM,
        TO,
        SIMUL,
        DESC,
    ],
};

pub(super) static STATUS: Spec = Spec {
    name: "broadcast.status",
    section: BROADCAST,
    about: "shows how far a broadcast is",
    params: &[ID, Param::optional("gmt", Kind::Text(6), "not looked at: times are of the east")],
};

pub(super) static STOP: Spec = Spec {
    name: "broadcast.stop",
    section: BROADCAST,
    about: "stops a broadcast for good",
    params: &[ID],
};

pub(super) static HISTORY: Spec = Spec {
    name: "broadcast.history",
    section: BROADCAST,
    about: "shows the broadcasts, the latest first and those without a time last",
    params: &[],
};

pub(super) static REPORT: Spec = Spec {
    name: "report.broadcast",
    section: "report",
    about: "shows whom the broadcasts of some days are for, and what became of it",
    params: &[
        Param::required("start_date", DAY, "the first day: YYYYMMDD, by the clock of the east"),
        Param::required("end_date", DAY, "the last day"),
        Param::optional("broadcast_id", Kind::Integer(1, i64::MAX), "only this one"),
        Param::optional("type", Kind::Choice(&["survo", "basic", "all"]), "none are of SurVo"),
        Param::optional("format", Kind::Choice(&["xml", "csv", "text"]), "xml when absent"),
        Param::optional("number", Kind::Number, "only this number"),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Makes one whose message is spoken by telephone.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = edit::make(gate, actor, broadcast::create(args)?, key).await?;
        Ok(reply::named("basic_broadcast_id", &id.to_string()))
    })
}

/// Makes one of a recording.
pub(super) fn schedule<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = edit::make(gate, actor, broadcast::schedule(args)?, key).await?;
        Ok(reply::named("basic_broadcast_id", &id.to_string()))
    })
}

/// Shows one.
pub(super) fn status<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let one: Broadcast = edit::one(gate, actor.clone(), id).await?;
        let out = opted_out(gate, actor).await?;
        let rows = std::iter::once(row(id, &one, &out, gate.now()));
        Ok(reply::records(&COLUMNS, rows, Format::Xml))
    })
}

/// Stops one.
pub(super) fn stop<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let stop = ObjectEdit { id: id(args)?, edit: Edit::Broadcast(BroadcastEdit::Stop) };
        gate.execute(actor, stop, key).await?;
        Ok(reply::done(words::BROADCAST_STOPPED))
    })
}

/// Shows all of them.
pub(super) fn history<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let all = ObjectList::all(ObjectKind::Broadcast);
        let mut found = edit::of::<Broadcast>(gate.execute(actor.clone(), all, None).await?);
        found.sort_unstable_by_key(|(id, one)| Reverse((one.begins, *id)));
        let (out, now) = (opted_out(gate, actor).await?, gate.now());
        let rows = found.iter().map(|(id, one)| row(*id, one, &out, now));
        Ok(reply::records(&COLUMNS, rows, Format::Xml))
    })
}

/// A row for each number of each broadcast that began in some days.
pub(super) fn in_days<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let (days, format) = (report::days(args)?, report::format(args)?);
        let number = args.text("number").map(|text| args.as_did("number", text)).transpose()?;
        let kind = ObjectKind::Broadcast;
        let list = match args.integer("broadcast_id", 1, i64::MAX)? {
            Some(id) => ObjectList::one(kind, ObjectId(id)),
            None => ObjectList::all(kind),
        };
        let of_survo = args.text("type").is_some_and(|kind| kind.eq_ignore_ascii_case("survo"));
        let mut found = edit::of::<Broadcast>(gate.execute(actor.clone(), list, None).await?);
        found.retain(|(_, one)| {
            one.begins.is_some_and(|begins| days.contains(&begins)) && !of_survo
        });
        found.sort_unstable_by_key(|(id, one)| Reverse((one.begins, *id)));
        let (out, now) = (opted_out(gate, actor).await?, gate.now());
        let rows = found.iter().flat_map(|(id, one)| {
            let wanted =
                one.numbers.iter().filter(|called| number.is_none_or(|did| did == **called));
            let out = &out;
            wanted.map(move |called| {
                let status = if out.contains_key(called) { words::OUT } else { standing(one, now) };
                let cells = [
                    one.begins.map(clock::shown).unwrap_or_default(),
                    id.to_string(),
                    one.name.clone(),
                    called.national(),
                    status.to_owned(),
                ];
                REPORTED.into_iter().zip(cells).collect()
            })
        });
        Ok(reply::records(&REPORTED, rows.take(report::ROWS_MAX), format))
    })
}

const COLUMNS: [&str; 9] = [
    "basic_broadcast_id",
    "name",
    "desc",
    "timestamp",
    "numbers",
    "opted_out",
    "called",
    "attempts",
    "status",
];
const REPORTED: [&str; 5] = ["timestamp", "broadcast_id", "name", "number", "status"];

fn row(
    id: ObjectId,
    one: &Broadcast,
    out: &OptedOut,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let cells = [
        id.to_string(),
        one.name.clone(),
        one.note.clone(),
        one.begins.map(clock::shown).unwrap_or_default(),
        one.numbers.len().to_string(),
        one.numbers.iter().filter(|called| out.contains_key(*called)).count().to_string(),
        // Nobody calls anybody yet.
        "0".to_owned(),
        one.attempts.to_string(),
        standing(one, now).to_owned(),
    ];
    COLUMNS.into_iter().zip(cells).collect()
}

/// How far it is: nobody calls anybody, so that one whose time has come has failed.
fn standing(one: &Broadcast, now: Timestamp) -> &'static str {
    match (one.stopped, one.begins) {
        (Some(_), _) => words::STOPPED,
        (None, Some(begins)) if begins <= now => words::NOT_CALLED,
        (None, Some(_)) => words::SCHEDULED,
        (None, None) => words::WAITING,
    }
}

fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    Ok(ObjectId(args.integer("basic_broadcast_id", 1, i64::MAX)?.unwrap_or_default()))
}
