//! The tables: numbers in their order, and what their accounts have.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use tandem_domain::route::RouteSettings;
use tandem_domain::{AccountId, NumberState, ObjectId, ObjectKind};
use tandem_numbering::Did;

use super::account::Account;

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
}

impl Table {
    /// A table of numbers in ascending order, with the settings that they share.
    pub(super) fn of(
        numbers: BTreeMap<Did, Number>,
        accounts: BTreeMap<AccountId, Account>,
        alike: BTreeSet<Arc<RouteSettings>>,
        version: i64,
    ) -> Self {
        Self { version, numbers, accounts, alike }
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
        let before = self.numbers.insert(did, number);
        self.forget_settings(before);
    }

    /// Nobody has the number any more.
    pub(super) fn remove_number(&mut self, did: Did) {
        let before = self.numbers.remove(&did);
        self.forget_settings(before);
    }

    /// Forgets what a number rang at, unless others ring there too.
    fn forget_settings(&mut self, before: Option<Number>) {
        let Some(Number { settings, .. }) = before else { return };
        // One is ours here, one the table's.
        if Arc::strong_count(&settings) <= 2 {
            self.alike.remove(&settings);
        }
    }

    /// The account, to be changed.
    pub(super) fn account_mut(&mut self, id: AccountId) -> &mut Account {
        self.accounts.entry(id).or_default()
    }
}

/// The same settings, as others have them too.
pub(super) fn share(
    alike: &mut BTreeSet<Arc<RouteSettings>>,
    settings: Arc<RouteSettings>,
) -> Arc<RouteSettings> {
    if let Some(known) = alike.get(&settings) {
        return Arc::clone(known);
    }
    alike.insert(Arc::clone(&settings));
    settings
}

/// A version in half the room. Rows that change four billion times are read again at each event.
pub(super) fn short(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(0)
}
