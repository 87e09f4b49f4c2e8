//! Where tracking numbers ring, what they are called, and which there are.

use tandem_domain::{Actor, ObjectKind};
use tandem_engine::{NumberList, NumberSet, ObjectList, ObjectView, OwnNumber, Replanned};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use crate::request::report::Format;
use crate::{SCHEME, reply, request, words};

const ROUTING: &str = "routing";
const NUMBER: Param =
    Param::required("phone_number", Kind::Number, "a tracking number of the account");
/// The routings that are done.
pub(super) const TYPES: &[&str] =
    &["transfer", "findme", "vmail", "virtual_receptionist", "call_distributor"];
const TEXT: Kind = Kind::Text(request::routing::TEXT_CHARS_MAX);
const NOT_DONE: &str = "not supported yet: refused when it asks for anything";

/// What a caller or whoever answers would hear.
const PROMPTS: &str = "prompts, whispers and sounds before a call is connected";
/// Whom a call would be counted for.
const CAMPAIGNS: &str = "campaigns that calls are counted for";
/// What it takes for a call to be recorded.
const RECORDERS: &str = "switches that record calls";

static CONFIGURE: Spec = Spec {
    name: "routing.configure",
    section: ROUTING,
    about: "says where a tracking number rings",
    params: &[
        NUMBER,
        Param::required("routing_type", Kind::Choice(TYPES), "what it does with calls"),
        Param::required("parameter1", TEXT, "transfer: a telephone number; of the others, the id"),
        Param::optional("parameter2", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("parameter3", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("parameter4", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("description", Kind::Text(request::routing::LABEL_CHARS_MAX), "its label"),
        Param::optional("record_call", Kind::Flag, "1: calls are recorded").waiting_for(RECORDERS),
        RECORD_WARNING,
        REVERSE_LOOKUP,
        Param::optional("play_ring", Kind::Flag, "1; callers hear it ring"),
    ],
};

const RECORD_WARNING: Param =
    Param::optional("record_warning", Kind::Integer(0, 3), "3; nobody is warned of a recording");
const REVERSE_LOOKUP: Param =
    Param::optional("reverse_lookup", Kind::Flag, "1: the caller's name is looked up");

static ADVANCED: Spec = Spec {
    name: "routing.advanced",
    section: ROUTING,
    about: "says what else is done with a tracking number's calls",
    params: &[
        NUMBER,
        REVERSE_LOOKUP,
        Param::optional("record_call", Kind::Integer(0, 3), "0 none, 2 the whole call")
            .waiting_for(RECORDERS),
        RECORD_WARNING,
        Param::optional("caller_audio", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("recipient_audio", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("always_ring", TEXT, NOT_DONE).lacking(PROMPTS),
        Param::optional("ga_referrer", TEXT, NOT_DONE).lacking(CAMPAIGNS),
        Param::optional("ga_content", TEXT, NOT_DONE).lacking(CAMPAIGNS),
        Param::optional("ga_campaign", TEXT, NOT_DONE).lacking(CAMPAIGNS),
        Param::optional("ga_term", TEXT, NOT_DONE).lacking(CAMPAIGNS),
        Param::optional("ga_medium", TEXT, NOT_DONE).lacking(CAMPAIGNS),
    ],
};

pub(super) static UPDATE_LABEL: Spec = Spec {
    name: "routing.update_label",
    section: ROUTING,
    about: "gives a tracking number another label",
    params: &[
        NUMBER,
        Param::optional("description", Kind::Text(request::routing::LABEL_CHARS_MAX), "the label"),
    ],
};

static NUMBERS: Spec = Spec {
    name: "routing.numbers",
    section: ROUTING,
    about: "shows the tracking numbers with their labels",
    params: &[Param::optional("format", request::FORMATS, "xml when absent")],
};

/// Carried out by [`building_blocks`], a look at each kind.
pub(super) static BUILDING_BLOCKS: Spec = Spec {
    name: "general.buildingblockids",
    section: "general",
    about: "shows the ids that numbers can be routed to",
    params: &[],
};

pub(super) struct Configure;

impl Operation for Configure {
    const SPEC: &'static Spec = &CONFIGURE;
    type Command = NumberSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::routing::configure(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> String {
        reply::done(words::CONFIGURED)
    }
}

pub(super) struct Advanced;

impl Operation for Advanced {
    const SPEC: &'static Spec = &ADVANCED;
    type Command = NumberSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::routing::advanced(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> String {
        reply::done(words::CONFIGURED)
    }
}

pub(super) struct UpdateLabel;

impl Operation for UpdateLabel {
    const SPEC: &'static Spec = &UPDATE_LABEL;
    type Command = NumberSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::routing::label(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> String {
        reply::done(words::LABELLED)
    }
}

pub(super) struct Numbers;

impl Operation for Numbers {
    const SPEC: &'static Spec = &NUMBERS;
    type Command = NumberList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberList, Fault> {
        request::report::format(args)?;
        Ok(NumberList { owner: None, did: None, scheme: SCHEME.to_owned() })
    }

    fn show(numbers: Vec<OwnNumber>, args: &Reader<'_>) -> String {
        let rows = numbers.iter().map(|number| {
            vec![
                ("phone_label", number.settings.note.clone()),
                ("phone_number", number.did.national()),
            ]
        });
        reply::records(
            &["phone_label", "phone_number"],
            rows,
            request::report::format(args).unwrap_or(Format::Xml),
        )
    }
}

/// What numbers can be routed to, kind by kind.
pub(super) fn building_blocks<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        let mut blocks: Vec<(&str, Vec<ObjectView>)> = Vec::new();
        for (kind, word) in words::BLOCKS {
            blocks.push((word, gate.execute(actor.clone(), ObjectList::all(kind), None).await?));
        }
        Ok(reply::building_blocks(&blocks))
    })
}

/// The kind behind a `routing_type`.
pub(crate) fn kind_of(routing_type: &str) -> Option<ObjectKind> {
    words::BLOCKS.iter().find(|(_, word)| *word == routing_type).map(|(kind, _)| *kind)
}
