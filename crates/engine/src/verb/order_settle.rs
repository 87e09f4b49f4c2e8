//! What a supplier answered.
//!
//! A sale makes the number the buyer's and its price revenue. A clear no gives the money back,
//! takes the number off the shelf and says why; a purchase that was withdrawn before anybody was
//! called, or that failed for a reason that lies not with the number, puts it back on the shelf. An
//! unclear answer changes nothing: the number stays `ordering` until a person has looked, and the
//! supplier is not called again. A back-order that was refused a number waits for another. Emits `order_settled` once no number of the order waits
//! any more.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Actor, EventBody, Line, LineOutcome, Money, NumberMove, NumberState, OrderId, Posting,
    PostingId, REVENUE, Reason, Refusal, SUSPENSE, Scope,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, StoreError, number, order, supply, tenure};

use super::renewal::waive;
use super::resale::Waived;
use super::tenure_page::NOT_BOUGHT;
use crate::{Command, Cx, Halt, Mode};

/// The longest reason of a supplier that is kept, in characters.
const REASON_CHARS_MAX: usize = 200;
/// What the customer is told when the reason is between us and the supplier.
const NOT_NOW: &str = "it cannot be bought at this moment";
/// Why nothing is asked for months that went by meanwhile.
const NOT_KNOWN: &str = "its supplier had not said whether it sold it";

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
        cx.lock(stored.account)?;
        // Read again: only now can it not change under us.
        let stored = order::get(cx.tx, self.order)?.ok_or(Refusal::OrderUnknown)?;
        let mut bought =
            supply::get(cx.tx, self.order, self.did)?.ok_or(Refusal::OrderNotWaiting)?;
        let open = match self.answer {
            // Somebody may have called meanwhile.
            SupplierAnswer::Withdrawn(_) => bought.state == "wanted",
            _ => matches!(bought.state.as_str(), "wanted" | "called" | "unclear"),
        };
        if !open {
            return Err(Refusal::OrderNotWaiting.into());
        }
        let from = bought.state.clone();
        let (word, reason) = match &self.answer {
            SupplierAnswer::Sold => ("sold", ""),
            SupplierAnswer::Refused(reason)
            | SupplierAnswer::Declined(reason)
            | SupplierAnswer::Withdrawn(reason) => ("refused", reason.as_str()),
            SupplierAnswer::Unclear(reason) => ("unclear", reason.as_str()),
        };
        bought.state = word.to_owned();
        bought.declined =
            matches!(self.answer, SupplierAnswer::Declined(_) | SupplierAnswer::Withdrawn(_));
        bought.reason = reason.chars().take(REASON_CHARS_MAX).collect();
        if !supply::advance(cx.tx, &bought, &from, cx.now)? {
            return Err(Refusal::OrderNotWaiting.into());
        }
        if matches!(self.answer, SupplierAnswer::Unclear(_)) {
            return Ok(());
        }
        let told = match self.answer {
            SupplierAnswer::Declined(_) => NOT_NOW.to_owned(),
            _ => bought.reason,
        };
        let settled = self.settle(cx, &stored, told)?;
        let mut lines: Vec<Line> =
            serde_json::from_str(&stored.doc).map_err(|_| StoreError::Shape("orders.doc"))?;
        if let Some(line) = lines.iter_mut().find(|line| line.did == self.did) {
            line.outcome = settled.outcome;
        }
        let doc = serde_json::to_string(&lines).map_err(|_| StoreError::Shape("orders.doc"))?;
        let waiting = stored.waiting - 1;
        order::settle(cx.tx, self.order, waiting, &doc)?;
        let body = if waiting == 0 {
            let moves = vec![settled.step];
            EventBody::OrderSettled { order: self.order, returned: settled.returned, moves }
        } else {
            EventBody::NumbersMoved {
                moves: vec![settled.step],
                why: "its supplier answered".to_owned(),
            }
        };
        cx.emit(stored.account, body)?;
        if self.answer == SupplierAnswer::Sold { Ok(()) } else { cx.resume_backorder(self.order) }
    }
}

struct Settled {
    outcome: LineOutcome,
    step: NumberMove,
    returned: Money,
}

impl OrderSettle {
    fn settle(
        &self,
        cx: &mut Cx<'_>,
        stored: &order::Order,
        reason: String,
    ) -> Result<Settled, Halt> {
        let waiting = number::lock(cx.tx, self.did)?.ok_or(Refusal::OrderNotWaiting)?;
        let mut held = tenure::current(cx.tx, self.did)?.ok_or(Refusal::OrderNotWaiting)?;
        let price = held.price;
        let amount = price.setup.plus(price.monthly);
        let amount = amount.and_then(|sum| sum.plus(held.slot_fee.unwrap_or_default()));
        let amount = amount.ok_or(Refusal::AmountInvalid)?;
        let sold = self.answer == SupplierAnswer::Sold;
        let (to, credit, reason_word) = if sold {
            let active = Number { state: NumberState::Active, ..waiting };
            (active, REVENUE, Reason::Settled)
        } else {
            let state = match self.answer {
                SupplierAnswer::Withdrawn(_) | SupplierAnswer::Declined(_) => {
                    NumberState::Available
                }
                _ => NumberState::Blocked,
            };
            let ours = Number { state, owner: None, ..waiting };
            (ours, stored.account, Reason::Reversal)
        };
        let posting = Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit: SUSPENSE,
            credit,
            amount,
            currency: cx.account(stored.account)?.currency,
            reason: reason_word,
            did: Some(self.did),
            order: Some(self.order),
            plan: Some(held.plan),
            period: None,
            reverses: None,
            note: reason.clone(),
        };
        cx.post(posting)?;
        if sold && held.next_billing <= cx.now {
            // Months went by while nobody knew whose it was.
            let next_billing = waive(cx, &held, NOT_KNOWN.to_owned())?;
            let paid = Tenure { next_billing, due: next_billing, ..held.clone() };
            tenure::advance(cx.tx, &held, &paid)?;
            held = Tenure { version: held.version + 1, ..paid };
        }
        if sold
            && let Some(terms) = held.settings.resale
            && held.owner != held.payer
        {
            cx.begin_resale(&mut held, terms, None, Waived::default())?;
            tenure::hand_over(cx.tx, &held)?;
            // It was bought for the client, and paid for when it was ordered.
            cx.begin_client_term(&held, held.began)?;
        }
        if !sold {
            cx.end_tenure(&held, NOT_BOUGHT)?;
            cx.undo_slot(&held)?;
        }
        let step = cx.advance(&waiting, to)?;
        let for_now = to.state == NumberState::Available;
        let refused = || Refusal::SupplierRefused { did: self.did, reason, for_now };
        let outcome =
            if sold { LineOutcome::Bought(price) } else { LineOutcome::Refused(refused()) };
        let returned = if sold { Money::ZERO } else { amount };
        Ok(Settled { outcome, step, returned })
    }
}
