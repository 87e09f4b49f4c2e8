//! Groups of contacts.

use tandem_domain::{
    Actor, ContactGroup, Edit, GroupEdit, ObjectId, ObjectKind, Refusal, RowId, Rows,
};
use tandem_engine::{ObjectList, ObjectRemove, ObjectView};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::report::Format;
use crate::{reply, request, words};

const GROUP: &str = "group";
const NAME: Kind = Kind::Text(request::people::NAME_CHARS_MAX);
const ID: Param = Param::required("group_id", Kind::Integer(1, i64::MAX), "the group");

pub(super) static CREATE: Spec = Spec {
    name: "group.create",
    section: GROUP,
    about: "makes a group of contacts",
    params: &[Param::required("group_name", NAME, "what it is called").or(&["Group Name"])],
};

pub(super) static MEMBER_ADD: Spec = Spec {
    name: "group.memberadd",
    section: GROUP,
    about: "puts a contact into a group, or several: all of them or none",
    params: &[
        ID,
        Param::optional("member_name", NAME, "who it is"),
        Param::optional("member_phone", Kind::Number, "where they are reached; without members"),
        Param::optional(
            "member_email",
            Kind::Text(request::vmail::EMAIL_CHARS_MAX),
            "where they are written to",
        ),
        Param::optional(
            "members",
            Kind::Text(request::people::LIST_CHARS_MAX),
            "several, in place of one: number|name|address between double bars, or numbers between bars",
        ),
    ],
};

pub(super) static MEMBER_REMOVE: Spec = Spec {
    name: "group.memberremove",
    section: GROUP,
    about: "takes a contact out of its group",
    params: &[Param::required("member_id", Kind::Integer(1, i64::MAX), "the contact")],
};

pub(super) static RENAME: Spec = Spec {
    name: "group.rename",
    section: GROUP,
    about: "gives a group another name",
    params: &[ID, Param::required("name", NAME, "what it is called from now on")],
};

pub(super) static EMPTY: Spec = Spec {
    name: "group.empty",
    section: GROUP,
    about: "takes all contacts out of a group",
    params: &[ID],
};

static LIST: Spec =
    Spec { name: "group.list", section: GROUP, about: "shows the groups of contacts", params: &[] };

static DETAILS: Spec =
    Spec { name: "group.details", section: GROUP, about: "shows who is in a group", params: &[ID] };

static REMOVE: Spec = Spec {
    name: "group.remove",
    section: GROUP,
    about: "removes a group and the contacts in it",
    params: &[ID],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Makes a group.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let name = args.short_text("group_name", request::people::NAME_CHARS_MAX)?;
        let group = ContactGroup { name, members: Rows::default() };
        let id = edit::make(gate, actor, group, key).await?;
        Ok(reply::named("group_id", &id.to_string()))
    })
}

/// Puts contacts into a group.
pub(super) fn member_add<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let (id, people) = (id(args)?, request::people::members(args)?);
        let added = change(gate, actor, id, GroupEdit::Add(people), key).await?;
        let ids: Vec<_> = added.into_iter().map(|no| RowId { of: id, no }.to_string()).collect();
        Ok(reply::values("member_id", &ids))
    })
}

/// Takes a contact out.
pub(super) fn member_remove<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let number = args.integer("member_id", 1, i64::MAX)?.unwrap_or_default();
        let row = RowId::read(number).ok_or_else(not_a_member)?;
        let removed = change(gate, actor, row.of, GroupEdit::Remove(row.no), key).await;
        // Whoever names a member names no group, so that neither is told of one.
        removed.map_err(|stop| match stop {
            Stop::Refusal(Refusal::ObjectUnknown { .. }) => not_a_member().into(),
            other => other,
        })?;
        Ok(reply::done(words::MEMBER_REMOVED))
    })
}

/// Gives a group another name.
pub(super) fn rename<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let name = args.short_text("name", request::people::NAME_CHARS_MAX)?;
        change(gate, actor, id, GroupEdit::Name(name), key).await?;
        Ok(reply::done(words::GROUP_CHANGED))
    })
}

/// Takes all contacts out.
pub(super) fn empty<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        change(gate, actor, id(args)?, GroupEdit::Clear, key).await?;
        Ok(reply::done(words::GROUP_CHANGED))
    })
}

async fn change(
    gate: &Gate,
    actor: Actor,
    id: ObjectId,
    edit: GroupEdit,
    key: Option<String>,
) -> Result<Vec<u32>, Stop> {
    edit::change(gate, actor, id, Edit::Group(edit), key, not_a_member).await
}

fn not_a_member() -> Fault {
    Fault::invalid("member_id", "is not in any of your groups")
}

pub(super) struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = ObjectList;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::all(ObjectKind::ContactGroup))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let rows = edit::of::<ContactGroup>(found).into_iter().map(|(id, group)| {
            let members = group.members.len().to_string();
            vec![("group_id", id.to_string()), ("group_name", group.name), ("members", members)]
        });
        reply::records(&["group_id", "group_name", "members"], rows, Format::Xml)
    }
}

pub(super) struct Details;

impl Operation for Details {
    const SPEC: &'static Spec = &DETAILS;
    type Command = ObjectList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::one(ObjectKind::ContactGroup, id(args)?))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let groups = edit::of::<ContactGroup>(found);
        let rows = groups.iter().flat_map(|(of, group)| {
            group.members.iter().map(|row| {
                vec![
                    ("member_id", RowId { of: *of, no: row.no }.to_string()),
                    ("member_name", row.says.name.clone()),
                    ("member_phone", row.says.number.national()),
                    ("member_email", row.says.email.clone()),
                ]
            })
        });
        let columns = ["member_id", "member_name", "member_phone", "member_email"];
        reply::records(&columns, rows, Format::Xml)
    }
}

pub(super) struct Remove;

impl Operation for Remove {
    const SPEC: &'static Spec = &REMOVE;
    type Command = ObjectRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        Ok(ObjectRemove::one(ObjectKind::ContactGroup, id(args)?))
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::GROUP_REMOVED)
    }
}

fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    Ok(ObjectId(args.integer("group_id", 1, i64::MAX)?.unwrap_or_default()))
}
