//! Whoever guesses at a secret is locked out, on every node and beyond a restart. Emits
//! `credential_locked`.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, CredentialId, EventBody, Scope};
use tandem_store::lockout::{self, Lockout};
use tandem_store::{Lane, credential};

use crate::{Command, Cx, Halt, LOCKOUT_SECONDS, Mode};

/// Locks an address out of a credential for a while. The gateway counts wrong secrets in memory and
/// sends this when there were too many; a single wrong one writes nothing. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CredentialLock {
    /// Whose credential it is.
    pub account: AccountId,
    /// The credential.
    pub credential: CredentialId,
    /// From where it was tried.
    pub address: IpAddr,
}

impl Command for CredentialLock {
    const NAME: &'static str = "credential.lock";
    const MODE: Mode = Mode::Write(Lane::Order);
    /// Whether the account still has that credential.
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        if !credential::is_in_force(cx.tx, self.credential, self.account)? {
            return Ok(false);
        }
        let until = cx.now.plus_seconds(LOCKOUT_SECONDS);
        let (credential, address) = (self.credential, self.address);
        lockout::put(cx.tx, &Lockout { credential, address, until })?;
        cx.emit(self.account, EventBody::CredentialLocked { credential, until })?;
        Ok(true)
    }
}
