//! Credentials are revoked, at once and everywhere: the account's epoch moves on, and a command
//! whose credential was verified before finds that out under the account's lock. Emits
//! `credentials_revoked`.
//!
//! Of an account that keeps its other credentials, whoever is under way with one of them at that moment
//! is refused once, and comes in again at the next call.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CredentialId, EventBody, Scope};
use tandem_store::{Lane, credential};

use crate::{Command, Cx, Halt, Mode};

/// Revokes a credential of an account, or all that it has. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialRevoke {
    /// The account.
    pub account: AccountId,
    /// Which one; `None`: all of them.
    #[serde(default)]
    pub credential: Option<CredentialId>,
}

impl Command for CredentialRevoke {
    const NAME: &'static str = "credential.revoke";
    const MODE: Mode = Mode::Write(Lane::Order);
    /// How many were in force.
    type Outcome = u64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<u64, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let revoked = match self.credential {
            None => credential::revoke_all(cx.tx, self.account, cx.now)?,
            Some(id) => u64::from(credential::revoke(cx.tx, self.account, id, cx.now)?),
        };
        if revoked == 0 && self.credential.is_some() {
            return Ok(0);
        }
        let mut auth_epoch = 0;
        cx.change(self.account, |account| {
            account.auth_epoch += 1;
            auth_epoch = account.auth_epoch;
        })?;
        cx.emit(self.account, EventBody::CredentialsRevoked { auth_epoch })?;
        Ok(revoked)
    }
}
