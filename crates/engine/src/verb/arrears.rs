//! Months that had begun when a number was given back.
//!
//! A number that works is paid for: whoever gives it back in its days of grace, or before the months that have begun
//! were charged, is charged for them as far as the money goes, and owes the rest. That is asked for when the number
//! is to be had again, and forgotten when it can be restored no longer. A number that was suspended owes nothing: its
//! owner had nothing of it.

use tandem_domain::{AccountId, ChargedMonth, EventBody, Money, Reason, Refusal, Timestamp};
use tandem_store::tenure;
use tandem_store::tenure::Tenure;

use super::renewal::{begun_by, month_posting};
use crate::{Cx, Halt};

/// Months that are charged one after the other.
#[derive(Default)]
struct Months {
    months: Vec<ChargedMonth>,
    charged: Money,
}

impl Months {
    /// Charges the next month of a number; says whether there was money for it.
    fn charge(&mut self, cx: &mut Cx<'_>, held: &mut Tenure) -> Result<bool, Halt> {
        let (month, price) = (held.next_month(), held.price.monthly);
        if price.is_positive() && price > cx.account(held.payer)?.spendable() {
            return Ok(false);
        }
        let charge = month_posting(cx, held, month, price, Reason::Month)?;
        cx.post(charge)?;
        self.charged = self.charged.plus(price).ok_or(Refusal::AmountInvalid)?;
        self.months.push(ChargedMonth { did: held.did, month });
        held.next_billing = month.to;
        Ok(true)
    }

    fn tell(self, cx: &mut Cx<'_>, payer: AccountId) -> Result<(), Halt> {
        let Self { months, charged } = self;
        if months.is_empty() {
            return Ok(());
        }
        cx.emit(payer, EventBody::NumbersRenewed { months, charged })
    }
}

impl Cx<'_> {
    /// Charges the months that have begun of a number in service that is about to be given back, and notes what
    /// could not be paid; returns what was charged. Emits `numbers_renewed` if a month was charged.
    pub(super) fn charge_begun_months(&mut self, held: &Tenure) -> Result<Money, Halt> {
        if held.next_billing > self.now {
            return Ok(Money::ZERO);
        }
        let mut last = Tenure { deadline: None, owed_to: None, ..held.clone() };
        let mut months = Months::default();
        while last.next_billing <= self.now {
            if !months.charge(self, &mut last)? {
                last.owed_to = Some(begun_by(&last, self.now));
                break;
            }
        }
        last.due = last.next_billing;
        tenure::advance(self.tx, held, &last)?;
        let charged = months.charged;
        months.tell(self, held.payer)?;
        Ok(charged)
    }

    /// Charges what is owed of a number that was given back, before it is had again: all of it, or none. Returns
    /// the tenure as it is then, and what was charged. Emits `numbers_renewed` if a month was charged.
    pub(super) fn charge_arrears(&mut self, past: Tenure) -> Result<(Tenure, Money), Halt> {
        let Some(owed_to) = past.arrears_to() else { return Ok((past, Money::ZERO)) };
        let mut paid = past.clone();
        let mut months = Months::default();
        while paid.next_billing < owed_to {
            if !months.charge(self, &mut paid)? {
                let balance = self.account(past.payer)?.spendable();
                let balance = Money(balance.0.saturating_add(months.charged.0));
                let needed = arrears(&past, owed_to).ok_or(Refusal::AmountInvalid)?;
                return Err(Refusal::InsufficientFunds { needed, balance }.into());
            }
        }
        paid.owed_to = None;
        tenure::pay_past(self.tx, &past, paid.next_billing)?;
        let charged = months.charged;
        months.tell(self, past.payer)?;
        Ok((paid, charged))
    }
}

/// What the months from the first unpaid one to `owed_to` cost.
fn arrears(past: &Tenure, owed_to: Timestamp) -> Option<Money> {
    let mut month = past.clone();
    let mut sum = Money::ZERO;
    while month.next_billing < owed_to {
        sum = sum.plus(past.price.monthly)?;
        month.next_billing = month.next_month().to;
    }
    Some(sum)
}
