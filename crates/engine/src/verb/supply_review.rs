//! Purchases that wait for a person.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, OrderId, Scope, Timestamp};
use tandem_numbering::Did;
use tandem_store::supply;

use crate::{Command, Cx, Halt, Mode};

/// How many purchases one look shows, those that have waited longest.
const OPEN_MAX: i64 = 1000;

/// Looks at the purchases whose supplier was called and has not clearly answered. One that was
/// called a moment ago is among them: its answer may be on its way. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupplyReview;

/// A purchase that waits for a person, who ends it with [`OrderSettle`](crate::OrderSettle).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyOpen {
    /// The order.
    pub order: OrderId,
    /// The customer who pays for it.
    pub customer: AccountId,
    /// When it was ordered.
    pub placed: Timestamp,
    /// The number.
    pub did: Did,
    /// The supplier.
    pub supplier: String,
    /// `called`: no answer was ever written down. `unclear`: one was, and nobody knows what it
    /// means.
    pub state: String,
    /// What was heard, if anything was.
    pub reason: String,
}

impl Command for SupplyReview {
    const NAME: &'static str = "supply.review";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<SupplyOpen>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<SupplyOpen>, Halt> {
        cx.require_operator()?;
        let open = supply::unsettled(cx.tx, OPEN_MAX)?.into_iter().map(|open| SupplyOpen {
            order: open.supply.order,
            customer: open.customer,
            placed: open.placed,
            did: open.supply.did,
            supplier: open.supply.supplier,
            state: open.supply.state.word().to_owned(),
            reason: open.supply.reason,
        });
        Ok(open.collect())
    }
}
