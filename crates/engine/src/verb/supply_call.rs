//! Purchases from suppliers, on their way.

use serde::{Deserialize, Serialize};
use tandem_domain::{Actor, OrderId, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::Lane;
use tandem_store::supply::{self, Supply, SupplyState};

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
        let wanted = supply::wanted(cx.tx, OF_EACH_MAX)?.into_iter().map(|open| SupplyWanted {
            order: open.supply.order,
            customer: open.customer.0,
            did: open.supply.did,
            supplier: open.supply.supplier,
        });
        Ok(wanted.collect())
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
        let open = open.ok_or(Refusal::OrderNotWaiting)?;
        let called = Supply { state: SupplyState::Called, ..open };
        if supply::advance(cx.tx, &called, SupplyState::Wanted, cx.now)? {
            Ok(())
        } else {
            Err(Refusal::OrderNotWaiting.into())
        }
    }
}
