//! Credentials are issued. Emits `credential_issued`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CredentialId, EventBody, Refusal, Scope};
use tandem_mirror::Terms;
use tandem_store::credential::Credential;
use tandem_store::{Lane, StoreError, credential};

use crate::{Command, Cx, Halt, Mode};

/// Issues a credential for an account. The operator's command. What the customer will type is not
/// in here: only its hash is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialIssue {
    /// Whose it is.
    pub account: AccountId,
    /// The dialect it is for.
    pub scheme: String,
    /// What it is found by: a user name, or the SHA-256 of a key in hex.
    pub handle: String,
    /// The Argon2id string of a chosen password; empty when the handle is all there is.
    pub secret: String,
    /// Under what terms it is good.
    pub terms: Terms,
}

impl Command for CredentialIssue {
    const NAME: &'static str = "credential.issue";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = CredentialId;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<CredentialId, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let account = cx.account(self.account)?;
        if account.profile.closed {
            return Err(Refusal::AccountUnknown { name: account.id.to_string() }.into());
        }
        let terms = serde_json::to_string(&self.terms)
            .map_err(|_| StoreError::Shape("credential.terms"))?;
        let issued = Credential {
            id: CredentialId(cx.id()),
            account: account.id,
            root: account.root,
            auth_epoch: account.auth_epoch,
            scheme: self.scheme.clone(),
            handle: self.handle.clone(),
            secret: self.secret.clone(),
            terms,
        };
        if !credential::insert(cx.tx, &issued, cx.now)? {
            return Err(Refusal::NameTaken { name: self.handle.clone() }.into());
        }
        let scheme = self.scheme.clone();
        cx.emit(account.id, EventBody::CredentialIssued { credential: issued.id, scheme })?;
        Ok(issued.id)
    }
}
