//! What an owner changes about a number: where it rings, and by which plan it is charged.
//!
//! The rules, as they are told to customers: another plan holds at once for minutes, and for months from
//! the next month on. If its month is dearer than the dearest price that the running month was had at,
//! what is left of the month costs the difference, in proportion. A cheaper one gives nothing back.

use super::calendar::month_earlier;
use super::{Answer, Model, REVENUE, Saw, State, Tenure, Wrong};
use crate::simulator::deed::{Asker, At, Ring, Set, Who};

impl Model {
    pub(super) fn set_number(
        &mut self,
        by: Asker,
        digits: u64,
        set: &Set,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        let own = self.admits(by).and_then(|_| self.own(by, digits));
        let mut held = match own {
            Ok((_, held)) => held,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let customer = held.payer;
        let rang = held.ring.clone();
        let mut made = None;
        match set.at {
            Some(At::Phone(phone)) => {
                let id = match self.forwarding_to(by, customer, phone, saw)? {
                    Ok(id) => id,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                made = (!self.objects.contains_key(&id)).then_some((id, phone));
                held.ring = format!("fwd:{id}");
            }
            Some(At::Unforwarded) if rang.starts_with("fwd:") => "none:".clone_into(&mut held.ring),
            Some(At::Unforwarded) | None => {}
        }
        let done = self.settle_setting(by, digits, set, held);
        if let Ok((_, rings)) = &done {
            if let Some((id, phone)) = made {
                if !matches!(saw, Saw::Chose { .. }) {
                    return Err(Wrong("it was refused".to_owned()));
                }
                self.pass_through(customer, id, phone);
            }
            self.let_pass(customer, &rang, rings);
        }
        Ok(done.map(|(text, _)| text))
    }

    /// The rest of the change: says what it cost, and where the number rings now.
    fn settle_setting(
        &mut self,
        by: Asker,
        digits: u64,
        set: &Set,
        mut held: Tenure,
    ) -> Result<(String, String), &'static str> {
        let (customer, state) = (held.payer, self.numbers[&digits].state);
        if let Some(ring) = &set.ring {
            held.ring = self.where_to(customer, ring)?;
        }
        let mut charged = 0;
        if let Some(code) = &set.plan {
            match self.change_plan(by, digits, state, &mut held, code)? {
                Some(difference) => charged = difference,
                None if set.ring.is_none() && set.at.is_none() => return Err("plan_same"),
                None => {}
            }
        }
        let (next, rings) = (held.next, held.ring.clone());
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        number.tenure = Some(held);
        self.accounts[customer].events += 1;
        Ok((format!("charged={charged} next={next}"), rings))
    }

    fn change_plan(
        &mut self,
        by: Asker,
        digits: u64,
        state: State,
        held: &mut Tenure,
        code: &str,
    ) -> Result<Option<i64>, &'static str> {
        if held.plan == code {
            return Ok(None);
        }
        self.admits_buyer(by)?;
        let customer = held.payer;
        if held.client.is_some() && by.who != customer {
            return Err("forbidden");
        }
        if state != State::Active {
            return Err("number_state");
        }
        if held.deadline.is_some() {
            return Err("insufficient_funds");
        }
        let prices = self.prices(code, customer)?;
        if !Self::is_sold(code, &self.numbers[&digits]) {
            return Err("plan_not_offered");
        }
        let monthly = prices.monthly;
        // The dearest since the month was paid.
        let dearest = match held.paid_at {
            Some((until, dearest)) if until == held.next => dearest.max(held.monthly),
            _ => held.monthly,
        };
        let (left, whole) =
            (held.next - self.now, held.next - month_earlier(held.next, held.anchor));
        let charged = if monthly > dearest && left > 0 {
            half_even(i128::from(monthly - dearest) * i128::from(left), i128::from(whole))
        } else {
            0
        };
        if charged > 0 && charged > self.spendable(customer) {
            return Err("insufficient_funds");
        }
        held.paid_at = Some((held.next, dearest.max(monthly)));
        code.clone_into(&mut held.plan);
        held.monthly = monthly;
        // What a message costs is asked of the plan when it is sent.
        held.message = prices.message();
        held.minutes = prices.minutes();
        self.accounts[customer].balance -= charged;
        self.houses[REVENUE] += charged;
        let rest = Some((self.now, held.next));
        self.line(digits, held, "difference", charged, rest, false);
        Ok(Some(charged))
    }

    /// Where something rings, if there is such an object.
    pub(super) fn where_to(&self, customer: Who, ring: &Ring) -> Result<String, &'static str> {
        match ring {
            Ring::Default => Ok("none:".to_owned()),
            Ring::Id(id) => match self.objects.get(id) {
                Some((holder, ..)) if *holder == customer => Ok(format!("fwd:{id}")),
                _ => Err("object_unknown"),
            },
            Ring::Name(name) => {
                let mut objects = self.objects.iter();
                let found = objects.find(|(id, (holder, known, _))| {
                    (*holder, known) == (customer, name) && !self.passing.contains(id)
                });
                Ok(format!("fwd:{}", found.ok_or("object_unknown")?.0))
            }
            Ring::Login(name) if self.has_login(customer, name) => Ok(format!("account:{name}")),
            Ring::Login(_) => Err("object_unknown"),
        }
    }
}

/// Rounded to the nearest, and to the even one of two that are as near.
fn half_even(product: i128, whole: i128) -> i64 {
    let (units, rest) = (product / whole, product % whole);
    let up = rest * 2 > whole || (rest * 2 == whole && units % 2 == 1);
    i64::try_from(units + i128::from(up)).expect("a price that was paid")
}
