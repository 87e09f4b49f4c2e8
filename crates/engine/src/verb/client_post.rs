//! A reseller writes down what a client paid, charges it for something else, or gives something back.
//! Emits `funds_posted` in the client's chain.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountRef, CLIENT_CASH, EventBody, Money, Posting, PostingId, RESALE, Reason,
    Refusal, Scope,
};
use tandem_store::{Lane, account};

use super::FundsPosted;
use super::resale::is_client;
use crate::{CLIENT_BALANCE_MAX, Command, Cx, Halt, Mode};

/// Moves a client's balance: up by what it paid, down by what it is charged. Neither may take it beyond
/// [`CLIENT_BALANCE_MAX`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientPost {
    /// The client: an account of the reseller's own.
    pub client: AccountRef,
    /// How much; negative charges.
    pub amount: Money,
    /// Whether it puts the balance right, and is not what the client paid. What is charged is never a payment.
    #[serde(default)]
    pub adjusts: bool,
    /// In words; stands on the client's statement.
    pub note: String,
    /// Check everything, change nothing.
    #[serde(default)]
    pub rehearsal: bool,
}

impl Command for ClientPost {
    const NAME: &'static str = "client.post";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = FundsPosted;

    fn scope(&self) -> Scope {
        if self.rehearsal { Scope::Read } else { Scope::Write }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<FundsPosted, Halt> {
        cx.lock_customer()?;
        cx.require_reseller()?;
        let client = cx.own_account(&self.client)?;
        if !is_client(&client) {
            return Err(Refusal::AccountUnknown { name: self.client.name(cx.actor) }.into());
        }
        if self.amount == Money::ZERO {
            return Err(Refusal::AmountInvalid.into());
        }
        cx.lock(client.id)?;
        let balance = cx.account(client.id)?.balance.plus(self.amount);
        let balance = balance.ok_or(Refusal::AmountInvalid)?;
        // One that is further off already may come nearer.
        let is_beyond = if self.amount.is_positive() {
            balance > CLIENT_BALANCE_MAX
        } else {
            balance < Money(-CLIENT_BALANCE_MAX.0)
        };
        if is_beyond {
            return Err(Refusal::AmountInvalid.into());
        }
        let settled = if self.adjusts { Settled::Adjusted } else { Settled::Paid };
        let posting = cx.post_client(&client, self.amount, settled, &self.note)?;
        Ok(FundsPosted { posting, balance: cx.account(client.id)?.balance })
    }
}

/// What moves a client's balance up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It paid.
    Paid,
    /// Its reseller puts the balance right.
    Adjusted,
}

impl Cx<'_> {
    /// Moves a client's balance: up by what it was given, down by what it is charged. Its row is locked, and the
    /// amount is not nothing. Emits `funds_posted`.
    pub(super) fn post_client(
        &mut self,
        client: &Account,
        change: Money,
        settled: Settled,
        note: &str,
    ) -> Result<PostingId, Halt> {
        let amount = Money(change.0.checked_abs().ok_or(Refusal::AmountInvalid)?);
        let (debit, credit, reason) = match (change.is_positive(), settled) {
            (true, Settled::Paid) => (CLIENT_CASH, client.id, Reason::TopUp),
            (true, Settled::Adjusted) => (RESALE, client.id, Reason::Adjustment),
            (false, _) => (client.id, RESALE, Reason::Adjustment),
        };
        let posting = Posting {
            id: PostingId(self.id()),
            at: self.now,
            debit,
            credit,
            amount,
            currency: client.currency,
            reason,
            did: None,
            order: None,
            plan: None,
            period: None,
            reverses: None,
            note: note.to_owned(),
        };
        let posting = self.post(posting)?;
        self.emit(client.id, EventBody::FundsPosted { posting, change, reason })?;
        Ok(posting)
    }
}

/// Says how far below nothing a client may fall. Emits `account_changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientLimit {
    /// The client: an account of the reseller's own.
    pub client: AccountRef,
    /// How far; `None`: as far as it goes.
    pub limit: Option<Money>,
}

impl Command for ClientLimit {
    const NAME: &'static str = "client.limit";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.lock_customer()?;
        cx.require_reseller()?;
        let client = cx.own_account(&self.client)?;
        if !is_client(&client) {
            return Err(Refusal::AccountUnknown { name: self.client.name(cx.actor) }.into());
        }
        if self.limit.is_some_and(|limit| limit < Money::ZERO) {
            return Err(Refusal::AmountInvalid.into());
        }
        cx.lock(client.id)?;
        // Read under the lock: the operator may have changed the rest meanwhile.
        let mut client = cx.account(client.id)?;
        client.profile.client_limit = self.limit;
        account::set_profile(cx.tx, client.id, client.status, &client.profile)?;
        cx.emit(client.id, EventBody::AccountChanged { status: client.status })
    }
}
