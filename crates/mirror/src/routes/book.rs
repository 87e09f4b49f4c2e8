//! The snapshot, as a decision looks things up in it.

use std::borrow::Cow;

use tandem_domain::route::{Domains, Login, RouteBook, RoutedNumber, may_call};
use tandem_domain::{
    AccountId, CallerIdFilter, EASTERN, ObjectBody, ObjectId, ObjectKind, PhonebookEntry,
    QueueMember,
};
use tandem_numbering::{Did, Rules};

use super::account::Account;
use super::price::Charged;
use super::table::Table;

/// One state of the snapshot, read as a book.
pub struct SnapshotBook<'t> {
    table: &'t Table,
    rules: &'t Rules,
    domains: &'t Domains,
}

impl<'t> SnapshotBook<'t> {
    pub(super) const fn new(table: &'t Table, rules: &'t Rules, domains: &'t Domains) -> Self {
        Self { table, rules, domains }
    }

    /// What calls to a number cost, and whom.
    pub fn charged(&self, number: Did) -> Option<Charged<'t>> {
        let number = self.table.number(number)?;
        let price = &number.price;
        Some(Charged {
            account: number.account,
            minute: price.minute,
            client: price.client,
            terms: self.table.terms(price.plan)?,
        })
    }

    /// The numbers that somebody has, in their order.
    pub fn numbers(&self) -> impl Iterator<Item = Did> {
        self.table.numbers_after(None).map(|(number, _)| number)
    }

    fn body(&self, account: AccountId, kind: ObjectKind, id: ObjectId) -> Option<&'t ObjectBody> {
        self.table.account(account)?.object(kind, id).map(|object| &object.body)
    }
}

impl RouteBook for SnapshotBook<'_> {
    fn version(&self) -> i64 {
        self.table.version
    }

    fn number(&self, number: Did) -> Option<RoutedNumber<'_>> {
        self.table.number(number).map(|number| RoutedNumber {
            account: number.account,
            state: number.state,
            settings: Cow::Borrowed(&*number.settings),
        })
    }

    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>> {
        self.body(account, kind, id).map(Cow::Borrowed)
    }

    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)> {
        let ids = self.table.account(account).map_or(&[][..], |account| account.filters());
        let filters = ids.iter().filter_map(move |id| {
            match self.body(account, ObjectKind::CallerIdFilter, *id)? {
                ObjectBody::CallerIdFilter(filter) => Some((*id, filter)),
                _ => None,
            }
        });
        let of_number = filters.filter(move |(_, filter)| filter.is_for(number));
        of_number.map(|(id, filter)| (id, Cow::Borrowed(filter)))
    }

    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)> {
        let id = self.table.account(account)?.contact(number)?;
        match self.body(account, ObjectKind::PhonebookEntry, id)? {
            ObjectBody::PhonebookEntry(entry) => Some((id, Cow::Borrowed(entry))),
            _ => None,
        }
    }

    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)> {
        let ids = self.table.account(account).map_or(&[][..], |account| account.agents(queue));
        ids.iter().filter_map(move |id| match self.body(account, ObjectKind::QueueMember, *id)? {
            ObjectBody::QueueMember(member) => Some((*id, Cow::Borrowed(member))),
            _ => None,
        })
    }

    fn login(&self, account: AccountId, login: &str) -> Login<'_> {
        let account = self.table.account(account);
        match account.is_some_and(|account| account.has_login(login)) {
            true => Login::AtSwitch,
            false => Login::Unknown,
        }
    }

    fn zone(&self, account: AccountId) -> Cow<'_, str> {
        let account = self.table.account(account);
        Cow::Borrowed(account.and_then(Account::zone).unwrap_or(EASTERN))
    }

    fn is_ours(&self, host: &str) -> bool {
        self.domains.have(host)
    }

    fn is_carriers(&self, host: &str) -> bool {
        self.domains.are_carriers(host)
    }

    fn may_call(&self, _account: AccountId, number: Did) -> Result<(), &'static str> {
        may_call(self.rules, number)
    }
}
