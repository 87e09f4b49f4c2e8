//! What a decision looks up.

use std::borrow::Cow;

use tandem_numbering::Did;

use super::{Right, RouteSettings};
use crate::object::{CallerIdFilter, ObjectBody, PhonebookEntry, QueueMember};
use crate::{AccountId, NumberState, ObjectId, ObjectKind};

/// What a decision looks up. Whoever implements it answers all questions from one version of the
/// configuration, so that a decision is a function of the call and that version.
pub trait RouteBook {
    /// The version.
    fn version(&self) -> i64;

    /// A number that somebody has here.
    fn number(&self, number: Did) -> Option<RoutedNumber<'_>>;

    /// An object of an account.
    fn object(
        &self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Option<Cow<'_, ObjectBody>>;

    /// The caller-ID filters of an account that are for a number, or for any: by
    /// [`CallerIdFilter::precision`], then by id.
    fn filters(
        &self,
        account: AccountId,
        number: Did,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, CallerIdFilter>)>;

    /// Who in the phonebook of an account has a number.
    fn contact(
        &self,
        account: AccountId,
        number: Did,
    ) -> Option<(ObjectId, Cow<'_, PhonebookEntry>)>;

    /// The agents who are always logged in to a queue of an account, by id.
    fn agents(
        &self,
        account: AccountId,
        queue: ObjectId,
    ) -> impl Iterator<Item = (ObjectId, Cow<'_, QueueMember>)>;

    /// What is known of a login.
    fn login(&self, account: AccountId, login: &str) -> Login<'_>;

    /// The time zone by which an account's hours are meant where they name none.
    fn zone(&self, account: AccountId) -> Cow<'_, str>;

    /// Whether a host of a SIP address, with or without a port, is the operator's own: whoever is named there
    /// is a number or a login of ours.
    fn is_ours(&self, host: &str) -> bool;

    /// Whether a host of a SIP address, with or without a port, is a carrier's: whoever is named there is called at our
    /// expense.
    fn is_carriers(&self, host: &str) -> bool;

    /// Whether calls of an account may go to a number outside; if not, why not, in words that
    /// read on behind the number.
    ///
    /// # Errors
    ///
    /// They may not.
    fn may_call(&self, account: AccountId, number: Did) -> Result<(), &'static str>;

    /// What right an account has to show a number; `None` if it has none.
    fn right_to_show(&self, account: AccountId, number: Did) -> Option<Right> {
        self.number(number).filter(|number| number.account == account).map(|_| Right::Owned)
    }
}

/// A number and whose it is.
#[derive(Clone, Debug)]
pub struct RoutedNumber<'b> {
    /// Whose.
    pub account: AccountId,
    /// Where it stands in its life.
    pub state: NumberState,
    /// What its owner set.
    pub settings: Cow<'b, RouteSettings>,
}

/// What is known of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login<'b> {
    /// There is no such login.
    Unknown,
    /// There is, and the switch itself knows its telephones.
    AtSwitch,
    /// Its telephones are registered at these addresses.
    Registered(Cow<'b, [String]>),
    /// None of its telephones is registered.
    Unregistered,
}
