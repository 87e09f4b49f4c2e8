//! A webhook is made or changed. Emits `hook_set`.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, HookId, PageForm, Refusal, Target};
use tandem_store::Lane;
use tandem_store::hook::{self, Hook};

use super::calling::is_callable;
use crate::{
    Command, Cx, HOOK_SECRET_BYTES_MAX, HOOK_SECRET_BYTES_MIN, HOOKS_MAX, Halt, Mode, TOLD_KINDS,
};

/// Makes a webhook, or changes one. It is told what happens to its account from now on; one that
/// was off and is on again, from then on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HookPut {
    /// Whose events it is told.
    pub account: AccountId,
    /// Which one is changed; `None`: it is new.
    pub id: Option<HookId>,
    /// Where it is called.
    pub url: String,
    /// The kinds of events it is told; none: all that are told at all.
    pub kinds: Vec<String>,
    /// What its calls are signed with; `None` leaves it as it is. A new one must have one.
    pub secret: Option<String>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// The networks beyond the public internet that may be called. Whoever calls checks again what
    /// a name leads to; this refuses at once what can be seen to be in vain.
    pub allowed: Vec<IpNet>,
}

impl Command for HookPut {
    const NAME: &'static str = "hook.put";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = HookId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<HookId, Halt> {
        cx.lock_own(self.account)?;
        self.check()?;
        let since = cx.account(self.account)?.event_seq + 1;
        let found = match self.id {
            None => None,
            Some(id) => {
                let found = own_hook(cx, self.account, id)?;
                Some(found.ok_or(Refusal::HookUnknown)?)
            }
        };
        let hook = match found {
            Some(known) => {
                let woken = self.enabled && !known.enabled;
                let hook = Hook {
                    url: self.url.clone(),
                    kinds: self.kinds.clone(),
                    secret: self.secret.clone().unwrap_or(known.secret),
                    enabled: self.enabled,
                    since: if woken { since } else { known.since },
                    ..known
                };
                hook::update(cx.tx, &hook)?;
                hook
            }
            None => {
                let known = hook::list(cx.tx, self.account, HOOKS_MAX)?.len() as u64;
                if known >= HOOKS_MAX.unsigned_abs() {
                    let max = u32::try_from(HOOKS_MAX).unwrap_or(u32::MAX);
                    return Err(Refusal::TooMany { wanted: known + 1, max }.into());
                }
                let secret = self.secret.clone().ok_or_else(|| invalid("secret", "is required"))?;
                let hook = Hook {
                    id: HookId(cx.id()),
                    account: self.account,
                    url: self.url.clone(),
                    kinds: self.kinds.clone(),
                    secret,
                    enabled: self.enabled,
                    since,
                    made: cx.now,
                    did: None,
                    sender: None,
                    role: None,
                    form: PageForm::Query,
                };
                hook::insert(cx.tx, &hook)?;
                hook
            }
        };
        cx.emit(self.account, EventBody::HookSet { hook: hook.id, enabled: hook.enabled })?;
        Ok(hook.id)
    }
}

impl HookPut {
    fn check(&self) -> Result<(), Refusal> {
        let target = Target::parse(&self.url).map_err(|fault| invalid("url", fault))?;
        if !is_callable(&target, &self.allowed) {
            return Err(invalid("url", "must lead to a public address"));
        }
        let known = |kind: &String| TOLD_KINDS.iter().any(|(told, _)| told == kind);
        if let Some(kind) = self.kinds.iter().find(|kind| !known(kind)) {
            let kinds: Vec<&str> = TOLD_KINDS.iter().map(|(kind, _)| *kind).collect();
            let why = format!("name {kind}, which is none of {}", kinds.join(", "));
            return Err(invalid("kinds", why));
        }
        let fits = |secret: &String| {
            (HOOK_SECRET_BYTES_MIN..=HOOK_SECRET_BYTES_MAX).contains(&secret.len())
        };
        if !self.secret.as_ref().is_none_or(fits) {
            let why = format!("must have {HOOK_SECRET_BYTES_MIN} to {HOOK_SECRET_BYTES_MAX} bytes");
            return Err(invalid("secret", why));
        }
        Ok(())
    }
}

/// A hook of the account's that is told events. One that is told of messages goes with the settings of a
/// number, or with the account's role for it, and is none of these.
pub(super) fn own_hook(
    cx: &mut Cx<'_>,
    account: AccountId,
    id: HookId,
) -> Result<Option<Hook>, Halt> {
    let found = hook::get(cx.tx, id)?.filter(|hook| hook.account == account);
    let is_of_messages =
        |hook: &Hook| hook.did.is_some() || hook.sender.is_some() || hook.role.is_some();
    Ok(found.filter(|hook| !is_of_messages(hook)))
}

fn invalid(field: &str, why: impl std::fmt::Display) -> Refusal {
    Refusal::HookInvalid { field: field.to_owned(), why: why.to_string() }
}
