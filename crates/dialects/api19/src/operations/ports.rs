//! Numbers that come from other carriers.

use tandem_domain::{Actor, PortDocumentId, PortState, Refusal};
use tandem_engine::{NumberPortable, PORT_NUMBERS_MAX, PortAttach, PortCancel, PortGet, PortList};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_numbering::Did;
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::compound::root;
use crate::request::ports::{self, FILE_CHARS_MAX, Sought, TEXT_CHARS_MAX};
use crate::{reply, request};

const SECTION: &str = "Number Portability";
const TEXT: Kind = Kind::Text(TEXT_CHARS_MAX);
const NUMBERS: Param = Param::required(
    "numbers",
    Kind::Numbers,
    "numbers between commas, or a JSON array of them; at most 100",
)
.or(&["dids", "number", "did"]);
const ORDER: Param = Param::required("order_id", Kind::Integer(0, i64::MAX), "the request")
    .or(&["id", "request_id"]);

/// Read and carried out by [`check`]: a look for each number.
pub(super) static CHECK: Spec = Spec {
    name: "/lnp/portability/check",
    section: SECTION,
    about: "whether numbers could come here from another carrier",
    params: &[NUMBERS, KEY],
};

/// Read and carried out by [`submit`]: what cannot come is told as [`check`] tells it.
pub(super) static SUBMIT: Spec = Spec {
    name: "/lnp/portability/submit",
    section: SECTION,
    about: "asks for numbers of another carrier; with order_id, corrects a request that was rejected",
    params: &[
        Param::optional("numbers", Kind::Numbers, "the numbers; of a correction, those it has")
            .or(&["dids", "number", "did"]),
        Param::optional("order_id", Kind::Integer(0, i64::MAX), "the request that is corrected")
            .or(&["id", "request_id"]),
        Param::required("portname", TEXT, "what the request is called").or(&["name"]),
        Param::optional("businessname", TEXT, "the business").or(&["business_name"]),
        Param::required("firstname", TEXT, "who may speak for the account").or(&["first_name"]),
        Param::required("lastname", TEXT, "their family name").or(&["last_name"]),
        Param::required("address1", TEXT, "street and house number").or(&["service_address"]),
        Param::optional("address2", TEXT, "more of it"),
        Param::required("city", TEXT, "the city").or(&["service_city"]),
        Param::required("state", TEXT, "the state or province").or(&["service_state"]),
        Param::required("zip", TEXT, "the ZIP or postal code").or(&["service_zip"]),
        Param::optional("call_flow", Kind::Object, "where the numbers ring once they are here")
            .or(&["call_flow_id", "callflow"]),
        Param::optional("signature", Kind::Text(FILE_CHARS_MAX), "an image in Base64, or no"),
        Param::optional("bill_file", Kind::Text(FILE_CHARS_MAX), "a bill, in Base64"),
        Param::required("requested_due_date", Kind::Text(10), "MM/DD/YY"),
        Param::required("btn", Kind::Number, "the billing telephone number"),
        Param::required("account_number", TEXT, "the account with the other carrier"),
        Param::optional("pin", TEXT, "the PIN of that account").or(&["wireless_pin"]),
        Param::optional("carrier", TEXT, "the other carrier"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Read and carried out by [`look`]: one request, or all.
pub(super) static LOOKUP: Spec = Spec {
    name: "/lnp/portability/lookup",
    section: SECTION,
    about: "how a request stands, and each of its numbers; without one, the latest requests",
    params: &[
        Param::optional("order_id", Kind::Integer(0, i64::MAX), "the request")
            .or(&["id", "request_id"]),
        Param::optional("number", Kind::Number, "a number of it").or(&["did"]),
        KEY,
    ],
};

/// The provider takes files on its pages only.
static DOCUMENT: Spec = Spec {
    name: "/lnp/portability/document",
    section: SECTION,
    about: "adds a file to a request; the provider has this on its pages only",
    params: &[
        ORDER,
        Param::required("file", Kind::Text(FILE_CHARS_MAX), "a PDF or an image, in Base64")
            .or(&["bill_file", "signature"]),
        Param::optional("type", TEXT, "what it is for: loa without it"),
        Param::optional("name", TEXT, "what the file is called"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// The provider's customers do this on its pages.
static CANCEL: Spec = Spec {
    name: "/lnp/portability/cancel",
    section: SECTION,
    about: "gives up what has not come; the provider has this on its pages only",
    params: &[
        ORDER,
        Param::optional("numbers", Kind::Numbers, "only these of its numbers")
            .or(&["dids", "number", "did"]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Looks of each number whether it could come here, under the account's own plan.
pub(super) fn check<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let numbers = request::numbers::read(args, "numbers")?;
        let unsupported = unsupported(gate, &actor, &numbers).await?;
        Ok(reply::ports::portability(&unsupported))
    })
}

/// Those of the numbers that could not come.
pub(super) async fn unsupported(
    gate: &Gate,
    actor: &Actor,
    numbers: &[Did],
) -> Result<Vec<Did>, Stop> {
    if numbers.len() > PORT_NUMBERS_MAX as usize {
        let why = format!("must be at most {PORT_NUMBERS_MAX}");
        return Err(Fault::invalid("numbers", why).into());
    }
    let plan = root(gate, actor).await?.map(|root| root.profile.plan);
    let plans: Vec<String> = plan.into_iter().collect();
    let look = NumberPortable { numbers: numbers.to_vec(), plans };
    let can = gate.execute(actor.clone(), look, None).await?;
    let cannot = |did: &&Did| !can.iter().any(|can| can.did == **did);
    Ok(numbers.iter().filter(cannot).copied().collect())
}

/// Asks for numbers, with the files that were sent. What cannot come is told as a check tells it, and then
/// nothing is asked for.
pub(super) fn submit<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let put = ports::submission(args)?;
        let numbers = put.numbers.clone();
        match gate.execute(actor.clone(), put, key).await {
            Err(refusal @ Refusal::NumberNotPortable { .. }) => {
                let unsupported = unsupported(gate, &actor, &numbers).await?;
                // What stood in the way may be gone by now; nothing was sent off all the same.
                if unsupported.is_empty() {
                    return Err(refusal.into());
                }
                Ok(reply::ports::portability(&unsupported))
            }
            written => Ok(reply::ports::submitted(written?.port)),
        }
    })
}

/// Looks at one request, or at the latest of them.
pub(super) fn look<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Value, Stop>> {
    Box::pin(async move {
        let sought = ports::sought(args)?;
        if let Sought::One(port) = sought {
            let whole = gate.execute(actor, PortGet { port }, None).await?;
            return Ok(reply::ports::whole(&whole));
        }
        let did = match sought {
            Sought::Number(did) => Some(did),
            Sought::One(_) | Sought::All => None,
        };
        let found = gate.execute(actor, PortList { did, seen: None }, None).await?;
        match (did, found.first()) {
            (Some(_), Some(latest)) => Ok(reply::ports::one(latest)),
            (Some(_), None) => Err(Refusal::PortUnknown.into()),
            (None, _) => Ok(reply::ports::list(&found)),
        }
    })
}

/// Adds a file to a request.
pub(super) struct Attach;

impl Operation for Attach {
    const SPEC: &'static Spec = &DOCUMENT;
    type Command = PortAttach;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<PortAttach, Fault> {
        ports::attach(args)
    }

    fn show(document: PortDocumentId, _: &Reader<'_>) -> Value {
        reply::ports::attached(document)
    }
}

/// Gives numbers of a request up.
pub(super) struct Cancel;

impl Operation for Cancel {
    const SPEC: &'static Spec = &CANCEL;
    type Command = PortCancel;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<PortCancel, Fault> {
        ports::cancel(args)
    }

    fn show(state: PortState, _: &Reader<'_>) -> Value {
        reply::ports::cancelled(state)
    }
}
