//! Logins of sub-accounts, and sub-accounts that are closed.

use super::{Account, Answer, Model, RESALE};
use crate::simulator::deed::{Asker, LoginDeed, LoginWanted, Who};

/// A login that was made, and perhaps removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub who: Who,
    pub wanted: LoginWanted,
    pub version: i64,
    pub gone: bool,
}

impl Model {
    pub(super) fn login(&mut self, by: Asker, does: &LoginDeed) -> Answer {
        let customer = self.admits(by)?;
        if by.who != customer {
            return Err("forbidden");
        }
        match does {
            LoginDeed::Open { name, wanted } => self.open_login(by, customer, *name, *wanted),
            LoginDeed::Set { login, wanted } => self.set_login(customer, *login, *wanted),
            LoginDeed::Close { login } => {
                let who = self.own_login(customer, *login)?;
                self.close_account(customer, who, true)
            }
        }
    }

    fn own_login(&self, customer: Who, index: usize) -> Result<Who, &'static str> {
        let login = &self.logins[index];
        let mine = !login.gone && self.accounts[login.who].root == customer;
        if mine { Ok(login.who) } else { Err("login_unknown") }
    }

    /// Nobody else has its address, and no other of the customer's its extension.
    fn is_free(
        &self,
        customer: Who,
        own: Option<usize>,
        wanted: LoginWanted,
    ) -> Result<(), &'static str> {
        for (index, login) in self.logins.iter().enumerate() {
            if login.gone || Some(index) == own {
                continue;
            }
            let same_address = wanted.address.is_some() && login.wanted.address == wanted.address;
            let mine = self.accounts[login.who].root == customer;
            let same_extension =
                mine && wanted.extension != 0 && login.wanted.extension == wanted.extension;
            if same_address || same_extension {
                return Err("login_invalid");
            }
        }
        Ok(())
    }

    fn open_login(&mut self, by: Asker, customer: Who, name: u8, wanted: LoginWanted) -> Answer {
        self.admits_buyer(by)?;
        if wanted.address.is_none() && !wanted.password {
            return Err("login_invalid");
        }
        self.is_free(customer, None, wanted)?;
        let name = format!("{}_{name}", self.accounts[customer].name);
        if self.accounts.iter().any(|account| account.name == name) {
            return Err("name_taken");
        }
        let who = self.accounts.len();
        let keeps = wanted.address.is_none();
        self.accounts.push(Account {
            name: name.clone(),
            root: customer,
            is_sub: true,
            open: true,
            plan: self.accounts[customer].plan.clone(),
            balance: 0,
            limit: None,
            credit: 0,
            epoch: 0,
            orders: 0,
            gone: false,
            events: 1 + i64::from(keeps),
        });
        if keeps {
            self.credentials.insert(name, who);
        }
        self.accounts[customer].events += 1;
        self.logins.push(Login { who, wanted, version: 1, gone: false });
        Ok(String::new())
    }

    fn set_login(&mut self, customer: Who, index: usize, wanted: LoginWanted) -> Answer {
        let who = self.own_login(customer, index)?;
        self.is_free(customer, Some(index), wanted)?;
        let name = self.accounts[who].name.clone();
        let known = self.credentials.contains_key(&name);
        match (wanted.address, wanted.password) {
            (None, true) => {
                self.credentials.insert(name, who);
                self.accounts[who].events += 1;
            }
            (None, false) if !known => return Err("login_invalid"),
            (None, false) => {}
            (Some(_), _) => {
                self.credentials.remove(&name);
            }
        }
        self.logins[index].wanted = wanted;
        self.logins[index].version += 1;
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    /// A sub-account goes that nothing hangs on. What stands between a login and its customer is written off.
    pub(super) fn close_account(&mut self, customer: Who, who: Who, is_login: bool) -> Answer {
        let has_numbers = self
            .numbers
            .values()
            .any(|number| number.tenure.as_ref().is_some_and(|held| held.owner == who));
        let waits = self.backorders.iter().any(|placed| placed.owner == who && placed.waiting > 0);
        let expects = |port: &super::Port| {
            port.owner == who && !["completed", "cancelled"].contains(&port.state())
        };
        if self.ports.iter().any(expects) {
            return Err("account_in_use");
        }
        let rings = format!("account:{}", self.accounts[who].name);
        let mut held = self.numbers.values().filter_map(|number| number.tenure.as_ref());
        if held.any(|held| held.payer == customer && held.ring == rings)
            || self.is_awaited_at(Some(customer), &rings)
        {
            return Err("account_in_use");
        }
        let rest = self.accounts[who].balance;
        if has_numbers || waits || (rest != 0 && !is_login) {
            return Err("account_in_use");
        }
        if rest != 0 {
            self.accounts[who].balance = 0;
            self.accounts[who].events += 1;
            self.houses[RESALE] += rest;
        }
        self.credentials.retain(|_, holder| *holder != who);
        self.registered.remove(&who);
        for login in self.logins.iter_mut().filter(|login| login.who == who) {
            login.gone = true;
        }
        let account = &mut self.accounts[who];
        (account.gone, account.open) = (true, false);
        // Its name is free again.
        account.name = format!("~{who}");
        account.epoch += 1;
        account.events += 1;
        self.accounts[customer].events += 1;
        Ok(String::new())
    }
}
