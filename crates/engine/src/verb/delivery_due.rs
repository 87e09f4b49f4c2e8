//! What may be delivered now.

use serde::{Deserialize, Serialize};
use tandem_domain::{DeliveryId, HookId, Scope, Timestamp};
use tandem_store::due::{self, Due};

use crate::{Command, Cx, HOOKS_LOOKED_AT_MAX, Halt, LETTERS_DUE_MAX, Mode};

/// Looks at what hooks may be told now. The hooks for which anything waits take turns: one look
/// passes a bounded number of them, and the next goes on behind the last. The operator's job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct HooksDue {
    /// Behind which hook to go on; `None`: from the beginning.
    pub after: Option<HookId>,
}

/// A hook for which something waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookDue {
    /// The hook.
    pub hook: HookId,
    /// What it may be told now, the longest due first: eight deliveries at most, and none if it is
    /// being left alone after a failure.
    pub due: Vec<DueDelivery>,
}

/// Something that may be delivered now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDelivery {
    /// The delivery.
    pub id: DeliveryId,
    /// Since when.
    pub due: Timestamp,
    /// Where its hook is called; empty for a mail.
    pub url: String,
}

impl From<Due> for DueDelivery {
    fn from(due: Due) -> Self {
        Self { id: due.id, due: due.due, url: due.url }
    }
}

impl Command for HooksDue {
    const NAME: &'static str = "hook.due";
    const MODE: Mode = Mode::Read;
    /// In the order of their turns.
    type Outcome = Vec<HookDue>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<HookDue>, Halt> {
        cx.require_operator()?;
        let after = self.after.unwrap_or(HookId(i64::MIN));
        let turns = due::of_hooks(cx.tx, cx.now, after, HOOKS_LOOKED_AT_MAX)?;
        let view = |(hook, due): (HookId, Vec<Due>)| HookDue {
            hook,
            due: due.into_iter().map(DueDelivery::from).collect(),
        };
        Ok(turns.into_iter().map(view).collect())
    }
}

/// Looks at which letters may be sent now, those first that have waited longest. The operator's
/// job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LettersDue;

impl Command for LettersDue {
    const NAME: &'static str = "letter.due";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<DueDelivery>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<DueDelivery>, Halt> {
        cx.require_operator()?;
        let due = due::by_mail(cx.tx, cx.now, LETTERS_DUE_MAX)?;
        Ok(due.into_iter().map(DueDelivery::from).collect())
    }
}
