//! What was heard of, and how it is read.

use std::collections::BTreeSet;
use std::ops::Bound;

use tandem_domain::{AccountId, Money, Timestamp};
use tandem_store::{StoreError, Tx, account, posting};

use super::hour::MINUTE_MICROS;
use super::live::CallKey;
use super::payer::Read;
use super::{Calls, locked};

/// The most accounts that one reading reads, which keeps it short.
const READ_MAX: usize = 1024;
/// The most minutes of an hour that one statement adds up.
const SLICE_MICROS: i64 = 10 * MINUTE_MICROS;

/// What was heard of and has not been read.
#[derive(Default)]
pub(super) struct Noted {
    pub(super) accounts: BTreeSet<AccountId>,
    pub(super) over: Vec<CallKey>,
    /// The last account that was read: whoever comes behind it is next, so that each has its turn.
    last: Option<AccountId>,
}

impl Noted {
    pub(super) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.over.is_empty()
    }

    /// Takes as many accounts as are read at once.
    fn take(&mut self) -> BTreeSet<AccountId> {
        let behind = self.last.map_or(Bound::Unbounded, Bound::Excluded);
        let after = self.accounts.range((behind, Bound::Unbounded));
        let taken: Vec<_> = after.chain(&self.accounts).copied().take(READ_MAX).collect();
        self.last = taken.last().copied();
        let taken: BTreeSet<_> = taken.into_iter().collect();
        self.accounts.retain(|account| !taken.contains(account));
        taken
    }
}

impl Calls {
    /// Reads how those stand of whom something was heard, and gives back what was set aside for calls that are over, a few
    /// accounts after the other: what has been read stays read if the rest cannot be.
    pub(super) fn read_balances(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let (mut wanted, over) = {
            let mut noted = self.noted();
            (noted.take(), std::mem::take(&mut noted.over))
        };
        let mut over: Vec<(CallKey, Vec<AccountId>)> = over
            .into_iter()
            .map(|key| {
                let payers = self.part(key.account).payers(&key);
                (key, payers)
            })
            .collect();
        wanted.extend(over.iter().flat_map(|(_, payers)| payers));
        while !wanted.is_empty() {
            let some: Vec<AccountId> = wanted.iter().copied().take(account::READ_AT_ONCE).collect();
            let found = match account::some(tx, &some) {
                Ok(found) => found,
                Err(error) => {
                    let mut noted = self.noted();
                    noted.accounts.extend(wanted);
                    noted.over.extend(over.into_iter().map(|(key, _)| key));
                    return Err(error);
                }
            };
            for account in found {
                self.part(account.root).set(Read::of(account));
            }
            wanted.retain(|account| !some.contains(account));
            over.retain(|(key, payers)| {
                let waits = payers.iter().any(|payer| wanted.contains(payer));
                if !waits {
                    self.part(key.account).remove(key);
                }
                waits
            });
        }
        Ok(())
    }

    /// Reads what was spent in an hour by those of whom something was heard and who may spend no more than so much: the
    /// minutes since they were read last, some accounts at once.
    pub(super) fn read_hours(
        &self,
        tx: &mut dyn Tx,
        mut due: Vec<HourDue>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // Those who were read at about the same time are read together.
        due.sort_unstable_by_key(|due| due.since);
        for some in due.chunks(account::READ_AT_ONCE) {
            let ids: Vec<AccountId> = some.iter().map(|due| due.account).collect();
            let since = some.first().map_or(now.0, |due| due.since);
            let mut minutes = Vec::new();
            let mut from = since;
            while from <= now.0 {
                minutes.extend(posting::spent_on_calls(tx, &ids, from, from + SLICE_MICROS)?);
                from += SLICE_MICROS;
            }
            for due in some {
                let own = minutes.iter().filter(|spent| spent.account == due.account);
                let own = own.map(|spent| (spent.minute, spent.amount));
                self.part(due.root).set_hour(due, since, own, now);
            }
        }
        Ok(())
    }

    /// Whose hours are to be read.
    pub(super) fn hours_due(&self, now: Timestamp) -> Vec<HourDue> {
        let due = |part| locked(part).hours_due(now).collect::<Vec<_>>();
        self.parts.iter().flat_map(due).collect()
    }
}

/// An account whose hour is to be read.
pub(super) struct HourDue {
    pub(super) account: AccountId,
    pub(super) root: AccountId,
    /// From when on, in microseconds.
    pub(super) since: i64,
    /// Whether it has never been read.
    pub(super) is_first: bool,
    /// What had been heard by now.
    pub(super) heard: Money,
}
