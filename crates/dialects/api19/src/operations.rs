//! The table of operations.

mod agents;
mod campaigns;
mod documents;
mod faxes;
mod flows;
mod lookups;
mod messages;
mod ports;
mod predecessor;
mod predecessor_ports;
mod records;

use tandem_engine::{
    CartAdd, CartList, CartNumber, CartRemove, LIST_NUMBERS_MAX, NumberSearch, OrderPlace,
    OrderPlaced, StockNumber,
};
use tandem_gateway::{Coverage, Entry, Fault, Found, Kind, Operation, Param, Reader, Spec, Table};
use tandem_wire::php::Value;

pub use faxes::Download;

use crate::unsupported::{self, UNSUPPORTED};
use crate::{compound, reply, request};

/// How many items one list may be asked for, as the documents state it.
const LIST_MAX: i64 = LIST_NUMBERS_MAX as i64;

const KEY: Param =
    Param::required("key", Kind::Text(255), "the API key; HTTP Basic may carry it instead")
        .or(&["token"]);
const IDEMPOTENCY_KEY: Param = Param::optional(
    "idempotency_key",
    Kind::Text(255),
    "the same key with the same request gets the first answer again",
);
const NUMBERS: Param = Param::required("number", Kind::Numbers, "the number, or several as a list")
    .or(&["numbers", "did", "dids"]);
const DIDS: Param =
    Param::required("dids", Kind::Numbers, "numbers between commas, or a JSON array of them")
        .or(&["numbers", "did", "number"]);

const CALL_FLOW: Param =
    Param::optional("callflow", Kind::Object, "call flow; the account's default without it")
        .or(&["call_flow_id", "call_flow"]);
const FAX_FLOW: Param =
    Param::optional("faxflow", Kind::Object, "fax flow").or(&["fax_flow_id", "fax_flow"]);
const STATE: Param = Param::optional("state", Kind::Text(2), "state or province; tf for toll-free");
const CENTRE: Param =
    Param::optional("ratecenter", Kind::Text(64), "rate centre, together with the state");
const AREA_CODE: Param = Param::optional("npa", Kind::Integer(200, 999), "area code");
const EXCHANGE: Param =
    Param::optional("nxx", Kind::Integer(0, 999), "exchange, together with the area code");

static AVAILABLE_LIST: Spec = Spec {
    name: "/dids/available/list",
    section: "Numbers / Ordering",
    about: "numbers for sale",
    params: &[
        STATE,
        CENTRE,
        Param::optional("quantity", Kind::Integer(0, LIST_MAX), "how many to show"),
        AREA_CODE,
        EXCHANGE,
        Param::optional("related", Kind::Flag, "yes: nothing but the area code asked for"),
        Param::optional("random", Kind::Flag, "yes: in random order"),
        KEY,
    ],
};

static AREAS: Spec = Spec {
    name: "/dids/available/areas",
    section: "Numbers / Ordering",
    about: "where there are numbers for sale, and how many: states; of a state its rate centres; of \
            an area code its exchanges",
    params: &[STATE, CENTRE, AREA_CODE, EXCHANGE, KEY],
};

static VANITY_SEARCH: Spec = Spec {
    name: "/dids/vanity/search",
    section: "Numbers / Ordering",
    about: "toll-free numbers that show a word",
    params: &[
        Param::required("search", Kind::Text(64), "letters or digits; * is any digit"),
        Param::optional("quantity", Kind::Integer(0, LIST_MAX), "how many to show"),
        KEY,
    ],
};

/// Read and carried out by [`compound::order_toll_free`].
static VANITY_ORDER: Spec = Spec {
    name: "/dids/vanity/order",
    section: "Numbers / Ordering",
    about: "orders toll-free numbers",
    params: &[DIDS, CALL_FLOW, FAX_FLOW, KEY, IDEMPOTENCY_KEY],
};

/// Read and carried out by [`compound::order_toll_free`]: who holds a number now makes no
/// difference to who orders it.
static OFF_NET_ORDER: Spec = Spec {
    name: "/dids/tfoffnet/order",
    section: "Numbers / Ordering",
    about: "orders toll-free numbers that are still with another provider",
    params: &[DIDS, CALL_FLOW, FAX_FLOW, KEY, IDEMPOTENCY_KEY],
};

static ORDER_LIST: Spec = Spec {
    name: "/dids/order/list",
    section: "Numbers / Ordering",
    about: "orders numbers without a cart",
    params: &[
        DIDS,
        CALL_FLOW,
        FAX_FLOW,
        Param::optional("notes", Kind::Text(request::NOTES_CHARS_MAX), "kept with the numbers"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

static CART_ADD: Spec = Spec {
    name: "/dids/cart/add",
    section: "Shopping Cart Ordering",
    about: "puts numbers into the cart: all of them, or none",
    params: &[NUMBERS, KEY, IDEMPOTENCY_KEY],
};

static CART_LIST: Spec = Spec {
    name: "/dids/cart/list",
    section: "Shopping Cart Ordering",
    about: "the numbers in the cart",
    params: &[KEY],
};

static CART_DELETE: Spec = Spec {
    name: "/dids/cart/delete",
    section: "Shopping Cart Ordering",
    about: "takes a number out of the cart",
    params: &[
        Param::required("number", Kind::Number, "the number").or(&["did"]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

static CART_COMPLETE: Spec = Spec {
    name: "/dids/cart/complete",
    section: "Shopping Cart Ordering",
    about: "orders everything in the cart and closes it",
    params: &[
        Param::optional(
            "call_flow_id",
            Kind::Object,
            "call flow; the account's default without it",
        )
        .or(&["callflow", "call_flow"]),
        Param::optional("fax_flow_id", Kind::Object, "fax flow").or(&["faxflow", "fax_flow"]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Read and carried out by [`compound::list_numbers`], which shows a part of the list.
static MY_LIST: Spec = Spec {
    name: "/dids/my/list",
    section: "My Inventory",
    about: "the account's numbers",
    params: &[
        Param::optional("did", Kind::Number, "only this number").or(&["number"]),
        Param::optional("search", Kind::Text(64), "only those with this in their digits or notes"),
        Param::optional("limit", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional("offset", Kind::Integer(0, LIST_MAX), "how many to pass over first"),
        KEY,
    ],
};

/// Read and carried out by [`compound::delete_numbers`]: a command for each number.
static MY_DELETE: Spec = Spec {
    name: "/dids/my/delete",
    section: "Numbers / Ordering",
    about: "gives numbers back, one by one",
    params: &[
        Param::optional("dids", Kind::Numbers, "numbers between commas, or a JSON array of them")
            .or(&["numbers"]),
        Param::optional("did", Kind::Number, "a single number").or(&["number"]),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Read and carried out by [`compound::list_flows`]: a look at each kind of flow.
static CALLFLOW_LIST: Spec = Spec {
    name: "/dids/callflow/list",
    section: "My Inventory",
    about: "the account's call flows and fax flows",
    params: &[KEY],
};

/// What works, in the order of the provider's documents, and what is known by name.
static OPERATIONS: Table<Value> = Table::new(
    &[
        Entry::by(&AREAS, compound::list_areas),
        Entry::of::<AvailableList>(),
        Entry::order_by_number::<OrderList>(),
        Entry::by(&OFF_NET_ORDER, compound::order_toll_free),
        Entry::by(&MY_DELETE, compound::delete_numbers),
        Entry::of::<flows::Forward>(),
        Entry::of::<VanitySearch>(),
        Entry::by(&VANITY_ORDER, compound::order_toll_free),
        Entry::of::<CartAdding>(),
        Entry::of::<CartListing>(),
        Entry::of::<CartDeletion>(),
        Entry::order_by_number::<CartCompletion>(),
        Entry::by(&MY_LIST, compound::list_numbers),
        Entry::by(&CALLFLOW_LIST, compound::list_flows),
        Entry::of::<flows::Change>(),
        Entry::by(&flows::UPDATE, flows::update),
        Entry::by(&flows::CREATE, flows::create),
        Entry::of::<records::Send>(),
        Entry::look_up::<lookups::Both>(),
        Entry::look_up::<lookups::Carrier>(),
        Entry::look_up::<lookups::Cnam>(),
        Entry::by(&ports::CHECK, ports::check),
        Entry::by(&ports::LOOKUP, ports::look),
        Entry::by(&ports::SUBMIT, ports::submit),
        Entry::of::<ports::Attach>(),
        Entry::of::<ports::Cancel>(),
        Entry::of::<messages::SendMedia>(),
        Entry::by(&messages::LOOKUP, messages::lookup),
        Entry::by(&agents::COMPANIES, agents::companies),
        Entry::by(&agents::COMPANY_CREATE, agents::create_company),
        Entry::by(&agents::COMPANY_DELETE, agents::delete_company),
        Entry::by(&agents::AGENTS, agents::agents),
        Entry::by(&agents::AGENT_CREATE, agents::create_agents),
        Entry::by(&agents::AGENT_MODIFY, agents::modify_agent),
        Entry::by(&documents::LIST, documents::list),
        Entry::by(&faxes::CREATE, faxes::create).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&faxes::STATUS, faxes::status).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&faxes::LIST, faxes::list).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&campaigns::SUBMIT, campaigns::submit),
        Entry::by(&campaigns::STATUS, campaigns::status),
        Entry::of::<flows::CallPage>().waiting_for(flows::LIVE_CALLS),
    ],
    &[],
)
.without(UNSUPPORTED);

/// What the provider's predecessor has under paths of its own.
static PREDECESSOR: Table<Value> = Table::new(
    &[
        Entry::by(&predecessor::STATES, predecessor::places),
        Entry::by(&predecessor::CENTRES, predecessor::places),
        Entry::by(&predecessor::AREA_CODES, predecessor::places),
        Entry::by(&predecessor::EXCHANGES, predecessor::places),
        Entry::by(&predecessor::LIST, predecessor::list),
        Entry::by(&predecessor::ORDER, predecessor::order),
        Entry::of::<predecessor::Cart>(),
        Entry::by(&predecessor::WAITING, predecessor::waiting),
        Entry::of::<predecessor::Backorder>(),
        Entry::by(&predecessor::COUNTRIES, predecessor::abroad),
        Entry::by(&predecessor::ABROAD_STATES, predecessor::abroad),
        Entry::by(&predecessor::OFF_NET_CHECK, predecessor::off_net),
        Entry::by(&predecessor::OFF_NET_SUBMIT, predecessor::off_net),
        Entry::by(&predecessor::OFF_NET_STATUS, predecessor::job),
        Entry::by(&predecessor::OFF_NET_LIST, predecessor::toll_free),
        Entry::by(&predecessor::OFF_NET_JOB, predecessor::job),
        Entry::by(&faxes::SEND, faxes::create).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&faxes::GET, faxes::read).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&faxes::REMOVE, faxes::remove).waiting_for(faxes::FAX_ENGINE),
        Entry::by(&messages::INCOMING, messages::incoming),
        Entry::by(&messages::NUMBER_PAGE, messages::own_page),
        Entry::by(&messages::NUMBER_PAGE_GONE, messages::own_page),
        Entry::by(&messages::NUMBER_RECEIPTS, messages::own_receipts),
        Entry::by(&messages::RECEIPTS, messages::receipts),
        Entry::of::<flows::LegacyCallPage>().waiting_for(flows::LIVE_CALLS),
        Entry::by(&predecessor_ports::CHECK, predecessor_ports::check),
        Entry::by(&predecessor_ports::CHECK_BULK, predecessor_ports::check),
        Entry::by(&predecessor_ports::CREATE, predecessor_ports::create),
        Entry::by(&predecessor_ports::GET, predecessor_ports::get),
        Entry::by(&predecessor_ports::LIST, predecessor_ports::list),
        Entry::by(&predecessor_ports::SIGN, predecessor_ports::sign),
    ],
    &[],
);

/// What is answered with a file and not with a value.
static FILES: Table<String> = Table::new(
    &[
        Entry::by(&records::DOWNLOAD, records::download),
        Entry::by(&predecessor::RATES, predecessor::rates),
        Entry::by(&predecessor_ports::ROWS, predecessor_ports::rows),
    ],
    &[],
);

/// What is answered with a file as it was handed in.
static DOWNLOADS: Table<Download> = Table::new(
    &[
        Entry::by(&faxes::DOWNLOAD, faxes::download),
        Entry::by(&documents::DOWNLOAD, documents::download),
    ],
    &[],
);

/// Other paths, each with the name of the operation it leads to.
static ALSO: &[(&str, &str)] = &[
    ("/dids/delete/list", "/dids/my/delete"),
    ("/dids/delete", "/dids/my/delete"),
    ("/dids/my/remove", "/dids/my/delete"),
    ("/dids/mine/list", "/dids/my/list"),
    ("/dids/areas/list", "/dids/available/areas"),
    ("/dids/available/states", "/dids/available/areas"),
    ("/dids/available/ratecenters", "/dids/available/areas"),
    ("/dids/my/callforward", "/dids/callforward/change"),
    ("/dids/forward/change", "/dids/callforward/change"),
    ("/dids/tfvanity/search", "/dids/vanity/search"),
    ("/dids/tollfree/vanity", "/dids/vanity/search"),
    ("/dids/tfvanity/order", "/dids/vanity/order"),
    ("/dids/my/callurl", "/dids/set/callurl"),
    ("/lookups/carrier", "/lookup/carrier"),
    ("/lrn/lookup", "/lookup/carrier"),
    ("/lookups/cnam", "/lookup/cnam"),
    ("/cnam/lookup", "/lookup/cnam"),
    ("/dids/cnam/lookup", "/lookup/cnam"),
    ("/lnp/portability/status", "/lnp/portability/lookup"),
    ("/lnp/portability/list", "/lnp/portability/lookup"),
    ("/fax/lookup", "/fax/status"),
    ("/fax/outbound/status", "/fax/status"),
    ("/fax/file", "/fax/download"),
    ("/ra/companies/list", "/ra/company/list"),
    ("/ra/companies/create", "/ra/company/create"),
    ("/ra/companies/delete", "/ra/company/delete"),
    ("/ra/registered_agents/list", "/ra/registered_agent/list"),
    ("/ra/registered_agents/create", "/ra/registered_agent/create"),
    ("/ra/registered_agents/modify", "/ra/registered_agent/modify"),
    ("/ra/documents/list", "/ra/document/list"),
    ("/ra/documents/download", "/ra/document/download"),
];

/// The name of the operation behind a path.
fn named(path: &str) -> &str {
    let other = ALSO.iter().find(|(other, _)| *other == path).map(|(_, name)| *name);
    other.or_else(|| unsupported::pattern(path)).unwrap_or(path)
}

/// Finds the operation behind a path.
pub fn find(path: &str) -> Option<Found<Value>> {
    let name = named(path);
    OPERATIONS.find(name).or_else(|| PREDECESSOR.find(name))
}

/// What there is not, so that the operation of that name is not supported.
pub fn lacks(name: &str) -> &'static str {
    OPERATIONS.lacks(name).unwrap_or_default()
}

/// Whether a path is answered as the provider's predecessor did.
pub fn is_predecessors(path: &str) -> bool {
    PREDECESSOR.find(path).is_some()
}

/// Finds the operation behind a path that is answered with a file.
pub fn file(path: &str) -> Option<&'static Entry<String>> {
    match FILES.find(path)? {
        Found::Works(entry) => Some(entry),
        Found::NotSupported(_) => None,
    }
}

/// Finds the operation behind a path that hands out a file as it is.
pub fn download(path: &str) -> Option<&'static Entry<Download>> {
    match DOWNLOADS.find(named(path))? {
        Found::Works(entry) => Some(entry),
        Found::NotSupported(_) => None,
    }
}

/// Every operation the provider is known to have, and how far each is done.
pub fn coverage() -> Vec<Coverage> {
    let (works, files) = (OPERATIONS.coverage(), FILES.coverage());
    [works, PREDECESSOR.coverage(), files, DOWNLOADS.coverage()].concat()
}

struct AvailableList;

impl Operation for AvailableList {
    const SPEC: &'static Spec = &AVAILABLE_LIST;
    type Command = NumberSearch;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::shelf::search(args)
    }

    fn show(found: Vec<StockNumber>, _: &Reader<'_>) -> Value {
        reply::available(&found)
    }
}

struct VanitySearch;

impl Operation for VanitySearch {
    const SPEC: &'static Spec = &VANITY_SEARCH;
    type Command = NumberSearch;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::shelf::vanity(args)
    }

    fn show(found: Vec<StockNumber>, _: &Reader<'_>) -> Value {
        reply::vanity(&found)
    }
}

struct OrderList;

impl Operation for OrderList {
    const SPEC: &'static Spec = &ORDER_LIST;
    type Command = OrderPlace;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::order_list(args)
    }

    fn show(placed: OrderPlaced, _: &Reader<'_>) -> Value {
        reply::order_list(&placed)
    }
}

struct CartAdding;

impl Operation for CartAdding {
    const SPEC: &'static Spec = &CART_ADD;
    type Command = CartAdd;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<CartAdd, Fault> {
        request::cart_add(args)
    }

    fn show((): (), _: &Reader<'_>) -> Value {
        reply::done()
    }
}

struct CartListing;

impl Operation for CartListing {
    const SPEC: &'static Spec = &CART_LIST;
    type Command = CartList;
    type Shown = Value;

    fn read(_: &Reader<'_>) -> Result<CartList, Fault> {
        Ok(CartList)
    }

    fn show(cart: Vec<CartNumber>, _: &Reader<'_>) -> Value {
        reply::cart(&cart)
    }
}

struct CartDeletion;

impl Operation for CartDeletion {
    const SPEC: &'static Spec = &CART_DELETE;
    type Command = CartRemove;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<CartRemove, Fault> {
        request::cart_delete(args)
    }

    fn show((): (), _: &Reader<'_>) -> Value {
        reply::done()
    }
}

struct CartCompletion;

impl Operation for CartCompletion {
    const SPEC: &'static Spec = &CART_COMPLETE;
    type Command = OrderPlace;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::cart_complete(args)
    }

    fn show(placed: OrderPlaced, _: &Reader<'_>) -> Value {
        reply::cart_complete(&placed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn name(path: &str) -> Option<&'static str> {
        let file = file(path).map(|entry| entry.spec.name);
        let download = download(path).map(|entry| entry.spec.name);
        file.or(download).or_else(|| find(path).map(|found| found.name()))
    }

    #[test]
    fn every_operation_is_found_under_its_name_and_none_stands_twice() {
        let mut seen = BTreeSet::new();
        for row in coverage() {
            assert!(seen.insert(row.spec.name), "{} stands twice", row.spec.name);
            assert_eq!(name(row.spec.name), Some(row.spec.name));
        }
    }

    #[test]
    fn other_names_lead_to_the_same_operation() {
        assert_eq!(name("/dids/my/remove"), Some("/dids/my/delete"));
        assert_eq!(name("/dids/mine/list"), Some("/dids/my/list"));
        assert_eq!(name("/lnp/portability/status"), Some("/lnp/portability/lookup"));
        assert_eq!(name("/dids/cart"), Some("/dids/cart"));
        assert_eq!(name("/dids/nothing"), None);
        assert_eq!(name(""), None);
    }
}
