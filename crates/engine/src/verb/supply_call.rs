//! Purchases from suppliers, on their way.

use serde::{Deserialize, Serialize};
use tandem_domain::{Actor, OrderId, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::{Lane, order, supply};

use crate::{Command, Cx, Halt, Mode};

/// How many purchases of each supplier one look shows.
const OF_EACH_MAX: i64 = 100;

/// Looks at the purchases that nobody has called for yet, the oldest of each supplier. The
/// operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupplyList;

/// A purchase that a supplier is to be called for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyWanted {
    /// The order.
    pub order: OrderId,
    /// The customer who pays for it.
    pub customer: i64,
    /// The number.
    pub did: Did,
    /// The supplier.
    pub supplier: String,
}

impl Command for SupplyList {
    const NAME: &'static str = "supply.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<SupplyWanted>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<SupplyWanted>, Halt> {
        cx.require_operator()?;
        let mut wanted = Vec::new();
        for open in supply::wanted(cx.tx, OF_EACH_MAX)? {
            let Some(order) = order::get(cx.tx, open.order)? else {
                continue;
            };
            wanted.push(SupplyWanted {
                order: open.order,
                customer: order.account.0,
                did: open.did,
                supplier: open.supplier,
            });
        }
        Ok(wanted)
    }
}

/// Writes down that a supplier is being called for a number. Whoever is answered may call, once;
/// everybody else is refused. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupplyCall {
    /// The purchase.
    pub wanted: SupplyWanted,
}

impl Command for SupplyCall {
    const NAME: &'static str = "supply.call";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.wanted.customer
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let wanted = &self.wanted;
        let open = supply::get(cx.tx, wanted.order, wanted.did)?;
        let mut open = open.ok_or(Refusal::OrderNotWaiting)?;
        "called".clone_into(&mut open.state);
        if supply::advance(cx.tx, &open, "wanted", cx.now)? {
            Ok(())
        } else {
            Err(Refusal::OrderNotWaiting.into())
        }
    }
}
