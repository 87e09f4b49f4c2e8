//! Calls that are to be made, and what call flows are told beforehand.

use tandem_domain::{Actor, Body, DialRequest, FlowVariables, ObjectId, ObjectKind};
use tandem_engine::{ObjectList, ObjectPlace, ObjectSays, ObjectSet, Tried};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::TEST;
use crate::envelope::variables;
use crate::request::dial::{self, MEMO_CHARS_MAX, REQUEST_CHARS_MAX};
use crate::{forward, reply, request};

const CALLS: &str = "Calls";
/// What calls that are to be made wait for.
pub(super) const LIVE_CALLS: &str = "live calls";

const MEMO: Kind = Kind::Text(MEMO_CHARS_MAX);
const PHONE: Param =
    Param::required("PHONENUMBER", Kind::Number, "the number that is called first");
const DELAY: Param = Param::optional("DELAY", Kind::Integer(0, dial::DELAY_MAX), "minutes to wait");
const NOTE: Param = Param::optional("MEMO", MEMO, "a note");
const BILLING: Param = Param::optional("BILLINGCODE", MEMO, "a code for whoever sorts bills");
const KEY: Param = Param::required("CALLFLOW", Kind::Object, "the call flow, by its key");
const VARIABLE: Param = Param::optional(
    "VARIABLE",
    Kind::Texts(dial::VARIABLE_CHARS_MAX),
    "what the call flow is told, under the name in VARIABLENAME; var[NAME] in a query",
);

pub(super) static FLOW: Spec = Spec {
    name: "DIAL.CALLFLOW",
    section: CALLS,
    about: "asks for a call through a call flow",
    params: &[
        TEST,
        PHONE,
        Param::required("CALLERID", Kind::Number, "the DID that is shown"),
        KEY,
        VARIABLE,
        DELAY,
        NOTE,
        BILLING,
    ],
};

pub(super) static CONNECT: Spec = Spec {
    name: "DIAL.CONNECT",
    section: CALLS,
    about: "asks for a call between two numbers",
    params: &[
        TEST,
        PHONE,
        Param::required("DESTPHONENUMBER", Kind::Number, "the number that is called then"),
        Param::optional(
            "MAXCALLDURATION",
            Kind::Integer(1, dial::MINUTES_MAX),
            "minutes for which they may talk",
        ),
        Param::optional("CALLERID", Kind::Number, "the DID that is shown"),
        DELAY,
        NOTE,
        BILLING,
    ],
};

const REQUEST: Param = Param::required(
    "REQUESTID",
    Kind::Text(REQUEST_CHARS_MAX),
    "the call, by what was answered when it was asked for",
);

pub(super) static STATUS: Spec = Spec {
    name: "DIAL.GETSTATUS",
    section: CALLS,
    about: "how far a call has come",
    params: &[REQUEST],
};

pub(super) static RESULT: Spec = Spec {
    name: "DIAL.CALLFLOW.GETRESULT",
    section: CALLS,
    about: "what a call through a call flow ended in",
    params: &[REQUEST],
};

pub(super) static PRESET: Spec = Spec {
    name: "CALLFLOW.VARIABLES.PRESET",
    section: CALLS,
    about: "says what a call flow is told at its next calls",
    params: PRESET_PARAMS,
};

const PRESET_PARAMS: &[Param] = &[
    KEY,
    Param::optional(
        "ACCOUNT_NUMBER",
        Kind::Text(request::ACCOUNT_CHARS_MAX),
        "none: call flows are the whole account's",
    ),
    VARIABLE,
];

/// The same under the name that some pages use.
pub(super) static PRESET_TOO: Spec = Spec {
    name: "CALLFLOW.PRESETVARIABLES",
    section: CALLS,
    about: "says what a call flow is told at its next calls",
    params: PRESET_PARAMS,
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// `DIAL.CALLFLOW`.
pub(super) fn flow<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let flow = named_flow(gate, &actor, args).await?;
        let request = dial::through(args, flow)?;
        ask(gate, actor, args, key, request).await
    })
}

/// `DIAL.CONNECT`.
pub(super) fn connect<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let request = dial::between(args)?;
        ask(gate, actor, args, key, request).await
    })
}

async fn ask(
    gate: &Gate,
    actor: Actor,
    args: &Reader<'_>,
    key: Option<String>,
    request: DialRequest,
) -> Result<String, Stop> {
    let set = ObjectSet { place: ObjectPlace::New, body: request.into(), list: None };
    let id = match request::is_test(args)? {
        true => gate.execute(actor, Tried(set), None).await?,
        false => gate.execute(actor, set, key).await?,
    };
    Ok(reply::value("REQUESTID", &id.to_string()))
}

/// `DIAL.GETSTATUS`.
pub(super) fn status<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let waits = is_waiting(gate, actor, args).await?;
        Ok(reply::result(if waits { "INIT" } else { "NONE" }))
    })
}

/// `DIAL.CALLFLOW.GETRESULT`.
pub(super) fn result<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let why = match is_waiting(gate, actor, args).await? {
            true => "is of a call that waits to be made and has no result",
            false => "names no call",
        };
        Err(Fault::invalid("REQUESTID", why).into())
    })
}

async fn is_waiting(gate: &Gate, actor: Actor, args: &Reader<'_>) -> Result<bool, Stop> {
    let Ok(id) = args.required("REQUESTID")?.parse().map(ObjectId) else { return Ok(false) };
    let all = ObjectList {
        after: ObjectId(id.0.saturating_sub(1)),
        ..ObjectList::all(DialRequest::KIND)
    };
    let found = gate.execute(actor, all, None).await?;
    Ok(found.first().is_some_and(|found| found.id == id))
}

/// `CALLFLOW.VARIABLES.PRESET`.
pub(super) fn preset<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        if args.text("ACCOUNT_NUMBER").is_some() {
            let why = "must be absent: call flows are the whole account's";
            return Err(Fault::invalid("ACCOUNT_NUMBER", why).into());
        }
        let flow = named_flow(gate, &actor, args).await?;
        let known = gate.execute(actor.clone(), ObjectList::all(FlowVariables::KIND), None).await?;
        let of_it = known.into_iter().find(|view| match &view.says {
            ObjectSays::Body(body) => {
                FlowVariables::of(body.clone()).is_some_and(|known| known.flow == flow)
            }
            ObjectSays::Document(_) => false,
        });
        let place = of_it.map_or(ObjectPlace::New, |view| ObjectPlace::At(view.id));
        let body = FlowVariables { flow, variables: variables(args.args()) }.into();
        gate.execute(actor, ObjectSet { place, body, list: None }, key).await?;
        Ok(reply::done())
    })
}

async fn named_flow(gate: &Gate, actor: &Actor, args: &Reader<'_>) -> Result<ObjectId, Stop> {
    let named = args.required("CALLFLOW")?;
    let flows = gate.execute(actor.clone(), ObjectList::all(ObjectKind::CallFlow), None).await?;
    let flow = forward::named_flow(named, &flows);
    Ok(flow.ok_or_else(|| Fault::invalid("CALLFLOW", "names no call flow"))?)
}
