//! Under which plan an account looks at the shelf, and what that plan says, in memory: what a search
//! shows prices by.
//!
//! What was read is kept until an event says that it changed. A plan belongs to everybody or to one
//! account; there are few of the former and, among a hundred thousand accounts, as many of the
//! latter as their accounts look for.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tandem_domain::{AccountId, Event, EventBody, RatePlan};
use tandem_store::{StoreError, Tx};

use crate::Follower;

/// How many accounts and how many plans of accounts are remembered; beyond that the memory starts
/// afresh.
const REMEMBERED_MAX: usize = 100_000;

/// How much was heard by the time that somebody began to read. What was read is kept only if nothing
/// was heard since: it may be older than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard(u64);

#[derive(Default)]
struct Table {
    heard: u64,
    /// The codes of accounts' own plans.
    own: BTreeMap<AccountId, String>,
    /// What is in force for an account, by code and account.
    in_force: BTreeMap<String, BTreeMap<AccountId, Arc<RatePlan>>>,
}

/// The plans in force, as far as somebody has asked for them.
#[derive(Default)]
pub struct Tariffs {
    table: RwLock<Table>,
}

impl Tariffs {
    /// How much was heard up to now: to be asked before a transaction begins to read.
    pub fn heard(&self) -> Heard {
        Heard(self.read().heard)
    }

    /// The code of an account's own plan, if it is known.
    pub fn own(&self, account: AccountId) -> Option<String> {
        self.read().own.get(&account).cloned()
    }

    /// The plan of that code that is in force for an account, if it is known.
    pub fn in_force(&self, code: &str, account: AccountId) -> Option<Arc<RatePlan>> {
        self.read().in_force.get(code)?.get(&account).map(Arc::clone)
    }

    /// Takes note of the code of an account's own plan.
    pub fn learn_own(&self, heard: Heard, account: AccountId, code: &str) {
        let mut table = self.write();
        if table.heard == heard.0 {
            if table.own.len() >= REMEMBERED_MAX {
                table.own.clear();
            }
            table.own.insert(account, code.to_owned());
        }
    }

    /// Takes note of what is in force for an account.
    pub fn learn(&self, heard: Heard, code: &str, account: AccountId, plan: &Arc<RatePlan>) {
        let mut table = self.write();
        if table.heard == heard.0 {
            if table.in_force.values().map(BTreeMap::len).sum::<usize>() >= REMEMBERED_MAX {
                table.in_force.clear();
            }
            let of = table.in_force.entry(code.to_owned()).or_default();
            of.insert(account, Arc::clone(plan));
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower for Tariffs {
    /// Nothing is read before somebody asks for it.
    fn load(&self, _: &mut dyn Tx) -> Result<(), StoreError> {
        let mut table = self.write();
        let heard = table.heard + 1;
        *table = Table { heard, ..Table::default() };
        Ok(())
    }

    fn apply(&self, event: &Event) {
        if let EventBody::PlanSet { code, .. } = &event.body {
            let mut table = self.write();
            table.heard += 1;
            table.in_force.remove(code);
        }
        if let EventBody::AccountChanged { .. } = event.body {
            let mut table = self.write();
            table.heard += 1;
            table.own.remove(&event.account);
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_domain::{AccountStatus, Currency, MessagePrice, Money, PlanId, Timestamp};

    use super::*;

    const ALICE: AccountId = AccountId(1001);

    fn plan() -> Arc<RatePlan> {
        Arc::new(RatePlan {
            code: "STANDARD".to_owned(),
            name: String::new(),
            currency: Currency::USD,
            rules: Vec::new(),
            slot: Money::ZERO,
            message: MessagePrice::default(),
            call: tandem_domain::CallTerms::default(),
            fees: tandem_domain::Fees::default(),
        })
    }

    fn event(account: AccountId, body: EventBody) -> Event {
        Event { account, seq: 1, at: Timestamp(0), by: account, body }
    }

    #[test]
    fn what_changed_is_read_again() {
        let tariffs = Tariffs::default();
        let heard = tariffs.heard();
        tariffs.learn_own(heard, ALICE, "STANDARD");
        tariffs.learn(heard, "STANDARD", ALICE, &plan());
        assert_eq!(tariffs.own(ALICE).as_deref(), Some("STANDARD"));
        assert!(tariffs.in_force("STANDARD", ALICE).is_some());
        let (plan, code) = (PlanId(7), "STANDARD".to_owned());
        tariffs.apply(&event(AccountId::OPERATOR, EventBody::PlanSet { plan, code }));
        assert!(tariffs.in_force("STANDARD", ALICE).is_none());
        let status = AccountStatus::Open;
        tariffs.apply(&event(ALICE, EventBody::AccountChanged { status }));
        assert_eq!(tariffs.own(ALICE), None);
    }

    #[test]
    fn what_may_be_older_than_a_change_is_not_kept() {
        let tariffs = Tariffs::default();
        let heard = tariffs.heard();
        let status = AccountStatus::Open;
        tariffs.apply(&event(ALICE, EventBody::AccountChanged { status }));
        tariffs.learn_own(heard, ALICE, "STANDARD");
        tariffs.learn(heard, "STANDARD", ALICE, &plan());
        assert_eq!(tariffs.own(ALICE), None);
        assert!(tariffs.in_force("STANDARD", ALICE).is_none());
    }
}
