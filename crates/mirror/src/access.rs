//! Credentials in memory, so that a request is recognised without a query.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, CredentialId, Event, EventBody, Scope, Timestamp};
use tandem_store::{StoreError, Tx};

use crate::Follower;

/// How many rows one read asks for.
const PAGE: i64 = 10_000;

/// Under what terms a credential is good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// From where it may be used; `None`: from anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Vec<IpNet>>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// What people call it, or how a key begins that nobody gave a name; never enough to use it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The constant signature that Anveo's version 3 asks for beside the key, in lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// One credential in force.
#[derive(Debug)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub account: AccountId,
    /// The customer at the top of that account's tree.
    pub root: AccountId,
    /// The account's epoch when it was read.
    pub auth_epoch: i64,
    /// An Argon2id string for a chosen password; empty when the handle is all there is.
    pub secret: String,
    /// Its terms.
    pub terms: Terms,
    /// A keyed hash of the password that was verified against `secret`, so that the slow check is
    /// made once and not at every request. It goes with the entry when the credential changes.
    pub verified: OnceLock<[u8; 32]>,
}

impl Credential {
    /// Whether it may be used from this address.
    pub fn allows_address(&self, address: Option<IpAddr>) -> bool {
        match &self.terms.networks {
            None => true,
            Some(networks) => {
                let address = address.map(|address| address.to_canonical());
                address.is_some_and(|ip| networks.iter().any(|network| network.contains(&ip)))
            }
        }
    }

    /// Whether it is still good at `now`.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.terms.expires.is_none_or(|expires| now < expires)
    }

    /// Who acts through it.
    pub fn actor(&self, address: Option<IpAddr>) -> Actor {
        Actor {
            account: self.account,
            root: self.root,
            credential: Some(self.id),
            scopes: self.terms.scopes.clone(),
            address,
            auth_epoch: self.auth_epoch,
        }
    }
}

#[derive(Default)]
struct Table {
    by_handle: BTreeMap<(String, String), Arc<Credential>>,
    /// The last change of each account's credentials that was heard of: its place among the
    /// account's events.
    heard: BTreeMap<AccountId, i64>,
    /// Accounts whose credentials changed since they were read.
    stale: BTreeSet<AccountId>,
}

/// The credentials in force.
#[derive(Default)]
pub struct Access {
    table: RwLock<Table>,
}

impl Access {
    /// The credential that a dialect finds under a handle: a user name, or the SHA-256 of a key.
    pub fn find(&self, scheme: &str, handle: &str) -> Option<Arc<Credential>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.by_handle.get(&(scheme.to_owned(), handle.to_owned())).map(Arc::clone)
    }

    /// Whether [`Access::refresh`] has something to do before a look-up can be believed.
    pub fn is_stale(&self) -> bool {
        !self.table.read().unwrap_or_else(PoisonError::into_inner).stale.is_empty()
    }

    /// Reads the credentials of the accounts whose credentials changed. Nobody who looks one up
    /// waits for the reading.
    pub fn refresh(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        for (account, heard) in self.changed() {
            let read = tandem_store::credential::of_account(tx, account)?;
            let entries = read.into_iter().map(entry).collect::<Result<Vec<_>, _>>()?;
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            // What changed again meanwhile is read again; somebody else may have read it by now.
            if table.heard.get(&account) == Some(&heard) && table.stale.remove(&account) {
                table.forget(account);
                table.by_handle.extend(entries);
            }
        }
        Ok(())
    }

    /// The stale accounts, each with the change that was heard of last.
    fn changed(&self) -> Vec<(AccountId, i64)> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let heard = |account: &AccountId| table.heard.get(account).map(|heard| (*account, *heard));
        table.stale.iter().filter_map(heard).collect()
    }
}

impl Table {
    fn forget(&mut self, account: AccountId) {
        self.by_handle.retain(|_, entry| entry.account != account);
    }
}

/// A row of the table.
type Row = ((String, String), Arc<Credential>);

fn entry(stored: tandem_store::credential::Credential) -> Result<Row, StoreError> {
    let terms: Terms =
        serde_json::from_str(&stored.terms).map_err(|_| StoreError::Shape("credential.terms"))?;
    let entry = Credential {
        id: stored.id,
        account: stored.account,
        root: stored.root,
        auth_epoch: stored.auth_epoch,
        secret: stored.secret,
        terms,
        verified: OnceLock::new(),
    };
    Ok(((stored.scheme, stored.handle), Arc::new(entry)))
}

impl Follower for Access {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let mut fresh = Table::default();
        let mut after = CredentialId(i64::MIN);
        loop {
            let page = tandem_store::credential::page(tx, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for credential in page {
                fresh.by_handle.extend([entry(credential)?]);
            }
        }
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn apply(&self, event: &Event) {
        let revoked = match event.body {
            EventBody::CredentialsRevoked { .. } => true,
            EventBody::CredentialIssued { .. } => false,
            _ => return,
        };
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let heard = table.heard.entry(event.account).or_insert(0);
        // Our own events come twice: at once, and with the feed.
        if event.seq <= *heard {
            return;
        }
        *heard = event.seq;
        table.stale.insert(event.account);
        if revoked {
            // Until they are read again, none of them is recognised.
            table.forget(event.account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        let stored = tandem_store::credential::Credential {
            id: CredentialId(1),
            account: AccountId(7),
            root: AccountId(7),
            scheme: "s".to_owned(),
            handle: "h".to_owned(),
            secret: String::new(),
            terms: r#"{"scopes":[]}"#.to_owned(),
            auth_epoch: 1,
        };
        let access = Access::default();
        let row = entry(stored).expect("an entry");
        access.table.write().expect("nobody panicked").by_handle.extend([row]);
        access
    }

    fn event(seq: i64, body: EventBody) -> Event {
        let (account, by) = (AccountId(7), AccountId(1));
        Event { account, seq, at: Timestamp(0), by, body }
    }

    fn issued(seq: i64) -> Event {
        let (credential, scheme) = (CredentialId(2), "s".to_owned());
        event(seq, EventBody::CredentialIssued { credential, scheme })
    }

    #[test]
    fn a_credential_that_is_issued_beside_it_leaves_it_in_force() {
        let access = access();
        access.apply(&issued(3));
        assert!(access.is_stale());
        assert!(access.find("s", "h").is_some());
    }

    #[test]
    fn a_revocation_is_at_once() {
        let access = access();
        access.apply(&event(3, EventBody::CredentialsRevoked { auth_epoch: 2 }));
        assert!(access.is_stale());
        assert!(access.find("s", "h").is_none());
    }

    #[test]
    fn what_was_heard_before_changes_nothing() {
        let access = access();
        access.apply(&issued(3));
        access.table.write().expect("nobody panicked").stale.clear();
        access.apply(&event(2, EventBody::CredentialsRevoked { auth_epoch: 2 }));
        access.apply(&issued(3));
        assert!(!access.is_stale());
        assert!(access.find("s", "h").is_some());
    }
}
