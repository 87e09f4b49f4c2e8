//! Months: what is charged when, what happens to whoever does not pay, and how it is made good.
//!
//! The rules, as they are told to customers: the month is paid in advance. Who cannot pay keeps the
//! number for seven days, then it is suspended, after fourteen more it is released. A suspended
//! number owes the months that had begun when it was suspended; when they are paid it is resumed, and
//! whole months since are not asked for. Who gives a number back while it works pays for the months that
//! have begun, now or before it is had again. A number that another carrier has asked for is billed and
//! otherwise left alone; one that only its owner says is leaving is like any other when its month is over. One that
//! is not bought yet is not billed.

use super::calendar::{day_of, month_later};
use super::{Answer, Charge, DAY, Model, Placed, REVENUE, SECOND, State, Tenure};
use crate::simulator::deed::{Asker, Who};

const GRACE: i64 = 7 * DAY;
const SUSPENSION: i64 = 14 * DAY;

impl Model {
    pub(super) fn spendable(&self, who: Who) -> i64 {
        self.accounts[who].balance + self.accounts[who].credit
    }

    /// Whatever gives a customer money has its unpaid numbers tried again.
    pub(super) fn wake(&mut self, who: Who) {
        for number in self.numbers.values_mut() {
            if let Some(held) = number.tenure.as_mut()
                && held.payer == who
                && held.deadline.is_some()
            {
                held.due = held.next;
            }
        }
    }

    pub(super) fn set_credit(&mut self, who: Who, units: i64) -> Answer {
        if units < 0 || who == 0 || self.accounts[who].is_sub {
            return Err("amount_invalid");
        }
        self.accounts[who].credit = units;
        self.accounts[who].events += 1;
        self.wake(who);
        Ok(String::new())
    }

    pub(super) fn refund(&mut self, index: usize, units: Option<i64>) -> Answer {
        let charge = self.charges[index].clone();
        if charge.reason == "waived" {
            return Err("charge_unknown");
        }
        let order = self.orders.get(charge.order);
        let bought = |order: &&Placed| order.lines.contains(&(charge.digits, "bought"));
        let earned = !charge.pending || order.filter(bought).is_some();
        let left = if earned { charge.amount - charge.refunded } else { 0 };
        if units.is_some_and(|units| units <= 0) {
            return Err("amount_invalid");
        }
        let amount = units.unwrap_or(left);
        if left == 0 || amount > left {
            return Err("refund_too_much");
        }
        self.charges[index].refunded += amount;
        self.accounts[charge.payer].balance += amount;
        self.accounts[charge.payer].events += 1;
        self.houses[REVENUE] -= amount;
        self.wake(charge.payer);
        Ok(format!("balance={}", self.accounts[charge.payer].balance))
    }

    pub(super) fn restore(&mut self, by: Asker, digits: u64) -> Answer {
        let now = self.now;
        if by.who != 0 {
            self.admits_buyer(by)?;
        }
        let number = self.numbers.get(&digits).ok_or("number_not_owned")?;
        let past = number.past.clone().ok_or("number_not_owned")?;
        let root = self.accounts[by.who].root;
        let mine = past.payer == root && (by.who == root || by.who == past.owner);
        if by.who != 0 && !mine {
            return Err("number_not_owned");
        }
        if let Some(held) = &number.tenure {
            let same = held.payer == past.payer;
            return Err(if same { "number_already_owned" } else { "number_not_owned" });
        }
        if number.state != State::Released || number.until.is_none_or(|until| until <= now) {
            return Err("restore_over");
        }
        let mut past = past;
        let owed = self.charge_arrears(digits, &mut past)?;
        let ring = self.ring_now(past.payer, &past.ring);
        let mut held =
            Tenure { began: now, deadline: None, owed_to: None, slot_fee: None, ring, ..past };
        if held.slot {
            let slots = self.slots.entry(held.payer).or_default();
            if slots.1 >= slots.0 {
                return Err("slots_short");
            }
            slots.1 += 1;
        }
        let mut charged = owed;
        if held.next <= now {
            if held.monthly > 0 && held.monthly > self.spendable(held.payer) {
                return Err("insufficient_funds");
            }
            charged += held.monthly;
            held.anchor = day_of(now);
            held.next = month_later(now, held.anchor);
            self.charge_month(digits, &held, now);
        }
        if self.accounts[held.owner].gone {
            // It goes to who paid for it.
            (held.owner, held.client, held.terms) = (held.payer, None, None);
        }
        if let (Some((until, _)), Some((_, month))) = (held.client, held.terms)
            && until <= now
        {
            held.client = Some(self.first_client_month());
            self.charge_client(held.owner, month);
        }
        held.due = held.next;
        let (payer, next) = (held.payer, held.next);
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        number.owner = Some(held.owner);
        (number.state, number.until, number.tenure) = (State::Active, None, Some(held));
        self.accounts[payer].events += 1;
        Ok(format!("charged={charged} next={next}"))
    }

    /// Of a number that works and is given back: what has begun is charged as far as the money goes, the rest is
    /// owed for as long as it may be had again.
    pub(super) fn charge_begun(&mut self, digits: u64, mut held: Tenure) -> Tenure {
        let (now, first) = (self.now, held.next);
        if first > now {
            return held;
        }
        (held.deadline, held.owed_to) = (None, None);
        while held.next <= now {
            if held.monthly > 0 && held.monthly > self.spendable(held.payer) {
                let mut end = held.next;
                while end <= now {
                    end = month_later(end, held.anchor);
                }
                held.owed_to = Some(end);
                break;
            }
            self.charge_month(digits, &held, held.next);
            held.next = month_later(held.next, held.anchor);
        }
        self.accounts[held.payer].events += i64::from(held.next > first);
        held
    }

    /// What is owed of a number that was given back is paid before it is had again; returns how much that is.
    pub(super) fn charge_arrears(
        &mut self,
        digits: u64,
        past: &mut Tenure,
    ) -> Result<i64, &'static str> {
        let Some(owed_to) = past.owed_to.filter(|_| past.deadline.is_none()) else { return Ok(0) };
        let before = self.accounts[past.payer].balance;
        while past.next < owed_to {
            if past.monthly > 0 && past.monthly > self.spendable(past.payer) {
                return Err("insufficient_funds");
            }
            self.charge_month(digits, past, past.next);
            past.next = month_later(past.next, past.anchor);
        }
        past.owed_to = None;
        self.accounts[past.payer].events += 1;
        Ok(before - self.accounts[past.payer].balance)
    }

    fn charge_month(&mut self, digits: u64, held: &Tenure, from: i64) {
        self.accounts[held.payer].balance -= held.monthly;
        self.houses[REVENUE] += held.monthly;
        let to = month_later(from, held.anchor);
        self.line(digits, held, "month", held.monthly, Some((from, to)), false);
    }

    /// A line of the statement.
    pub(super) fn line(
        &mut self,
        digits: u64,
        held: &Tenure,
        reason: &'static str,
        amount: i64,
        month: Option<(i64, i64)>,
        pending: bool,
    ) {
        if amount == 0 && reason != "waived" {
            return;
        }
        self.charges.push(Charge {
            at: self.now,
            payer: held.payer,
            order: held.order,
            digits,
            reason,
            amount,
            month,
            pending,
            refunded: 0,
        });
    }

    /// An hour later it is looked at again.
    pub(super) fn put_off(&mut self, who: Who, digits: u64, client: bool) -> Answer {
        let now = self.now;
        let held = self.numbers.get_mut(&digits).and_then(|number| number.tenure.as_mut());
        let held = held.filter(|held| held.payer == who);
        let is_due = match held {
            Some(held) if client => held.client.is_some_and(|(next, _)| next <= now),
            Some(held) if held.due <= now => {
                held.due = now + 3600 * SECOND;
                true
            }
            _ => false,
        };
        Ok(is_due.to_string())
    }

    pub(super) fn renew(&mut self, who: Who, only: Option<u64>, holder: i64) -> Answer {
        let now = self.now;
        if self.leases.get(&0).is_none_or(|(whose, until)| *whose != holder || *until <= now) {
            return Err("lease_lost");
        }
        let is_due = |held: &Tenure| held.payer == who && held.due <= now;
        let mut due: Vec<(i64, u64)> = self
            .numbers
            .iter()
            .filter_map(|(digits, number)| Some((number.tenure.as_ref()?, *digits)))
            .filter(|(held, digits)| is_due(held) && only.is_none_or(|only| only == *digits))
            .map(|(held, digits)| (held.due, digits))
            .collect();
        due.sort_unstable();
        due.truncate(100);
        let full = due.len() == 100;
        let mut did = Did::default();
        for (_, digits) in &due {
            self.renew_one(*digits, &mut did);
        }
        let kinds = [did.months, did.unpaid, did.suspended, did.resumed, did.released, did.staying];
        self.accounts[who].events += kinds.iter().filter(|count| **count > 0).count() as i64;
        let again = due.iter().any(|(_, digits)| {
            self.numbers[digits].tenure.as_ref().is_some_and(|held| held.due <= now)
        });
        Ok(format!(
            "months={} charged={} unpaid={} suspended={} resumed={} released={} more={}",
            did.months,
            did.charged,
            did.unpaid,
            did.suspended,
            did.resumed,
            did.released,
            full || again
        ))
    }

    /// Asks nothing for the whole months that have gone by.
    pub(super) fn waive(&mut self, digits: u64, held: &mut Tenure) {
        let from = held.next;
        while month_later(held.next, held.anchor) <= self.now {
            held.next = month_later(held.next, held.anchor);
        }
        if held.next > from && held.monthly > 0 {
            self.line(digits, held, "waived", 0, Some((from, held.next)), false);
        }
    }

    fn renew_one(&mut self, digits: u64, did: &mut Did) {
        let now = self.now;
        let number = self.numbers[&digits].clone();
        let mut held = number.tenure.expect("a number somebody has");
        let mut state = number.state;
        let is_due = held.next <= now;
        if state == State::PortingOut && is_due && !self.promised.contains(&digits) {
            state = if held.owed_to.is_some() { State::Suspended } else { State::Active };
            did.staying += 1;
        }
        if state == State::Ordering {
            held.due = now + 3600 * SECOND;
        } else if held.next > now {
            held.due = held.next;
        } else if held.monthly == 0 || held.monthly <= self.spendable(held.payer) {
            self.charge_month(digits, &held, held.next);
            did.months += 1;
            did.charged += held.monthly;
            held.next = month_later(held.next, held.anchor);
            let owed_to = held.owed_to;
            let is_paid = owed_to.map_or(held.next > now, |owed_to| held.next >= owed_to);
            if is_paid {
                (held.deadline, held.owed_to) = (None, None);
                if state == State::Suspended {
                    state = State::Active;
                    did.resumed += 1;
                }
                if owed_to.is_some() {
                    self.waive(digits, &mut held);
                }
            }
            held.due = held.next;
        } else {
            match held.deadline {
                None => {
                    did.unpaid += 1;
                    held.deadline = Some(now + GRACE);
                }
                Some(deadline) if deadline > now => {}
                Some(_) if state == State::Active => {
                    state = State::Suspended;
                    did.suspended += 1;
                    held.deadline = Some(now + SUSPENSION);
                    let mut end = held.next;
                    while end <= now {
                        end = month_later(end, held.anchor);
                    }
                    held.owed_to = Some(end);
                }
                Some(_) if state == State::Suspended => {
                    did.released += 1;
                    self.free_slot(&held);
                    let number = self.numbers.get_mut(&digits).expect("a number just looked at");
                    (number.state, number.until) = (State::Released, Some(now + 30 * DAY));
                    number.past = number.tenure.take();
                    return;
                }
                Some(_) => held.deadline = Some(now + GRACE),
            }
            held.due = held.deadline.unwrap_or(held.due);
        }
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        (number.state, number.tenure) = (state, Some(held));
    }
}

/// What one renewal did.
#[derive(Default)]
struct Did {
    months: usize,
    charged: i64,
    unpaid: usize,
    suspended: usize,
    resumed: usize,
    released: usize,
    staying: usize,
}
