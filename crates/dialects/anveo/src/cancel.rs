//! The command behind `DID.CANCEL`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Actor, Refusal, Scope};
use tandem_engine::{Command, Cx, Halt, Mode, NumberRelease, Released};

/// Gives a number back, but only from the account that the request names. This provider alone asks
/// for that: who forgets that a number is a sub-account's does not lose it by mistake.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DidCancel {
    /// The sub-account; `None`: the caller itself.
    pub(crate) account: Option<AccountRef>,
    /// The number.
    pub(crate) release: NumberRelease,
}

impl Command for DidCancel {
    const NAME: &'static str = "anveo.did_cancel";
    const MODE: Mode = NumberRelease::MODE;
    type Outcome = Released;

    fn scope(&self) -> Scope {
        self.release.scope()
    }

    fn is_rehearsal(&self) -> bool {
        self.release.is_rehearsal()
    }

    fn shard(&self, actor: &Actor) -> i64 {
        self.release.shard(actor)
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Released, Halt> {
        cx.lock_customer()?;
        let owner = match &self.account {
            Some(named) => cx.own_account(named)?.id,
            None => cx.actor.account,
        };
        let did = self.release.did;
        let (_, tenure) = cx.own_number(did)?;
        if tenure.owner != owner {
            return Err(Refusal::NumberNotOwned { did }.into());
        }
        self.release.run(cx)
    }
}
