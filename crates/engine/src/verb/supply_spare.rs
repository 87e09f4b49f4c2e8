//! Purchases that nobody has a use for.

use serde::{Deserialize, Serialize};
use tandem_domain::{OrderId, Scope};
use tandem_numbering::Did;
use tandem_store::supply;

use crate::{Command, Cx, Halt, Mode};

/// How many one look shows.
const SPARES_MAX: i64 = 1000;

/// Looks at the numbers that suppliers sold for orders which came to nothing, by number: they are paid for there, and
/// whoever buys one next need not send for it. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupplySpare;

/// A number that was bought for nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spare {
    /// The number.
    pub did: Did,
    /// Who sold it.
    pub supplier: String,
    /// The order that it was bought for.
    pub order: OrderId,
}

impl Command for SupplySpare {
    const NAME: &'static str = "supply.spare";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Spare>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Spare>, Halt> {
        cx.require_operator()?;
        let spares = supply::spares(cx.tx, SPARES_MAX)?.into_iter();
        let shown =
            |one: supply::Supply| Spare { did: one.did, supplier: one.supplier, order: one.order };
        Ok(spares.map(shown).collect())
    }
}
