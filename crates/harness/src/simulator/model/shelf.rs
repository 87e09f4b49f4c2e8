//! Numbers come on the shelf, are put aside, and leave.

use std::collections::BTreeSet;

use super::{Answer, DAY, Model, Number, OFFERS, SECOND, State};
use crate::simulator::deed::{Asker, Who};

impl Model {
    pub(super) fn stock(&mut self, first: u64, count: u64, offer: usize, reserved: bool) -> Answer {
        if count > 8000 {
            return Err("too_many");
        }
        let (mut added, mut updated, mut unchanged, mut in_use) = (0, 0, 0, 0);
        for digits in first..first + count {
            match self.numbers.get_mut(&digits) {
                None => {
                    let state = if reserved { State::Reserved } else { State::Available };
                    let fresh = Number { state, owner: None, until: None, offer, tenure: None };
                    self.numbers.insert(digits, fresh);
                    added += 1;
                }
                Some(known) if known.owner.is_some() => in_use += 1,
                Some(known) if known.offer == offer => unchanged += 1,
                Some(known) => {
                    known.offer = offer;
                    updated += 1;
                }
            }
        }
        if added + updated > 0 {
            self.accounts[0].events += 1;
        }
        Ok(format!("added={added} updated={updated} unchanged={unchanged} in_use={in_use}"))
    }

    pub(super) fn sweep(&mut self) -> Answer {
        let now = self.now;
        let mut moved = 0;
        let mut reasons = BTreeSet::new();
        for number in self.numbers.values_mut() {
            let Some(until) = number.until.filter(|until| *until <= now) else { continue };
            moved += 1;
            // One event for each reason; numbers that leave do so for where they came from.
            let leaves = number.state == State::Released && OFFERS[number.offer].returns;
            reasons.insert((number.state as i64, leaves.then_some(number.offer)));
            (number.owner, number.until) = (None, None);
            number.state = match number.state {
                State::Released if OFFERS[number.offer].returns => State::Blocked,
                State::Released => {
                    number.until = Some(until + 60 * DAY);
                    State::Ageing
                }
                _ => State::Available,
            };
        }
        self.accounts[0].events += i64::try_from(reasons.len()).unwrap_or(0);
        Ok(format!("moved={moved}"))
    }

    /// Whether `who` may take the number now.
    pub(super) fn is_for_sale(&self, number: &Number, who: Who) -> bool {
        let over = number.until.is_some_and(|until| until <= self.now);
        match number.state {
            State::Available => true,
            State::Held => over || number.owner == Some(who),
            State::Ageing => over,
            _ => false,
        }
    }

    pub(super) fn why_not(number: &Number, who: Who) -> &'static str {
        let served = [State::Active, State::PortingOut, State::Ordering].contains(&number.state);
        let own = served && number.owner == Some(who);
        if own { "number_already_owned" } else { "number_not_for_sale" }
    }

    pub(super) fn put_aside(&mut self, by: Asker, numbers: &[u64]) -> Answer {
        let customer = self.admits_buyer(by)?;
        let (who, now) = (by.who, self.now);
        for digits in numbers {
            let number = self.numbers.get(digits).ok_or("number_unknown")?;
            let mine = number.state == State::Held && number.owner == Some(who);
            let kept = mine && number.until.is_some_and(|until| until > now);
            let cart = self.carts.entry(who).or_default();
            if kept && cart.iter().any(|(known, _)| known == digits) {
                return Err("number_in_cart");
            }
            let number = &self.numbers[digits];
            if !self.is_for_sale(number, who) {
                return Err(Self::why_not(number, who));
            }
            self.hold(*digits, who, now);
            let cart = self.carts.entry(who).or_default();
            cart.retain(|(known, _)| known != digits);
            cart.push((*digits, now));
        }
        for (digits, since) in self.carts.get(&who).cloned().unwrap_or_default() {
            let number = &self.numbers[&digits];
            let mine = number.state == State::Held && number.owner == Some(who);
            let kept = mine && number.until.is_some_and(|until| until > now);
            if kept && !numbers.contains(&digits) {
                self.hold(digits, who, since);
            }
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    fn hold(&mut self, digits: u64, who: Who, since: i64) {
        let until = (self.now + 15 * 60 * SECOND).min(since + 2 * 3600 * SECOND);
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        (number.state, number.owner, number.until) = (State::Held, Some(who), Some(until));
    }

    pub(super) fn end_hold(&mut self, digits: u64, who: Who) {
        if let Some(number) = self.numbers.get_mut(&digits)
            && (number.state, number.owner) == (State::Held, Some(who))
        {
            (number.state, number.owner, number.until) = (State::Available, None, None);
        }
    }

    pub(super) fn put_back(&mut self, by: Asker, digits: u64) -> Answer {
        let customer = self.admits(by)?;
        let cart = self.carts.entry(by.who).or_default();
        let before = cart.len();
        cart.retain(|(known, _)| *known != digits);
        if cart.len() == before {
            return Err("number_not_in_cart");
        }
        self.end_hold(digits, by.who);
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    pub(super) fn release(
        &mut self,
        by: Asker,
        digits: u64,
        owner: Option<Who>,
        port_out: bool,
    ) -> Answer {
        let customer = self.admits(by)?;
        let now = self.now;
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if tenure.payer != customer || (by.who != customer && by.who != tenure.owner) {
            return Err("number_not_owned");
        }
        if let Some(owner) = owner {
            let within = self.accounts[owner].root == customer;
            if !within || (by.who != customer && by.who != owner) {
                return Err("account_unknown");
            }
            if owner != tenure.owner {
                return Err("number_not_owned");
            }
        }
        if number.state != State::Active {
            return Err("number_state");
        }
        self.accounts[customer].events += 1;
        if port_out {
            number.state = State::PortingOut;
            return Ok("porting_out".to_owned());
        }
        let until = now + 30 * DAY;
        (number.state, number.until, number.tenure) = (State::Released, Some(until), None);
        self.free_slot(&tenure);
        Ok(format!("released until={until}"))
    }

    pub(super) fn depart(&mut self, digits: u64, completed: bool) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if number.state != State::PortingOut {
            return Err("number_state");
        }
        self.accounts[tenure.payer].events += 1;
        if completed {
            (number.state, number.owner, number.tenure) = (State::PortedOut, None, None);
            self.free_slot(&tenure);
        } else {
            number.state = State::Active;
        }
        Ok(String::new())
    }
}
