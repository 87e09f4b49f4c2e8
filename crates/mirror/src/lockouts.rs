//! Who is locked out, in memory: from which address which credential is not tried for a while.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::{MutexGuard, PoisonError};

use tandem_domain::{AccountId, CredentialId, Event, EventBody, Timestamp};
use tandem_store::lockout::{self, Lockout};
use tandem_store::{StoreError, Tx};

use crate::Follower;

/// How many are remembered, of all …
const LOCKOUTS_MAX: i64 = 10_000;
/// … and of one account: whoever guesses from more addresses than that is slowed down from some.
const LOCKOUTS_OF_ACCOUNT_MAX: i64 = 1000;

#[derive(Default)]
struct Table {
    until: BTreeMap<(CredentialId, IpAddr), Timestamp>,
    /// Accounts of whose credentials an address was locked out since they were read.
    stale: BTreeSet<AccountId>,
}

/// The lock-outs in force.
#[derive(Default)]
pub struct Lockouts {
    table: Mutex<Table>,
}

impl Lockouts {
    /// Whether the credential is not to be tried from there at `now`.
    pub fn has(&self, credential: CredentialId, address: IpAddr, now: Timestamp) -> bool {
        let table = self.table();
        table.until.get(&(credential, address.to_canonical())).is_some_and(|until| now < *until)
    }

    /// Whether [`Lockouts::refresh`] has something to read.
    pub fn is_stale(&self) -> bool {
        !self.table().stale.is_empty()
    }

    /// Reads what was heard of and not read yet.
    pub fn refresh(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        loop {
            let Some(account) = self.table().stale.pop_first() else { return Ok(()) };
            match lockout::of_account(tx, account, LOCKOUTS_OF_ACCOUNT_MAX) {
                Ok(read) => self.add(&read),
                Err(error) => {
                    self.table().stale.insert(account);
                    return Err(error);
                }
            }
        }
    }

    /// Those that end first make room for those that last longer.
    fn add(&self, lockouts: &[Lockout]) {
        let mut table = self.table();
        for lockout in lockouts {
            let key = (lockout.credential, lockout.address.to_canonical());
            let until = table.until.entry(key).or_insert(lockout.until);
            *until = lockout.until.max(*until);
        }
        let most = usize::try_from(LOCKOUTS_MAX).unwrap_or(usize::MAX);
        if table.until.len() > most {
            let mut ends: Vec<Timestamp> = table.until.values().copied().collect();
            ends.sort_unstable();
            let last = ends[ends.len() - most];
            table.until.retain(|_, until| *until >= last);
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower for Lockouts {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let read = lockout::all(tx, LOCKOUTS_MAX)?;
        *self.table() = Table::default();
        self.add(&read);
        Ok(())
    }

    fn apply(&self, event: &Event) {
        if let EventBody::CredentialLocked { .. } = event.body {
            self.table().stale.insert(event.account);
        }
    }
}
