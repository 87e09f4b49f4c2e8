//! An account is told that its calls are kept out. Emits `calls_guarded`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, EventBody, Guard, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode};

/// Writes down that money, a limit or a rule kept a call out. Whoever says so gives it a key of the account,
/// the rule and the hour, so that however many calls are kept out, and by however many nodes, the account
/// is told once. The operator's command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallGuard {
    /// Whose number was called.
    pub account: AccountId,
    /// The number.
    pub did: Did,
    /// What kept the call out.
    pub guard: Guard,
}

impl Command for CallGuard {
    const NAME: &'static str = "call.guard";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        if cx.account(self.account)?.profile.closed {
            return Err(Refusal::AccountUnknown { name: self.account.to_string() }.into());
        }
        cx.emit(self.account, EventBody::CallsGuarded { did: self.did, guard: self.guard })
    }
}
