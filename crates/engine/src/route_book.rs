//! The book that the routing decision looks things up in, as the database has it.

use std::borrow::Cow;
use std::cell::RefCell;

use tandem_domain::route::{Domains, Login, RouteBook, RoutedNumber, may_call};
use tandem_domain::{
    AccountId, Body, CallerIdFilter, Key, ObjectBody, ObjectId, ObjectKind, PhonebookEntry,
    QueueMember,
};
use tandem_numbering::{Did, Rules};
use tandem_store::object::Object;
use tandem_store::{StoreError, Tx, account, number, object, object_key, tenure};

use crate::verb::LOGINS;

/// How many objects one statement reads.
const PAGE: i64 = 1000;

/// One transaction, read as a book. What cannot be read is not there, and the plan that was made
/// without it is of no use: whoever asked looks at [`StoreBook::fault`] first.
pub(crate) struct StoreBook<'t> {
    tx: RefCell<&'t mut dyn Tx>,
    fault: RefCell<Option<StoreError>>,
    rules: &'t Rules,
    domains: &'t Domains,
    version: i64,
}

impl<'t> StoreBook<'t> {
    pub(crate) fn new(
        tx: &'t mut dyn Tx,
        rules: &'t Rules,
        domains: &'t Domains,
        version: i64,
    ) -> Self {
        Self { tx: RefCell::new(tx), fault: RefCell::new(None), rules, domains, version }
    }

    /// What went wrong, if anything did.
    pub(crate) fn fault(&self) -> Option<StoreError> {
        self.fault.borrow_mut().take()
    }

    fn ask<T>(&self, look: impl FnOnce(&mut dyn Tx) -> Result<Option<T>, StoreError>) -> Option<T> {
        let answer = look(&mut **self.tx.borrow_mut());
        answer.unwrap_or_else(|error| {
            self.fault.borrow_mut().get_or_insert(error);
            None
        })
    }

    /// All objects of an account that are listed page by page, each with its id.
    fn all<B: Body>(
        &self,
        account: AccountId,
        page: impl Fn(&mut dyn Tx, ObjectId) -> Result<Vec<Object>, StoreError>,
    ) -> Vec<(ObjectId, B)> {
        let mut all = Vec::new();
        let mut after = ObjectId(i64::MIN);
        while let Some(listed) = self.ask(|tx| page(tx, after).map(Some)) {
            let Some(last) = listed.last() else { break };
            after = last.id;
            for stored in listed.iter().filter(|stored| stored.account == account) {
                let body = self.ask(|_| read(stored));
                all.extend(body.and_then(B::of).map(|body| (stored.id, body)));
            }
        }
        all
    }
}

fn read(stored: &Object) -> Result<Option<ObjectBody>, StoreError> {
    ObjectBody::from_doc(stored.kind, &stored.doc).map_err(|_| StoreError::Shape("object.doc"))
}

impl RouteBook for StoreBook<'_> {
    fn version(&self) -> i64 {
        self.version
    }

    fn number(&self, number: Did) -> Option<RoutedNumber<'_>> {
        self.ask(|tx| {
            let Some(held) = tenure::current(tx, number)? else { return Ok(None) };
            let stored = number::get(tx, number)?;
            Ok(stored.map(|stored| RoutedNumber {
                // What it names belongs to the customer, whichever of its accounts has the number.
                account: held.payer,
                state: stored.state,
                settings: Cow::Owned(held.settings.into()),
            }))
        })
    }

    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>> {
        self.ask(|tx| {
            let Some(stored) = object::get(tx, account, kind, id)? else { return Ok(None) };
            Ok(read(&stored)?.map(Cow::Owned))
        })
    }

    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)> {
        let kind = ObjectKind::CallerIdFilter;
        let filters = self.all(account, |tx, after| object::list(tx, account, kind, after, PAGE));
        let mut filters: Vec<_> = filters
            .into_iter()
            .filter(|(_, filter): &(_, CallerIdFilter)| filter.is_for(number))
            .collect();
        filters.sort_by_key(|(id, filter)| (filter.precision(), *id));
        filters.into_iter().map(|(id, filter)| (id, Cow::Owned(filter)))
    }

    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)> {
        let kind = ObjectKind::PhonebookEntry;
        let id = self.ask(|tx| object_key::holder(tx, account, kind, &Key::number(number)))?;
        let entry = PhonebookEntry::of(self.object(account, kind, id)?.into_owned())?;
        Some((id, Cow::Owned(entry)))
    }

    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)> {
        let (of, kind) = ((ObjectKind::Queue, queue), ObjectKind::QueueMember);
        let members = self.all(account, |tx, after| object::list_of(tx, of, kind, after, PAGE));
        members.into_iter().map(|(id, member)| (id, Cow::Owned(member)))
    }

    fn login(&self, account: AccountId, login: &str) -> Login<'_> {
        let known = self.ask(|tx| {
            let Some(id) = account::by_alias(tx, LOGINS, login)? else { return Ok(None) };
            Ok(account::get(tx, id)?.filter(|found| found.root == account))
        });
        if known.is_some() { Login::AtSwitch } else { Login::Unknown }
    }

    fn zone(&self, account: AccountId) -> Cow<'_, str> {
        let known = self.ask(|tx| account::get(tx, account));
        Cow::Owned(known.map_or_else(String::new, |known| known.profile.zone().to_owned()))
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
