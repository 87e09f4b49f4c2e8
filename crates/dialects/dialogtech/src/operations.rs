//! The table of actions.

mod unsupported;

use tandem_domain::{Actor, Refusal};
use tandem_engine::{Command, NumberRelease, NumberSearch, OfferList, OrderPlaced};
use tandem_gateway::{Coverage, Entry, Fault, Gate, Kind, Operation, Param, Reader, Spec, Status};

use crate::order::NumbersOrder;
use crate::{reply, request, words};

const TYPES: Kind = Kind::Choice(&["local", "tollfree", "true800", "canadian_local"]);
/// The most digits of `search` and `value`.
const PREFIX_DIGITS_MAX: usize = 6;

static ORDER: Spec = Spec {
    name: "numbers.order",
    section: "numbers",
    about: "buys tracking numbers",
    params: &[
        Param::required("type", TYPES, "what sort of number"),
        Param::optional(
            "search",
            Kind::Text(PREFIX_DIGITS_MAX),
            "area code, or area code and exchange; required for local and canadian_local",
        ),
        Param::optional(
            "quantity",
            Kind::Integer(0, request::ORDER_QUANTITY_MAX),
            "how many; 10 when absent",
        ),
        Param::required("fill_quantity", Kind::Flag, "1: all of them or none"),
        Param::optional("cleansed_only", Kind::Flag, "1: only numbers that the house cleansed"),
        Param::optional("distance", Kind::Decimal, "within so many miles; 0 does not ask"),
        Param::optional("sms_supported", Kind::Flag, "1: only numbers that can be used for SMS"),
        Param::optional("order_slot", Kind::Flag, "1: buys a slot with each number"),
        Param::optional("allow_overlay", Kind::Flag, "1: an overlay of the exchange will do"),
    ],
};

static SEARCH: Spec = Spec {
    name: "numbers.search",
    section: "numbers",
    about: "shows numbers for sale and keeps none of them",
    params: &[
        Param::required("type", TYPES, "what sort of number"),
        Param::optional(
            "value",
            Kind::Text(PREFIX_DIGITS_MAX),
            "area code, or area code and exchange; required for local and canadian_local",
        ),
        Param::optional(
            "quantity",
            Kind::Integer(0, request::SEARCH_QUANTITY_MAX),
            "how many; 10 when absent",
        ),
    ],
};

static REMOVE: Spec = Spec {
    name: "numbers.remove",
    section: "numbers",
    about: "gives a number back",
    params: &[Param::required("number", Kind::Number, "a tracking number of the account")],
};

struct Order;

impl Operation for Order {
    const SPEC: &'static Spec = &ORDER;
    type Command = NumbersOrder;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumbersOrder, Fault> {
        request::order(args)
    }

    fn show(placed: OrderPlaced, _: &Reader<'_>) -> String {
        reply::ordered(&placed)
    }

    async fn perform(
        gate: &Gate,
        actor: Actor,
        command: NumbersOrder,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        let exchange = match command.sought.needs_exchange() {
            Some(begins) => gate.execute(actor.clone(), OfferList { begins }, None).await?,
            None => Vec::new(),
        };
        let command = command.informed_by(&gate.engine().mirrors().stock, &exchange);
        let placed = gate.order(actor, command, key).await?;
        match placed.refused_whole() {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(placed),
        }
    }
}

struct Search;

impl Operation for Search {
    const SPEC: &'static Spec = &SEARCH;
    type Command = NumberSearch;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search(args)
    }

    fn show(stock: <NumberSearch as Command>::Outcome, _: &Reader<'_>) -> String {
        reply::found(&stock)
    }
}

struct Remove;

impl Operation for Remove {
    const SPEC: &'static Spec = &REMOVE;
    type Command = NumberRelease;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
        request::remove(args)
    }

    fn show(_: <NumberRelease as Command>::Outcome, _: &Reader<'_>) -> String {
        reply::done(words::REMOVED)
    }
}

/// The actions that work.
static ENTRIES: [Entry<String>; 3] =
    [Entry::of::<Order>(), Entry::of::<Search>(), Entry::of::<Remove>()];

/// What an action's name leads to.
pub(crate) enum Action {
    /// It works.
    Known(&'static Entry<String>),
    /// It is known and not supported yet.
    Unsupported(&'static Spec),
}

/// The action of that name, in any case.
pub(crate) fn find(name: &str) -> Option<Action> {
    let works = ENTRIES.iter().find(|entry| entry.spec.name.eq_ignore_ascii_case(name));
    let known = || unsupported::ACTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name));
    works.map(Action::Known).or_else(|| known().map(Action::Unsupported))
}

/// Everything that is known, and how far it is done.
pub fn coverage() -> Vec<Coverage> {
    let works = ENTRIES.iter().map(|entry| Coverage { spec: entry.spec, status: Status::Works });
    let others = unsupported::ACTIONS.iter().chain([&unsupported::CLICK]);
    works.chain(others.map(|spec| Coverage { spec, status: Status::NotSupported })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name_and_only_once() {
        let mut names: Vec<&str> = coverage().iter().map(|row| row.spec.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for name in names.iter().filter(|name| !name.starts_with('/')) {
            assert!(find(&name.to_uppercase()).is_some(), "{name}");
        }
        assert!(find("numbers.add").is_none());
        assert!(find("").is_none());
    }

    #[test]
    fn the_types_of_the_table_are_those_that_are_read() {
        let read = request::TYPES.map(|(_, word)| word);
        assert!(matches!(TYPES, Kind::Choice(listed) if listed == read));
    }
}
