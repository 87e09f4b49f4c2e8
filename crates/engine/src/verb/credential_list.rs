//! Which credentials an account has. Nothing that anybody could log in with is in the answer.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CredentialId, Scope, Timestamp};
use tandem_mirror::Terms;
use tandem_store::{StoreError, credential};

use crate::{Command, Cx, Halt, Mode};

/// Looks at the credentials of an account that are in force, the oldest first. The operator's
/// command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialList {
    /// The account.
    pub account: AccountId,
}

/// A credential, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialView {
    /// Its id.
    pub id: CredentialId,
    /// The dialect it is for.
    pub scheme: String,
    /// The user name, of one that has a password; of a key, how it begins or what it was called.
    pub name: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// Under what terms it is good, but for what its callers sign with.
    pub terms: Terms,
}

impl Command for CredentialList {
    const NAME: &'static str = "credential.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CredentialView>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CredentialView>, Halt> {
        cx.require_operator()?;
        cx.account(self.account)?;
        let found = credential::issued_to(cx.tx, self.account)?;
        found
            .into_iter()
            .map(|(credential, issued)| {
                let terms: Terms = serde_json::from_str(&credential.terms)
                    .map_err(|_| StoreError::Shape("credential.terms"))?;
                // What a key is found by is its hash, which is nothing to anybody.
                let is_key = credential.secret.is_empty();
                let name = if is_key { terms.label.clone() } else { credential.handle };
                let terms = Terms { signature: None, ..terms };
                Ok(CredentialView {
                    id: credential.id,
                    scheme: credential.scheme,
                    name,
                    issued,
                    terms,
                })
            })
            .collect()
    }
}
