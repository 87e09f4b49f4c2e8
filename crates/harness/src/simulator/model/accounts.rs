//! Accounts, what they may, and what the operator does for them.

use super::{Account, Answer, CASH, DAY, Model, Prices, REVENUE, SECOND};
use crate::simulator::deed::{Asker, Who};

impl Model {
    pub(super) fn open_operator(&mut self) -> Answer {
        if self.accounts.is_empty() {
            self.accounts.push(Account {
                name: "the operator".to_owned(),
                root: 0,
                is_sub: false,
                open: true,
                plan: String::new(),
                balance: 0,
                limit: None,
                credit: 0,
                epoch: 0,
                orders: 0,
                gone: false,
                events: 1,
            });
        }
        Ok(String::new())
    }

    pub(super) fn open_account(&mut self, parent: Option<Who>, name: &str) -> Answer {
        if parent.is_some_and(|parent| self.accounts[parent].gone) {
            return Err("account_unknown");
        }
        if self.accounts.iter().any(|account| account.name == name) {
            return Err("name_taken");
        }
        let root = parent.map_or(self.accounts.len(), |parent| self.accounts[parent].root);
        self.accounts.push(Account {
            name: name.to_owned(),
            root,
            is_sub: parent.is_some(),
            open: true,
            plan: "STANDARD".to_owned(),
            balance: 0,
            limit: None,
            credit: 0,
            epoch: 0,
            orders: 0,
            gone: false,
            events: 1,
        });
        Ok(String::new())
    }

    pub(super) fn set_account(&mut self, who: Who, open: bool, plan: &str) -> Answer {
        let account = &mut self.accounts[who];
        if account.gone {
            return Err("account_unknown");
        }
        account.open = open;
        // The whole profile is set anew.
        account.limit = None;
        plan.clone_into(&mut account.plan);
        account.events += 1;
        Ok(String::new())
    }

    pub(super) fn issue(&mut self, who: Who, handle: &str) -> Answer {
        if self.accounts[who].gone {
            return Err("account_unknown");
        }
        if self.credentials.contains_key(handle) {
            return Err("name_taken");
        }
        self.credentials.insert(handle.to_owned(), who);
        self.accounts[who].events += 1;
        Ok(String::new())
    }

    pub(super) fn lock_out(&mut self, who: Who, handle: &str) -> bool {
        let is_theirs = self.credentials.get(handle) == Some(&who);
        if is_theirs {
            self.lockouts.insert(handle.to_owned(), self.now + 300 * SECOND);
            self.accounts[who].events += 1;
        }
        is_theirs
    }

    pub(super) fn revoke(&mut self, who: Who) -> Answer {
        let before = self.credentials.len();
        self.credentials.retain(|_, holder| *holder != who);
        self.lockouts.retain(|handle, _| self.credentials.contains_key(handle));
        self.accounts[who].epoch += 1;
        self.accounts[who].events += 1;
        Ok((before - self.credentials.len()).to_string())
    }

    pub(super) fn post(&mut self, who: Who, units: i64, adjustment: bool) -> Answer {
        let fits = if adjustment { units != 0 } else { units > 0 };
        let account = &mut self.accounts[who];
        if !fits || account.is_sub || who == 0 {
            return Err("amount_invalid");
        }
        account.balance += units;
        account.events += 1;
        self.houses[CASH] -= units;
        if units > 0 {
            self.wake(who);
        }
        Ok(format!("balance={}", self.accounts[who].balance))
    }

    pub(super) fn put_plan(&mut self, code: &str, only: Option<Who>, prices: Prices) -> Answer {
        if prices.setup < 0 || prices.monthly < 0 || prices.slot < 0 {
            return Err("amount_invalid");
        }
        let key = (code.to_owned(), only);
        let series = self.plans.get(&key).map_or(self.series.len(), |known| known.series);
        self.series.resize(self.series.len().max(series + 1), 0);
        self.series[series] = prices.slot;
        self.plans.insert(key, Prices { series, ..prices });
        self.accounts[0].events += 1;
        Ok(String::new())
    }

    pub(super) fn give_slots(&mut self, who: Who, quantity: u32) -> Answer {
        self.slots.entry(who).or_default().0 += i64::from(quantity);
        self.accounts[who].events += 1;
        Ok(String::new())
    }

    pub(super) fn take_lease(&mut self, job: u8, holder: i64, seconds: i64) -> Answer {
        let until = self.now + seconds * SECOND;
        let other =
            self.leases.get(&job).filter(|(whose, until)| *whose != holder && *until > self.now);
        if other.is_some() {
            return Ok("not".to_owned());
        }
        self.leases.insert(job, (holder, until));
        Ok(until.to_string())
    }

    pub(super) fn end_lease(&mut self, job: u8, holder: i64) -> Answer {
        let held = self.leases.get(&job).is_some_and(|(whose, _)| *whose == holder);
        if held {
            self.leases.remove(&job);
        }
        Ok(held.to_string())
    }

    pub(super) fn buy_slots(&mut self, by: Asker, quantity: u32) -> Answer {
        let customer = self.admits_buyer(by)?;
        if quantity > 10_000 {
            return Err("too_many");
        }
        let code = self.accounts[customer].plan.clone();
        let own = self.plans.get(&(code.clone(), Some(customer)));
        let slot = own.or_else(|| self.plans.get(&(code, None))).ok_or("plan_unknown")?.slot;
        let cost = slot * i64::from(quantity);
        if quantity == 0 {
            return Err("amount_invalid");
        }
        if cost > self.spendable(customer) {
            return Err("insufficient_funds");
        }
        self.accounts[customer].balance -= cost;
        self.accounts[customer].events += 1;
        self.houses[REVENUE] += cost;
        self.slots.entry(customer).or_default().0 += i64::from(quantity);
        Ok(format!("charged={cost}"))
    }

    pub(super) fn expire(&mut self) -> Answer {
        let now = self.now;
        let mut old: Vec<i64> = self.attempts.iter().map(|attempt| attempt.at).collect();
        old.retain(|at| *at < now - DAY);
        old.sort_unstable();
        old.truncate(500);
        if let Some(last) = old.last() {
            self.attempts.retain(|attempt| attempt.at > *last);
        }
        Ok(old.len().to_string())
    }

    /// The credential must not have been revoked since it was verified.
    pub(super) fn admits(&self, by: Asker) -> Result<Who, &'static str> {
        if by.stale { Err("credential_revoked") } else { Ok(self.accounts[by.who].root) }
    }

    pub(super) fn admits_buyer(&self, by: Asker) -> Result<Who, &'static str> {
        let customer = self.admits(by)?;
        let open = self.accounts[customer].open && self.accounts[by.who].open;
        if open { Ok(customer) } else { Err("account_suspended") }
    }
}
