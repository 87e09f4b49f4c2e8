//! The table of actions.

mod account;
mod catalogue;
mod dial;
mod text;
mod unsupported;
mod update;

use tandem_domain::{Actor, Selection};
use tandem_engine::{NumberRelease, ORDER_NUMBERS_MAX, Released, TelephoneList};
use tandem_gateway::{
    BoxFuture, Coverage, Entry, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop, Table,
};

use crate::{reply, request};

/// The values of `DID_TYPE`.
const DID_TYPES: Kind = Kind::Choice(&["GEOGRAPHIC", "NATIONAL", "TOLLFREE", "MOBILE"]);
const DIDS: &str = "DID";
/// The section of the plain-text actions.
const TEXT_GATEWAY: &str = "Text gateway";

const TEST: Param =
    Param::optional("TEST", Kind::Flag, "TRUE checks and answers everything and changes nothing");

/// Carried out by [`order`].
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

/// Carried out by [`list`].
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

/// The numbers are chosen by what the area's place is called on the shelf.
fn order<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let read = request::order(args);
    Box::pin(async move {
        let (area, mut order) = read?;
        if let Selection::Criteria { tiers, .. } = &mut order.selection {
            *tiers = area.tiers(&gate.engine().mirrors().stock);
            if tiers.is_empty() {
                return Err(Fault::invalid("AREA_ID", "names no area").into());
            }
        }
        let placed = gate.order(actor.clone(), order, key).await?;
        let telephones = gate.execute(actor, TelephoneList, None).await?;
        Ok(reply::ordered(&placed, &telephones))
    })
}

/// What the engine does not filter by is left to [`reply`].
fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let wanted = request::list(args);
    Box::pin(async move {
        let numbers = gate.execute(actor.clone(), wanted?, None).await?;
        let telephones = gate.execute(actor, TelephoneList, None).await?;
        Ok(reply::listed(&numbers, args, &telephones))
    })
}

struct Cancel;

impl Operation for Cancel {
    const SPEC: &'static Spec = &CANCEL;
    type Command = NumberRelease;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
        request::cancel(args)
    }

    fn show(_: Released, _: &Reader<'_>) -> String {
        reply::done()
    }
}

/// The actions.
pub(crate) static ACTIONS: Table<String> = Table::new(
    &[
        Entry::by(&catalogue::COUNTRIES, catalogue::countries),
        Entry::by(&catalogue::STATES, catalogue::states),
        Entry::by(&catalogue::AREAS, catalogue::areas),
        Entry::by(&ORDER, order),
        Entry::by(&LIST, list),
        Entry::by(&update::UPDATE, update::update),
        Entry::by(&account::MOVE, account::move_did),
        Entry::of::<Cancel>(),
        Entry::of::<account::GetBalance>(),
        Entry::of::<account::Create>(),
        Entry::of::<account::Delete>(),
        Entry::by(&dial::FLOW, dial::flow).waiting_for(dial::LIVE_CALLS),
        Entry::by(&dial::CONNECT, dial::connect).waiting_for(dial::LIVE_CALLS),
        Entry::by(&dial::STATUS, dial::status).waiting_for(dial::LIVE_CALLS),
        Entry::by(&dial::RESULT, dial::result).waiting_for(dial::LIVE_CALLS),
        Entry::by(&dial::PRESET, dial::preset).waiting_for(dial::LIVE_CALLS),
        Entry::by(&dial::PRESET_TOO, dial::preset).waiting_for(dial::LIVE_CALLS),
    ],
    unsupported::ACTIONS,
);

/// The actions of the text gateway.
pub(crate) static TEXT_ACTIONS: Table<String> =
    Table::new(&[Entry::of::<text::Sms>(), Entry::look_up::<text::Cnam>()], &[]);

/// Everything that is known, and how far it is done.
pub fn coverage() -> Vec<Coverage> {
    [ACTIONS.coverage(), TEXT_ACTIONS.coverage()].concat()
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
            let found = [ACTIONS.find(&name.to_lowercase()), TEXT_ACTIONS.find(name)];
            assert!(found.iter().any(Option::is_some), "{name}");
        }
        assert!(ACTIONS.find("DID.RELEASE").is_none());
        assert!(ACTIONS.find("").is_none());
    }
}
