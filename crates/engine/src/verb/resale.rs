//! What a reseller asks of a client of its own for a number: a ledger between the two, beside the one
//! between the reseller and us.
//!
//! The reseller pays us for the number whatever the client does. What the client is charged, and what
//! it pays in, moves between the client's balance and two house accounts that stand for the
//! reseller's own books; not a cent of ours is in it.

use tandem_domain::{
    Account, AccountId, AccountKind, AccountStatus, Money, Period, Posting, PostingId, RESALE,
    Reason, Refusal, Resale, Timestamp, month_after,
};
use tandem_store::tenure::{ResaleTerm, Tenure};

use crate::{CLIENT_DEBT_MAX, Cx, Halt};

/// What of the first charges a reseller waives.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waived {
    pub(super) setup: bool,
    pub(super) month: bool,
}

impl Cx<'_> {
    /// Whether the client can pay this much more. Its reseller may have set how far it may fall; where
    /// it has not, that is the reseller's own risk.
    pub(super) fn client_pays(
        &mut self,
        client: AccountId,
        needed: Money,
    ) -> Result<Result<(), Refusal>, Halt> {
        let account = self.account(client)?;
        if account.status != AccountStatus::Open {
            return Ok(Err(Refusal::AccountSuspended));
        }
        let Some(limit) = account.profile.client_limit else { return Ok(Ok(())) };
        // What it may still spend: what it has, and how far it may fall.
        let balance = Money(account.balance.0.saturating_add(limit.0));
        let within = needed <= balance;
        Ok(if within { Ok(()) } else { Err(Refusal::InsufficientFunds { needed, balance }) })
    }

    /// From now on the client is charged for the number of this tenure: the set-up and the first month
    /// at once, unless they are waived. The first month ends at `next`, a month from now if the
    /// reseller does not say.
    pub(super) fn begin_resale(
        &mut self,
        tenure: &mut Tenure,
        terms: Resale,
        next: Option<Timestamp>,
        waived: Waived,
    ) -> Result<(), Halt> {
        let today = self.now.day_of_month();
        let next = next.unwrap_or_else(|| month_after(self.now, today));
        let anchor_day =
            if next == month_after(self.now, today) { today } else { next.day_of_month() };
        tenure.resale =
            Some(ResaleTerm { since: self.now, next, anchor_day: i64::from(anchor_day) });
        let first = Period { from: self.now, to: next };
        let setup = if waived.setup { Money::ZERO } else { terms.setup };
        let month = if waived.month { Money::ZERO } else { terms.monthly };
        self.charge_client(tenure, setup, Reason::Setup, None)?;
        self.charge_client(tenure, month, Reason::Month, Some(first))?;
        Ok(())
    }

    /// Whether whoever has the number can pay for a text that it is about to send, if that is a client.
    pub(super) fn client_pays_text(
        &mut self,
        held: &Tenure,
        price: Money,
    ) -> Result<Result<(), Refusal>, Halt> {
        if held.resale.is_none() || price == Money::ZERO {
            return Ok(Ok(()));
        }
        self.client_pays(held.owner, price)
    }

    /// Charges the client that has a number for a text. The two agree on no price of texts: the client pays
    /// what its reseller pays.
    pub(super) fn charge_client_text(
        &mut self,
        held: &Tenure,
        price: Money,
        serial: i64,
    ) -> Result<(), Halt> {
        if held.resale.is_none() {
            return Ok(());
        }
        let note = format!("message {serial}");
        let charge = self.client_charge(held, price, Reason::Message, note)?;
        self.post_resale(charge)?;
        Ok(())
    }

    /// Charges the client that has the number of this tenure; says how much, which is nothing if its account
    /// cannot hold it.
    pub(super) fn charge_client(
        &mut self,
        tenure: &Tenure,
        amount: Money,
        reason: Reason,
        period: Option<Period>,
    ) -> Result<Money, Halt> {
        let charge = self.client_charge(tenure, amount, reason, String::new())?;
        let charge = Posting { period, order: Some(tenure.order), ..charge };
        Ok(if self.post_resale(charge)?.is_some() { amount } else { Money::ZERO })
    }

    /// Writes down what a client is charged. What its account cannot hold is left out, and the log says so: what
    /// the reseller owes us for the same thing is not undone by its own books.
    pub(super) fn post_resale(&mut self, charge: Posting) -> Result<Option<PostingId>, Halt> {
        let client = charge.debit;
        self.lock(client)?;
        let left = self.account(client)?.balance.0.checked_sub(charge.amount.0);
        if left.is_none_or(|left| left < -CLIENT_DEBT_MAX.0) {
            let (amount, reason) = (charge.amount, charge.reason.word());
            tracing::warn!(%client, %amount, reason, "a client cannot be charged: its account is full");
            return Ok(None);
        }
        self.post(charge).map(Some)
    }

    fn client_charge(
        &mut self,
        tenure: &Tenure,
        amount: Money,
        reason: Reason,
        note: String,
    ) -> Result<Posting, Halt> {
        let currency = self.account(tenure.owner)?.currency;
        Ok(Posting {
            id: PostingId(self.id()),
            at: self.now,
            debit: tenure.owner,
            credit: RESALE,
            amount,
            currency,
            reason,
            did: Some(tenure.did),
            order: None,
            plan: None,
            period: None,
            reverses: None,
            note,
        })
    }

    /// The actor, who must be a customer and no client of one: only a reseller says what its clients
    /// pay.
    pub(super) fn require_reseller(&self) -> Result<AccountId, Refusal> {
        let actor = self.actor;
        if actor.account == actor.root { Ok(actor.root) } else { Err(Refusal::Forbidden) }
    }
}

/// An account that can be a client: part of a customer, with a balance of its own.
pub(super) fn is_client(account: &Account) -> bool {
    account.kind == AccountKind::Sub
}

/// What the number would cost a client at once.
pub(super) fn first_charge(terms: Resale, waived: Waived) -> Result<Money, Refusal> {
    let setup = if waived.setup { Money::ZERO } else { terms.setup };
    let month = if waived.month { Money::ZERO } else { terms.monthly };
    setup.plus(month).ok_or(Refusal::AmountInvalid)
}
