//! What a supplier answered.
//!
//! A sale makes the number the buyer's and its price revenue. A clear no gives the money back,
//! takes the number off the shelf and says why; a purchase that was withdrawn before anybody was
//! called, or that failed for a reason that lies not with the number, puts it back on the shelf. An
//! unclear answer changes nothing: the number stays `ordering` until a person has looked, and the
//! supplier is not called again. A back-order that was refused a number waits for another. The numbers of an order
//! that is to be had whole or not at all share their end. Emits `order_settled` once no number of the order waits
//! any more.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, EventBody, Money, NumberState, OrderId, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::order::Order;
use tandem_store::supply::{Supply, SupplyState};
use tandem_store::{Lane, order, supply};

use super::{order_lines, order_together};
use crate::{Command, Cx, Halt, Mode};

/// The longest reason of a supplier that is kept, in characters.
const REASON_CHARS_MAX: usize = 200;

/// What a supplier says to a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplierAnswer {
    /// It is ours.
    Sold,
    /// It is not, and the supplier says why.
    Refused(String),
    /// It is not, for a reason that lies not with the number: our account there, or nobody to be
    /// reached. The number stays for sale, and the customer is not told what we owe to whom.
    Declined(String),
    /// It was never called, and this is why: the number stays for sale.
    Withdrawn(String),
    /// Nobody knows: the line broke, the answer made no sense, no answer came.
    Unclear(String),
}

impl SupplierAnswer {
    /// What it comes down to, in a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Refused(_) => "refused",
            Self::Declined(_) => "declined",
            Self::Withdrawn(_) => "withdrawn",
            Self::Unclear(_) => "unclear",
        }
    }
}

/// Writes down what a supplier answered for one number of an order. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSettle {
    /// The order.
    pub order: OrderId,
    /// The customer who pays for it: the queue the command belongs in.
    pub customer: i64,
    /// The number.
    pub did: Did,
    /// The answer.
    pub answer: SupplierAnswer,
}

impl Command for OrderSettle {
    const NAME: &'static str = "order.settle";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.customer
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let stored = order::get(cx.tx, self.order)?.ok_or(Refusal::OrderUnknown)?;
        if is_over(&stored) {
            cx.lock(AccountId::OPERATOR)?;
        }
        cx.lock(stored.account)?;
        // Read again: only now can it not change under us.
        let stored = order::get(cx.tx, self.order)?.ok_or(Refusal::OrderUnknown)?;
        let bought = supply::get(cx.tx, self.order, self.did)?.ok_or(Refusal::OrderNotWaiting)?;
        let open = match self.answer {
            // Somebody may have called meanwhile.
            SupplierAnswer::Withdrawn(_) => bought.state == SupplyState::Wanted,
            SupplierAnswer::Sold
            | SupplierAnswer::Refused(_)
            | SupplierAnswer::Declined(_)
            | SupplierAnswer::Unclear(_) => bought.state.is_open(),
        };
        if !open {
            return Err(Refusal::OrderNotWaiting.into());
        }
        let from = bought.state;
        let bought = self.answered(bought, is_over(&stored));
        if !supply::advance(cx.tx, &bought, from, cx.now)? {
            return Err(Refusal::OrderNotWaiting.into());
        }
        let state = match &self.answer {
            SupplierAnswer::Unclear(_) => return Ok(()),
            SupplierAnswer::Sold => NumberState::Active,
            SupplierAnswer::Declined(_) | SupplierAnswer::Withdrawn(_) => NumberState::Available,
            SupplierAnswer::Refused(_) => NumberState::Blocked,
        };
        if is_over(&stored) {
            cx.require_locked(AccountId::OPERATOR)?;
            return order_together::hear_late(cx, self.did, state != NumberState::Blocked);
        }
        match (stored.whole, state) {
            (false, _) => self.settle(cx, &stored, &bought, state),
            (true, NumberState::Active) if stored.waiting > 1 => {
                Ok(order::count_down(cx.tx, stored.id)?)
            }
            (true, NumberState::Active) => order_together::hand_out(cx, &stored),
            (true, _) => order_together::take_back(cx, &stored, &bought, state),
        }
    }
}

/// Whether the order came to nothing before this supplier answered.
const fn is_over(stored: &Order) -> bool {
    stored.whole && stored.waiting == 0
}

impl OrderSettle {
    /// The purchase with the answer. What is sold `late` is nobody's.
    fn answered(&self, bought: Supply, late: bool) -> Supply {
        let (state, reason) = match &self.answer {
            SupplierAnswer::Sold if late => (SupplyState::Refused, ""),
            SupplierAnswer::Sold => (SupplyState::Sold, ""),
            SupplierAnswer::Refused(reason)
            | SupplierAnswer::Declined(reason)
            | SupplierAnswer::Withdrawn(reason) => (SupplyState::Refused, reason.as_str()),
            SupplierAnswer::Unclear(reason) => (SupplyState::Unclear, reason.as_str()),
        };
        let declined =
            matches!(self.answer, SupplierAnswer::Declined(_) | SupplierAnswer::Withdrawn(_));
        let spare = late && self.answer == SupplierAnswer::Sold;
        let reason = reason.chars().take(REASON_CHARS_MAX).collect();
        Supply { state, reason, declined: declined || spare, spare, ..bought }
    }

    /// What becomes of the number, where the others of its order do not hang on it.
    fn settle(
        &self,
        cx: &mut Cx<'_>,
        stored: &Order,
        bought: &Supply,
        to: NumberState,
    ) -> Result<(), Halt> {
        let sold = to == NumberState::Active;
        let (step, returned) = if sold {
            (cx.hand_out(stored, self.did)?, Money::ZERO)
        } else {
            let note = order_lines::told(bought);
            cx.take_back(stored, self.did, to, note)?
        };
        order::count_down(cx.tx, stored.id)?;
        let moves = vec![step];
        let body = if stored.waiting == 1 {
            EventBody::OrderSettled { order: self.order, returned, moves }
        } else {
            EventBody::NumbersMoved { moves, why: "its supplier answered".to_owned() }
        };
        cx.emit(stored.account, body)?;
        if sold { Ok(()) } else { cx.resume_backorder(self.order) }
    }
}
