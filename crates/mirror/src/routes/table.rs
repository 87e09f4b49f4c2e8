//! The tables: numbers in their order, and what their accounts have.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use tandem_domain::route::RouteSettings;
use tandem_domain::{AccountId, CallTerms, NumberState, ObjectId, ObjectKind, PlanId};
use tandem_numbering::Did;

use super::account::Account;
use super::price::CallPrice;

/// A number that somebody has.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// The customer.
    pub(super) account: AccountId,
    /// What decides where it rings; one for all numbers that ring alike.
    pub(super) settings: Arc<RouteSettings>,
    /// The version of the number's row, and that of its tenure. Both count from 1, one change after the
    /// other, so that half the room does.
    pub(super) version: u32,
    pub(super) tenure_version: u32,
    /// Where it stands.
    pub(super) state: NumberState,
    /// What calls cost; one for all numbers that are sold alike.
    pub(super) price: Arc<CallPrice>,
}

/// Everything that decides where calls go.
#[derive(Default)]
pub(super) struct Table {
    /// Up to where in the feed everything has been read.
    pub(super) version: i64,
    numbers: BTreeMap<Did, Number>,
    accounts: BTreeMap<AccountId, Account>,
    /// The settings that numbers have, each once.
    alike: BTreeSet<Arc<RouteSettings>>,
    /// The same of their prices.
    prices: BTreeSet<Arc<CallPrice>>,
    /// How calls are charged by the plans that these name.
    terms: BTreeMap<PlanId, CallTerms>,
}

impl Table {
    /// A table of numbers in ascending order, with the settings and prices that they share.
    pub(super) fn of(
        numbers: BTreeMap<Did, Number>,
        accounts: BTreeMap<AccountId, Account>,
        shared: Shared,
        version: i64,
    ) -> Self {
        let Shared { alike, prices, terms } = shared;
        Self { version, numbers, accounts, alike, prices, terms }
    }

    /// How calls are charged by a version of a plan, if that is known.
    pub(super) fn terms(&self, plan: PlanId) -> Option<&CallTerms> {
        self.terms.get(&plan)
    }

    pub(super) fn all_terms(&self) -> &BTreeMap<PlanId, CallTerms> {
        &self.terms
    }

    /// Takes note of how calls are charged of numbers that were sold by a version of a plan.
    pub(super) fn learn_terms(&mut self, plan: PlanId, terms: CallTerms) {
        self.terms.insert(plan, terms);
    }

    pub(super) fn numbers(&self) -> usize {
        self.numbers.len()
    }

    /// How many different settings numbers have.
    #[cfg(test)]
    pub(super) fn alike(&self) -> usize {
        self.alike.len()
    }

    pub(super) fn number(&self, did: Did) -> Option<&Number> {
        self.numbers.get(&did)
    }

    /// The numbers behind one, in their order; all of them behind none.
    pub(super) fn numbers_after(&self, after: Option<Did>) -> impl Iterator<Item = (Did, &Number)> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.numbers.range((from, Bound::Unbounded)).map(|(did, number)| (*did, number))
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = (AccountId, &Account)> {
        self.accounts.iter().map(|(id, account)| (*id, account))
    }

    pub(super) fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    pub(super) fn account_of(&self, did: Did) -> Option<AccountId> {
        self.number(did).map(|number| number.account)
    }

    pub(super) fn version_of(&self, did: Did) -> Option<i64> {
        self.number(did).map(|number| number.version.into())
    }

    pub(super) fn tenure_version_of(&self, did: Did) -> Option<i64> {
        self.number(did).map(|number| number.tenure_version.into())
    }

    pub(super) fn object_version_of(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<i64> {
        self.account(account)?.object(kind, id).map(|object| object.version)
    }

    /// Puts a number where it belongs, with settings of which there is one already if others have the same.
    pub(super) fn put_number(&mut self, did: Did, mut number: Number) {
        number.settings = share(&mut self.alike, number.settings);
        number.price = share(&mut self.prices, number.price);
        let before = self.numbers.insert(did, number);
        self.forget_shared(before);
    }

    /// Nobody has the number any more.
    pub(super) fn remove_number(&mut self, did: Did) {
        let before = self.numbers.remove(&did);
        self.forget_shared(before);
    }

    /// Forgets what a number rang at and cost, unless others do so too.
    fn forget_shared(&mut self, before: Option<Number>) {
        let Some(Number { settings, price, .. }) = before else { return };
        // One is ours here, one the table's.
        if Arc::strong_count(&settings) <= 2 {
            self.alike.remove(&settings);
        }
        if Arc::strong_count(&price) <= 2 {
            self.prices.remove(&price);
        }
    }

    /// The account, to be changed.
    pub(super) fn account_mut(&mut self, id: AccountId) -> &mut Account {
        self.accounts.entry(id).or_default()
    }
}

/// What numbers share, each once.
#[derive(Default)]
pub(super) struct Shared {
    /// Their settings.
    pub(super) alike: BTreeSet<Arc<RouteSettings>>,
    /// Their prices.
    pub(super) prices: BTreeSet<Arc<CallPrice>>,
    /// How calls are charged by the plans that those name.
    pub(super) terms: BTreeMap<PlanId, CallTerms>,
}

/// The same settings, or price, as others have it too.
pub(super) fn share<T: Ord>(known: &mut BTreeSet<Arc<T>>, one: Arc<T>) -> Arc<T> {
    if let Some(known) = known.get(&one) {
        return Arc::clone(known);
    }
    known.insert(Arc::clone(&one));
    one
}

/// A version in half the room. Rows that change four billion times are read again at each event.
pub(super) fn short(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(0)
}
