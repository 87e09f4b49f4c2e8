//! Orders: numbers become somebody's.
//!
//! For each number the order pays the setup fee and the first month in advance, from the balance of
//! the customer; the number then rings where its settings say. A number that must first be bought
//! from its supplier is paid into suspense and waits ([`crate::OrderSettle`]). Where all or nothing is wanted,
//! the others wait with it: they become the buyer's together once the last supplier has sold, and none does
//! if one refuses. What there is not enough of becomes a back-order, if the order asks for that
//! ([`crate::BackorderFill`]). An order of named numbers none of which can be had says so of each, and is not
//! kept. Emits
//! `order_placed` and perhaps `backorder_placed`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, BackorderId, FillPolicy, Line, LineOutcome, Money, NumberSettings,
    ObjectId, ObjectKind, Offer, OrderId, Price, Refusal, Scope, Selection, SlotUse,
};
use tandem_numbering::Did;
use tandem_store::{Ahead, Lane, number, object, plan, slot};

use super::purchase::Purchase;
use crate::{Command, Cx, Halt, Mode, ORDER_NUMBERS_MAX, Wanted};

/// How many numbers of one order are foreseen.
pub(super) const FORESEEN_MAX: usize = 25;

/// Buys numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderPlace {
    /// Which numbers.
    pub selection: Selection,
    /// What to do when not all of them can be had.
    pub fill: FillPolicy,
    /// The code of the rate plan; `None`: the customer's own.
    pub plan: Option<String>,
    /// Who is to have them; `None`: the account that orders.
    pub owner: Option<AccountRef>,
    /// How they are set up.
    pub settings: NumberSettings,
    /// Which slots they use, where the dialect counts slots.
    pub slots: Option<SlotUse>,
    /// Do everything, keep nothing.
    pub rehearsal: bool,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The order.
    pub order: OrderId,
    /// Its number among the customer's orders; 0 of one that came to nothing and is not kept.
    pub serial: i64,
    /// Each number and what became of it, in the order in which it was chosen.
    pub lines: Vec<Line>,
    /// The numbers that became the buyer's, with what a dialect shows of them.
    pub bought: Vec<BoughtNumber>,
    /// The code of the plan they are charged by.
    pub plan: String,
    /// What was taken from the balance.
    pub charged: Money,
    /// How the numbers are set up, with names resolved.
    pub settings: NumberSettings,
    /// The part that could not be had now, if the order asked for it to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waiting>,
    /// Whether it was only a rehearsal.
    #[serde(default)]
    pub rehearsal: bool,
}

/// The part of an order that became a back-order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The back-order.
    pub backorder: BackorderId,
    /// How many numbers it waits for.
    pub quantity: u32,
    /// What one of them costs at most.
    pub price: Price,
}

impl OrderPlaced {
    /// How many numbers still wait for their suppliers.
    pub fn waiting(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.outcome, LineOutcome::Ordering(_))).count()
    }

    /// Why the order came to nothing, if each of its numbers was refused in the end.
    pub fn refused_whole(&self) -> Option<&Refusal> {
        if self.lines.iter().any(Line::is_filled) {
            return None;
        }
        self.lines.iter().find_map(|line| match &line.outcome {
            LineOutcome::Refused(refusal) => Some(refusal),
            LineOutcome::Bought(_) | LineOutcome::Ordering(_) => None,
        })
    }

    /// The numbers that are the buyer's, or are about to be.
    pub fn filled(&self) -> impl Iterator<Item = Did> + '_ {
        self.lines.iter().filter(|line| line.is_filled()).map(|line| line.did)
    }
}

/// A number that an order bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoughtNumber {
    /// The number.
    pub did: Did,
    /// What it is.
    pub offer: Arc<Offer>,
    /// What it costs.
    pub price: Price,
}

impl OrderPlace {
    /// Tells the database what most orders go on to ask, so that it answers all of it together with
    /// the lock of the account. Nobody answers here yet, so what is said is passed over.
    fn foresee(&self, cx: &mut Cx<'_>) {
        let (customer, candidates) = (cx.actor.root, cx.candidates.unwrap_or_default());
        let ahead = &mut Ahead(cx.tx);
        if let Some(code) = &self.plan {
            let _ = plan::current(ahead, code, customer);
        }
        if let Ok(pop) = self.settings.pop.parse() {
            let _ = object::get(ahead, AccountId::OPERATOR, ObjectKind::Pop, ObjectId(pop));
        }
        match &self.selection {
            Selection::Numbers(numbers) => {
                for did in numbers.iter().take(FORESEEN_MAX) {
                    let _ = number::lock(ahead, *did);
                }
            }
            Selection::Criteria { quantity, .. } => {
                for did in candidates.iter().take(FORESEEN_MAX.min(*quantity as usize)) {
                    let _ = number::lock_if_free(ahead, *did);
                }
            }
            Selection::Cart => {}
        }
        if let Some(slots) = self.slots {
            let _ = slot::get(ahead, customer, slots.kind);
        }
    }
}

impl Command for OrderPlace {
    const NAME: &'static str = "order.place";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = OrderPlaced;

    fn scope(&self) -> Scope {
        if self.rehearsal { Scope::Read } else { Scope::Write }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn changed(outcome: &OrderPlaced) -> bool {
        outcome.serial > 0
    }

    fn wants(&self) -> Option<Wanted<'_>> {
        match &self.selection {
            Selection::Criteria { tiers, quantity } => {
                Some(Wanted { tiers, quantity: (*quantity).min(ORDER_NUMBERS_MAX) })
            }
            Selection::Numbers(_) | Selection::Cart => None,
        }
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderPlaced, Halt> {
        self.foresee(cx);
        let terms = cx.terms(self.owner.as_ref(), self.plan.as_ref(), &self.settings)?;
        let code = terms.code.clone();
        let mut purchase = Purchase {
            slots: self.slots,
            whole: !self.fill.takes_part(),
            rehearsal: self.rehearsal,
            ..Purchase::begin(cx, terms, self.selection.tiers())
        };
        // A cart that was completed is empty, whatever came of its numbers.
        let is_cart = matches!(self.selection, Selection::Cart);
        match &self.selection {
            Selection::Numbers(numbers) => purchase.explicit(cx, numbers, self.fill)?,
            Selection::Criteria { tiers, quantity } => {
                cx.require_locations(tiers)?;
                purchase.by_criteria(cx, tiers, *quantity, self.fill)?;
            }
            Selection::Cart => purchase.cart(cx, self.fill)?,
        }
        if !is_cart && purchase.came_to_nothing() {
            return Ok(purchase.unkept(code));
        }
        purchase.close(cx, code)
    }
}
