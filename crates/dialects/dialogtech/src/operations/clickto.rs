//! Calls that somebody asks for by a click. Nobody is called yet: they wait, and say so.

use std::cmp::Reverse;

use tandem_domain::{Actor, Body, CallFlow, DialRequest, DialThen, Ivr, ObjectId, ObjectKind};
use tandem_engine::{ObjectList, ObjectView};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::clickto::{self, PAGE_CHARS_MAX, REF_CHARS_MAX};
use crate::request::{clock, report};
use crate::{reply, words};

const CLICKTO: &str = "clickto";
const DAY: Kind = Kind::Text(report::DAY_CHARS_MAX);
const CLICKED: Param = Param::required("phone_to_call", Kind::Number, "whoever clicked");
const PAGE: Param = Param::optional("page", Kind::Text(PAGE_CHARS_MAX), "where the click was");
const REF: Param = Param::optional("ref", Kind::Text(REF_CHARS_MAX), "a word to find it by");
const SHOWN: Param = Param::optional(
    "first_callerid",
    Kind::Number,
    "the number of the account's that is shown to whom is called first",
);

pub(super) static CALL: Spec = Spec {
    name: "clickto.call",
    section: CLICKTO,
    about: "asks for a call between two numbers",
    params: &[
        Param::required(
            "type",
            Kind::Integer(1, 2),
            "1: whoever clicked is called first; 2: the other",
        ),
        Param::required("id", Kind::Number, "the other"),
        CLICKED,
        PAGE,
        REF,
        SHOWN,
        Param::optional("second_callerid", Kind::Number, "the number that is shown to the second"),
    ],
};

const NO_ANSWER: &str = "ways to tell of calls that nobody answered";
const ADDRESS: Kind = Kind::Text(PAGE_CHARS_MAX);

pub(super) static FINDME: Spec = Spec {
    name: "clickto.findme",
    section: CLICKTO,
    about: "asks for a call between whoever clicked and a FindMe list, or the first of some numbers to answer",
    params: &Param::joined::<11>(&[
        WITH_FINDME,
        // The other way round is known, and refused.
        &[Param::optional("type", Kind::Integer(1, 2), "1: whoever clicked is called first")],
    ]),
};

/// What a call with a FindMe list, or with the first of some numbers, takes.
pub(super) const WITH_FINDME: &[Param] = &[
    CLICKED,
    SHOWN,
    PAGE,
    REF,
    Param::optional("findme_id", Kind::Integer(1, i64::MAX), "the FindMe list"),
    Param::optional(
        "list",
        Kind::Text(clickto::LIST_CHARS_MAX),
        "in its place: numbers between bars",
    ),
    Param::optional("no_answer_email", ADDRESS, "refused").lacking(NO_ANSWER),
    Param::optional("no_answer_sms", ADDRESS, "refused").lacking(NO_ANSWER),
    Param::optional("no_answer_url", ADDRESS, "refused").lacking(NO_ANSWER),
    Param::optional("no_answer_phone", ADDRESS, "refused").lacking(NO_ANSWER),
];

pub(super) static MENU: Spec = Spec {
    name: "clickto.vr",
    section: CLICKTO,
    about: "asks for a call between whoever clicked and a virtual receptionist",
    params: &[
        Param::required("menu_id", Kind::Integer(1, i64::MAX), "the virtual receptionist"),
        CLICKED,
        SHOWN,
        PAGE,
        REF,
    ],
};

pub(super) static REPORT: Spec = Spec {
    name: "report.clickto",
    section: "report",
    about: "shows the calls that were asked for on some days, the latest first",
    params: &[
        Param::required("start_date", DAY, "the first day: YYYYMMDD, by the clock of the east"),
        Param::required("end_date", DAY, "the last day"),
        Param::optional("click_id", Kind::Integer(1, i64::MAX), "only this one"),
        Param::optional("ref", Kind::Text(REF_CHARS_MAX), "only those with this word"),
        Param::optional("format", Kind::Choice(&["xml", "csv", "text"]), "xml when absent"),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Two numbers.
pub(super) fn call<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move { ask(gate, actor, clickto::call(args)?, key).await })
}

/// A number and a FindMe list, or the first of some.
pub(super) fn findme<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let asked = found(gate, &actor, clickto::findme(args)?).await?;
        ask(gate, actor, asked, key).await
    })
}

/// Makes sure of the FindMe list that a call leads to.
pub(super) async fn found(
    gate: &Gate,
    actor: &Actor,
    asked: DialRequest,
) -> Result<DialRequest, Stop> {
    if let DialThen::Flow { flow, .. } = &asked.then {
        let _: CallFlow = edit::one(gate, actor.clone(), *flow).await?;
    }
    Ok(asked)
}

/// A number and a menu.
pub(super) fn menu<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let asked = led(gate, &actor, clickto::menu(args)?).await?;
        ask(gate, actor, asked, key).await
    })
}

/// Makes sure of the menu that a call leads to.
pub(super) async fn led(
    gate: &Gate,
    actor: &Actor,
    (asked, menu): (DialRequest, ObjectId),
) -> Result<DialRequest, Stop> {
    let _: Ivr = edit::one(gate, actor.clone(), menu).await?;
    Ok(asked)
}

async fn ask(
    gate: &Gate,
    actor: Actor,
    asked: DialRequest,
    key: Option<String>,
) -> Result<String, Stop> {
    let id = edit::make(gate, actor, asked, key).await?;
    Ok(reply::waiting("click_id", id))
}

const COLUMNS: [&str; 8] =
    ["date_added", "click_id", "type", "first", "second", "page", "ref", "status"];

/// Those of some days.
pub(super) fn in_days<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.check_required()?;
        let (days, format) = (report::days(args)?, report::format(args)?);
        let reference = args.text("ref");
        let list = match args.integer("click_id", 1, i64::MAX)? {
            Some(id) => ObjectList::one(DialRequest::KIND, ObjectId(id)),
            None => ObjectList::all(DialRequest::KIND),
        };
        let found: Vec<ObjectView> = gate.execute(actor, list, None).await?;
        let mut found = edit::of::<DialRequest>(found);
        found.retain(|(_, one)| {
            let is_meant = reference.is_none_or(|reference| one.billing_code == reference);
            is_meant && days.contains(&one.asked)
        });
        found.sort_unstable_by_key(|(id, one)| Reverse((one.asked, *id)));
        let rows = found.iter().filter_map(|(id, one)| row(*id, one));
        Ok(reply::records(&COLUMNS, rows, format))
    })
}

/// A click, in the order of the columns; nothing of what nobody clicks for.
fn row(id: ObjectId, one: &DialRequest) -> Option<Vec<(&'static str, String)>> {
    let (kind, second) = match &one.then {
        DialThen::Number { number, .. } => ("call", number.national()),
        DialThen::Flow { flow, .. } => ("findme", flow.to_string()),
        DialThen::OneOf { numbers } => {
            let numbers: Vec<String> = numbers.iter().map(|number| number.national()).collect();
            ("findme", numbers.join("|"))
        }
        DialThen::Object { kind: ObjectKind::Ivr, id } => ("vr", id.to_string()),
        DialThen::Object { kind: ObjectKind::Voicemail, id } => ("vmail", id.to_string()),
        DialThen::Object { kind, id } => (kind.header(), id.to_string()),
        DialThen::Greeting { .. } | DialThen::Code { .. } => return None,
    };
    let cells = [
        clock::shown(one.asked),
        id.to_string(),
        kind.to_owned(),
        one.number.national(),
        second,
        one.memo.clone(),
        one.billing_code.clone(),
        words::WAITING.to_owned(),
    ];
    Some(COLUMNS.into_iter().zip(cells).collect())
}
