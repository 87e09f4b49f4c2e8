//! Numbers are put aside for a while.

use super::{Answer, Model, Number, SECOND, State};
use crate::simulator::deed::{Asker, Who};

const HOUR: i64 = 3600 * SECOND;

impl Model {
    fn is_kept(&self, number: &Number, who: Who) -> bool {
        let mine = number.state == State::Held && number.owner == Some(who);
        mine && number.until.is_some_and(|until| until > self.now)
    }

    pub(super) fn put_aside(&mut self, by: Asker, numbers: &[u64]) -> Answer {
        let customer = self.admits_buyer(by)?;
        let who = by.who;
        self.forget_holds(customer);
        for digits in numbers {
            let number = self.numbers.get(digits).ok_or("number_unknown")?;
            let cart = self.carts.get(&who);
            let listed = cart.is_some_and(|cart| cart.iter().any(|(known, _)| known == digits));
            if listed && self.is_kept(number, who) {
                return Err("number_in_cart");
            }
            if !self.is_for_sale(number, who) {
                return Err(Self::why_not(number, who));
            }
            let since = self.hold(*digits, customer, who)?;
            let cart = self.carts.entry(who).or_default();
            cart.retain(|(known, _)| known != digits);
            cart.push((*digits, since));
        }
        for (digits, _) in self.carts.get(&who).cloned().unwrap_or_default() {
            if self.is_kept(&self.numbers[&digits], who) && !numbers.contains(&digits) {
                self.hold(digits, customer, who)?;
            }
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    pub(super) fn touch(&mut self, by: Asker, numbers: &[u64]) -> Answer {
        let customer = self.admits_buyer(by)?;
        let who = by.who;
        let cart: Vec<u64> =
            self.carts.get(&who).into_iter().flatten().map(|(digits, _)| *digits).collect();
        if cart.is_empty() {
            return Err("cart_empty");
        }
        if numbers.iter().any(|digits| !cart.contains(digits)) {
            return Err("number_not_in_cart");
        }
        self.forget_holds(customer);
        let (mut words, mut any) = (Vec::new(), false);
        for digits in cart {
            if !numbers.is_empty() && !numbers.contains(&digits) {
                continue;
            }
            let mut until = 0;
            if self.is_kept(&self.numbers[&digits], who) {
                self.hold(digits, customer, who)?;
                until = self.numbers[&digits].until.unwrap_or(0);
                any = true;
            }
            words.push(format!("{digits}:{until}"));
        }
        self.accounts[customer].events += i64::from(any);
        Ok(words.join(","))
    }

    /// Two hours after a customer gave a number up, it is as if it had never kept it.
    fn forget_holds(&mut self, customer: Who) {
        let now = self.now;
        self.holds.retain(|(who, _), (_, ended)| *who != customer || *ended > now - 2 * HOUR);
    }

    /// A quarter of an hour more, and two hours at most since the customer first kept it.
    fn hold(&mut self, digits: u64, customer: Who, who: Who) -> Result<i64, &'static str> {
        let since = self.holds.get(&(customer, digits)).map_or(self.now, |(since, _)| *since);
        let until = (self.now + HOUR / 4).min(since + 2 * HOUR);
        if until <= self.now {
            return Err("hold_spent");
        }
        self.holds.insert((customer, digits), (since, until));
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        (number.state, number.owner, number.until) = (State::Held, Some(who), Some(until));
        Ok(since)
    }

    /// The customer keeps the number no longer.
    pub(super) fn let_go(&mut self, customer: Who, digits: u64) {
        let now = self.now;
        if let Some((_, ended)) = self.holds.get_mut(&(customer, digits)) {
            *ended = now.min(*ended);
        }
    }

    pub(super) fn end_hold(&mut self, digits: u64, who: Who) {
        let customer = self.accounts[who].root;
        if let Some(number) = self.numbers.get_mut(&digits)
            && (number.state, number.owner) == (State::Held, Some(who))
        {
            (number.state, number.owner, number.until) = (State::Available, None, None);
            self.let_go(customer, digits);
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
}
