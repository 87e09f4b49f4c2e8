//! The calls of some customers, and how those stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_domain::route::{Allowance, CALL_SECONDS_MAX, CallsUp, Channels, PayerUp, Standing};
use tandem_domain::{AccountId, CALL_RECORD_SECONDS_MAX, Guard, Money, Timestamp, set_aside};
use tandem_numbering::Did;

use super::hour::Hour;
use super::live::{CallKey, Live, LiveCall};
use super::payer::{Payer, Read};
use super::reading::HourDue;
use super::{Way, Wish};

/// The most calls of one part that are kept count of …
const LIVE_MAX: usize = 16_384;
/// … and of one customer: a quarter of that, so that nobody fills what is there for others.
const CUSTOMERS_LIVE_MAX: u32 = 4096;
/// How long a call may ring, play and wait before it is answered; it is forgotten that much after its time.
const RINGING_SECONDS: i64 = 600;
/// For how long what a call cost stays set aside that could not be charged: as long as a switch says again what was not
/// heard.
const UNCHARGED_SECONDS: i64 = CALL_RECORD_SECONDS_MAX;

/// The calls of some customers.
#[derive(Default)]
pub(super) struct Ledger {
    accounts: BTreeMap<AccountId, Payer>,
    calls: BTreeMap<CallKey, Live>,
    /// How many calls are up to each number that has any.
    numbers: BTreeMap<Did, u32>,
    /// Those whose calls may cost so much in an hour and no more.
    hourly: BTreeSet<AccountId>,
    /// The clients of each reseller that may fall so far and no further.
    clients: BTreeMap<AccountId, BTreeSet<AccountId>>,
    /// When calls are forgotten, soonest first.
    ends: BTreeSet<(Timestamp, CallKey)>,
}

impl Ledger {
    /// What a call may use, and what it is known by if it is counted from now on.
    pub(super) fn admit(&mut self, wish: &Wish<'_>, nodes: i64) -> (Allowance, Option<CallKey>) {
        self.forget(wish.at);
        let key = CallKey::first(wish.payers[0].0, wish.to, wish.name, wish.way);
        if wish.way == Way::Onwards
            && let Some(live) = self.up(&key).next_back().and_then(|key| self.calls.get(key))
        {
            return (Allowance { seconds: live.call.seconds, ..self.unbounded(wish) }, None);
        }
        let allowance = self.look(wish, nodes);
        if allowance.refused.is_some() {
            return (allowance, None);
        }
        let has_room = self.has_room(key.account);
        if self.is_counted(wish, &allowance) && !has_room {
            return (Allowance { refused: Some(Guard::Crowded), ..allowance }, None);
        }
        if wish.way != Way::Outward {
            for (account, _) in wish.payers {
                self.accounts.entry(*account).or_default().begin(wish.at);
            }
        }
        let key = (!wish.name.is_empty() && self.is_counted(wish, &allowance)).then(|| {
            let last = self.calls.range(key.all()).next_back().map(|(key, _)| key.nth);
            CallKey { nth: last.map_or(0, |last| last.saturating_add(1)), ..key }
        });
        if let Some(key) = &key {
            self.begin(key.clone(), wish, &allowance);
        }
        (allowance, key)
    }

    /// What a call may use as things stand.
    pub(super) fn look(&self, wish: &Wish<'_>, nodes: i64) -> Allowance {
        let standing = |(account, minute): &(AccountId, Money)| {
            let known = self.accounts.get(account);
            (*minute, known.map(|known| known.standing(wish.at, nodes)).unwrap_or_default())
        };
        let payers: Vec<(Money, Standing)> = wish.payers.iter().map(standing).collect();
        if wish.way == Way::Outward {
            return Allowance::outward(wish.terms, &payers);
        }
        let up = self.numbers.get(&wish.to).copied().unwrap_or_default();
        Allowance::of(wish.terms, up, &payers)
    }

    /// What is up to a number, and takes of what these have.
    pub(super) fn all_up(
        &self,
        to: Did,
        payers: &[AccountId],
        now: Timestamp,
        nodes: i64,
    ) -> CallsUp {
        let payer = |account: &AccountId| {
            let known = self.accounts.get(account)?;
            let Standing { up, begun, .. } = known.standing(now, nodes);
            Some(PayerUp { account: *account, set_aside: known.set_aside, up, begun })
        };
        let to_number = self.numbers.get(&to).copied().unwrap_or_default();
        CallsUp { nodes, to_number, payers: payers.iter().filter_map(payer).collect() }
    }

    /// What a call may use that has been let in.
    fn unbounded(&self, wish: &Wish<'_>) -> Allowance {
        let limits = self.accounts.get(&wish.payers[0].0).map(|known| Arc::clone(&known.limits));
        Allowance {
            channels: wish.terms.channels.map(|most| Channels { most }),
            limits: limits.unwrap_or_default(),
            ..Allowance::default()
        }
    }

    /// Whether anything depends on it that a call is up: money, or a limit. Any other need not be remembered.
    fn is_counted(&self, wish: &Wish<'_>, allowance: &Allowance) -> bool {
        let limits = |(account, _): &(AccountId, Money)| {
            self.accounts.get(account).is_some_and(|known| known.limits.counts())
        };
        allowance.seconds.is_some()
            || allowance.channels.is_some()
            || wish.payers.iter().any(limits)
    }

    /// Whether one more call of a customer is kept count of.
    fn has_room(&self, customer: AccountId) -> bool {
        let held = self.accounts.get(&customer).map_or(0, |known| known.held);
        self.calls.len() < LIVE_MAX && held < CUSTOMERS_LIVE_MAX
    }

    fn begin(&mut self, key: CallKey, wish: &Wish<'_>, allowance: &Allowance) {
        let seconds = allowance.seconds;
        let costs = |(account, minute): &(AccountId, Money)| {
            let most = set_aside(wish.terms.steps, *minute, seconds?);
            (most > Money::ZERO).then_some((*account, most))
        };
        let lasts = RINGING_SECONDS + i64::from(seconds.unwrap_or(CALL_SECONDS_MAX));
        let until = wish.at.plus_seconds(lasts);
        let call = LiveCall {
            account: key.account,
            name: Arc::clone(&key.name),
            to: wish.to,
            is_outward: key.is_outward,
            began: wish.at,
            until,
            seconds,
            set_aside: wish.payers.iter().filter_map(costs).collect(),
        };
        for (account, amount) in &call.set_aside {
            self.accounts.entry(*account).or_default().set_aside.0 += amount.0;
        }
        self.accounts.entry(key.account).or_default().held += 1;
        let (payers, steps) = (wish.payers.to_vec(), wish.terms.steps);
        let live = Live { call, payers, steps, is_over: false };
        if !key.is_outward {
            for (account, _) in &live.payers {
                self.accounts.entry(*account).or_default().up += 1;
            }
            *self.numbers.entry(wish.to).or_default() += 1;
        }
        self.ends.insert((until, key.clone()));
        self.calls.insert(key, live);
    }

    /// Those of a name that are up.
    fn up(&self, key: &CallKey) -> impl DoubleEndedIterator<Item = &CallKey> {
        self.calls.range(key.all()).filter(|(_, live)| !live.is_over).map(|(key, _)| key)
    }

    /// The one of a name that has been up the longest: of several whose reports are alike, one ends with each.
    fn oldest(&self, key: &CallKey) -> Option<CallKey> {
        self.up(key).next().cloned()
    }

    /// Forgets the calls whose time is over.
    fn forget(&mut self, now: Timestamp) {
        while let Some((until, key)) = self.ends.first().cloned()
            && until <= now
        {
            self.remove(&key);
        }
    }

    /// A call was reported that lasted so long and cannot be charged yet: what it cost stays set aside, and the rest is free.
    pub(super) fn conclude(&mut self, name: &CallKey, seconds: u32, now: Timestamp) {
        let Some(key) = self.oldest(name) else { return };
        let Some(mut live) = self.calls.get(&key).cloned() else { return };
        for place in 0..live.call.set_aside.len() {
            let (account, aside) = live.call.set_aside[place];
            let cost = live.cost(account, seconds);
            let all = &mut self.accounts.entry(account).or_default().set_aside;
            *all = Money(all.0.saturating_add(cost.0.saturating_sub(aside.0)));
            live.call.set_aside[place].1 = cost;
        }
        let costs_nothing = live.call.set_aside.iter().all(|(_, aside)| *aside == Money::ZERO);
        let before = std::mem::replace(&mut live.call.until, now.plus_seconds(UNCHARGED_SECONDS));
        self.ends.remove(&(before, key.clone()));
        self.ends.insert((live.call.until, key.clone()));
        self.calls.insert(key.clone(), live);
        if costs_nothing {
            self.remove(&key);
        } else {
            self.hang_up(&key);
        }
    }

    /// A call of this name is over: others may come in its place. What was set aside for it stays so until the balance
    /// is read that its record was charged to; then it is to be removed.
    pub(super) fn end(&mut self, name: &CallKey) -> Option<CallKey> {
        let key = self.oldest(name)?;
        self.hang_up(&key);
        Some(key)
    }

    /// Forgets a call, and gives back what was set aside for it.
    pub(super) fn remove(&mut self, key: &CallKey) {
        self.hang_up(key);
        let Some(Live { call, .. }) = self.calls.remove(key) else { return };
        self.ends.remove(&(call.until, key.clone()));
        for (account, amount) in &call.set_aside {
            self.accounts.entry(*account).or_default().set_aside.0 -= amount.0;
        }
        let held = &mut self.accounts.entry(key.account).or_default().held;
        *held = held.saturating_sub(1);
    }

    /// A call no longer takes the place of others.
    fn hang_up(&mut self, key: &CallKey) {
        let Some(live) = self.calls.get_mut(key) else { return };
        if std::mem::replace(&mut live.is_over, true) || key.is_outward {
            return;
        }
        for (account, _) in &live.payers {
            let up = &mut self.accounts.entry(*account).or_default().up;
            *up = up.saturating_sub(1);
        }
        if let Some(up) = self.numbers.get_mut(&key.to) {
            *up = up.saturating_sub(1);
            if *up == 0 {
                self.numbers.remove(&key.to);
            }
        }
    }

    /// Takes note of how an account stands by the tables.
    pub(super) fn set(&mut self, read: Read) {
        let Read { account, root, spendable, limits } = read;
        if account != root {
            let clients = self.clients.entry(root).or_default();
            match spendable.is_some() || limits.an_hour.is_some() {
                true => clients.insert(account),
                false => clients.remove(&account),
            };
        }
        let known = self.accounts.entry(account).or_default();
        (known.root, known.spendable) = (Some(root), spendable);
        if limits.an_hour.is_some() {
            self.hourly.insert(account);
        } else {
            self.hourly.remove(&account);
            known.hour = Hour::default();
        }
        known.limits = if limits.is_usual() { Arc::default() } else { limits.into() };
    }

    /// Takes note of how an account stood when an image was drawn.
    pub(super) fn restore(&mut self, read: Read, hour: Hour) {
        let account = read.account;
        self.set(read);
        self.accounts.entry(account).or_default().hour = hour;
    }

    /// A customer was charged for a call, and perhaps a client of its was too.
    pub(super) fn hear(&mut self, customer: AccountId, charged: Money) {
        for account in self.concerned(customer) {
            let own = if account == customer { charged } else { Money::ZERO };
            if self.hourly.contains(&account)
                && let Some(known) = self.accounts.get_mut(&account)
            {
                known.hour.hear(own);
            }
        }
    }

    /// Whose hours are to be read, and from when on.
    pub(super) fn hours_due(&self, now: Timestamp) -> impl Iterator<Item = HourDue> {
        self.hourly.iter().filter_map(move |account| {
            let known = self.accounts.get(account)?;
            let (root, since) = (known.root?, known.hour.due(now)?);
            let heard = known.hour.heard();
            Some(HourDue { account: *account, root, since, is_first: known.hour.is_new(), heard })
        })
    }

    /// Takes note of what the tables say of the minutes of an account's hour from one instant on.
    pub(super) fn set_hour(
        &mut self,
        due: &HourDue,
        since: i64,
        minutes: impl Iterator<Item = (i64, Money)>,
        now: Timestamp,
    ) {
        if let Some(known) = self.accounts.get_mut(&due.account) {
            known.hour.set(since, minutes, due.heard, now);
        }
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

    /// Who pays for a call that is up, or was.
    pub(super) fn payers(&self, key: &CallKey) -> Vec<AccountId> {
        let payers = self.calls.get(key).into_iter().flat_map(|live| &live.payers);
        payers.map(|(account, _)| *account).collect()
    }

    /// How all of them stand by what was read.
    pub(super) fn stands(&self) -> Vec<(Read, Hour)> {
        let read = |(account, known): (&AccountId, &Payer)| {
            let read = Read {
                account: *account,
                root: known.root?,
                spendable: known.spendable,
                limits: (*known.limits).clone(),
            };
            Some((read, known.hour.clone()))
        };
        self.accounts.iter().filter_map(read).collect()
    }

    pub(super) fn live(&self, now: Timestamp) -> Vec<LiveCall> {
        let up = |live: &&Live| !live.is_over && live.call.until > now;
        self.calls.values().filter(up).map(|live| live.call.clone()).collect()
    }

    pub(super) fn count(&self) -> usize {
        self.calls.values().filter(|live| !live.is_over).count()
    }
}
