//! Conferences at a certain time, and who is invited. Nobody is called yet when the time comes.

use tandem_domain::{
    Actor, Edit, GroupContact, Meeting, MeetingEdit, ObjectId, ObjectKind, Row, Timestamp,
};
use tandem_engine::{ObjectList, ObjectRemove};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::clock;
use crate::request::conference::refuse;
use crate::request::report::Format;
use crate::{reply, request, words};

const CONFERENCE: &str = "conference";
const ID: Param =
    Param::required("usr_conference_id", Kind::Integer(1, i64::MAX), "the conference");
const ATTENDEE: Param = Param::required(
    "usr_conference_attendee_id",
    Kind::Integer(1, u32::MAX as i64),
    "who is invited",
);
const ATTENDEES: Param = Param::required(
    "attendee_list",
    Kind::Text(request::people::LIST_CHARS_MAX),
    "number|name|address between double bars",
);
const ANY: Kind = Kind::Text(request::people::NAME_CHARS_MAX);
const INVITATIONS: Param =
    Param::optional("invitations", ANY, "not supported yet: refused when it is there")
        .lacking("invitations by mail");

pub(super) static SCHEDULE: Spec = Spec {
    name: "conference.schedule",
    section: CONFERENCE,
    about: "makes a conference at a certain time",
    params: &[
        ATTENDEES,
        Param::optional(
            "scheduled_time",
            Kind::Text(clock::MOMENT_CHARS_MAX),
            "when it begins: 2010-11-30 15:30 -0500; conferences at once are not supported yet",
        ),
        Param::optional(
            "conference_length",
            Kind::Integer(
                tandem_domain::MEETING_MINUTES_MIN as i64,
                tandem_domain::MEETING_MINUTES_MAX as i64,
            ),
            "how many minutes it lasts, rounded up to five; 30 when absent",
        ),
        Param::optional("conference_name", ANY, "what it is called"),
        Param::optional(
            "pin",
            Kind::Text(request::conference::PIN_CHARS),
            "what lets somebody in: four digits",
        ),
        Param::optional("inboundonly", ANY, "when it is there: nobody is called"),
        INVITATIONS,
        Param::optional("desc", Kind::Text(request::conference::NOTE_CHARS_MAX), "what it is for"),
    ],
};

pub(super) static LIST: Spec = Spec {
    name: "conference.list",
    section: CONFERENCE,
    about: "shows the conferences, by their times",
    params: &[],
};

pub(super) static DETAILS: Spec = Spec {
    name: "conference.details",
    section: CONFERENCE,
    about: "shows a conference",
    params: &[ID],
};

static REMOVE: Spec = Spec {
    name: "conference.remove",
    section: CONFERENCE,
    about: "removes a conference",
    params: &[ID],
};

pub(super) static ATTENDEE_ADD: Spec = Spec {
    name: "conference.attendee.add",
    section: CONFERENCE,
    about: "invites somebody to a conference, or several: all of them or none",
    params: &[
        ID,
        ATTENDEES,
        INVITATIONS,
        Param::optional("immediate", ANY, "not supported yet: refused when it is there")
            .lacking("calls that are placed at once"),
    ],
};

pub(super) static ATTENDEE_LIST: Spec = Spec {
    name: "conference.attendee.list",
    section: CONFERENCE,
    about: "shows who is invited to a conference",
    params: &[ID],
};

pub(super) static ATTENDEE_DETAILS: Spec = Spec {
    name: "conference.attendee.details",
    section: CONFERENCE,
    about: "shows somebody who is invited",
    params: &[ID, ATTENDEE],
};

pub(super) static ATTENDEE_REMOVE: Spec = Spec {
    name: "conference.attendee.remove",
    section: CONFERENCE,
    about: "invites somebody no longer, or several: all of them or none",
    params: &[
        ID,
        Param { kind: Kind::Text(1024), about: "one, or several between bars", ..ATTENDEE },
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Makes a conference.
pub(super) fn schedule<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let meeting = request::conference::schedule(args, gate.now())?;
        let id = edit::make(gate, actor, meeting, key).await?;
        Ok(reply::named("usr_conference_id", &id.to_string()))
    })
}

/// Shows all of them.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let found = gate.execute(actor, ObjectList::all(ObjectKind::Meeting), None).await?;
        let now = gate.now();
        let mut found = edit::of::<Meeting>(found);
        found.sort_unstable_by_key(|(id, meeting)| (meeting.begins, *id));
        let rows = found.iter().map(|(id, meeting)| row(*id, meeting, now));
        Ok(reply::records(&COLUMNS, rows, Format::Xml))
    })
}

/// Shows one.
pub(super) fn details<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let meeting: Meeting = edit::one(gate, actor, id).await?;
        let rows = std::iter::once(row(id, &meeting, gate.now()));
        Ok(reply::records(&COLUMNS, rows, Format::Xml))
    })
}

pub(super) struct Remove;

impl Operation for Remove {
    const SPEC: &'static Spec = &REMOVE;
    type Command = ObjectRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        Ok(ObjectRemove::one(ObjectKind::Meeting, id(args)?))
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::CONFERENCE_REMOVED)
    }
}

/// Invites somebody.
pub(super) fn attendee_add<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        refuse(args, "invitations", "is not supported yet: nobody is invited by mail")?;
        refuse(args, "immediate", "is not supported yet: nobody is called at once")?;
        let people = request::people::list(args, "attendee_list")?;
        let invite = Edit::Meeting(MeetingEdit::Invite(people));
        let added = edit::change(gate, actor, id, invite, key, unknown).await?;
        let added: Vec<_> = added.iter().map(u32::to_string).collect();
        Ok(reply::values("usr_conference_attendee_id", &added))
    })
}

/// Shows who is invited.
pub(super) fn attendee_list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let meeting: Meeting = edit::one(gate, actor, id(args)?).await?;
        Ok(reply::records(&INVITED, meeting.attendees.iter().map(invited), Format::Xml))
    })
}

/// Shows one who is invited.
pub(super) fn attendee_details<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let no = attendee(args.required(ATTENDEE.name)?)?;
        let meeting: Meeting = edit::one(gate, actor, id).await?;
        let found = meeting.attendees.iter().find(|row| row.no == no).ok_or_else(unknown)?;
        Ok(reply::records(&INVITED, std::iter::once(invited(found)), Format::Xml))
    })
}

/// Invites somebody no longer.
pub(super) fn attendee_remove<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let listed = args.required(ATTENDEE.name)?.split('|').map(attendee);
        let listed: Vec<u32> = listed.collect::<Result<_, Fault>>()?;
        let disinvite = Edit::Meeting(MeetingEdit::Disinvite(listed));
        edit::change(gate, actor, id, disinvite, key, unknown).await?;
        Ok(reply::done(words::ATTENDEE_REMOVED))
    })
}

const COLUMNS: [&str; 9] = [
    "usr_conference_id",
    "conference_name",
    "scheduled_time",
    "conference_length",
    "pin",
    "inboundonly",
    "attendees",
    "desc",
    "status",
];

fn row(id: ObjectId, meeting: &Meeting, now: Timestamp) -> Vec<(&'static str, String)> {
    let status = if now < meeting.ends() { words::SCHEDULED } else { words::NOT_HELD };
    let cells = [
        id.to_string(),
        meeting.name.clone(),
        clock::shown_meeting(meeting.begins),
        meeting.minutes.to_string(),
        meeting.pin.clone(),
        u8::from(meeting.inbound_only).to_string(),
        meeting.attendees.len().to_string(),
        meeting.note.clone(),
        status.to_owned(),
    ];
    COLUMNS.into_iter().zip(cells).collect()
}

const INVITED: [&str; 4] =
    ["usr_conference_attendee_id", "attendee_name", "phone_number", "email_address"];

fn invited(row: &Row<GroupContact>) -> Vec<(&'static str, String)> {
    let GroupContact { name, number, email } = row.says.clone();
    INVITED.into_iter().zip([row.no.to_string(), name, number.national(), email]).collect()
}

fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    Ok(ObjectId(args.integer("usr_conference_id", 1, i64::MAX)?.unwrap_or_default()))
}

fn attendee(text: &str) -> Result<u32, Fault> {
    text.trim().parse().map_err(|_| unknown())
}

fn unknown() -> Fault {
    Fault::invalid(ATTENDEE.name, "is not invited to this conference")
}
