//! Numbers that a customer registered as theirs. Nobody has called them to find out.

use tandem_domain::{Actor, ObjectKind, Refusal, RegisteredNumber, Role};
use tandem_engine::{ObjectList, ObjectPlace, ObjectRemove, ObjectSet, ObjectView};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::report::Format;
use crate::{reply, request, words};

const SECTION: &str = "registerednumbers";
const PHONE: Param = Param::required("phone", Kind::Number, "the number");

static ADD: Spec = Spec {
    name: "registerednumbers.add",
    section: SECTION,
    about: "registers a number that is not a tracking number",
    params: &[
        PHONE,
        Param::optional(
            "description",
            Kind::Text(request::people::NAME_CHARS_MAX),
            "what it is called",
        ),
    ],
};

static LIST: Spec = Spec {
    name: "registerednumbers.list",
    section: SECTION,
    about: "shows the registered numbers",
    params: &[],
};

/// Carried out by [`remove`].
pub(super) static REMOVE: Spec = Spec {
    name: "registerednumbers.remove",
    section: SECTION,
    about: "registers a number no longer",
    params: &[PHONE],
};

pub(super) struct Add;

impl Operation for Add {
    const SPEC: &'static Spec = &ADD;
    type Command = ObjectSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        let number = args.did("phone")?;
        let name = args.short_text("description", request::people::NAME_CHARS_MAX)?;
        let body = RegisteredNumber { name, number }.into();
        Ok(ObjectSet { place: ObjectPlace::New, body, list: None })
    }

    fn show(_: tandem_domain::ObjectId, args: &Reader<'_>) -> String {
        reply::done(&words::registered(args.text("phone").unwrap_or_default(), true))
    }
}

pub(super) struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = ObjectList;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::all(ObjectKind::RegisteredNumber))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let rows = edit::of::<RegisteredNumber>(found).into_iter().map(|(_, registered)| {
            vec![("phone", registered.number.national()), ("description", registered.name)]
        });
        reply::records(&["phone", "description"], rows, Format::Xml)
    }
}

/// Looks for the number and removes it.
pub(super) fn remove<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let kind = ObjectKind::RegisteredNumber;
    Box::pin(async move {
        let number = args.did("phone")?;
        let all = gate.execute(actor.clone(), ObjectList::all(kind), None).await?;
        let mut all = edit::of::<RegisteredNumber>(all).into_iter();
        let found = all.find(|(_, registered)| registered.number == number);
        let record = || number.national();
        let unknown = || Refusal::ObjectUnknown { role: Role::Itself, kind, record: record() };
        let (id, _) = found.ok_or_else(unknown)?;
        gate.execute(actor, ObjectRemove::one(kind, id), key).await?;
        Ok(reply::done(&words::registered(args.text("phone").unwrap_or_default(), false)))
    })
}
