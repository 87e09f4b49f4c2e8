//! FindMe lists: telephones that ring one after the other, or together. They are call flows.

use tandem_domain::{
    Actor, CallFlow, Edit, FLOW_MEMBERS_MAX, FLOW_STEPS_MAX, FlowEdit, FlowMember, ObjectId,
    ObjectKind, Telephone,
};
use tandem_engine::{ObjectList, ObjectRemove, ObjectSet, ObjectView};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::report::Format;
use crate::{reply, request, words};

const FINDME: &str = "findme";
const ID: Param = Param::required("findme_id", Kind::Integer(1, i64::MAX), "a FindMe list");
const TEXT: Kind = Kind::Text(request::routing::TEXT_CHARS_MAX);
/// What a FindMe list would do besides ringing.
const SCREENING: &str = "FindMe lists that screen, whisper, play music, record or go round";
const NOT_DONE: &str = "not supported yet: refused when it asks for anything";

const NAME: Kind = Kind::Text(request::findme::NAME_CHARS_MAX);
const TIMEOUT: Param = Param::optional(
    "timeout",
    Kind::Integer(request::findme::TIMEOUT_MIN, request::findme::TIMEOUT_MAX),
    "seconds that each rings; 30 at first",
);
const SIMUL: Param = Param::optional(
    "simul",
    Kind::Integer(0, FLOW_MEMBERS_MAX as i64),
    "how many ring together; 1 at first",
);
const LIST_TYPE: Param = Param::optional(
    "list_type",
    Kind::Integer(1, 2),
    "1: telephones; 2, a hunt group, is not supported yet",
);

/// What is refused when it asks for anything.
const NOT_YET: [Param; request::findme::NOT_YET.len()] = {
    let names = request::findme::NOT_YET;
    let mut params = [TIMEOUT; request::findme::NOT_YET.len()];
    let mut place = 0;
    while place < names.len() {
        params[place] = Param::optional(names[place], TEXT, NOT_DONE).lacking(SCREENING);
        place += 1;
    }
    params
};

/// How a list rings.
const SETTINGS: &[Param] = &[TIMEOUT, SIMUL, LIST_TYPE];

static CREATE: Spec = Spec {
    name: "findme.create",
    section: FINDME,
    about: "makes a list of telephones that ring until one answers",
    params: &Param::joined::<17>(&[
        &[
            Param::required("name", NAME, "what it is called"),
            Param::required("numbers", Kind::Numbers, "telephone numbers between commas"),
        ],
        SETTINGS,
        &NOT_YET,
    ]),
};

/// These four are carried out by [`update`], [`add_number`], [`delete_number`] and [`empty`].
pub(super) static UPDATE: Spec = Spec {
    name: "findme.update_list_settings",
    section: FINDME,
    about: "changes a FindMe list; what is not said stays as it is",
    params: &Param::joined::<18>(&[
        &[
            ID,
            Param::optional("name", NAME, "what it is called"),
            Param::optional("numbers", Kind::Numbers, "telephone numbers between commas"),
        ],
        SETTINGS,
        &NOT_YET,
    ]),
};

pub(super) static ADD_NUMBER: Spec = Spec {
    name: "findme.add_number",
    section: FINDME,
    about: "adds a telephone to a FindMe list, behind the others",
    params: &[ID, Param::required("phone_number", Kind::Number, "the telephone")],
};

pub(super) static DELETE_NUMBER: Spec = Spec {
    name: "findme.delete_number",
    section: FINDME,
    about: "takes a telephone out of a FindMe list",
    params: &[
        ID,
        Param::required(
            "findme_number_id",
            Kind::Integer(1, PLACES_MAX),
            "which, as findme.get_phone_list counts them",
        ),
    ],
};

pub(super) static EMPTY: Spec = Spec {
    name: "findme.empty",
    section: FINDME,
    about: "takes all telephones out of a FindMe list",
    params: &[ID],
};

/// The most telephones that a list may have.
const PLACES_MAX: i64 = (FLOW_STEPS_MAX * FLOW_MEMBERS_MAX) as i64;

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

/// This and the next are carried out by [`recorded`] and [`delete_recorded`].
pub(super) static RECORDED: Spec = Spec {
    name: "findme.get_recorded_calls_list",
    section: FINDME,
    about: "shows the recorded calls of a FindMe list, of which there are none",
    params: &[ID],
};

pub(super) static DELETE_RECORDED: Spec = Spec {
    name: "findme.delete_recorded_call",
    section: FINDME,
    about: "removes a recorded call of a FindMe list",
    params: &[ID, Param::required("recording_name", NAME, "which")],
};

pub(super) struct Create;

impl Operation for Create {
    const SPEC: &'static Spec = &CREATE;
    type Command = ObjectSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        request::findme::create(args)
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
        Ok(ObjectRemove::one(ObjectKind::CallFlow, request::findme::id(args)?))
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
        reply::records(&["findme_id", "name"], rows, Format::Xml)
    }
}

pub(super) struct Phones;

impl Operation for Phones {
    const SPEC: &'static Spec = &PHONES;
    type Command = ObjectList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::one(ObjectKind::CallFlow, request::findme::id(args)?))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let flows = edit::of::<CallFlow>(found);
        let members = flows.iter().flat_map(|(_, flow)| members(flow));
        let rows = members.zip(1_u32..).map(|(member, place)| {
            vec![("findme_number_id", place.to_string()), ("phone_number", member)]
        });
        reply::records(&["findme_number_id", "phone_number"], rows, Format::Xml)
    }
}

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Changes some of what a list says.
pub(super) fn update<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = request::findme::id(args)?;
        let wanted = FlowEdit::Change(request::findme::change(args)?);
        change(gate, actor, id, wanted, key).await
    })
}

/// Adds a telephone.
pub(super) fn add_number<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = request::findme::id(args)?;
        let telephone = Telephone::Number(args.did("phone_number")?);
        let seconds = request::findme::TIMEOUT_DEFAULT;
        change(gate, actor, id, FlowEdit::Add { telephone, seconds }, key).await
    })
}

/// Takes a telephone out.
pub(super) fn delete_number<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = request::findme::id(args)?;
        let place = args.integer("findme_number_id", 1, PLACES_MAX)?.unwrap_or_default();
        let place = usize::try_from(place).unwrap_or_default();
        change(gate, actor, id, FlowEdit::Remove(place), key).await
    })
}

/// Takes all telephones out.
pub(super) fn empty<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = request::findme::id(args)?;
        change(gate, actor, id, FlowEdit::Clear, key).await
    })
}

/// The recorded calls of a list that there is.
pub(super) fn recorded<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let _: CallFlow = edit::one(gate, actor, request::findme::id(args)?).await?;
        let columns = ["recording_name", "date_added", "duration"];
        Ok(reply::records(&columns, std::iter::empty(), Format::Xml))
    })
}

/// No call is recorded, so that none of that name is there.
pub(super) fn delete_recorded<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let _: CallFlow = edit::one(gate, actor, request::findme::id(args)?).await?;
        Err(Fault::invalid("recording_name", "is no recorded call of this list").into())
    })
}

async fn change(
    gate: &Gate,
    actor: Actor,
    id: ObjectId,
    edit: FlowEdit,
    key: Option<String>,
) -> Result<String, Stop> {
    let lacks = || Fault::invalid("findme_number_id", "is not in this list");
    edit::change(gate, actor, id, Edit::CallFlow(edit), key, lacks).await?;
    Ok(reply::done(words::FINDME_CHANGED))
}

/// Who rings, in their order: numbers as they are dialled, and what another API put there in its words.
fn members(flow: &CallFlow) -> impl Iterator<Item = String> + '_ {
    flow.steps.iter().flat_map(|step| &step.ring).map(|member| match member {
        FlowMember::Telephone(Telephone::Number(number)) => number.national(),
        FlowMember::Telephone(Telephone::Address(address)) => address.clone(),
        FlowMember::Named(to) => to.to_string(),
    })
}
