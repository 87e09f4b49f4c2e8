//! What Teli and TeleAPI have under paths of their own, where it says of numbers for sale: other words for what
//! there is.

use std::collections::BTreeSet;

use tandem_domain::{Actor, LineOutcome, OrderId, Refusal};
use tandem_engine::{
    BackorderList, BackorderPlace, BackorderPlaced, BackorderView, CartAdd, NumberList, OrderGet,
    ShelfCount, ShelfGroup, ShelfPart, StockNumber,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_numbering::NumberKind;
use tandem_wire::php::Value;

use super::{AREA_CODE, CALL_FLOW, CENTRE, DIDS, EXCHANGE, IDEMPOTENCY_KEY, KEY, LIST_MAX, STATE};
use crate::compound::counted;
use crate::reply::teleapi as reply;
use crate::request::messages::URL_CHARS_MAX;
use crate::request::teleapi as request;
use crate::request::{self as current, numbers};
use crate::{SCHEME, teleapi};

const TYPE: Param = Param::optional(
    "type",
    Kind::Choice(&["local", "tollfree"]),
    "what sort of number; local without it",
);
const NUMBER: Param =
    Param::required("number", Kind::Number, "the number").or(&["did_number", "did"]);

pub(super) static STATES: Spec = Spec {
    name: "/dids/states",
    section: teleapi::SECTION,
    about: "states with numbers for sale",
    params: &[KEY],
};

pub(super) static CENTRES: Spec = Spec {
    name: "/dids/ratecenters",
    section: teleapi::SECTION,
    about: "rate centres of a state with numbers for sale",
    params: &[Param::required("state", Kind::Text(2), "the state"), KEY],
};

pub(super) static AREA_CODES: Spec = Spec {
    name: "/dids/npas",
    section: teleapi::SECTION,
    about: "area codes with numbers for sale",
    params: &[STATE, CENTRE, KEY],
};

pub(super) static EXCHANGES: Spec = Spec {
    name: "/dids/nxxs",
    section: teleapi::SECTION,
    about: "exchanges of an area code with numbers for sale",
    params: &[Param::required("npa", Kind::Integer(200, 999), "the area code"), KEY],
};

pub(super) static LIST: Spec = Spec {
    name: "/dids/list",
    section: teleapi::SECTION,
    about: "numbers for sale",
    params: &[
        STATE,
        CENTRE,
        AREA_CODE,
        EXCHANGE,
        Param::optional("search", Kind::Text(64), "digits or letters that stand in it"),
        Param::optional("limit", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional("offset", Kind::Integer(0, LIST_MAX), "how many to pass over first"),
        TYPE,
        KEY,
    ],
};

pub(super) static COUNTRIES: Spec = Spec {
    name: "/dids/intl/countries/list",
    section: teleapi::SECTION,
    about: "countries abroad with numbers for sale",
    params: &[KEY],
};

pub(super) static ABROAD_STATES: Spec = Spec {
    name: "/dids/intl/states/list",
    section: teleapi::SECTION,
    about: "states of a country abroad with numbers for sale",
    params: &[
        Param::required("country_id", Kind::Text(64), "the country, by its two letters")
            .or(&["country"]),
        KEY,
    ],
};

pub(super) static RATES: Spec = Spec {
    name: "/dids/intl/rates.csv",
    section: teleapi::SECTION,
    about: "what numbers abroad cost, country by country",
    params: &[KEY],
};

pub(super) static WAITING: Spec = Spec {
    name: "/dids/backorder/count",
    section: teleapi::SECTION,
    about: "how many numbers the account waits for",
    params: &[KEY],
};

pub(super) static OFF_NET_CHECK: Spec = Spec {
    name: "/dids/offnet/check",
    section: teleapi::SECTION,
    about: "whether toll-free numbers could be ordered",
    params: &[DIDS, KEY],
};

pub(super) static OFF_NET_STATUS: Spec = Spec {
    name: "/dids/offnet/status",
    section: teleapi::SECTION,
    about: "what became of an order of toll-free numbers",
    params: &[JOB, KEY],
};

pub(super) static OFF_NET_JOB: Spec = Spec {
    name: "/dids/offnet/jobs/numbers",
    section: teleapi::SECTION,
    about: "the numbers of such an order",
    params: &[JOB, KEY],
};

pub(super) static OFF_NET_LIST: Spec = Spec {
    name: "/dids/offnet/list",
    section: teleapi::SECTION,
    about: "the account's toll-free numbers",
    params: &[KEY],
};

const JOB: Param =
    Param::required("job_id", Kind::Integer(0, i64::MAX), "the order, as it was answered")
        .or(&["jobid"]);

pub(super) static OFF_NET_SUBMIT: Spec = Spec {
    name: "/dids/offnet/submit",
    section: teleapi::SECTION,
    about: "orders toll-free numbers, whoever holds them",
    params: &[DIDS, CALL_FLOW, super::FAX_FLOW, KEY, IDEMPOTENCY_KEY],
};

/// Carried out by [`order`].
pub(super) static ORDER: Spec = Spec {
    name: "/dids/order",
    section: teleapi::SECTION,
    about: "orders a number",
    params: &[
        NUMBER,
        CALL_FLOW,
        Param::optional("sms_post_url", Kind::Text(URL_CHARS_MAX), "where its messages are posted"),
        Param::optional(
            "delivery_notification_url",
            Kind::Text(URL_CHARS_MAX),
            "where it is posted what became of those that it sends",
        ),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

static CART: Spec = Spec {
    name: "/dids/cart",
    section: teleapi::SECTION,
    about: "puts a number into the cart",
    params: &[NUMBER, KEY, IDEMPOTENCY_KEY],
};

static BACKORDER: Spec = Spec {
    name: "/dids/backorder/cart",
    section: teleapi::SECTION,
    about: "waits for numbers of a place; each is charged when it comes",
    params: &[
        STATE,
        CENTRE,
        AREA_CODE,
        Param::optional("quantity", Kind::Integer(1, 1000), "how many; one without it"),
        CALL_FLOW,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

type Shown<'a, T> = BoxFuture<'a, Result<T, Stop>>;

/// `/dids/states`, `/dids/ratecenters`, `/dids/npas`, `/dids/nxxs`: a list of names.
pub(super) fn places<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    let counts = request::places(args);
    Box::pin(async move {
        let groups = counted(gate, &actor, counts?).await?;
        let sold = groups.iter().filter(|(_, group)| group.prices.iter().any(Option::is_some));
        let names: BTreeSet<String> =
            sold.filter_map(|(_, group)| place(args.spec().name, group)).collect();
        Ok(reply::success(Value::list(names)))
    })
}

fn place(path: &str, group: &ShelfGroup) -> Option<String> {
    let named = |name: &String| (!name.is_empty()).then(|| name.clone());
    match path {
        "/dids/states" => named(&group.offer.region),
        "/dids/ratecenters" => named(&group.offer.rate_centre),
        "/dids/npas" => group.begins.map(|begins| begins.area_code().to_string()),
        _ => group.begins?.office().map(|office| office.to_string()),
    }
}

/// `/dids/list`.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    let search = request::search(args);
    let part = current::part(args);
    Box::pin(async move {
        let part = part?;
        let found: Vec<StockNumber> = gate.execute(actor, search?, None).await?;
        let shown: Vec<&StockNumber> = part.of(&found).collect();
        Ok(reply::available(&shown))
    })
}

/// `/dids/order`.
pub(super) fn order<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    let order = request::order(args);
    Box::pin(async move {
        let placed = gate.order(actor, order?, key).await?;
        Ok(reply::ordered(&placed))
    })
}

pub(super) struct Cart;

impl Operation for Cart {
    const SPEC: &'static Spec = &CART;
    type Command = CartAdd;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<CartAdd, Fault> {
        Ok(CartAdd { numbers: vec![numbers::one(args, "number")?] })
    }

    fn show((): (), _: &Reader<'_>) -> Value {
        reply::done()
    }
}

pub(super) struct Backorder;

impl Operation for Backorder {
    const SPEC: &'static Spec = &BACKORDER;
    type Command = BackorderPlace;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<BackorderPlace, Fault> {
        request::backorder(args)
    }

    fn show(placed: BackorderPlaced, _: &Reader<'_>) -> Value {
        reply::waits(&placed)
    }
}

/// `/dids/backorder/count`.
pub(super) fn waiting<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let open: Vec<BackorderView> = gate.execute(actor, BackorderList::open(), None).await?;
        let waiting: i64 = open.iter().map(|placed| i64::from(placed.waiting)).sum();
        Ok(reply::success(waiting))
    })
}

/// `/dids/intl/countries/list` and `/dids/intl/states/list`.
pub(super) fn abroad<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    let count = request::abroad(args);
    Box::pin(async move {
        let groups = counted(gate, &actor, vec![count?]).await?;
        Ok(reply::abroad(&groups))
    })
}

/// `/dids/intl/rates.csv`.
pub(super) fn rates<'a>(
    gate: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, String> {
    Box::pin(async move {
        let count = ShelfCount {
            criteria: tandem_domain::Criteria::default(),
            by: ShelfPart::Country,
            plans: Vec::new(),
            sold_out: false,
        };
        let groups = counted(gate, &actor, vec![count]).await?;
        reply::rates(&groups).map_err(|_| Refusal::Unavailable.into())
    })
}

/// `/dids/offnet/check` and `/dids/offnet/submit`: an order, or what an order would do.
pub(super) fn off_net<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, Value> {
    let rehearsal = args.spec().name == OFF_NET_CHECK.name;
    let read = request::off_net(args, rehearsal);
    Box::pin(async move {
        let current::TollFreeOrder { order, others } = read?;
        let placed = match order {
            Some(order) => Some(gate.order_by_number(actor, order, key).await?),
            None => None,
        };
        Ok(reply::off_net(placed.as_ref(), &others))
    })
}

/// `/dids/offnet/status` and `/dids/offnet/jobs/numbers`.
pub(super) fn job<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    Box::pin(async move {
        let order = args.integer("job_id", 0, i64::MAX)?;
        let order = OrderId(order.ok_or(Fault::Missing { param: "job_id" })?);
        let view = gate.execute(actor, OrderGet { order }, None).await?;
        let waits = |outcome: &LineOutcome| matches!(outcome, LineOutcome::Ordering(_));
        let is_open = view.lines.iter().any(|line| waits(&line.outcome));
        Ok(match args.spec().name == OFF_NET_STATUS.name {
            true => reply::job(is_open),
            false => reply::job_numbers(&view.lines),
        })
    })
}

/// `/dids/offnet/list`.
pub(super) fn toll_free<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Value> {
    let list = NumberList { owner: None, did: None, scheme: SCHEME.to_owned() };
    Box::pin(async move {
        let mut own = gate.execute(actor, list, None).await?;
        own.retain(|number| args.rules().kind(number.did) == Some(NumberKind::TollFree));
        Ok(reply::toll_free(&own))
    })
}
