//! `numbers.order`: the command behind it, and what it looks at before.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Actor, Criteria, FillPolicy, NumberSettings, Offer, Scope, Selection, SlotUse,
};
use tandem_engine::{Command, Cx, Halt, Mode, OfferList, OrderPlace, OrderPlaced, Wanted};
use tandem_gateway::{BoxFuture, Gate, Reader, Stop};
use tandem_mirror::Stock;

use crate::sought::Sought;
use crate::{reply, request};

/// Looks at what the numbers of the searched exchange are, where that has a say in what fits, and
/// places the order.
pub(crate) fn place<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let asked = request::order(args);
    Box::pin(async move {
        let asked = asked?;
        let exchange = match asked.sought.needs_exchange() {
            Some(begins) => gate.execute(actor.clone(), OfferList { begins }, None).await?,
            None => Vec::new(),
        };
        let order = asked.informed_by(&gate.engine().mirrors().stock, &exchange);
        Ok(reply::ordered(&gate.order(actor, order, key).await?))
    })
}

/// Buys tracking numbers.
///
/// It is an [`OrderPlace`] that says what is sought in the caller's terms and leaves it to the
/// stock what that comes to. The stock changes with every order, and a repetition under the same
/// idempotency key must be recognised all the same: so the caller's terms are what the command is,
/// and what they come to at the moment goes beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NumbersOrder {
    /// What is sought.
    pub(crate) sought: Sought,
    /// How many.
    pub(crate) quantity: u32,
    /// What to do when there are fewer.
    pub(crate) fill: FillPolicy,
    /// Whether a slot is bought with each number.
    pub(crate) buy_slots: bool,
    /// What that comes to on the shelf, the most wanted first.
    #[serde(skip)]
    tiers: Vec<Criteria>,
}

impl NumbersOrder {
    pub(crate) fn new(sought: Sought, quantity: u32, fill: FillPolicy, buy_slots: bool) -> Self {
        let tiers = sought.exact_tiers();
        Self { sought, quantity, fill, buy_slots, tiers }
    }

    /// With everything that the stock, and what the numbers of the searched exchange are, tell
    /// about what is sought.
    pub(crate) fn informed_by(mut self, stock: &Stock, exchange: &[Arc<Offer>]) -> Self {
        if self.sought.needs_stock() {
            self.tiers = self.sought.tiers(stock, exchange);
        }
        self
    }

    fn order(&self) -> OrderPlace {
        let (tiers, quantity) = (self.tiers.clone(), self.quantity);
        OrderPlace {
            selection: Selection::Criteria { tiers, quantity },
            fill: self.fill,
            plan: None,
            owner: None,
            settings: NumberSettings::default(),
            slots: Some(SlotUse { kind: self.sought.kind, buy: self.buy_slots }),
            rehearsal: self.is_rehearsal(),
        }
    }
}

impl Command for NumbersOrder {
    const NAME: &'static str = "dialogtech.numbers_order";
    const MODE: Mode = OrderPlace::MODE;
    type Outcome = OrderPlaced;

    fn scope(&self) -> Scope {
        if self.is_rehearsal() { Scope::Read } else { Scope::Write }
    }

    /// An order of nothing is checked and not written down.
    fn is_rehearsal(&self) -> bool {
        self.quantity == 0
    }

    fn shard(&self, actor: &Actor) -> i64 {
        self.order().shard(actor)
    }

    fn wants(&self) -> Option<Wanted<'_>> {
        Some(Wanted { tiers: &self.tiers, quantity: self.quantity })
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderPlaced, Halt> {
        self.order().run(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_domain::{Prefix, SlotKind};
    use tandem_numbering::Npa;

    #[test]
    fn what_the_stock_knows_does_not_make_it_another_command() {
        let sought = Sought {
            kind: SlotKind::Local,
            begins: Npa::new(303).map(Prefix::npa),
            cleansed_only: false,
            sms: false,
            miles_e3: 5_000,
            overlay: false,
        };
        let asked = NumbersOrder::new(sought, 3, FillPolicy::Partial, false);
        let informed = asked.clone().informed_by(&Stock::default(), &[]);
        assert_ne!(informed.tiers, asked.tiers);
        let text = |order| serde_json::to_string(order).expect("plain data");
        assert_eq!(text(&informed), text(&asked));
    }
}
