//! A month's end, one number after the other.
//!
//! A number whose month is over is charged the next one, in advance, at the price it was sold at. Is
//! the balance too short, it stays in service for [`GRACE_DAYS`]; is it still not paid then, it is
//! suspended; after [`SUSPENSION_DAYS`] more it is released, and whoever had it may restore it as
//! any number that was given back. Money that comes in meanwhile is tried at once on what is unpaid,
//! the longest due first; a month that it does not cover keeps no cheaper one waiting.
//!
//! A number in service owes every month that has begun. One that is suspended owes those that had
//! begun when it was, and no more: once they are paid it is resumed, and whole months that went by
//! meanwhile are waived, each time with a line of nothing on the statement. A number that another carrier has
//! asked for is billed like any other, and neither suspended nor released. One of which only its owner says that
//! it leaves is a number like any other from the next month's beginning on. Money is never taken for one whose
//! supplier has not sold it yet.

use tandem_domain::{
    AccountId, ChargedMonth, EventBody, Money, NumberMove, NumberState, Period, Posting, PostingId,
    REVENUE, Reason, Refusal, Timestamp, month_after,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, number, tenure};

use super::number_depart::staying;
use crate::{Cx, GRACE_DAYS, Halt, RENEWAL_WAIT_SECONDS, RESTORE_DAYS, SUSPENSION_DAYS};

/// What became of the numbers of one payer.
#[derive(Default)]
pub(super) struct MonthsEnd {
    pub(super) months: Vec<ChargedMonth>,
    pub(super) charged: Money,
    pub(super) unpaid: Vec<Did>,
    pub(super) suspended: Vec<NumberMove>,
    pub(super) resumed: Vec<NumberMove>,
    pub(super) released: Vec<NumberMove>,
    /// Those that were to leave and that nobody came to fetch.
    pub(super) staying: Vec<NumberMove>,
    /// Whether one of them owes more, so that it is due again at once.
    pub(super) more: bool,
}

impl MonthsEnd {
    /// Charges one due tenure its next month, or takes the step that its not being paid leads to. The
    /// payer's account must be locked.
    pub(super) fn charge_due(
        &mut self,
        cx: &mut Cx<'_>,
        held: &Tenure,
        state: NumberState,
    ) -> Result<(), Halt> {
        if state == NumberState::Ordering {
            let due = cx.now.plus_seconds(RENEWAL_WAIT_SECONDS);
            return self.write(cx, held, Tenure { due, ..held.clone() });
        }
        if held.next_billing > cx.now {
            // It was noted down too early: there is nothing to pay yet.
            return self.write(cx, held, Tenure { due: held.next_billing, ..held.clone() });
        }
        let state = match state {
            NumberState::PortingOut if !cx.is_promised(held.did)? => {
                let stays = staying(held);
                self.staying.push(step(cx, held.did, stays, None)?);
                stays
            }
            state => state,
        };
        let month = held.next_month();
        let price = held.price.monthly;
        if price.is_positive() && price > cx.account(held.payer)?.spendable() {
            return self.unpaid(cx, held, state);
        }
        let charge = month_posting(cx, held, month, price, Reason::Month)?;
        cx.post(charge)?;
        self.charged = self.charged.plus(price).ok_or(Refusal::AmountInvalid)?;
        self.months.push(ChargedMonth { did: held.did, month });
        self.paid(cx, held, state, month.to)
    }

    /// It is paid up to `paid_to`: is that all it owes?
    fn paid(
        &mut self,
        cx: &mut Cx<'_>,
        held: &Tenure,
        state: NumberState,
        paid_to: Timestamp,
    ) -> Result<(), Halt> {
        let mut next = Tenure { next_billing: paid_to, due: paid_to, ..held.clone() };
        let is_paid = match held.owed_to {
            Some(owed_to) => paid_to >= owed_to,
            None => paid_to > cx.now,
        };
        if is_paid {
            (next.deadline, next.owed_to) = (None, None);
            if held.owed_to.is_some() {
                next.next_billing = waive(cx, &next, String::new())?;
                next.due = next.next_billing;
            }
            // One that another carrier asked for while it was suspended goes on leaving.
            if state == NumberState::Suspended {
                let moved = step(cx, held.did, NumberState::Active, None)?;
                self.resumed.push(moved);
            }
        }
        self.write(cx, held, next)
    }

    /// The balance does not cover its month.
    fn unpaid(&mut self, cx: &mut Cx<'_>, held: &Tenure, state: NumberState) -> Result<(), Halt> {
        let grace = cx.now.plus_days(GRACE_DAYS);
        let waits = |deadline| Tenure { deadline: Some(deadline), due: deadline, ..held.clone() };
        match held.deadline {
            None => {
                self.unpaid.push(held.did);
                self.write(cx, held, waits(grace))
            }
            Some(deadline) if deadline > cx.now => self.write(cx, held, waits(deadline)),
            Some(_) => match state {
                NumberState::Active => {
                    self.suspended.push(step(cx, held.did, NumberState::Suspended, None)?);
                    let owed_to = Some(begun_by(held, cx.now));
                    let deadline = cx.now.plus_days(SUSPENSION_DAYS);
                    self.write(cx, held, Tenure { owed_to, ..waits(deadline) })
                }
                NumberState::Suspended => {
                    let until = cx.now.plus_days(RESTORE_DAYS);
                    self.released.push(step(cx, held.did, NumberState::Released, Some(until))?);
                    cx.end_tenure(held, "not paid")?;
                    cx.free_slot(held)
                }
                _ => self.write(cx, held, waits(grace)),
            },
        }
    }

    fn write(&mut self, cx: &mut Cx<'_>, held: &Tenure, next: Tenure) -> Result<(), Halt> {
        self.more |= next.due <= cx.now;
        Ok(tenure::advance(cx.tx, held, &next)?)
    }

    /// Writes down what happened: one event for each kind of step.
    pub(super) fn tell(&self, cx: &mut Cx<'_>, payer: AccountId) -> Result<(), Halt> {
        if !self.months.is_empty() {
            let (months, charged) = (self.months.clone(), self.charged);
            cx.emit(payer, EventBody::NumbersRenewed { months, charged })?;
        }
        if !self.unpaid.is_empty() {
            let until = cx.now.plus_days(GRACE_DAYS);
            let numbers = self.unpaid.clone();
            cx.emit(payer, EventBody::NumbersUnpaid { numbers, until })?;
        }
        let steps = [
            (&self.staying, "no other carrier asked for it"),
            (&self.resumed, "what it owed was paid"),
            (&self.suspended, "its month was not paid"),
            (&self.released, "its month was not paid and its suspension is over"),
        ];
        for (moves, why) in steps.into_iter().filter(|(moves, _)| !moves.is_empty()) {
            let (moves, why) = (moves.clone(), why.to_owned());
            cx.emit(payer, EventBody::NumbersMoved { moves, why })?;
        }
        Ok(())
    }
}

/// The line of a month of a number, as it stands in the ledger.
pub(super) fn month_posting(
    cx: &mut Cx<'_>,
    held: &Tenure,
    month: Period,
    amount: Money,
    reason: Reason,
) -> Result<Posting, Halt> {
    Ok(Posting {
        id: PostingId(cx.id()),
        at: cx.now,
        debit: held.payer,
        credit: REVENUE,
        amount,
        currency: cx.account(held.payer)?.currency,
        reason,
        did: Some(held.did),
        order: Some(held.order),
        plan: Some(held.plan),
        period: Some(month),
        reverses: None,
        note: String::new(),
    })
}

/// The end of the months that have begun by now.
pub(super) fn begun_by(held: &Tenure, now: Timestamp) -> Timestamp {
    let mut month = held.next_month();
    while month.to <= now {
        let to = month_after(month.to, held.anchor());
        if to <= month.to {
            // The end of time.
            break;
        }
        month = Period { from: month.to, to };
    }
    month.to
}

/// Asks nothing for the whole months that went by in suspension, or for the reason that `note` gives; returns the
/// beginning of the one that is running.
pub(super) fn waive(cx: &mut Cx<'_>, held: &Tenure, note: String) -> Result<Timestamp, Halt> {
    let mut to = held.next_billing;
    loop {
        let end = month_after(to, held.anchor());
        if end > cx.now || end <= to {
            break;
        }
        to = end;
    }
    if to > held.next_billing && held.price.monthly.is_positive() {
        let months = Period { from: held.next_billing, to };
        let line = month_posting(cx, held, months, Money::ZERO, Reason::Waived)?;
        cx.post(Posting { note, ..line })?;
    }
    Ok(to)
}

/// Moves a number on.
fn step(
    cx: &mut Cx<'_>,
    did: Did,
    state: NumberState,
    until: Option<Timestamp>,
) -> Result<NumberMove, Halt> {
    let stored = number::lock(cx.tx, did)?.ok_or(StoreError::Shape("tenure.did"))?;
    cx.advance(&stored, Number { state, until, ..stored })
}
