//! A sub-account is closed: a reseller's client that has left, or a login that is no longer needed. Emits
//! `account_closed`, and `credentials_revoked` in the chain of the account.
//!
//! What it did stays in the books. Its names are free again; the account itself is never used anew.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, AccountRef, AccountStatus, AccountUse, Destination, EventBody, Money,
    ObjectKind, Refusal,
};
use tandem_store::{Lane, account, backorder, credential, login, object, tenure};

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
        cx.close_account(customer, closing.id, &self.account.name(cx.actor))
    }
}

impl Cx<'_> {
    /// Closes an account under a customer whose row is locked. `name` is what it was called.
    pub(super) fn close_account(
        &mut self,
        customer: AccountId,
        id: AccountId,
        name: &str,
    ) -> Result<(), Halt> {
        self.lock(id)?;
        // Read under the lock: it may have been charged, or closed, meanwhile.
        let closing = self.account(id)?;
        if closing.profile.closed {
            return Err(Refusal::AccountUnknown { name: name.to_owned() }.into());
        }
        if let Some(by) = self.use_of(customer, &closing)? {
            return Err(Refusal::AccountInUse { name: name.to_owned(), by }.into());
        }
        if let Some(login) = login::of_account(self.tx, id)? {
            login::remove(self.tx, login.id)?;
        }
        account::aliases_delete(self.tx, id)?;
        credential::revoke_all(self.tx, id, self.now)?;
        let mut profile = closing.profile;
        profile.closed = true;
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
    ) -> Result<Option<AccountUse>, Halt> {
        if !tenure::of_payer(self.tx, customer, Some(closing.id), 0, 1)?.is_empty() {
            return Ok(Some(AccountUse::Numbers));
        }
        if backorder::waits_for(self.tx, customer, closing.id)? {
            return Ok(Some(AccountUse::Backorders));
        }
        if closing.balance != Money::ZERO {
            return Ok(Some(AccountUse::Balance));
        }
        for name in account::aliases_of(self.tx, super::LOGINS, closing.id)? {
            let called = Destination::object(ObjectKind::Account, name);
            let text = called.to_string();
            let names = tenure::rings_at(self.tx, customer, &text)?
                || object::names(self.tx, customer, &text)?
                || account::family(self.tx, customer)?
                    .iter()
                    .any(|account| account.profile.default_routing == called);
            if names {
                return Ok(Some(AccountUse::Routing));
            }
        }
        Ok(None)
    }
}
