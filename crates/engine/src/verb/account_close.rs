//! A sub-account is closed: a reseller's client that has left, or a login that is no longer needed. Emits
//! `account_closed`, and `credentials_revoked` in the chain of the account; `funds_posted` there, where a login
//! had something to settle with its customer.
//!
//! What it did stays in the books. Its names are free again; the account itself is never used anew.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, AccountRef, AccountStatus, AccountUse, Destination, EventBody, Money,
    Named, ObjectId, ObjectKind, ObjectUser, ObjectUsers, Refusal,
};
use tandem_store::{Lane, account, backorder, credential, login, port, registration, tenure};

use super::LOGINS;
use super::client_post::Settled;
use super::object_remove::join;
use super::resale::is_client;
use crate::{Command, Cx, Halt, Mode};

/// Closes a client of a reseller's: one that has no numbers, waits for none, owes nothing and has
/// nothing left, and that no routing names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountClose {
    /// The client: an account of the reseller's own.
    pub account: AccountRef,
}

impl Command for AccountClose {
    const NAME: &'static str = "account.close";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let closing = cx.own_account(&self.account)?;
        if !is_client(&closing) {
            let name = self.account.name(cx.actor);
            return Err(Refusal::AccountUnknown { name }.into());
        }
        cx.close_account(customer, closing.id, &self.account.name(cx.actor), Rest::Keeps)
    }
}

/// What becomes of a balance that an account has which is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// It must be settled first: a client is somebody else.
    Keeps,
    /// It is between the customer and itself, and is written off.
    WrittenOff,
}

/// What stands beside the line by which it is.
const WRITTEN_OFF: &str = "written off: the sub-account was closed";

impl Cx<'_> {
    /// Closes an account under a customer whose row is locked. `name` is what it was called.
    pub(super) fn close_account(
        &mut self,
        customer: AccountId,
        id: AccountId,
        name: &str,
        rest: Rest,
    ) -> Result<(), Halt> {
        self.lock(id)?;
        // Read under the lock: it may have been charged, or closed, meanwhile.
        let closing = self.account(id)?;
        if closing.profile.closed {
            return Err(Refusal::AccountUnknown { name: name.to_owned() }.into());
        }
        if let Some(by) = self.use_of(customer, &closing, rest)? {
            return Err(Refusal::AccountInUse { name: name.to_owned(), by }.into());
        }
        if closing.balance != Money::ZERO {
            let amount = closing.balance.0.checked_neg().map(Money);
            let amount = amount.ok_or(Refusal::AmountInvalid)?;
            self.post_client(&closing, amount, Settled::Adjusted, WRITTEN_OFF)?;
        }
        if let Some(login) = login::of_account(self.tx, id)? {
            let (by, named) = (ObjectUser::Login(login.id), login.profile.named());
            self.note_uses(customer, by, &named, &Named::default())?;
            login::remove(self.tx, login.id)?;
        }
        registration::delete_all(self.tx, id)?;
        account::aliases_delete(self.tx, id)?;
        credential::revoke_all(self.tx, id, self.now)?;
        let mut profile = closing.profile;
        profile.closed = true;
        // What is closed keeps no object from being removed.
        profile.default_routing = Destination::None;
        account::set_profile(self.tx, id, AccountStatus::Suspended, &profile)?;
        let auth_epoch = closing.auth_epoch + 1;
        self.change(id, |account| account.auth_epoch = auth_epoch)?;
        self.emit(id, EventBody::CredentialsRevoked { auth_epoch })?;
        self.emit(customer, EventBody::AccountClosed { account: id })
    }

    /// What an account is still needed for.
    fn use_of(
        &mut self,
        customer: AccountId,
        closing: &Account,
        rest: Rest,
    ) -> Result<Option<AccountUse>, Halt> {
        if !tenure::of_payer(self.tx, customer, Some(closing.id), 0, 1)?.is_empty() {
            return Ok(Some(AccountUse::Numbers));
        }
        if backorder::waits_for(self.tx, customer, closing.id)? {
            return Ok(Some(AccountUse::Backorders));
        }
        if port::open_count(self.tx, customer, closing.id)?.1 > 0 {
            return Ok(Some(AccountUse::Ports));
        }
        if rest == Rest::Keeps && closing.balance != Money::ZERO {
            return Ok(Some(AccountUse::Balance));
        }
        let by = self.users_of(customer, closing.id)?;
        Ok((!by.is_empty()).then_some(AccountUse::Named(by)))
    }

    /// Who sends calls to an account: numbers and objects, or another account as a default.
    fn users_of(&mut self, customer: AccountId, id: AccountId) -> Result<ObjectUsers, Halt> {
        let named = (ObjectKind::Account, ObjectId(id.0));
        let mut by = self.users_named(named, None)?;
        let logins = account::aliases_of(self.tx, LOGINS, id)?;
        let is_named = |account: &&Account| {
            let login = account.profile.default_routing.login();
            login.is_some_and(|login| logins.iter().any(|own| own == login))
        };
        let family = account::family(self.tx, customer)?;
        for account in family.iter().filter(|account| account.id != id).filter(is_named) {
            join(&mut by, ObjectUser::Account(account.id));
        }
        Ok(by)
    }
}
