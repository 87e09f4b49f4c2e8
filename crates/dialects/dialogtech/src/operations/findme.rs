//! FindMe lists: telephones that ring one after the other, or together. They are call flows.

use tandem_domain::{CallFlow, FlowMember, ObjectBody, ObjectId, ObjectKind, Telephone};
use tandem_engine::{ObjectList, ObjectRemove, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use crate::{reply, request, words};

const FINDME: &str = "findme";
const ID: Param = Param::required("findme_id", Kind::Integer(1, i64::MAX), "a FindMe list");
const TEXT: Kind = Kind::Text(request::routing::TEXT_CHARS_MAX);
const NOT_DONE: &str = "not supported yet: refused when it asks for anything";

static CREATE: Spec = Spec {
    name: "findme.create",
    section: FINDME,
    about: "makes a list of telephones that ring until one answers",
    params: &[
        Param::required("name", Kind::Text(request::routing::NAME_CHARS_MAX), "what it is called"),
        Param::required("numbers", Kind::Numbers, "telephone numbers between commas"),
        Param::optional(
            "timeout",
            Kind::Integer(request::routing::TIMEOUT_MIN, request::routing::TIMEOUT_MAX),
            "seconds that each rings; 30 when absent",
        ),
        Param::optional("simul", Kind::Flag, "1: they ring all together"),
        Param::optional("record", TEXT, NOT_DONE),
        Param::optional("screen_method", TEXT, NOT_DONE),
        Param::optional("whisper_phrase", TEXT, NOT_DONE),
        Param::optional("findme_action", TEXT, NOT_DONE),
    ],
};

static DELETE: Spec = Spec {
    name: "findme.delete",
    section: FINDME,
    about: "removes a FindMe list that no number is routed to",
    params: &[ID],
};

static LISTS: Spec = Spec {
    name: "findme.get_findme_list",
    section: FINDME,
    about: "shows the FindMe lists",
    params: &[],
};

static PHONES: Spec = Spec {
    name: "findme.get_phone_list",
    section: FINDME,
    about: "shows the telephones of a FindMe list",
    params: &[ID],
};

pub(super) struct Create;

impl Operation for Create {
    const SPEC: &'static Spec = &CREATE;
    type Command = ObjectSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        request::routing::findme(args)
    }

    fn show(id: ObjectId, _: &Reader<'_>) -> String {
        reply::named("findme_id", &id.to_string())
    }
}

pub(super) struct Delete;

impl Operation for Delete {
    const SPEC: &'static Spec = &DELETE;
    type Command = ObjectRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        Ok(ObjectRemove::one(ObjectKind::CallFlow, request::routing::findme_id(args)?))
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::FINDME_DELETED)
    }
}

pub(super) struct Lists;

impl Operation for Lists {
    const SPEC: &'static Spec = &LISTS;
    type Command = ObjectList;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::all(ObjectKind::CallFlow))
    }

    fn show(lists: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let rows = lists
            .into_iter()
            .map(|list| vec![("findme_id", list.id.to_string()), ("name", list.name)]);
        reply::records(&["findme_id", "name"], rows, false)
    }
}

pub(super) struct Phones;

impl Operation for Phones {
    const SPEC: &'static Spec = &PHONES;
    type Command = ObjectList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::one(ObjectKind::CallFlow, request::routing::findme_id(args)?))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let flow = found.into_iter().find_map(|view| match view.says {
            ObjectSays::Body(ObjectBody::CallFlow(flow)) => Some(flow),
            ObjectSays::Body(_) | ObjectSays::Document(_) => None,
        });
        let rows = flow.iter().flat_map(members).zip(1_u32..).map(|(member, place)| {
            vec![("findme_number_id", place.to_string()), ("phone_number", member)]
        });
        reply::records(&["findme_number_id", "phone_number"], rows, false)
    }
}

/// Who rings, in their order: numbers as they are dialled, and what another API put there in its words.
fn members(flow: &CallFlow) -> impl Iterator<Item = String> + '_ {
    flow.steps.iter().flat_map(|step| &step.ring).map(|member| match member {
        FlowMember::Telephone(Telephone::Number(number)) => number.national(),
        FlowMember::Telephone(Telephone::Address(address)) => address.clone(),
        FlowMember::Named(to) => to.to_string(),
    })
}
