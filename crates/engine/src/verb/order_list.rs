//! The orders of a customer, and one by its number among them: the one that statements name.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, OrderId, Refusal, Timestamp};
use tandem_store::order;

use crate::{Command, Cx, Halt, LIST_ORDERS_MAX, Mode};

/// Looks at the orders of a customer, the latest first, a page at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderList {
    /// Whose: the actor's own, or anybody's if it is the operator.
    pub customer: AccountId,
    /// Only those before this one.
    pub before: i64,
}

/// An order, but for its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBrief {
    /// Its id.
    pub order: OrderId,
    /// Its number among the customer's orders.
    pub serial: i64,
    /// Who has its numbers.
    pub owner: AccountId,
    /// When it was placed.
    pub placed: Timestamp,
    /// How many suppliers have still to answer.
    pub waiting: i64,
}

impl Command for OrderList {
    const NAME: &'static str = "order.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<OrderBrief>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<OrderBrief>, Halt> {
        let customer = payer(cx, self.customer)?;
        let found = order::page(cx.tx, customer, self.before, LIST_ORDERS_MAX)?.into_iter();
        let brief = |found: order::Order| OrderBrief {
            order: found.id,
            serial: found.serial,
            owner: found.owner,
            placed: found.placed,
            waiting: found.waiting,
        };
        Ok(found.map(brief).collect())
    }
}

/// Finds the order that a statement names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderFind {
    /// Whose: the actor's own, or anybody's if it is the operator.
    pub customer: AccountId,
    /// Its number among the customer's orders.
    pub serial: i64,
}

impl Command for OrderFind {
    const NAME: &'static str = "order.find";
    const MODE: Mode = Mode::Read;
    type Outcome = OrderId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderId, Halt> {
        let customer = payer(cx, self.customer)?;
        let found = order::by_serial(cx.tx, customer, self.serial)?;
        Ok(found.ok_or(Refusal::OrderUnknown)?.id)
    }
}

/// Whoever pays for the orders of an account: its customer. A sub-account sees none of its customer's.
fn payer(cx: &mut Cx<'_>, named: AccountId) -> Result<AccountId, Halt> {
    let named = AccountRef::Id(named);
    if cx.actor.is_operator() {
        return Ok(cx.any_account(&named)?.root);
    }
    if cx.actor.account != cx.actor.root {
        return Err(Refusal::Forbidden.into());
    }
    Ok(cx.own_account(&named)?.root)
}
