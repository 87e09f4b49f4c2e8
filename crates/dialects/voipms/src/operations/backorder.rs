//! Functions that wait for numbers.

use tandem_domain::Actor;
use tandem_engine::{BackorderList, BackorderPlace, BackorderView};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request::{self, CANADA, USA};

/// The section in which the provider lists `getBackOrders`.
const FAX: &str = "Fax";

pub(super) static BACK_ORDER_USA: Spec = Spec {
    name: "backOrderDIDUSA",
    section: DIDS,
    about: "Waits for numbers of an American rate centre, and buys them as they come.",
    params: &Param::joined::<15>(&[
        &[param::QUANTITY, param::STATE, param::required(param::RATE_CENTRE)],
        param::SETTINGS,
        &[param::NOTE, param::BILLING_TYPE, param::TEST],
    ]),
};

pub(super) static BACK_ORDER_CAN: Spec = Spec {
    name: "backOrderDIDCAN",
    section: DIDS,
    about: "Waits for numbers of a Canadian rate centre, and buys them as they come.",
    params: &Param::joined::<15>(&[
        &[param::QUANTITY, param::PROVINCE, param::required(param::RATE_CENTRE)],
        param::SETTINGS,
        &[param::NOTE, param::BILLING_TYPE, param::TEST],
    ]),
};

/// Waits for American numbers.
pub(super) fn back_order_usa<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    wait(gate, actor, key, request::backorder(args, USA))
}

/// Waits for Canadian numbers.
pub(super) fn back_order_can<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    wait(gate, actor, key, request::backorder(args, CANADA))
}

fn wait(
    gate: &Gate,
    actor: Actor,
    key: Option<String>,
    asked: Result<BackorderPlace, Fault>,
) -> BoxFuture<'_, Result<Reply, Stop>> {
    Box::pin(async move {
        let placed = gate.execute(actor, asked?, key).await?;
        Ok(reply::finished(placed.rehearsal))
    })
}

static GET_BACK_ORDERS: Spec = Spec {
    name: "getBackOrders",
    section: FAX,
    about: "Lists what is waited for.",
    params: &[Param::optional("id", Kind::Integer(1, i64::MAX), "only this one")],
};

/// Shows the back-orders.
pub struct GetBackOrders;

impl Operation for GetBackOrders {
    const SPEC: &'static Spec = &GET_BACK_ORDERS;
    type Command = BackorderList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<BackorderList, Fault> {
        request::backorders(args)
    }

    fn show(found: Vec<BackorderView>, args: &Reader<'_>) -> Reply {
        reply::backorders(&found, args.text("id").is_some_and(|id| id != "0"))
    }
}
