//! Where numbers ring: call flows, and call forwarding.

use tandem_domain::{Actor, CallFlow};
use tandem_engine::{NumberSet, ObjectPlace, ObjectSet, Replanned};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::request::flows::{self, FlowWish};
use crate::request::messages::URL_CHARS_MAX;
use crate::{reply, teleapi};

const INVENTORY: &str = "My Inventory";

const DID: Param = Param::required("did", Kind::Number, "the number").or(&["number", "dids"]);
const FLOW: Param =
    Param::required("call_flow_id", Kind::Object, "the call flow, by its id or its name")
        .or(&["callflow", "call_flow"]);

static CHANGE: Spec = Spec {
    name: "/dids/callflow/change",
    section: INVENTORY,
    about: "sends a number's calls, and perhaps its faxes, to other flows",
    params: &[
        DID,
        FLOW,
        Param::optional("fax_flow_id", Kind::Object, "fax flow; as it is without it")
            .or(&["faxflow", "fax_flow"]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

static FORWARD: Spec = Spec {
    name: "/dids/callforward/change",
    section: "Numbers / Ordering",
    about: "forwards a number to a telephone, or no longer",
    params: &[
        DID,
        Param::required("forward", Kind::Number, "the telephone's number, or none").or(&[
            "callforward",
            "forward_to",
            "call_forward",
        ]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

const ADDRESS: &str = "another address, rung when those before it did not take the call";

/// Read and carried out by [`update`]: what a flow is called is not among what is said of it, and stays.
pub(super) static UPDATE: Spec = Spec {
    name: "/dids/callflow/update",
    section: INVENTORY,
    about: "says where a call flow leads: up to four addresses one after the other, and then a mailbox",
    params: &[
        FLOW,
        E164,
        FIRST,
        SECOND,
        THIRD,
        FOURTH,
        PORT,
        MAILBOX,
        DEFAULT,
        WAIT,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Read and carried out by [`create`]. The provider's customers make their flows on its pages.
pub(super) static CREATE: Spec = Spec {
    name: "/dids/callflow/create",
    section: INVENTORY,
    about: "makes a call flow; the provider has this on its pages only",
    params: &[
        Param::required("name", Kind::Text(flows::FLOW_CHARS_MAX), "what it is called"),
        E164,
        FIRST,
        SECOND,
        THIRD,
        FOURTH,
        PORT,
        MAILBOX,
        DEFAULT,
        WAIT,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

const E164: Param =
    Param::required("e164", Kind::Flag, "yes: numbers are written with + and country code");
const FIRST: Param =
    Param::required("ip_address_1", Kind::Text(flows::HOST_CHARS_MAX), "the address of the PBX");
const SECOND: Param = Param::optional("ip_address_2", Kind::Text(flows::HOST_CHARS_MAX), ADDRESS);
const THIRD: Param = Param::optional("ip_address_3", Kind::Text(flows::HOST_CHARS_MAX), ADDRESS);
const FOURTH: Param = Param::optional("ip_address_4", Kind::Text(flows::HOST_CHARS_MAX), ADDRESS);
const PORT: Param = Param::optional(
    "sip_port",
    Kind::Integer(1, 65_535),
    "the port of all of them; 5060 without it",
);
const MAILBOX: Param =
    Param::optional("voicemail_box", Kind::Object, "the mailbox for calls that nobody took");
const DEFAULT: Param =
    Param::optional("make_default", Kind::Flag, "no; which one is the default, the operator says");
const WAIT: Param = Param::optional(
    "wait_time",
    Kind::Integer(1, flows::WAIT_SECONDS_MAX),
    "seconds that each address rings; as long as the number does without it",
);

/// What it takes for a page to be asked.
pub(super) const LIVE_CALLS: &str = "calls that pages lead";
const PAGE: Param =
    Param::required("url", Kind::Text(URL_CHARS_MAX), "the page, or none").or(&["callurl"]);

static CALL_PAGE: Spec = Spec {
    name: "/dids/set/callurl",
    section: "Call APIs",
    about: "says which page is asked what is done with a number's calls",
    params: &[DID, PAGE, KEY, IDEMPOTENCY_KEY],
};

static LEGACY_CALL_PAGE: Spec = Spec {
    name: "/user/dids/callapi",
    section: teleapi::SECTION,
    about: "says which page is asked what is done with a number's calls",
    params: &[DID, PAGE, KEY, IDEMPOTENCY_KEY],
};

/// Names a page, or none any more. Nobody asks it yet.
pub(super) struct CallPage;

impl Operation for CallPage {
    const SPEC: &'static Spec = &CALL_PAGE;
    type Command = NumberSet;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        flows::call_page(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> Value {
        reply::done()
    }
}

/// The same in the words of the predecessor.
pub(super) struct LegacyCallPage;

impl Operation for LegacyCallPage {
    const SPEC: &'static Spec = &LEGACY_CALL_PAGE;
    type Command = NumberSet;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        flows::call_page(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> Value {
        reply::teleapi::done()
    }
}

pub(super) struct Change;

impl Operation for Change {
    const SPEC: &'static Spec = &CHANGE;
    type Command = NumberSet;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        flows::change(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> Value {
        reply::done()
    }
}

pub(super) struct Forward;

impl Operation for Forward {
    const SPEC: &'static Spec = &FORWARD;
    type Command = NumberSet;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        flows::forward(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> Value {
        reply::done()
    }
}

type Shown<'a> = BoxFuture<'a, Result<Value, Stop>>;

/// Has a call flow lead elsewhere; it keeps its name.
pub(super) fn update<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let FlowWish { named, flow } = flows::update(args)?;
        let set = ObjectSet { place: ObjectPlace::Called(named), body: flow.into(), list: None };
        gate.execute(actor, set, key).await?;
        Ok(reply::done())
    })
}

/// Makes a call flow.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let FlowWish { named, flow } = flows::create(args)?;
        let body = CallFlow { name: named, ..flow }.into();
        let set = ObjectSet { place: ObjectPlace::New, body, list: None };
        Ok(reply::flow_made(gate.execute(actor, set, key).await?))
    })
}
