//! The table of operations.

use tandem_domain::{Actor, Refusal};
use tandem_engine::{
    CartAdd, CartList, CartRemove, NumberList, NumberSearch, OrderPlace, OrderPlaced,
};
use tandem_engine::{CartNumber, LIST_NUMBERS_MAX, OwnNumber, StockNumber};
use tandem_gateway::{Coverage, Entry, Fault, Gate, Kind, Operation, Param, Reader, Spec, Status};
use tandem_wire::php::Value;

use crate::{compound, reply, request, unsupported};

/// How many items one list may be asked for, as the documents state it.
const LIST_MAX: i64 = LIST_NUMBERS_MAX as i64;

const KEY: Param = Param::required(
    "key",
    Kind::Text(255),
    "the API key; HTTP Basic may carry it instead",
)
.or(&["token"]);
const IDEMPOTENCY_KEY: Param = Param::optional(
    "idempotency_key",
    Kind::Text(255),
    "the same key with the same request gets the first answer again",
);
const NUMBERS: Param = Param::required("number", Kind::Numbers, "the number, or several as a list")
    .or(&["numbers", "did", "dids"]);
const DIDS: Param = Param::required(
    "dids",
    Kind::Numbers,
    "numbers between commas, or a JSON array of them",
)
.or(&["numbers", "did", "number"]);

static AVAILABLE_LIST: Spec = Spec {
    name: "/dids/available/list",
    section: "Numbers / Ordering",
    about: "numbers for sale",
    params: &[
        Param::optional(
            "state",
            Kind::Text(2),
            "state or province; tf for toll-free",
        ),
        Param::optional(
            "ratecenter",
            Kind::Text(64),
            "rate centre, together with the state",
        ),
        Param::optional("quantity", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional("npa", Kind::Integer(0, 999), "area code"),
        Param::optional(
            "nxx",
            Kind::Integer(0, 999),
            "exchange, together with the area code",
        ),
        Param::optional(
            "related",
            Kind::Flag,
            "yes: nothing but the area code asked for",
        ),
        Param::optional("random", Kind::Flag, "yes: in random order"),
        KEY,
    ],
};

static ORDER_LIST: Spec = Spec {
    name: "/dids/order/list",
    section: "Numbers / Ordering",
    about: "orders numbers without a cart",
    params: &[
        DIDS,
        Param::optional(
            "callflow",
            Kind::Object,
            "call flow; the account's default without it",
        )
        .or(&["call_flow_id", "call_flow"]),
        Param::optional("faxflow", Kind::Object, "fax flow").or(&["fax_flow_id", "fax_flow"]),
        Param::optional(
            "notes",
            Kind::Text(request::NOTES_CHARS_MAX),
            "kept with the numbers",
        ),
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

static MY_LIST: Spec = Spec {
    name: "/dids/my/list",
    section: "My Inventory",
    about: "the account's numbers",
    params: &[
        Param::optional("did", Kind::Number, "only this number").or(&["number"]),
        Param::optional(
            "search",
            Kind::Text(64),
            "only those with this in their digits or notes",
        ),
        Param::optional("limit", Kind::Integer(0, LIST_MAX), "how many to show"),
        Param::optional(
            "offset",
            Kind::Integer(0, LIST_MAX),
            "how many to pass over first",
        ),
        KEY,
    ],
};

/// Read and carried out by [`compound::delete_numbers`]: a command for each number.
static MY_DELETE: Spec = Spec {
    name: "/dids/my/delete",
    section: "Numbers / Ordering",
    about: "gives numbers back, one by one",
    params: &[
        Param::optional(
            "dids",
            Kind::Numbers,
            "numbers between commas, or a JSON array of them",
        )
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

/// A row of the table.
struct Row {
    entry: Entry<Value>,
    /// Other paths it is known under.
    also: &'static [&'static str],
}

const fn row(entry: Entry<Value>) -> Row {
    Row { entry, also: &[] }
}

/// What works, in the order of the provider's documents.
static ROWS: [Row; 9] = [
    row(Entry::of::<AvailableList>()),
    row(Entry::of::<OrderList>()),
    Row {
        entry: Entry::by(&MY_DELETE, compound::delete_numbers),
        also: &["/dids/delete/list", "/dids/delete", "/dids/my/remove"],
    },
    row(Entry::of::<CartAdding>()),
    row(Entry::of::<CartListing>()),
    row(Entry::of::<CartDeletion>()),
    row(Entry::of::<CartCompletion>()),
    Row {
        entry: Entry::of::<MyList>(),
        also: &["/dids/mine/list"],
    },
    row(Entry::by(&CALLFLOW_LIST, compound::list_flows)),
];

/// What stands behind a path.
pub enum Found {
    /// An operation that works.
    Works(&'static Entry<Value>),
    /// One that the provider has and this dialect has not yet.
    NotSupported(&'static Spec),
}

/// Finds the operation behind a path.
pub fn find(path: &str) -> Option<Found> {
    let works = ROWS
        .iter()
        .find(|row| row.entry.spec.name == path || row.also.contains(&path));
    works
        .map(|row| Found::Works(&row.entry))
        .or_else(|| unsupported::find(path).map(Found::NotSupported))
}

/// Every operation the provider is known to have, and how far each is done.
pub fn coverage() -> Vec<Coverage> {
    let works = ROWS.iter().map(|row| Coverage {
        spec: row.entry.spec,
        status: Status::Works,
    });
    let missing = unsupported::all().map(|spec| Coverage {
        spec,
        status: Status::NotSupported,
    });
    works.chain(missing).collect()
}

struct AvailableList;

impl Operation for AvailableList {
    const SPEC: &'static Spec = &AVAILABLE_LIST;
    type Command = NumberSearch;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search(args)
    }

    fn show(found: Vec<StockNumber>, _: &Reader<'_>) -> Value {
        reply::available(&found)
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

    async fn perform(
        gate: &Gate,
        actor: Actor,
        command: OrderPlace,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        gate.order(actor, command, key).await
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

    async fn perform(
        gate: &Gate,
        actor: Actor,
        command: OrderPlace,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        gate.order(actor, command, key).await
    }
}

struct MyList;

impl Operation for MyList {
    const SPEC: &'static Spec = &MY_LIST;
    type Command = NumberList;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberList, Fault> {
        request::own_numbers(args)
    }

    fn show(numbers: Vec<OwnNumber>, args: &Reader<'_>) -> Value {
        // The window was checked when the command was made.
        reply::own_numbers(&numbers, &request::window(args).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn name(path: &str) -> Option<&'static str> {
        find(path).map(|found| match found {
            Found::Works(entry) => entry.spec.name,
            Found::NotSupported(spec) => spec.name,
        })
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
        assert_eq!(
            name("/lnp/portability/status"),
            Some("/lnp/portability/lookup")
        );
        assert_eq!(name("/dids/cart"), Some("/dids/cart"));
        assert_eq!(name("/dids/nothing"), None);
        assert_eq!(name(""), None);
    }
}
