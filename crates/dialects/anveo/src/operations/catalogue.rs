//! The catalogue: countries, their states, areas with their stock and prices.
//!
//! A part of the shelf is shown if some plan sells something of it, so that whatever is listed can
//! be ordered.

use tandem_domain::{Actor, Criteria, RatePlan, Refusal};
use tandem_engine::{PlanList, ShelfCount, ShelfGroup, ShelfPart};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};

use super::DID_TYPES;
use crate::{reply, request};

const INVENTORY: &str = "Inventory";
/// More digits than an id of a country or state has.
const ID_CHARS_MAX: usize = 16;

const DID_TYPE: Param = Param::required("DID_TYPE", DID_TYPES, "what sort of DID");

pub(super) static COUNTRIES: Spec = Spec {
    name: "ANVEO.COUNTRIES.LIST",
    section: INVENTORY,
    about: "shows the countries that have DIDs for sale",
    params: &[DID_TYPE],
};

pub(super) static STATES: Spec = Spec {
    name: "ANVEO.STATES.LIST",
    section: INVENTORY,
    about: "shows the states of a country that have DIDs for sale",
    params: &[
        DID_TYPE,
        Param::required("COUNTRY_ID", Kind::Text(ID_CHARS_MAX), "a country of the list"),
    ],
};

pub(super) static AREAS: Spec = Spec {
    name: "ANVEO.AREAS.LIST",
    section: INVENTORY,
    about: "shows areas with their stock and what their rate plans cost",
    params: &[
        DID_TYPE,
        Param::optional("STATE_ID", Kind::Text(ID_CHARS_MAX), "a state of the list"),
        Param::optional(
            "COUNTRY_ID",
            Kind::Text(ID_CHARS_MAX),
            "a country of the list; required where there is no STATE_ID",
        ),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// `ANVEO.COUNTRIES.LIST`.
pub(super) fn countries<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    let kind = request::kind(args);
    Box::pin(async move {
        let kind = kind?;
        let fax = Criteria { fax: true, ..kind.clone() };
        let sms = Criteria { sms: true, ..kind.clone() };
        let shelf = Shelf::open(gate, actor).await?;
        let all = shelf.count(kind, ShelfPart::Region).await?;
        let fax = shelf.count(fax, ShelfPart::Country).await?;
        let sms = shelf.count(sms, ShelfPart::Country).await?;
        Ok(reply::catalogue::countries(&all, &fax, &sms))
    })
}

/// `ANVEO.STATES.LIST`.
pub(super) fn states<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    let country = request::country(args);
    Box::pin(async move {
        let shelf = Shelf::open(gate, actor).await?;
        let states = shelf.count(country?, ShelfPart::Region).await?;
        Ok(reply::catalogue::states(&states))
    })
}

/// `ANVEO.AREAS.LIST`.
pub(super) fn areas<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    let within = request::country_or_state(args);
    Box::pin(async move {
        let shelf = Shelf::open(gate, actor).await?;
        let areas = shelf.count(within?, ShelfPart::AreaCode).await?;
        Ok(reply::catalogue::areas(&areas, &shelf.plans))
    })
}

/// The shelf under the prices of all plans that the caller can order by.
struct Shelf<'a> {
    gate: &'a Gate,
    actor: Actor,
    plans: Vec<RatePlan>,
}

impl<'a> Shelf<'a> {
    async fn open(gate: &'a Gate, actor: Actor) -> Result<Self, Refusal> {
        let plans = gate.execute(actor.clone(), PlanList, None).await?;
        Ok(Self { gate, actor, plans })
    }

    /// What some plan sells, part by part.
    async fn count(&self, criteria: Criteria, by: ShelfPart) -> Result<Vec<ShelfGroup>, Refusal> {
        let plans = self.plans.iter().map(|plan| plan.code.clone()).collect();
        let count = ShelfCount { criteria, by, plans, sold_out: false };
        let mut groups = self.gate.execute(self.actor.clone(), count, None).await?;
        groups.retain(|group| group.prices.iter().any(Option::is_some));
        Ok(groups)
    }
}
