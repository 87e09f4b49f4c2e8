//! What a switch checks the password of a login by.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tandem_domain::{AccountId, AccountStatus, LoginBar, LoginPlace, LoginProfile, Secret};
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError, Tx, account, credential, login, tenure};

use crate::verb::{LOGINS, SIP};
use crate::{Engine, LOGINS_REMEMBERED_MAX};

/// A login, as a switch needs it to let equipment in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipLogin {
    /// What it logs in with.
    pub name: String,
    /// The digest over name, realm and password (HA1, RFC 2617 §3.2.2.2).
    pub digest: Secret,
    /// Why it may not log in from where it wants to, if it may not.
    pub bar: Option<LoginBar>,
    /// The number that its calls show, if the customer still has it; `None`: whichever it sends and
    /// may send.
    pub caller_id: Option<Did>,
    /// How long it may stand before it is renewed, in seconds.
    pub expiry_seconds: u32,
    /// Whether it may call abroad.
    pub international: bool,
}

/// A login as the database has it, wherever somebody logs in from.
#[derive(Clone)]
struct Known {
    name: String,
    digest: Secret,
    profile: LoginProfile,
    caller_id: Option<Did>,
}

impl Known {
    fn at(self, place: &LoginPlace) -> SipLogin {
        SipLogin {
            name: self.name,
            digest: self.digest,
            bar: self.profile.bars(place),
            caller_id: self.caller_id,
            expiry_seconds: self.profile.expiry_seconds,
            international: self.profile.international,
        }
    }
}

/// The logins that switches asked for lately, by scheme and name, for when the database is gone: telephones renew their
/// logins every few minutes, and none is to be turned away for that. Two generations take turns, so that no more than so many
/// are remembered.
#[derive(Default)]
pub(crate) struct LoginMemo(Mutex<[BTreeMap<(String, String), Known>; 2]>);

impl LoginMemo {
    /// Remembers what the database has, or that it has nothing.
    fn keep(&self, scheme: &str, name: &str, known: Option<&Known>) {
        let mut memo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *memo;
        let key = (scheme.to_owned(), name.to_owned());
        let Some(known) = known else {
            young.remove(&key);
            old.remove(&key);
            return;
        };
        if young.len() >= LOGINS_REMEMBERED_MAX / 2 && !young.contains_key(&key) {
            *old = std::mem::take(young);
        }
        young.insert(key, known.clone());
    }

    fn recall(&self, scheme: &str, name: &str) -> Option<Known> {
        let memo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (scheme.to_owned(), name.to_owned());
        memo.iter().find_map(|known| known.get(&key)).cloned()
    }
}

impl Engine {
    /// A login in a realm, if there is one that has a password there and may act; whether it may log in
    /// from that place is said with it. Switches are the operator's own, so nobody's right is asked for.
    /// When the database does not answer, what it said last of that login does.
    pub async fn sip_login(
        &self,
        name: &str,
        realm: &str,
        place: LoginPlace,
    ) -> Result<Option<SipLogin>, StoreError> {
        let (name, scheme) = (name.to_owned(), format!("{SIP}{realm}"));
        let asked = (name.clone(), scheme.clone());
        let found = if self.is_away_in_rehearsal("sip_login") {
            Err(StoreError::Unavailable("it is away on demand".to_owned()))
        } else {
            self.reading(ReadLimit::Second, move |tx| read(tx, &asked.0, &asked.1)).await
        };
        let logins = &self.inner.logins;
        let known = match found {
            Ok(known) => {
                logins.keep(&scheme, &name, known.as_ref());
                known
            }
            // One that nobody asked for before may be there or not.
            Err(error) => Some(logins.recall(&scheme, &name).ok_or(error)?),
        };
        Ok(known.map(|known| known.at(&place)))
    }
}

fn read(tx: &mut dyn Tx, name: &str, scheme: &str) -> Result<Option<Known>, StoreError> {
    let Some(id) = account::by_alias(tx, LOGINS, name)? else { return Ok(None) };
    let Some(login) = login::of_account(tx, id)? else { return Ok(None) };
    if !is_open(tx, id)? || !is_open(tx, login.customer)? {
        return Ok(None);
    }
    let caller_id = match login.profile.caller_id {
        Some(did) => tenure::current(tx, did)?.filter(|held| held.payer == login.customer),
        None => None,
    };
    let mut kept = credential::of_account(tx, id)?.into_iter();
    let kept = kept.rfind(|kept| kept.scheme == scheme && kept.handle == name);
    Ok(kept.map(|kept| Known {
        name: login.name,
        digest: kept.secret.into(),
        profile: login.profile,
        caller_id: caller_id.map(|held| held.did),
    }))
}

fn is_open(tx: &mut dyn Tx, account: AccountId) -> Result<bool, StoreError> {
    Ok(account::get(tx, account)?.is_some_and(|found| found.status == AccountStatus::Open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_logins_are_remembered_than_so_many() {
        let memo = LoginMemo::default();
        let known = |name: &str| Known {
            name: name.to_owned(),
            digest: String::new().into(),
            profile: LoginProfile::default(),
            caller_id: None,
        };
        for number in 0..2 * LOGINS_REMEMBERED_MAX {
            let name = number.to_string();
            memo.keep("sip", &name, Some(&known(&name)));
        }
        let last = (2 * LOGINS_REMEMBERED_MAX - 1).to_string();
        assert_eq!(memo.recall("sip", &last).map(|known| known.name), Some(last.clone()));
        assert!(memo.recall("sip", "0").is_none() && memo.recall("other", &last).is_none());
        let all: usize = memo.0.lock().expect("nobody panicked").iter().map(BTreeMap::len).sum();
        assert!(all <= LOGINS_REMEMBERED_MAX);
        memo.keep("sip", &last, None);
        assert!(memo.recall("sip", &last).is_none());
    }
}
