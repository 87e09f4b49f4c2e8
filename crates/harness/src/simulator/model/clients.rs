//! Resellers and their clients.

use super::buying::Buying;
use super::calendar::{day_of, month_later};
use super::{Answer, CLIENT_CASH, Model, RESALE, State};
use crate::simulator::deed::{Asker, ClientDeed, Who};

impl Model {
    pub(super) fn client(&mut self, by: Asker, deed: &ClientDeed) -> Answer {
        let reseller = self.admits(by)?;
        if by.who != reseller {
            return Err("forbidden");
        }
        match *deed {
            ClientDeed::Connect { number, client, setup, monthly, waived, next } => {
                if !self.accounts[reseller].open {
                    return Err("account_suspended");
                }
                self.is_client(reseller, client)?;
                if next.is_some_and(|next| next <= self.now) {
                    return Err("date_past");
                }
                self.connect(reseller, number, client, (setup, monthly), (waived, next))
            }
            ClientDeed::Disconnect { number } => self.disconnect(reseller, number),
            ClientDeed::Move { number, from, to } => self.move_over(reseller, number, from, to),
            ClientDeed::Close { client } => {
                self.is_client(reseller, client)?;
                self.close_account(reseller, client, false)
            }
            ClientDeed::Limit { client, limit } => {
                self.is_client(reseller, client)?;
                if limit.is_some_and(|limit| limit < 0) {
                    return Err("amount_invalid");
                }
                self.accounts[client].limit = limit;
                self.accounts[client].events += 1;
                Ok(String::new())
            }
            ClientDeed::Post { client, units, adjusts } => {
                self.is_client(reseller, client)?;
                if units == 0 {
                    return Err("amount_invalid");
                }
                self.accounts[client].balance += units;
                self.accounts[client].events += 1;
                let is_payment = units > 0 && !adjusts;
                self.houses[if is_payment { CLIENT_CASH } else { RESALE }] -= units;
                Ok(format!("balance={}", self.accounts[client].balance))
            }
        }
    }

    fn is_client(&self, reseller: Who, client: Who) -> Result<(), &'static str> {
        let account = &self.accounts[client];
        if account.is_sub && account.root == reseller && !account.gone {
            Ok(())
        } else {
            Err("account_unknown")
        }
    }

    fn connect(
        &mut self,
        reseller: Who,
        digits: u64,
        client: Who,
        terms: (i64, i64),
        (waived, next): ((bool, bool), Option<i64>),
    ) -> Answer {
        let number = self.numbers.get(&digits).cloned().ok_or("number_not_owned")?;
        let held = number.tenure.filter(|held| held.payer == reseller).ok_or("number_not_owned")?;
        let has_it = held.owner == client && held.client.is_some();
        let settled = held.client.filter(|_| has_it).map(|(settled, _)| settled);
        if settled.is_some() && next.is_some() && settled != next {
            return Err("date_settled");
        }
        let setup = if waived.0 { 0 } else { terms.0 };
        let month = if waived.1 { 0 } else { terms.1 };
        if !has_it {
            if !self.accounts[client].open {
                return Err("account_suspended");
            }
            if !self.client_can_pay(client, setup + month) {
                return Err("insufficient_funds");
            }
        }
        if number.state != State::Active {
            return Err("number_state");
        }
        let usual = self.first_client_month();
        let first = match next {
            Some(next) if next != usual.0 => (next, day_of(next)),
            _ => usual,
        };
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        let held = number.tenure.as_mut().expect("a tenure just looked at");
        (held.owner, held.terms) = (client, Some(terms));
        number.owner = Some(client);
        if !has_it {
            held.client = Some(first);
            self.charge_client(client, setup + month);
        }
        self.accounts[reseller].events += 1;
        Ok(String::new())
    }

    fn disconnect(&mut self, reseller: Who, digits: u64) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let held = number.tenure.as_mut().filter(|held| held.payer == reseller);
        let held = held.ok_or("number_not_owned")?;
        if held.client.is_none() && held.owner == reseller {
            return Err("number_not_connected");
        }
        if number.state != State::Active {
            return Err("number_state");
        }
        (held.owner, held.terms, held.client) = (reseller, None, None);
        number.owner = Some(reseller);
        self.accounts[reseller].events += 1;
        Ok(String::new())
    }

    fn move_over(&mut self, reseller: Who, digits: u64, from: Option<Who>, to: Who) -> Answer {
        let accounts = &self.accounts;
        let is_own = |who: Who| accounts[who].root == reseller && !accounts[who].gone;
        if !is_own(to) {
            return Err("account_unknown");
        }
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let held = number.tenure.as_mut().filter(|held| held.payer == reseller);
        let held = held.ok_or("number_not_owned")?;
        if let Some(from) = from {
            if !is_own(from) {
                return Err("account_unknown");
            }
            if held.owner != from {
                return Err("number_not_owned");
            }
        }
        if held.owner == to {
            return Ok(String::new());
        }
        if number.state != State::Active {
            return Err("number_state");
        }
        (held.owner, held.terms, held.client) = (to, None, None);
        number.owner = Some(to);
        self.accounts[reseller].events += 1;
        Ok(String::new())
    }

    pub(super) fn renew_clients(&mut self, reseller: Who, numbers: &[u64]) -> Answer {
        let mut months = 0;
        let mut any = false;
        for digits in numbers {
            let Some(number) = self.numbers.get_mut(digits) else { continue };
            let Some(held) = number.tenure.as_mut() else { continue };
            let (Some((next, anchor)), Some((_, monthly))) = (held.client, held.terms) else {
                continue;
            };
            if held.payer != reseller {
                continue;
            }
            let (mut until, mut owed, client) = (next, 0, held.owner);
            // A month in which the number is switched off is passed over.
            let monthly = if number.state == State::Suspended { 0 } else { monthly };
            while until <= self.now && months < 200 {
                until = month_later(until, anchor);
                owed += monthly;
                months += 1;
            }
            held.client = Some((until, anchor));
            any |= until != next;
            self.charge_client(client, owed);
        }
        self.accounts[reseller].events += i64::from(any);
        Ok(format!("months={months}"))
    }

    /// The first month of a client that gets a number now.
    pub(super) fn first_client_month(&self) -> (i64, i64) {
        let anchor = day_of(self.now);
        (month_later(self.now, anchor), anchor)
    }

    pub(super) fn charge_client(&mut self, client: Who, units: i64) {
        self.accounts[client].balance -= units;
        self.houses[RESALE] += units;
    }

    pub(super) fn client_can_pay(&self, client: Who, units: i64) -> bool {
        let account = &self.accounts[client];
        account.limit.is_none_or(|limit| units <= account.balance + limit)
    }

    /// How many numbers the client that an order is for can pay.
    pub(super) fn client_affords(&self, buying: &Buying) -> usize {
        let account = &self.accounts[buying.owner];
        let terms = buying.terms.filter(|_| buying.owner != buying.customer);
        match (terms, account.limit) {
            (Some((setup, month)), Some(limit)) => {
                let (each, reach) = (setup + month, account.balance + limit);
                match each {
                    0 if reach >= 0 => usize::MAX,
                    0 => 0,
                    _ => usize::try_from(reach / each).unwrap_or(0),
                }
            }
            _ => usize::MAX,
        }
    }
}
