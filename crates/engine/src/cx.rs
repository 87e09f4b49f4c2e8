//! What a command works with: the transaction, the time, chance, and whoever sent it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tandem_domain::route::Domains;
use tandem_domain::{
    Account, AccountId, AccountKind, AccountRef, AccountStatus, Actor, Event, EventBody, Money,
    NumberMove, NumberState, Offer, OfferId, PlanId, Posting, PostingId, RatePlan, Reason, Refusal,
    Rng, Timestamp, hex,
};
use tandem_mirror::{Heard, Queue, Routes, Stock, Tariffs};
use tandem_numbering::{Did, Rules};
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{Round, StoreError, Tx, account, event, number, offer, plan, posting, tenure};

use crate::memo::Memo;
use crate::{Halt, IdSource};

/// The surroundings of one run of one command.
pub struct Cx<'a> {
    /// The transaction.
    pub tx: &'a mut dyn Tx,
    /// The time, drawn once for all runs of the command.
    pub now: Timestamp,
    /// Who sent it.
    pub actor: &'a Actor,
    /// Chance.
    pub rng: Rng,
    /// The numbering rules in force.
    pub rules: &'a Rules,
    /// The hosts at which our own numbers and logins are called.
    pub(crate) domains: &'a Domains,
    /// The shelf in memory, for commands that only look.
    pub stock: &'a Stock,
    /// Where calls go, in memory, for commands that only look.
    pub(crate) routes: &'a Routes,
    /// The queue of back-orders in memory.
    pub queue: &'a Queue,
    /// The plans in force, in memory.
    pub(crate) tariffs: &'a Tariffs,
    /// How much those had heard before this transaction began; `None`, if it may read what it has
    /// written itself, and which may come to nothing.
    pub(crate) heard: Option<Heard>,
    /// Numbers that may do, proposed by the shelf; `None` when the database is to be searched
    /// instead, and may then say that there are none.
    pub candidates: Option<&'a [Did]>,
    pub(crate) ids: &'a IdSource,
    pub(crate) memo: &'a Memo,
    pub(crate) events: Vec<Event>,
    /// Which accounts logins speak for that this command has met, by customer and name.
    pub(crate) logins: BTreeMap<(AccountId, String), AccountId>,
    locked: BTreeMap<AccountId, Locked>,
    /// Who was given money.
    credited: BTreeSet<AccountId>,
}

struct Locked {
    account: Account,
    changed: bool,
}

/// What a [`Cx`] is made of.
pub(crate) struct Surroundings<'a> {
    pub(crate) now: Timestamp,
    pub(crate) actor: &'a Actor,
    pub(crate) seed: u64,
    pub(crate) rules: &'a Rules,
    pub(crate) domains: &'a Domains,
    pub(crate) stock: &'a Stock,
    pub(crate) routes: &'a Routes,
    pub(crate) queue: &'a Queue,
    pub(crate) tariffs: &'a Tariffs,
    pub(crate) heard: Option<Heard>,
    pub(crate) candidates: Option<&'a [Did]>,
    pub(crate) ids: &'a IdSource,
    pub(crate) memo: &'a Memo,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(tx: &'a mut dyn Tx, around: Surroundings<'a>) -> Self {
        Self {
            tx,
            now: around.now,
            actor: around.actor,
            rng: Rng::seeded(around.seed),
            rules: around.rules,
            domains: around.domains,
            stock: around.stock,
            routes: around.routes,
            queue: around.queue,
            tariffs: around.tariffs,
            heard: around.heard,
            candidates: around.candidates,
            ids: around.ids,
            memo: around.memo,
            events: Vec::new(),
            logins: BTreeMap::new(),
            locked: BTreeMap::new(),
            credited: BTreeSet::new(),
        }
    }

    /// A fresh id.
    pub fn id(&self) -> i64 {
        self.ids.next(self.now)
    }

    /// Locks the row of the customer that the actor belongs to, and makes sure that the credential
    /// it came with has not been revoked meanwhile. Every command that changes a customer's things
    /// begins with this.
    pub fn lock_customer(&mut self) -> Result<AccountId, Halt> {
        let root = self.actor.root;
        self.lock(root)?;
        // A sub-account's row is locked too: its credentials are revoked under that lock. It was
        // opened after its customer, so its id is the larger.
        self.lock(self.actor.account)?;
        let epoch = self.account(self.actor.account)?.auth_epoch;
        if self.actor.credential.is_some() && epoch != self.actor.auth_epoch {
            return Err(Refusal::CredentialRevoked.into());
        }
        Ok(root)
    }

    /// Locks one account's row. A command that locks several does so in ascending order of ids.
    pub fn lock(&mut self, id: AccountId) -> Result<(), Halt> {
        if self.locked.contains_key(&id) {
            return Ok(());
        }
        let account = account::lock(self.tx, id)?;
        let account = account.ok_or_else(|| Refusal::AccountUnknown { name: id.to_string() })?;
        self.locked.insert(id, Locked { account, changed: false });
        Ok(())
    }

    /// Makes sure that an account is locked which turned out to be concerned. Who that is was looked
    /// up before the locks were taken; if it is somebody else by now, the command runs again.
    pub(crate) fn require_locked(&self, id: AccountId) -> Result<(), Halt> {
        if self.locked.contains_key(&id) { Ok(()) } else { Err(StoreError::Contended.into()) }
    }

    /// Locks an account that the actor may act for: any, if it is the operator; else its own, or
    /// one under it.
    pub fn lock_own(&mut self, id: AccountId) -> Result<(), Halt> {
        if !self.actor.is_operator() {
            self.own_account(&AccountRef::Id(id))?;
            self.lock_customer()?;
        }
        self.lock(id)
    }

    /// Locks numbers in the order of their digits, before they are dealt with in another order: two
    /// commands that want the same numbers must not each wait for the other. Only who may wait, and
    /// is not alone in writing, has to.
    pub(crate) fn lock_in_order(&mut self, numbers: &[Did]) -> Result<(), Halt> {
        if self.tx.round() != Round::Alone || numbers.len() < 2 {
            return Ok(());
        }
        for did in numbers.iter().copied().collect::<BTreeSet<Did>>() {
            number::lock(self.tx, did)?;
        }
        Ok(())
    }

    /// Only the operator may go on.
    pub fn require_operator(&self) -> Result<(), Refusal> {
        if self.actor.is_operator() { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// An account that this command has locked, or a read of one that it has not.
    pub fn account(&mut self, id: AccountId) -> Result<Account, Halt> {
        if let Some(locked) = self.locked.get(&id) {
            return Ok(locked.account.clone());
        }
        let account = account::get(self.tx, id)?;
        Ok(account.ok_or_else(|| Refusal::AccountUnknown { name: id.to_string() })?)
    }

    /// Changes an account that this command has locked.
    pub(crate) fn change(
        &mut self,
        id: AccountId,
        change: impl FnOnce(&mut Account),
    ) -> Result<(), Halt> {
        self.lock(id)?;
        let locked = self.locked.get_mut(&id).ok_or(StoreError::Shape("locked account"))?;
        change(&mut locked.account);
        locked.changed = true;
        Ok(())
    }

    /// The account that a request names, which must be the actor's own or under it. Somebody else's
    /// account does not exist.
    pub fn own_account(&mut self, named: &AccountRef) -> Result<Account, Halt> {
        let account = self.any_account(named)?;
        let actor = self.actor;
        let within = account.root == actor.root
            && (actor.account == actor.root || actor.account == account.id);
        if within {
            Ok(account)
        } else {
            Err(Refusal::AccountUnknown { name: named.name(actor) }.into())
        }
    }

    /// The account that the operator names, whosever it is.
    pub fn any_account(&mut self, named: &AccountRef) -> Result<Account, Halt> {
        let id = match named {
            AccountRef::Caller => Some(self.actor.account),
            AccountRef::Id(id) => Some(*id),
            AccountRef::Alias { scheme, name } => account::by_alias(self.tx, scheme, name)?,
        };
        let found = match id {
            Some(id) => account::get(self.tx, id)?,
            None => None,
        };
        // One that was closed is there for the books only.
        let found = found.filter(|account| !account.profile.closed);
        Ok(found.ok_or_else(|| Refusal::AccountUnknown { name: named.name(self.actor) })?)
    }

    /// The customer may buy, and so may whichever of its sub-accounts is acting.
    pub fn require_open(&mut self, customer: AccountId) -> Result<Account, Halt> {
        let account = self.account(customer)?;
        let acting = match self.actor.account {
            id if id == customer => account.status,
            sub => self.account(sub)?.status,
        };
        if account.status == AccountStatus::Open && acting == AccountStatus::Open {
            Ok(account)
        } else {
            Err(Refusal::AccountSuspended.into())
        }
    }

    /// What an offer says.
    pub fn offer(&mut self, id: OfferId) -> Result<Arc<Offer>, Halt> {
        let found = self.memo.offer(id, || offer::get(self.tx, id))?;
        Ok(found.ok_or(StoreError::Shape("number.offer"))?)
    }

    /// Reads what some offers say together, so that each need not be asked for alone.
    pub(crate) fn get_to_know(&mut self, ids: &[OfferId]) -> Result<(), Halt> {
        for some in self.memo.unknown(ids).chunks(offer::OFFERS_AT_ONCE) {
            for (id, said) in offer::some(self.tx, some)? {
                self.memo.learn(id, said);
            }
        }
        Ok(())
    }

    /// What a version of a plan says.
    pub fn plan(&mut self, id: PlanId) -> Result<Arc<RatePlan>, Halt> {
        let found = self.memo.plan(id, || plan::get(self.tx, id))?;
        Ok(found.ok_or(StoreError::Shape("tenure.plan"))?)
    }

    /// The plan of that code that is in force for the account.
    pub fn plan_in_force(
        &mut self,
        code: &str,
        account: AccountId,
    ) -> Result<(PlanId, Arc<RatePlan>), Halt> {
        let id = plan::current(self.tx, code, account)?;
        let id = id.ok_or_else(|| Refusal::PlanUnknown { code: code.to_owned() })?;
        Ok((id, self.plan(id)?))
    }

    /// Moves a number that this command has locked, if its life has such a move.
    pub fn advance(&mut self, from: &Number, to: Number) -> Result<NumberMove, Halt> {
        let to = Number { version: from.version + 1, ..to };
        from.state
            .become_(to.state)
            .map_err(|_| Refusal::NumberState { did: from.did, state: from.state })?;
        number::advance(self.tx, from, &to)?;
        Ok(NumberMove {
            did: from.did,
            from: from.state,
            to: to.state,
            version: to.version,
            offer: to.offer,
        })
    }

    /// Moves money, and with it the stored balance of whichever side is a customer. The caller has
    /// made sure that the balance suffices.
    pub fn post(&mut self, posting: Posting) -> Result<PostingId, Halt> {
        // A charge of nothing needs no line; a month that is not asked for does.
        if posting.amount == Money::ZERO && posting.reason != Reason::Waived {
            return Ok(posting.id);
        }
        for (side, sign) in [(posting.debit, -1), (posting.credit, 1)] {
            if side < AccountId::OPERATOR {
                continue;
            }
            // Locked before it is read: what is written back is made of what was read.
            self.lock(side)?;
            let balance = self.account(side)?.balance;
            let moved = Money(posting.amount.0.checked_mul(sign).ok_or(Refusal::AmountInvalid)?);
            let balance = balance.plus(moved).ok_or(Refusal::AmountInvalid)?;
            self.change(side, |account| account.balance = balance)?;
            if sign > 0 {
                self.credited.insert(side);
            }
        }
        posting::insert(self.tx, &posting)?;
        Ok(posting.id)
    }

    /// Writes down what happened, at the end of an account's chain.
    pub fn emit(&mut self, id: AccountId, body: EventBody) -> Result<(), Halt> {
        self.lock(id)?;
        self.keep_states(id, body.moves())?;
        let before = self.account(id)?;
        let event = Event {
            account: id,
            seq: before.event_seq + 1,
            at: self.now,
            by: self.actor.account,
            body,
        };
        let text = event::body_text(&event)?;
        let hash = chain_hash(&before.event_hash, &event, &text);
        event::insert(self.tx, &event, &text, &hash)?;
        self.change(id, |account| {
            account.event_seq = event.seq;
            account.event_hash = hash;
        })?;
        self.events.push(event);
        Ok(())
    }

    /// Writes back the accounts that changed, and has what could not be paid tried again where there is money
    /// now. Called once, after the command.
    pub(crate) fn finish(&mut self) -> Result<(), Halt> {
        for payer in std::mem::take(&mut self.credited) {
            tenure::wake(self.tx, payer)?;
        }
        for locked in self.locked.values().filter(|locked| locked.changed) {
            account::update(self.tx, &locked.account)?;
        }
        Ok(())
    }

    /// Whether the account is one that customers' money can be in.
    pub fn is_customer(account: &Account) -> bool {
        account.kind == AccountKind::Customer
    }

    /// A number that the actor has, by its own or its sub-accounts' hand, locked, with its tenure.
    pub fn own_number(&mut self, read: Did) -> Result<(Number, Tenure), Halt> {
        match self.number_of_actor(read) {
            // Only who is about to be refused is asked what else it could mean.
            Err(Halt::Refused(refusal)) => match self.meant_of_family(read)? {
                did if did == read => Err(refusal.into()),
                abroad => self.number_of_actor(abroad),
            },
            found => found,
        }
    }

    fn number_of_actor(&mut self, did: Did) -> Result<(Number, Tenure), Halt> {
        let not_owned = Refusal::NumberNotOwned { did };
        let stored = number::lock(self.tx, did)?.ok_or_else(|| not_owned.clone())?;
        let tenure = tenure::current(self.tx, did)?;
        let tenure = tenure.ok_or_else(|| not_owned.clone())?;
        let actor = self.actor;
        let mine = tenure.payer == actor.root
            && (actor.account == actor.root || actor.account == tenure.owner);
        let in_service = stored.state.is_in_service() || stored.state == NumberState::Ordering;
        if mine && in_service { Ok((stored, tenure)) } else { Err(not_owned.into()) }
    }
}

/// The hash of an event: over the hash before it and everything it says.
pub(crate) fn chain_hash(before: &str, event: &Event, body: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    for part in [event.account.0, event.seq, event.at.0, event.by.0] {
        hasher.update(part.to_be_bytes());
    }
    hasher.update(body.as_bytes());
    hex(hasher.finalize())
}
