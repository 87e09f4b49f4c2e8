//! Credentials are revoked, at once and everywhere: the account's epoch moves on, and a command
//! whose credential was verified before finds that out under the account's lock. Emits
//! `credentials_revoked`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, Scope};
use tandem_store::{Lane, credential};

use crate::{Command, Cx, Halt, Mode};

/// Revokes all credentials of an account. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialRevoke {
    /// The account.
    pub account: AccountId,
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
        let revoked = credential::revoke_all(cx.tx, self.account, cx.now)?;
        let mut auth_epoch = 0;
        cx.change(self.account, |account| {
            account.auth_epoch += 1;
            auth_epoch = account.auth_epoch;
        })?;
        cx.emit(self.account, EventBody::CredentialsRevoked { auth_epoch })?;
        Ok(revoked)
    }
}
