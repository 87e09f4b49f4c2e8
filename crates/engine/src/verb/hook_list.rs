//! The webhooks of an account.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, HookId, Timestamp};
use tandem_store::hook;

use crate::{Command, Cx, HOOKS_MAX, Halt, Mode};

/// Looks at an account's webhooks, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HookList {
    /// Whose.
    pub account: AccountId,
}

/// A webhook. What its calls are signed with is shown to nobody again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookView {
    /// Its id.
    pub id: HookId,
    /// Where it is called.
    pub url: String,
    /// The kinds of events it is told; none: all that are told at all.
    pub kinds: Vec<String>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// When it was made.
    pub made: Timestamp,
}

impl Command for HookList {
    const NAME: &'static str = "hook.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<HookView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<HookView>, Halt> {
        if !cx.actor.is_operator() {
            cx.own_account(&AccountRef::Id(self.account))?;
        }
        let hooks = hook::list(cx.tx, self.account, HOOKS_MAX)?.into_iter();
        let view = |hook: hook::Hook| HookView {
            id: hook.id,
            url: hook.url,
            kinds: hook.kinds,
            enabled: hook.enabled,
            made: hook.made,
        };
        Ok(hooks.map(view).collect())
    }
}
