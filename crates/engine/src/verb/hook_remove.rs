//! A webhook is removed. Emits `hook_removed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, HookId, Refusal};
use tandem_store::{Lane, hook};

use super::hook_put::own_hook;
use crate::{Command, Cx, Halt, Mode};

/// Removes a webhook. What it has not been told yet it is not told any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HookRemove {
    /// Whose it is.
    pub account: AccountId,
    /// The hook.
    pub id: HookId,
}

impl Command for HookRemove {
    const NAME: &'static str = "hook.remove";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.lock_own(self.account)?;
        let found = own_hook(cx, self.account, self.id)?;
        found.ok_or(Refusal::HookUnknown)?;
        hook::end(cx.tx, self.id, cx.now)?;
        cx.emit(self.account, EventBody::HookRemoved { hook: self.id })
    }
}
