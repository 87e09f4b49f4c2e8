//! What a switch checks the password of a login by.

use tandem_domain::{AccountId, AccountStatus, LoginBar, LoginPlace, Secret};
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError, Tx, account, credential, login, tenure};

use crate::Engine;
use crate::verb::{LOGINS, SIP};

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

impl Engine {
    /// A login in a realm, if there is one that has a password there and may act; whether it may log in
    /// from that place is said with it. Switches are the operator's own, so nobody's right is asked for.
    pub async fn sip_login(
        &self,
        name: &str,
        realm: &str,
        place: LoginPlace,
    ) -> Result<Option<SipLogin>, StoreError> {
        let (name, scheme) = (name.to_owned(), format!("{SIP}{realm}"));
        self.reading(ReadLimit::Second, move |tx| {
            let Some(id) = account::by_alias(tx, LOGINS, &name)? else { return Ok(None) };
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
            Ok(kept.map(|kept| SipLogin {
                name: login.name,
                digest: kept.secret.into(),
                bar: login.profile.bars(&place),
                caller_id: caller_id.map(|held| held.did),
                expiry_seconds: login.profile.expiry_seconds,
                international: login.profile.international,
            }))
        })
        .await
    }
}

fn is_open(tx: &mut dyn Tx, account: AccountId) -> Result<bool, StoreError> {
    Ok(account::get(tx, account)?.is_some_and(|found| found.status == AccountStatus::Open))
}
