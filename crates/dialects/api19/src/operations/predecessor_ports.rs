//! What Teli and TeleAPI have under paths of their own, where numbers come from other carriers.

use tandem_domain::{Actor, Refusal};
use tandem_engine::{PortAttach, PortGet, PortList};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::ports::unsupported;
use super::{IDEMPOTENCY_KEY, KEY};
use crate::reply::teleapi::{self as envelope, ports as reply};
use crate::request::ports::{FILE_CHARS_MAX, TEXT_CHARS_MAX};
use crate::request::{numbers, teleapi_ports as request};
use crate::teleapi;

const TEXT: Kind = Kind::Text(TEXT_CHARS_MAX);
const FILE: Kind = Kind::Text(FILE_CHARS_MAX);
const NUMBERS: Param = Param::required(
    "numbers",
    Kind::Numbers,
    "numbers between commas, or a JSON array of them; at most 100",
)
.or(&["number", "dids", "did_number"]);
const REQUEST: Param =
    Param::required("request_id", Kind::Integer(0, i64::MAX), "the request").or(&["id"]);

/// Carried out by [`check`].
pub(super) static CHECK: Spec = Spec {
    name: "/lnp/check",
    section: teleapi::SECTION,
    about: "whether numbers could come here from another carrier",
    params: &[NUMBERS, KEY],
};

/// Carried out by [`check`].
pub(super) static CHECK_BULK: Spec = Spec {
    name: "/lnp/check/portability/bulk",
    section: teleapi::SECTION,
    about: "the same of many",
    params: &[NUMBERS, KEY],
};

/// Carried out by [`create`].
pub(super) static CREATE: Spec = Spec {
    name: "/lnp/create",
    section: teleapi::SECTION,
    about: "asks for numbers of another carrier",
    params: &[
        NUMBERS,
        Param::required("btn", Kind::Number, "the billing telephone number"),
        Param::optional("location_type", TEXT, "business or residential"),
        Param::optional("business_contact", TEXT, "who may speak for the business"),
        Param::optional("business_name", TEXT, "the business"),
        Param::optional("first_name", TEXT, "who may speak for the account"),
        Param::optional("last_name", TEXT, "their family name"),
        Param::required("account_number", TEXT, "the account with the other carrier"),
        Param::required("service_address", TEXT, "street and house number"),
        Param::required("service_city", TEXT, "the city"),
        Param::required("service_state", TEXT, "the state or province"),
        Param::required("service_zip", TEXT, "the ZIP or postal code"),
        Param::optional("signature", FILE, "an image in Base64, or no"),
        Param::optional("partial_port", Kind::Flag, "yes: other numbers of the account stay there"),
        Param::optional("partial_port_details", TEXT, "which"),
        Param::optional("wireless_number", Kind::Flag, "yes: they are a mobile telephone's"),
        Param::optional("wireless_pin", TEXT, "the PIN of that account").or(&["pin"]),
        Param::optional("caller_id", TEXT, "kept with the request"),
        Param::optional("bill_file", FILE, "a bill, in Base64"),
        Param::optional("bill_name", TEXT, "what the bill is called"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`get`].
pub(super) static GET: Spec = Spec {
    name: "/lnp/get",
    section: teleapi::SECTION,
    about: "a request, and how each of its numbers stands",
    params: &[REQUEST, KEY],
};

/// Carried out by [`list`].
pub(super) static LIST: Spec = Spec {
    name: "/lnp/list",
    section: teleapi::SECTION,
    about: "the latest requests",
    params: &[KEY],
};

/// Carried out by [`sign`].
pub(super) static SIGN: Spec = Spec {
    name: "/lnp/signature/submit",
    section: teleapi::SECTION,
    about: "adds a signature to a request",
    params: &[
        REQUEST,
        Param::required("signature", FILE, "an image in Base64"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`rows`].
pub(super) static ROWS: Spec = Spec {
    name: "/lnp/request/csv",
    section: teleapi::SECTION,
    about: "the numbers of a request, a line for each",
    params: &[REQUEST, KEY],
};

type Shown<'a, T> = BoxFuture<'a, Result<T, Stop>>;

/// `/lnp/check` and `/lnp/check/portability/bulk`.
pub(super) fn check<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let numbers = numbers::read(args, "numbers")?;
        let unsupported = unsupported(gate, &actor, &numbers).await?;
        Ok(reply::checked(&numbers, &unsupported))
    })
}

/// `/lnp/create`.
pub(super) fn create<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let written = gate.execute(actor, request::create(args)?, key).await?;
        Ok(envelope::success(written.port.to_string()))
    })
}

/// `/lnp/get`.
pub(super) fn get<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let whole = gate.execute(actor, PortGet { port: request::asked(args)? }, None).await?;
        Ok(envelope::success(reply::request(&whole.port)))
    })
}

/// `/lnp/list`.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let found = gate.execute(actor, PortList { did: None, seen: None }, None).await?;
        Ok(envelope::success(Value::list(found.iter().map(reply::request))))
    })
}

/// `/lnp/signature/submit`.
pub(super) fn sign<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let (port, paper) = request::signature(args)?;
        gate.execute(actor, PortAttach { port, paper }, key).await?;
        Ok(envelope::done())
    })
}

/// `/lnp/request/csv`.
pub(super) fn rows<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, String> {
    Box::pin(async move {
        let whole = gate.execute(actor, PortGet { port: request::asked(args)? }, None).await?;
        reply::rows(&whole.port).map_err(|_| Refusal::Unavailable.into())
    })
}
