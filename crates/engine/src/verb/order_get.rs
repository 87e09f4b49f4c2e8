//! An order, as it stands.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Line, OrderId, Refusal, Timestamp};
use tandem_store::{StoreError, order};

use crate::{Command, Cx, Halt, Mode};

/// Looks at one order of the actor's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderGet {
    /// The order.
    pub order: OrderId,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub order: OrderId,
    /// Its number among the customer's orders.
    pub serial: i64,
    /// Who has the numbers.
    pub owner: AccountId,
    /// When it was placed.
    pub placed: Timestamp,
    /// How many numbers still wait for their suppliers.
    pub waiting: i64,
    /// Each number and what became of it.
    pub lines: Vec<Line>,
}

impl Command for OrderGet {
    const NAME: &'static str = "order.get";
    const MODE: Mode = Mode::Read;
    type Outcome = OrderView;

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderView, Halt> {
        let stored = order::get(cx.tx, self.order)?;
        let mine = |stored: &order::Order| {
            cx.actor.is_operator()
                || stored.account == cx.actor.root
                    && (cx.actor.account == cx.actor.root || cx.actor.account == stored.owner)
        };
        let stored = stored.filter(mine).ok_or(Refusal::OrderUnknown)?;
        Ok(OrderView {
            order: stored.id,
            serial: stored.serial,
            owner: stored.owner,
            placed: stored.placed,
            waiting: stored.waiting,
            lines: serde_json::from_str(&stored.doc)
                .map_err(|_| StoreError::Shape("orders.doc"))?,
        })
    }
}
