//! Functions that buy.

use tandem_engine::{OrderPlace, OrderPlaced, OrderVirtual};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request;

static ORDER_DID: Spec = Spec {
    name: "orderDID",
    section: DIDS,
    about: "Buys one local number of the USA or Canada that is for sale.",
    params: &Param::joined::<17>(&[
        &[param::DID],
        param::SETTINGS,
        &[param::NOTE, param::BILLING_TYPE],
        param::BUYER,
    ]),
};

/// Buys a number.
pub struct OrderDid;

impl Operation for OrderDid {
    const SPEC: &'static Spec = &ORDER_DID;
    type Command = OrderPlace;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::order(args)
    }

    fn show(placed: OrderPlaced, _args: &Reader<'_>) -> Reply {
        reply::ordered(&placed)
    }
}

static ORDER_TOLL_FREE: Spec = Spec {
    name: "orderTollFree",
    section: DIDS,
    about: "Buys one toll-free number of the USA or Canada that is for sale.",
    params: &Param::joined::<16>(&[&[param::DID], param::SETTINGS, &[param::NOTE], param::BUYER]),
};

/// Buys a toll-free number.
pub struct OrderTollFree;

impl Operation for OrderTollFree {
    const SPEC: &'static Spec = &ORDER_TOLL_FREE;
    type Command = OrderPlace;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
        request::order_toll_free(args)
    }

    fn show(placed: OrderPlaced, _args: &Reader<'_>) -> Reply {
        reply::ordered(&placed)
    }
}

static ORDER_VIRTUAL: Spec = Spec {
    name: "orderDIDVirtual",
    section: DIDS,
    about: "Buys a virtual number: three digits behind the account's own, reached by its own telephones.",
    params: &Param::joined::<16>(&[
        &[Param::required("digits", Kind::Text(3), "its three digits")],
        param::SETTINGS,
        &[param::NOTE],
        param::BUYER,
    ]),
};

/// Buys a virtual number.
pub struct OrderDidVirtual;

impl Operation for OrderDidVirtual {
    const SPEC: &'static Spec = &ORDER_VIRTUAL;
    type Command = OrderVirtual;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<OrderVirtual, Fault> {
        request::order_virtual(args)
    }

    fn show(placed: OrderPlaced, _args: &Reader<'_>) -> Reply {
        reply::ordered(&placed)
    }
}
