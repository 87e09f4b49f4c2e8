//! The calls of some customers, and how those stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_domain::route::{Allowance, CALL_SECONDS_MAX, Standing};
use tandem_domain::{
    AccountId, CALL_RECORD_SECONDS_MAX, Guard, Money, Steps, Timestamp, set_aside,
};
use tandem_numbering::Did;

use super::Wish;
use super::payer::{Payer, Read};

/// The most calls of one part that are kept count of.
const LIVE_MAX: usize = 16_384;
/// How long a call may ring, play and wait before it is answered; it is forgotten that much after its time.
const RINGING_SECONDS: i64 = 600;
/// After how long what was spent in an hour is read again although nothing was heard.
const SPENT_MICROS: i64 = 60_000_000;
/// For how long what a call cost stays set aside that could not be charged: as long as a switch says again what was not
/// heard.
const UNCHARGED_SECONDS: i64 = CALL_RECORD_SECONDS_MAX;

/// Names a call: its customer, the number, and what its switch calls it. A call that is forwarded from one of our numbers
/// to another keeps its name, and is a call to each.
pub(super) type Name = (AccountId, Did, Arc<str>);

/// A call that is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveCall {
    /// Whose number was called.
    pub account: AccountId,
    /// What its switch calls it.
    pub name: Arc<str>,
    /// The number.
    pub to: Did,
    /// When it came in.
    pub began: Timestamp,
    /// When it is forgotten, if nothing is heard of it.
    pub until: Timestamp,
    /// How long it may last once answered, in seconds, if money says so.
    pub seconds: Option<u32>,
    /// What is set aside for it, and of whose money.
    pub set_aside: Vec<(AccountId, Money)>,
}

#[derive(Clone)]
struct Live {
    call: LiveCall,
    /// Who pays, and what a minute costs each.
    payers: Vec<(AccountId, Money)>,
    steps: Steps,
    /// It has been reported, and the balance after that has not been read.
    is_over: bool,
}

/// The calls of some customers.
#[derive(Default)]
pub(super) struct Ledger {
    accounts: BTreeMap<AccountId, Payer>,
    calls: BTreeMap<Name, Live>,
    /// How many calls are up to each number that has any.
    numbers: BTreeMap<Did, u32>,
    /// Those whose calls may cost so much in an hour and no more.
    hourly: BTreeSet<AccountId>,
    /// The clients of each reseller that may fall so far and no further.
    clients: BTreeMap<AccountId, BTreeSet<AccountId>>,
    /// When calls are forgotten, soonest first.
    ends: BTreeSet<(Timestamp, Name)>,
}

impl Ledger {
    pub(super) fn admit(&mut self, wish: &Wish<'_>, nodes: i64) -> Allowance {
        self.forget(wish.at);
        let name: Name = (wish.payers[0].0, wish.to, wish.name.into());
        match self.calls.get(&name) {
            // The same call again: a switch that asks before each step.
            Some(known) if !known.is_over => {
                return Allowance { seconds: known.call.seconds, ..self.unbounded(wish) };
            }
            // Another of the same name.
            Some(_) => self.remove(&name),
            None => {}
        }
        let allowance = self.look(wish, nodes);
        if allowance.refused.is_some() {
            return allowance;
        }
        for (account, _) in wish.payers {
            self.accounts.entry(*account).or_default().begin(wish.at);
        }
        if wish.name.is_empty() {
            return allowance;
        }
        if self.calls.len() >= LIVE_MAX {
            let matters = allowance.seconds.is_some()
                || allowance.channels.is_some()
                || allowance.limits.counts();
            let refused = matters.then_some(Guard::Crowded);
            return Allowance { refused, ..allowance };
        }
        self.begin(name, wish, &allowance);
        allowance
    }

    /// What a call may use as things stand.
    pub(super) fn look(&self, wish: &Wish<'_>, nodes: i64) -> Allowance {
        let up = self.numbers.get(&wish.to).copied().unwrap_or_default();
        let standing = |(account, minute): &(AccountId, Money)| {
            let known = self.accounts.get(account);
            (*minute, known.map(|known| known.standing(wish.at, nodes)).unwrap_or_default())
        };
        let payers: Vec<(Money, Standing)> = wish.payers.iter().map(standing).collect();
        Allowance::of(wish.terms, up, &payers)
    }

    /// What a call may use that has been let in.
    fn unbounded(&self, wish: &Wish<'_>) -> Allowance {
        let limits = self.accounts.get(&wish.payers[0].0).map(|known| Arc::clone(&known.limits));
        Allowance {
            channels: wish.terms.channels.map(|most| tandem_domain::route::Channels { most }),
            limits: limits.unwrap_or_default(),
            ..Allowance::default()
        }
    }

    fn begin(&mut self, name: Name, wish: &Wish<'_>, allowance: &Allowance) {
        let seconds = allowance.seconds;
        let costs = |(account, minute): &(AccountId, Money)| {
            let most = set_aside(wish.terms.steps, *minute, seconds?);
            (most > Money::ZERO).then_some((*account, most))
        };
        let lasts = RINGING_SECONDS + i64::from(seconds.unwrap_or(CALL_SECONDS_MAX));
        let until = wish.at.plus_seconds(lasts);
        let call = LiveCall {
            account: name.0,
            name: Arc::clone(&name.2),
            to: wish.to,
            began: wish.at,
            until,
            seconds,
            set_aside: wish.payers.iter().filter_map(costs).collect(),
        };
        for (account, amount) in &call.set_aside {
            self.accounts.entry(*account).or_default().set_aside.0 += amount.0;
        }
        for (account, _) in wish.payers {
            self.accounts.entry(*account).or_default().up += 1;
        }
        *self.numbers.entry(wish.to).or_default() += 1;
        self.ends.insert((until, name.clone()));
        let (payers, steps) = (wish.payers.to_vec(), wish.terms.steps);
        self.calls.insert(name, Live { call, payers, steps, is_over: false });
    }

    /// Forgets the calls whose time is over.
    fn forget(&mut self, now: Timestamp) {
        while let Some((until, name)) = self.ends.first().cloned()
            && until <= now
        {
            self.remove(&name);
        }
    }

    /// A call was reported that lasted so long and cannot be charged yet: what it cost stays set aside, and the rest is free.
    pub(super) fn conclude(&mut self, name: &Name, seconds: u32, now: Timestamp) {
        let Some(live) = self.calls.get_mut(name).filter(|live| !live.is_over) else { return };
        for (account, aside) in &mut live.call.set_aside {
            let minute = live.payers.iter().find(|(payer, _)| payer == account);
            let cost =
                minute.map_or(Money::ZERO, |(_, minute)| set_aside(live.steps, *minute, seconds));
            let all = &mut self.accounts.entry(*account).or_default().set_aside;
            *all = Money(all.0.saturating_add(cost.0.saturating_sub(aside.0)));
            *aside = cost;
        }
        if live.call.set_aside.iter().all(|(_, aside)| *aside == Money::ZERO) {
            return self.remove(name);
        }
        let before = std::mem::replace(&mut live.call.until, now.plus_seconds(UNCHARGED_SECONDS));
        self.ends.remove(&(before, name.clone()));
        self.ends.insert((live.call.until, name.clone()));
        self.end(name);
    }

    /// A call is over: others may come in its place. What was set aside for it stays so until the balance
    /// is read that its record was charged to.
    pub(super) fn end(&mut self, name: &Name) {
        let Some(live) = self.calls.get_mut(name) else { return };
        if !std::mem::replace(&mut live.is_over, true) {
            let (to, payers) = (live.call.to, live.payers.clone());
            self.hang_up(to, &payers);
        }
    }

    /// Forgets a call, and gives back what was set aside for it.
    pub(super) fn remove(&mut self, name: &Name) {
        let Some(Live { call, payers, is_over, .. }) = self.calls.remove(name) else { return };
        self.ends.remove(&(call.until, name.clone()));
        for (account, amount) in &call.set_aside {
            self.accounts.entry(*account).or_default().set_aside.0 -= amount.0;
        }
        if !is_over {
            self.hang_up(call.to, &payers);
        }
    }

    fn hang_up(&mut self, to: Did, payers: &[(AccountId, Money)]) {
        for (account, _) in payers {
            let up = &mut self.accounts.entry(*account).or_default().up;
            *up = up.saturating_sub(1);
        }
        if let Some(up) = self.numbers.get_mut(&to) {
            *up = up.saturating_sub(1);
            if *up == 0 {
                self.numbers.remove(&to);
            }
        }
    }

    /// Takes note of how an account stands by the tables.
    pub(super) fn set(&mut self, read: Read) {
        let Read { account, root, spendable, limits, spent, at } = read;
        if account != root {
            let clients = self.clients.entry(root).or_default();
            match spendable {
                Some(_) => clients.insert(account),
                None => clients.remove(&account),
            };
        }
        let known = self.accounts.entry(account).or_default();
        (known.root, known.spendable, known.spent, known.at) = (Some(root), spendable, spent, at.0);
        match limits.an_hour {
            Some(_) => self.hourly.insert(account),
            None => self.hourly.remove(&account),
        };
        known.limits = if limits.is_usual() { Arc::default() } else { limits.into() };
    }

    /// Whether it was ever read how these stand.
    pub(super) fn knows(&self, payers: &[(AccountId, Money)]) -> bool {
        payers.iter().all(|(account, _)| {
            self.accounts.get(account).is_some_and(|known| known.root.is_some())
        })
    }

    /// Whose balances an event of an account may have changed: its own, and those of its clients.
    pub(super) fn concerned(&self, account: AccountId) -> Vec<AccountId> {
        let clients = self.clients.get(&account).into_iter().flatten();
        std::iter::once(account).chain(clients.copied()).collect()
    }

    /// Who pays for a call that is up.
    pub(super) fn payers(&self, name: &Name) -> Vec<AccountId> {
        let payers = self.calls.get(name).into_iter().flat_map(|live| &live.payers);
        payers.map(|(account, _)| *account).collect()
    }

    /// How all of them stand by what was read.
    pub(super) fn stands(&self) -> Vec<Read> {
        let read = |(account, known): (&AccountId, &Payer)| {
            Some(Read {
                account: *account,
                root: known.root?,
                spendable: known.spendable,
                limits: (*known.limits).clone(),
                spent: known.spent,
                at: Timestamp(known.at),
            })
        };
        self.accounts.iter().filter_map(read).collect()
    }

    /// Those who are kept from calling by an hour that has gone on since it was read.
    pub(super) fn out_of_date(&self, now: Timestamp) -> Vec<AccountId> {
        let is_old = |account: &AccountId| {
            let Some(known) = self.accounts.get(account) else { return false };
            let reaches = |most| known.spent.0.saturating_add(known.set_aside.0) >= most;
            known.limits.an_hour.is_some_and(|most| reaches(most.0))
                && now.0.saturating_sub(known.at) >= SPENT_MICROS
        };
        self.hourly.iter().copied().filter(is_old).collect()
    }

    pub(super) fn live(&self, now: Timestamp) -> Vec<LiveCall> {
        let up = |live: &&Live| !live.is_over && live.call.until > now;
        self.calls.values().filter(up).map(|live| live.call.clone()).collect()
    }

    pub(super) fn count(&self) -> usize {
        self.calls.values().filter(|live| !live.is_over).count()
    }
}
