//! Numbers that are to come from other carriers.

use tandem_domain::{Actor, PortDocumentId, PortState, Refusal};
use tandem_engine::{
    PortAttach, PortDocumentGet, PortGet, PortList, PortPut, PortView, PortWhole, PortWritten,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use crate::reply::{self, Reply};
use crate::request::{self, LNP_TEXT_CHARS_MAX, PAPER_CHARS_MAX, PORTED_CHARS_MAX, Wanted};

/// The section. What goes wrong in it has an envelope of its own ([`Reply::nested`]).
pub const LNP: &str = "LNP";
/// How many requests a list shows at most.
const LISTED_MAX: usize = 10_000;
/// The longest way to write a day.
const DAY_CHARS: usize = "2019-01-08".len();

const TEXT: Kind = Kind::Text(LNP_TEXT_CHARS_MAX);
const PORT_ID: Param = Param::required("portid", Kind::Integer(1, i64::MAX), "the request");

static ADD: Spec = Spec {
    name: "addLNPPort",
    section: LNP,
    about: "Asks for numbers of another carrier. They ring at the account's default routing once they are here.",
    params: &[
        Param::required("numbers", Kind::Text(PORTED_CHARS_MAX), "the numbers, between commas"),
        Param::required(
            "portType",
            Kind::Choice(&["1", "2", "3", "4", "5"]),
            "1 American, 2 Canadian, 3 toll-free; 4 and 5 receive faxes, and cannot come yet",
        ),
        Param::optional("isPartial", Kind::Flag, "other numbers of the account stay there"),
        Param::optional("locationType", Kind::Choice(&["0", "1"]), "1 of a business"),
        Param::optional("isMobile", Kind::Flag, "they are a mobile telephone's"),
        Param::optional("pin", TEXT, "the PIN of the account there"),
        Param::optional("imei", TEXT, "of the mobile telephone"),
        Param::optional("btn", Kind::Number, "the billing telephone number of that account"),
        Param::optional("services", TEXT, "what else depends on the numbers"),
        Param::optional("tfType", Kind::Choice(&["1", "2", "3"]), "of toll-free ones; kept"),
        Param::required("statementName", TEXT, "the name on the other carrier's bill"),
        Param::required("firstName", TEXT, "who may speak for the account"),
        Param::required("lastName", TEXT, "their family name"),
        Param::required("address1", TEXT, "street and house number"),
        Param::optional("address2", TEXT, "more of it"),
        Param::required("city", TEXT, "the city"),
        Param::required("zip", TEXT, "the ZIP or postal code"),
        Param::required("state", TEXT, "the state or province"),
        Param::required("country", TEXT, "the country"),
        Param::required("providerName", TEXT, "the other carrier"),
        Param::required("providerAccount", TEXT, "the account there"),
        Param::optional(
            "notes",
            Kind::Text(request::LNP_NOTES_CHARS_MAX),
            "whatever else there is to say",
        ),
    ],
};

/// Asks for numbers.
pub struct AddPort;

impl Operation for AddPort {
    const SPEC: &'static Spec = &ADD;
    type Command = PortPut;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<PortPut, Fault> {
        request::port(args)
    }

    fn show(written: PortWritten, _args: &Reader<'_>) -> Reply {
        reply::ported(written.port)
    }
}

static ATTACH: Spec = Spec {
    name: "addLNPFile",
    section: LNP,
    about: "Adds a file to a request: a bill, a letter.",
    params: &[PORT_ID, Param::required("file", Kind::Text(PAPER_CHARS_MAX), "the file, in Base64")],
};

/// Adds a file to a request.
pub struct AddPortFile;

impl Operation for AddPortFile {
    const SPEC: &'static Spec = &ATTACH;
    type Command = PortAttach;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<PortAttach, Fault> {
        request::port_file(args)
    }

    fn show(paper: PortDocumentId, _args: &Reader<'_>) -> Reply {
        reply::port_file(paper)
    }
}

/// A function that shows something of one request.
pub trait PortLook: 'static {
    /// The function.
    const SPEC: &'static Spec;

    /// What it shows.
    fn show(whole: &PortWhole) -> Reply;
}

static STATUS: Spec = look("getLNPStatus", "Shows how a request stands.");
static NOTES: Spec = look("getLNPNotes", "Lists what was said about a request.");
static DETAILS: Spec = look("getLNPDetails", "Shows a request.");
static PAPERS: Spec = look("getLNPAttachList", "Lists the files of a request.");

const fn look(name: &'static str, about: &'static str) -> Spec {
    Spec { name, section: LNP, about, params: &[PORT_ID] }
}

/// Shows how a request stands.
pub struct PortStatus;
/// Lists what was said about it.
pub struct PortNotes;
/// Shows all of it.
pub struct PortDetails;
/// Lists its files.
pub struct PortPapers;

impl PortLook for PortStatus {
    const SPEC: &'static Spec = &STATUS;

    fn show(whole: &PortWhole) -> Reply {
        reply::port_status(whole.port.state)
    }
}

impl PortLook for PortNotes {
    const SPEC: &'static Spec = &NOTES;

    fn show(whole: &PortWhole) -> Reply {
        reply::port_notes(whole)
    }
}

impl PortLook for PortDetails {
    const SPEC: &'static Spec = &DETAILS;

    fn show(whole: &PortWhole) -> Reply {
        reply::port_details(whole)
    }
}

impl PortLook for PortPapers {
    const SPEC: &'static Spec = &PAPERS;

    fn show(whole: &PortWhole) -> Reply {
        reply::port_papers(whole)
    }
}

/// The function that shows it.
pub struct OfPort<L>(std::marker::PhantomData<L>);

impl<L: PortLook> Operation for OfPort<L> {
    const SPEC: &'static Spec = L::SPEC;
    type Command = PortGet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<PortGet, Fault> {
        Ok(PortGet { port: request::port_id(args)? })
    }

    fn show(whole: PortWhole, _args: &Reader<'_>) -> Reply {
        L::show(&whole)
    }
}

pub(super) static LNP_PAPER: Spec = Spec {
    name: "getLNPAttach",
    section: LNP,
    about: "Shows a file of a request in Base64.",
    params: &[
        PORT_ID,
        Param::required("attachid", Kind::Integer(1, i64::MAX), "the file, by its id"),
    ],
};

/// Shows a file. Whether it is the request that is not there, or the file, is asked one after the other.
pub(super) fn get_port_paper<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let port = request::port_id(args)?;
        let document = request::paper_id(args)?;
        gate.execute(actor.clone(), PortGet { port }, None).await?;
        match gate.execute(actor, PortDocumentGet { port, document }, None).await {
            Err(Refusal::PortUnknown) => Err(Fault::invalid(
                "attachid",
                "is no file of that request, or one that was let go of",
            )
            .into()),
            found => Ok(reply::port_paper(found?)),
        }
    })
}

pub(super) static LNP_STATES: Spec = Spec {
    name: "getLNPListStatus",
    section: LNP,
    about: "Lists how a request can stand.",
    params: &[],
};

/// Lists how a request can stand, which is about no request.
pub(super) fn port_states<'a>(
    _: &'a Gate,
    _: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move { Ok(reply::port_states()) })
}

pub(super) static LNP_LIST: Spec = Spec {
    name: "getLNPList",
    section: LNP,
    about: "Lists the requests, the latest first.",
    params: &[
        Param::optional("portid", Kind::Integer(1, i64::MAX), "only this one"),
        Param::optional("portStatus", TEXT, "only those that stand so"),
        Param::optional(
            "startDate",
            Kind::Text(DAY_CHARS),
            "only those whose numbers come from this day on",
        ),
        Param::optional("endDate", Kind::Text(DAY_CHARS), "and until this one"),
    ],
};

/// Lists requests. Some pages may be read until all are seen.
pub(super) fn get_ports<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let wanted = request::ports(args)?;
        if let Some(port) = wanted.port {
            let whole = gate.execute(actor, PortGet { port }, None).await?;
            return Ok(reply::ports(
                &[whole.port]
                    .into_iter()
                    .filter(|port| is_wanted(port, &wanted))
                    .collect::<Vec<_>>(),
            ));
        }
        let (mut found, mut seen): (Vec<PortView>, _) = (Vec::new(), None);
        while found.len() < LISTED_MAX {
            let page = gate.execute(actor.clone(), PortList { did: None, seen }, None).await?;
            let Some(last) = page.last() else { break };
            seen = Some(last.id);
            found.extend(page.into_iter().filter(|port| is_wanted(port, &wanted)));
        }
        found.truncate(LISTED_MAX);
        Ok(reply::ports(&found))
    })
}

fn is_wanted(port: &PortView, wanted: &Wanted) -> bool {
    let foc = port.foc();
    wanted.state.is_none_or(|state: PortState| state == port.state)
        && wanted.from.is_none_or(|from| foc.is_some_and(|foc| foc >= from))
        && wanted.before.is_none_or(|before| foc.is_some_and(|foc| foc < before))
}
