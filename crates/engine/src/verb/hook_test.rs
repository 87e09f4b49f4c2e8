//! Somebody wants to see whether a webhook can be reached. Emits `hook_tested`, which goes the way of
//! all events.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, HookId, Refusal};
use tandem_store::Lane;

use super::hook_put::own_hook;
use crate::{Command, Cx, Halt, Mode};

/// Has a webhook told that it is being tested. One that is off is told nothing, and refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HookTest {
    /// Whose it is.
    pub account: AccountId,
    /// The hook.
    pub id: HookId,
}

impl Command for HookTest {
    const NAME: &'static str = "hook.test";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// The number of the event in the account's chain: its delivery bears it too.
    type Outcome = i64;

    fn run(&self, cx: &mut Cx<'_>) -> Result<i64, Halt> {
        cx.lock_own(self.account)?;
        let found = own_hook(cx, self.account, self.id)?;
        found.filter(|hook| hook.enabled).ok_or(Refusal::HookUnknown)?;
        cx.emit(self.account, EventBody::HookTested { hook: self.id })?;
        Ok(cx.account(self.account)?.event_seq)
    }
}
