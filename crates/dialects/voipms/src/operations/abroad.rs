//! Functions about numbers outside North America, and about carriers.

use std::marker::PhantomData;

use tandem_domain::Actor;
use tandem_engine::{CarrierList, CarrierView, OrderPlace, OrderPlaced, ShelfCount, ShelfGroup};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_numbering::NumberKind;

use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request::{self, ID_MAX, KIND_WORDS};

const COUNTRY: Param =
    Param::required("country_id", Kind::Integer(1, ID_MAX), "the country, by its id");
const LOCATION: Param =
    Param::required("location_id", Kind::Integer(1, ID_MAX), "the location, by its id");
const KIND: Param = Param::required("type", Kind::Choice(KIND_WORDS), "the kind of number abroad");
const CARRIER: Param =
    Param::required("carrier", Kind::Integer(1, ID_MAX), "the carrier, by its id");

/// A kind of number abroad, and the functions that list and sell it.
pub trait Abroad: 'static {
    /// The kind.
    const KIND: NumberKind;
    /// The function that lists its locations.
    const LIST: &'static Spec;
    /// The function that sells it.
    const ORDER: &'static Spec;
}

/// Numbers of a place.
pub struct Geographic;
/// Numbers of a whole country.
pub struct National;
/// Numbers that the called party pays for.
pub struct TollFree;

impl Abroad for Geographic {
    const KIND: NumberKind = NumberKind::Geographic;
    const LIST: &'static Spec = &GET_GEOGRAPHIC;
    const ORDER: &'static Spec = &ORDER_GEOGRAPHIC;
}

impl Abroad for National {
    const KIND: NumberKind = NumberKind::National;
    const LIST: &'static Spec = &GET_NATIONAL;
    const ORDER: &'static Spec = &ORDER_NATIONAL;
}

impl Abroad for TollFree {
    const KIND: NumberKind = NumberKind::TollFree;
    const LIST: &'static Spec = &GET_TOLL_FREE;
    const ORDER: &'static Spec = &ORDER_TOLL_FREE;
}

static GET_GEOGRAPHIC: Spec = Spec {
    name: "getDIDsInternationalGeographic",
    section: DIDS,
    about: "Lists the places of a country abroad, with stock and prices.",
    params: &[COUNTRY],
};
static GET_NATIONAL: Spec = Spec {
    name: "getDIDsInternationalNational",
    section: DIDS,
    about: "Lists the national ranges of a country abroad, with stock and prices.",
    params: &[COUNTRY],
};
static GET_TOLL_FREE: Spec = Spec {
    name: "getDIDsInternationalTollFree",
    section: DIDS,
    about: "Lists the toll-free ranges of a country abroad, with stock and prices.",
    params: &[COUNTRY],
};
static ORDER_GEOGRAPHIC: Spec = Spec {
    name: "orderDIDInternationalGeographic",
    section: DIDS,
    about: "Buys numbers of a place abroad.",
    params: &Param::joined::<18>(&[
        &[LOCATION, param::QUANTITY],
        param::SETTINGS,
        &[param::optional(param::BILLING_TYPE), param::NOTE],
        param::BUYER,
    ]),
};
static ORDER_NATIONAL: Spec = Spec {
    name: "orderDIDInternationalNational",
    section: DIDS,
    about: "Buys national numbers of a country abroad.",
    params: &Param::joined::<18>(&[
        &[LOCATION, param::QUANTITY],
        param::SETTINGS,
        &[param::optional(param::BILLING_TYPE), param::NOTE],
        param::BUYER,
    ]),
};
static ORDER_TOLL_FREE: Spec = Spec {
    name: "orderDIDInternationalTollFree",
    section: DIDS,
    about: "Buys toll-free numbers of a country abroad.",
    params: &Param::joined::<17>(&[
        &[LOCATION, param::QUANTITY],
        param::SETTINGS,
        &[param::NOTE],
        param::BUYER,
    ]),
};

/// Shows the locations of a country.
pub struct Locations<A>(PhantomData<A>);

impl<A: Abroad> Operation for Locations<A> {
    const SPEC: &'static Spec = A::LIST;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        request::locations(args, A::KIND)
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::locations(&found, A::KIND)
    }
}

/// Buys numbers of a location.
pub struct OrderAbroad<A>(PhantomData<A>);

impl<A: Abroad> Operation for OrderAbroad<A> {
    const SPEC: &'static Spec = A::ORDER;
    type Command = OrderPlace;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::order_abroad(args, A::KIND)
    }

    fn show(placed: OrderPlaced, _args: &Reader<'_>) -> Reply {
        reply::ordered(&placed)
    }
}

static GET_DID_COUNTRIES: Spec = Spec {
    name: "getDIDCountries",
    section: DIDS,
    about: "Lists the countries abroad that have numbers of a kind.",
    params: &[param::optional(COUNTRY), KIND],
};

/// Shows the countries abroad.
pub struct GetDidCountries;

impl Operation for GetDidCountries {
    const SPEC: &'static Spec = &GET_DID_COUNTRIES;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        request::countries(args)
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::countries(&found)
    }
}

static GET_CARRIERS: Spec = Spec {
    name: "getCarriers",
    section: DIDS,
    about: "Lists the carriers that vanity numbers are bought through.",
    params: &[param::optional(CARRIER)],
};

/// Shows the carriers.
pub struct GetCarriers;

impl Operation for GetCarriers {
    const SPEC: &'static Spec = &GET_CARRIERS;
    type Command = CarrierList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<CarrierList, Fault> {
        request::carriers(args)
    }

    fn show(found: Vec<CarrierView>, _args: &Reader<'_>) -> Reply {
        reply::carriers(&found)
    }
}

pub(super) static GET_INTERNATIONAL_TYPES: Spec = Spec {
    name: "getInternationalTypes",
    section: DIDS,
    about: "Lists the kinds of numbers abroad.",
    params: &[param::optional(KIND)],
};

/// Shows the kinds of numbers abroad. They are the same for every operator, so that there is no
/// command for it.
pub(super) fn get_international_types<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let only = request::kind_of(args);
    Box::pin(async move { Ok(reply::types(only?.map(|(_, kind, _)| kind))) })
}

pub(super) static ORDER_VANITY: Spec = Spec {
    name: "orderVanity",
    section: DIDS,
    about: "Buys a toll-free number through a carrier.",
    params: &Param::joined::<17>(&[
        &[param::DID],
        param::SETTINGS,
        &[param::NOTE, CARRIER],
        param::BUYER,
    ]),
};

/// Buys a vanity number: the carrier says by which plan, and then it is an order like any other.
pub(super) fn order_vanity<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let asked = request::order_vanity(args);
    Box::pin(async move {
        let (carrier, order) = asked?;
        let carriers = gate.execute(actor.clone(), carrier, None).await?;
        let plan = carriers.into_iter().next().and_then(|carrier| carrier.terms.plan);
        let placed = gate.order(actor, OrderPlace { plan, ..order }, key).await?;
        Ok(reply::ordered(&placed))
    })
}
