//! What besides its number says where a call goes.

use std::borrow::Cow;
use std::cell::Cell;

use tandem_numbering::Did;

use super::{Call, Login, Right, RouteBook, RoutePlan, RoutedNumber, decide};
use crate::object::{CallerIdFilter, HuntOrder, ObjectBody, PhonebookEntry, QueueMember};
use crate::{AccountId, ObjectId, ObjectKind};

/// What besides its number says where a call goes, or what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DependsOn {
    /// Who calls: the number has caller-ID filters.
    pub caller: bool,
    /// When: a time condition was met.
    pub clock: bool,
    /// Chance: a call hunt rings its members in any order.
    pub chance: bool,
}

/// The plan for a call, and what else than the call's number led there.
pub fn decide_with(call: &Call<'_>, book: &impl RouteBook) -> (RoutePlan, DependsOn) {
    let watched = Watched { book, clock: Cell::new(false), chance: Cell::new(false) };
    let plan = decide(call, &watched);
    let (clock, chance) = (watched.clock.get(), watched.chance.get());
    let depends = DependsOn { caller: !plan.keep.any_caller, clock, chance };
    (plan, depends)
}

/// A book, and what was looked up in it that goes by more than the number.
struct Watched<'b, B> {
    book: &'b B,
    clock: Cell<bool>,
    chance: Cell<bool>,
}

impl<B: RouteBook> RouteBook for Watched<'_, B> {
    fn version(&self) -> i64 {
        self.book.version()
    }

    fn number(&self, number: Did) -> Option<RoutedNumber<'_>> {
        self.book.number(number)
    }

    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>> {
        let body = self.book.object(account, kind, id);
        match body.as_deref() {
            Some(ObjectBody::TimeCondition(_)) => self.clock.set(true),
            Some(ObjectBody::CallHunting(hunt)) if hunt.order == HuntOrder::Random => {
                self.chance.set(true);
            }
            _ => {}
        }
        body
    }

    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)> {
        self.book.filters(account, number)
    }

    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)> {
        self.book.contact(account, number)
    }

    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)> {
        self.book.agents(account, queue)
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
        self.book.right_to_show(account, number)
    }
}
