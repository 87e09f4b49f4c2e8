//! Customers and their sub-accounts come along from another system, with their names, their settings
//! and what they have paid in there.
//!
//! The balance is posted once, in the transaction that opens the account, under a reason of its own
//! and against a house account of its own: the ledger says truly that this money was not paid here.
//! An account that is here already, by its id or its names, is left as it is. Credentials do not
//! move: nobody but their owners should know them. Emits `account_opened`, and where there is reason
//! to `account_changed`, `funds_posted` and `slots_bought`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountKind, AccountProfile, AccountRef, AccountStatus, CLIENT_OPENING, Currency,
    EventBody, Flaw, Money, OPENING, Posting, PostingId, Reason, Refusal, Scope, SlotKind,
};
use tandem_store::{Lane, StoreError, account};

use super::account_open::{Alias, fresh, unsound};
use super::moving::{self, MovedIn, Stop, field};
use crate::{Command, Cx, Halt, Mode};

/// An account that comes along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Newcomer {
    /// The id it keeps, when it comes from another Tandem; `None`: it gets one.
    pub id: Option<AccountId>,
    /// The account it is under; `None` for a customer.
    pub parent: Option<AccountRef>,
    /// What is known about it.
    pub profile: AccountProfile,
    /// Whether it may buy.
    pub status: AccountStatus,
    /// The currency of its balance; `None`: its customer's, or US dollars for a customer.
    pub currency: Option<Currency>,
    /// What it may still spend, or owes if negative. A sub-account's is what it has with its own
    /// customer, who resells to it.
    pub balance: Money,
    /// How far below nothing the balance of a customer may go.
    pub credit_limit: Money,
    /// Its names; each must be free.
    pub aliases: Vec<Alias>,
    /// The slots it has bought.
    pub slots: Vec<(SlotKind, u32)>,
}

/// Lets accounts move in, each whole or not at all. The operator's command, bounded so that orders
/// need not wait for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountMoveIn {
    /// The accounts, customers before their sub-accounts.
    pub accounts: Vec<Newcomer>,
}

impl Command for AccountMoveIn {
    const NAME: &'static str = "account.move_in";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = MovedIn;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<MovedIn, Halt> {
        cx.require_operator()?;
        moving::bounded(self.accounts.len())?;
        // Two that move in the same names must not wait for each other's in turn.
        cx.lock(AccountId::OPERATOR)?;
        let mut moved = MovedIn::default();
        for (place, newcomer) in self.accounts.iter().enumerate() {
            let row = newcomer.move_in(cx);
            moved.note(place, row)?;
        }
        Ok(moved)
    }
}

impl Newcomer {
    /// Whether it moved in, or was here already. Nothing is written before all of it is judged.
    fn move_in(&self, cx: &mut Cx<'_>) -> Result<bool, Stop> {
        if self.is_here(cx)? {
            return Ok(false);
        }
        if let Err(Flaw { field, why }) = self.profile.check() {
            return Err(Stop::Row(field, unsound(field, why)));
        }
        if let Some(Flaw { field, why }) = self.aliases.iter().find_map(|one| one.check().err()) {
            return Err(Stop::Row("aliases", unsound(field, why)));
        }
        let parent = match &self.parent {
            None => None,
            Some(named) => Some(self.parent(cx, named)?),
        };
        let id = self.fresh_id(cx, parent.as_ref().map(|(_, root, _)| *root))?;
        let (root, kind, currency) = match parent {
            None => (id, AccountKind::Customer, self.currency.unwrap_or(Currency::USD)),
            Some((_, root, currency)) => (root, AccountKind::Sub, currency),
        };
        if self.currency.is_some_and(|named| named != currency) {
            return Err(Stop::Row("currency", Refusal::CurrencyMismatch));
        }
        if self.credit_limit < Money::ZERO || (parent.is_some() && self.credit_limit != Money::ZERO)
        {
            return Err(Stop::Row("credit_limit", Refusal::AmountInvalid));
        }
        let opened = fresh(id, root, kind, currency, self.profile.clone());
        account::insert(cx.tx, &opened, parent.map(|(parent, ..)| parent), cx.now)?;
        for alias in &self.aliases {
            if !account::alias_insert(cx.tx, &alias.scheme, &alias.name, id)? {
                // It was free a moment ago: somebody takes it at this moment.
                return Err(StoreError::Contended.into());
            }
        }
        let name = self.profile.name.clone();
        cx.emit(id, EventBody::AccountOpened { name })?;
        if self.status != AccountStatus::Open {
            account::set_profile(cx.tx, id, self.status, &self.profile)?;
            cx.emit(id, EventBody::AccountChanged { status: self.status })?;
        }
        self.bring_balance(cx, id, currency)?;
        if self.credit_limit != Money::ZERO {
            let limit = self.credit_limit;
            cx.change(id, |account| account.credit_limit = limit)?;
            cx.emit(id, EventBody::CreditSet { limit })?;
        }
        self.bring_slots(cx, id)?;
        Ok(true)
    }

    /// Whether it is here already: everything that names it names the same account. Where only some
    /// of it does, it is somebody else's.
    fn is_here(&self, cx: &mut Cx<'_>) -> Result<bool, Stop> {
        let mut found = BTreeSet::new();
        let mut taken = None;
        if let Some(id) = self.id {
            let known = account::get(cx.tx, id)?.map(|account| account.id);
            taken = taken.or(known.map(|id| ("id", id.to_string())));
            found.insert(known);
        }
        for alias in &self.aliases {
            let known = account::by_alias(cx.tx, &alias.scheme, &alias.name)?;
            taken = taken.or(known.map(|_| ("aliases", alias.name.clone())));
            found.insert(known);
        }
        match (taken, found.len()) {
            (None, _) => Ok(false),
            (Some(_), 1) => Ok(true),
            (Some((field, name)), _) => Err(Stop::Row(field, Refusal::NameTaken { name })),
        }
    }

    /// The account it is under, with the customer at the top and that customer's currency.
    fn parent(
        &self,
        cx: &mut Cx<'_>,
        named: &AccountRef,
    ) -> Result<(AccountId, AccountId, Currency), Stop> {
        let parent = field("parent", cx.any_account(named))?;
        if parent.kind == AccountKind::Operator {
            // The operator buys nothing, so nothing of its can be bought for.
            let name = parent.id.to_string();
            return Err(Stop::Row("parent", Refusal::AccountUnknown { name }));
        }
        Ok((parent.id, parent.root, parent.currency))
    }

    /// The id it keeps or is given. Ids below the operator's are the house's, those that are still
    /// to come will be given to others, and a customer is locked before its sub-accounts because its
    /// id is the smaller.
    fn fresh_id(&self, cx: &Cx<'_>, root: Option<AccountId>) -> Result<AccountId, Stop> {
        let next = AccountId(cx.id());
        let Some(id) = self.id else { return Ok(next) };
        let least = root.unwrap_or(AccountId::OPERATOR);
        if id > least && id < next {
            return Ok(id);
        }
        Err(Stop::Row("id", Refusal::NameTaken { name: id.to_string() }))
    }

    fn bring_balance(
        &self,
        cx: &mut Cx<'_>,
        id: AccountId,
        currency: Currency,
    ) -> Result<(), Halt> {
        let change = self.balance;
        if change == Money::ZERO {
            return Ok(());
        }
        let house = if self.parent.is_some() { CLIENT_OPENING } else { OPENING };
        let (debit, credit) = if change.is_positive() { (house, id) } else { (id, house) };
        let amount = change.0.checked_abs().map(Money).ok_or(Refusal::AmountInvalid)?;
        let reason = Reason::Opening;
        let posting = cx.post(Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit,
            credit,
            amount,
            currency,
            reason,
            did: None,
            order: None,
            plan: None,
            period: None,
            reverses: None,
            note: String::new(),
        })?;
        cx.emit(id, EventBody::FundsPosted { posting, change, reason })
    }

    fn bring_slots(&self, cx: &mut Cx<'_>, id: AccountId) -> Result<(), Halt> {
        for (kind, quantity) in self.slots.iter().filter(|(_, quantity)| *quantity > 0) {
            // They were paid for where they come from.
            cx.add_slots(id, *kind, *quantity, Money::ZERO)?;
        }
        Ok(())
    }
}
