//! A book in which some of what one customer has is otherwise: as it was once, or as a draft has it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tandem_numbering::Did;

use super::{Login, Right, RouteBook, RouteSettings, RoutedNumber};
use crate::object::{CallerIdFilter, Contact, ObjectBody, PhonebookEntry, QueueMember};
use crate::{AccountId, NumberState, ObjectId, ObjectKind};

/// How a number of a customer's stands and rings, where that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberOtherwise {
    /// Where it stands in its life.
    pub state: NumberState,
    /// What decides where it rings.
    pub settings: RouteSettings,
}

/// What of a customer's is otherwise. `None`: it is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Otherwise {
    /// Numbers.
    pub numbers: BTreeMap<Did, Option<NumberOtherwise>>,
    /// Objects.
    pub objects: BTreeMap<(ObjectKind, ObjectId), Option<ObjectBody>>,
}

/// A book with some of what one customer has otherwise. All else is as in the book beneath: the numbers of
/// others, logins, what may be called, and how much of it.
#[derive(Clone, Debug)]
pub struct BookOtherwise<'b, B> {
    book: &'b B,
    account: AccountId,
    otherwise: &'b Otherwise,
}

impl<'b, B: RouteBook> BookOtherwise<'b, B> {
    /// The book in which that of the customer's is otherwise.
    pub const fn new(book: &'b B, account: AccountId, otherwise: &'b Otherwise) -> Self {
        Self { book, account, otherwise }
    }

    /// What is otherwise of the objects of a kind, if an account is the customer.
    fn bodies(
        &self,
        account: AccountId,
        kind: ObjectKind,
    ) -> impl Iterator<Item = (ObjectId, &ObjectBody)> {
        let objects = self.otherwise.objects.iter().filter(move |((of, _), _)| *of == kind);
        let objects = objects.filter(move |_| account == self.account);
        objects.filter_map(|((_, id), body)| Some((*id, body.as_ref()?)))
    }

    /// Whether an object of an account is the one in the book beneath.
    fn is_beneath(&self, account: AccountId, kind: ObjectKind, id: ObjectId) -> bool {
        account != self.account || !self.otherwise.objects.contains_key(&(kind, id))
    }
}

impl<B: RouteBook> RouteBook for BookOtherwise<'_, B> {
    fn version(&self) -> i64 {
        self.book.version()
    }

    fn number(&self, number: Did) -> Option<RoutedNumber<'_>> {
        match self.otherwise.numbers.get(&number) {
            None => self.book.number(number),
            Some(otherwise) => otherwise.as_ref().map(|number| RoutedNumber {
                account: self.account,
                state: number.state,
                settings: Cow::Borrowed(&number.settings),
            }),
        }
    }

    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>> {
        if self.is_beneath(account, kind, id) {
            return self.book.object(account, kind, id);
        }
        self.otherwise.objects.get(&(kind, id))?.as_ref().map(Cow::Borrowed)
    }

    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)> {
        let kind = ObjectKind::CallerIdFilter;
        let beneath = self.book.filters(account, number);
        let mut filters: Vec<_> =
            beneath.filter(|(id, _)| self.is_beneath(account, kind, *id)).collect();
        filters.extend(self.bodies(account, kind).filter_map(|(id, body)| match body {
            ObjectBody::CallerIdFilter(filter) if filter.is_for(number) => {
                Some((id, Cow::Borrowed(filter)))
            }
            _ => None,
        }));
        filters.sort_by_key(|(id, filter)| (filter.precision(), *id));
        filters.into_iter()
    }

    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)> {
        let kind = ObjectKind::PhonebookEntry;
        let mut entries = self.bodies(account, kind).filter_map(|(id, body)| match body {
            ObjectBody::PhonebookEntry(entry) if entry.contact == Contact::Number(number) => {
                Some((id, Cow::Borrowed(entry)))
            }
            _ => None,
        });
        let beneath = self.book.contact(account, number);
        let beneath = beneath.filter(|(id, _)| self.is_beneath(account, kind, *id));
        entries.next().or(beneath)
    }

    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)> {
        let kind = ObjectKind::QueueMember;
        let beneath = self.book.agents(account, queue);
        let mut agents: Vec<_> =
            beneath.filter(|(id, _)| self.is_beneath(account, kind, *id)).collect();
        agents.extend(self.bodies(account, kind).filter_map(|(id, body)| match body {
            ObjectBody::QueueMember(member) if member.queue == queue => {
                Some((id, Cow::Borrowed(member)))
            }
            _ => None,
        }));
        agents.sort_by_key(|(id, _)| *id);
        agents.into_iter()
    }

    fn login(&self, account: AccountId, login: &str) -> Login<'_> {
        self.book.login(account, login)
    }

    fn zone(&self, account: AccountId) -> Cow<'_, str> {
        self.book.zone(account)
    }

    fn is_ours(&self, host: &str) -> bool {
        self.book.is_ours(host)
    }

    fn is_carriers(&self, host: &str) -> bool {
        self.book.is_carriers(host)
    }

    fn may_call(&self, account: AccountId, number: Did) -> Result<(), &'static str> {
        self.book.may_call(account, number)
    }

    fn right_to_show(&self, account: AccountId, number: Did) -> Option<Right> {
        match self.otherwise.numbers.get(&number) {
            None => self.book.right_to_show(account, number),
            Some(otherwise) => {
                (otherwise.is_some() && account == self.account).then_some(Right::Owned)
            }
        }
    }
}
