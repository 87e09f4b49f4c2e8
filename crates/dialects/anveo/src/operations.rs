//! The table of actions.

mod unsupported;

use tandem_domain::Refusal;
use tandem_engine::{Command, NumberList, ORDER_NUMBERS_MAX, OrderPlace, OrderPlaced};
use tandem_gateway::{Coverage, Entry, Fault, Gate, Kind, Operation, Param, Reader, Spec, Status};

use crate::cancel::DidCancel;
use crate::{reply, request};

/// The values of `DID_TYPE`.
const DID_TYPES: Kind = Kind::Choice(&["GEOGRAPHIC", "NATIONAL", "TOLLFREE", "MOBILE"]);
const DIDS: &str = "DID";

const TEST: Param =
    Param::optional("TEST", Kind::Flag, "TRUE checks and answers everything and changes nothing");

static ORDER: Spec = Spec {
    name: "DID.ORDER",
    section: DIDS,
    about: "buys DIDs from an area",
    params: &[
        Param::required("DID_TYPE", DID_TYPES, "what sort of DID"),
        Param::required("AREA_ID", Kind::Text(request::AREA_ID_CHARS_MAX), "the area"),
        Param::optional(
            "RATE_PLAN_ID",
            Kind::Text(request::PLAN_CHARS_MAX),
            "the rate plan; SU (Service Unlimited) when absent",
        ),
        Param::optional(
            "QUANTITY",
            Kind::Integer(1, ORDER_NUMBERS_MAX as i64),
            "how many; 1 when absent",
        ),
        Param::optional(
            "ACCOUNT_NUMBER",
            Kind::Text(request::ACCOUNT_CHARS_MAX),
            "the sub-account that is to have them; the caller itself when absent",
        ),
        Param::optional("TITLE", Kind::Text(request::TITLE_CHARS_MAX), "a label"),
        TEST,
    ],
};

static LIST: Spec = Spec {
    name: "DID.LIST",
    section: DIDS,
    about: "shows the account's DIDs",
    params: &[
        Param::optional(
            "ACCOUNT_NUMBER",
            Kind::Text(request::ACCOUNT_CHARS_MAX),
            "only those of this sub-account",
        ),
        Param::optional("FILTER.E164", Kind::Number, "only this DID"),
        Param::optional("FILTER.DID_TYPE", DID_TYPES, "only this sort"),
        Param::optional("FILTER.TITLE", Kind::Text(request::TITLE_CHARS_MAX), "only this label"),
        Param::optional("FILTER.SMS_EMAIL", FILTER_TEXT, "only these"),
        Param::optional("FILTER.SMS_URL", FILTER_TEXT, "only these"),
        Param::optional("FILTER.CALL_FORWARD_TYPE", FILTER_TEXT, "only these"),
        Param::optional("FILTER.CALL_FORWARD_TO", FILTER_TEXT, "only these"),
    ],
};

const FILTER_TEXT: Kind = Kind::Text(request::FILTER_CHARS_MAX);

static CANCEL: Spec = Spec {
    name: "DID.CANCEL",
    section: DIDS,
    about: "gives a DID back",
    params: &[
        Param::required("E164", Kind::Number, "the DID"),
        Param::optional(
            "ACCOUNT_NUMBER",
            Kind::Text(request::ACCOUNT_CHARS_MAX),
            "the sub-account that has it; required when one has",
        ),
        TEST,
    ],
};

struct Order;

impl Operation for Order {
    const SPEC: &'static Spec = &ORDER;
    type Command = OrderPlace;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::order(args)
    }

    fn show(placed: OrderPlaced, _: &Reader<'_>) -> String {
        reply::ordered(&placed)
    }

    async fn perform(
        gate: &Gate,
        actor: tandem_domain::Actor,
        command: OrderPlace,
        key: Option<String>,
    ) -> Result<OrderPlaced, Refusal> {
        let placed = gate.order(actor, command, key).await?;
        // A list of nothing would read as a success.
        match placed.refused_whole() {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(placed),
        }
    }
}

struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = NumberList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberList, Fault> {
        request::list(args)
    }

    fn show(numbers: <NumberList as Command>::Outcome, args: &Reader<'_>) -> String {
        reply::listed(&numbers, args)
    }
}

struct Cancel;

impl Operation for Cancel {
    const SPEC: &'static Spec = &CANCEL;
    type Command = DidCancel;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<DidCancel, Fault> {
        request::cancel(args)
    }

    fn show(_: <DidCancel as Command>::Outcome, _: &Reader<'_>) -> String {
        reply::done()
    }
}

/// The actions that work.
static ENTRIES: [Entry<String>; 3] =
    [Entry::of::<Order>(), Entry::of::<List>(), Entry::of::<Cancel>()];

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
    let unsupported =
        || unsupported::ACTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name));
    works.map(Action::Known).or_else(|| unsupported().map(Action::Unsupported))
}

/// The action of the text gateway of that name, none of which works yet.
pub(crate) fn find_text(name: &str) -> Option<&'static Spec> {
    unsupported::TEXT_ACTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name))
}

/// Everything that is known, and how far it is done.
pub fn coverage() -> Vec<Coverage> {
    let works = ENTRIES.iter().map(|entry| Coverage { spec: entry.spec, status: Status::Works });
    let others = unsupported::ACTIONS.iter().chain(&unsupported::TEXT_ACTIONS);
    works.chain(others.map(|spec| Coverage { spec, status: Status::NotSupported })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name_and_only_once() {
        let names: Vec<&str> = coverage().iter().map(|row| row.spec.name).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        for name in names {
            let found = find(&name.to_lowercase()).is_some() || find_text(name).is_some();
            assert!(found, "{name}");
        }
        assert!(find("DID.RELEASE").is_none());
        assert!(find("").is_none());
    }
}
