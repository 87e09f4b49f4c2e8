//! Somebody begins to deliver.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, DeliveryId, HookId, Refusal, Scope, Timestamp};
use tandem_store::{Lane, delivery, hook};

use crate::{Command, Cx, DELIVERIES_BEGUN_MAX, DELIVERY_CLAIM_SECONDS, Halt, Mode};

/// How many deliveries one look at what is due shows.
const DUE_MAX: i64 = 512;

/// Looks at what may be delivered now: of each hook the eight that have waited longest. The
/// operator's job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeliveryDue {
    /// Mails rather than calls of hooks.
    pub mail: bool,
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

impl Command for DeliveryDue {
    const NAME: &'static str = "delivery.due";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<DueDelivery>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<DueDelivery>, Halt> {
        cx.require_operator()?;
        let due = if self.mail {
            delivery::due_by_mail(cx.tx, cx.now, DUE_MAX)?
        } else {
            delivery::due_of_hooks(cx.tx, cx.now, DUE_MAX)?
        };
        let view = |due: delivery::Due| DueDelivery { id: due.id, due: due.due, url: due.url };
        Ok(due.into_iter().map(view).collect())
    }
}

/// Writes down that somebody is going to deliver, so that for a while nobody else does. If whoever
/// began dies, somebody begins again: a receiver may hear the same twice, never not at all. What
/// is for a hook that was removed or is off is given up. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryBegin {
    /// What is delivered, with since when it was seen to be due.
    pub of: Vec<(DeliveryId, Timestamp)>,
}

/// Something to deliver, and all that is needed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The delivery.
    pub id: DeliveryId,
    /// The how-manieth try this is.
    pub nth: i64,
    /// The account whose event it tells.
    pub account: AccountId,
    /// The kind of that event.
    pub kind: String,
    /// What is sent.
    pub payload: String,
    /// The hook that is called; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// Where it is called; empty for a mail.
    pub url: String,
    /// What the call is signed with; empty for a mail.
    pub secret: String,
}

impl Command for DeliveryBegin {
    const NAME: &'static str = "delivery.begin";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Vec<Begun>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Begun>, Halt> {
        cx.require_operator()?;
        if self.of.len() > DELIVERIES_BEGUN_MAX {
            let max = u32::try_from(DELIVERIES_BEGUN_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: self.of.len() as u64, max }.into());
        }
        let until = cx.now.plus_seconds(DELIVERY_CLAIM_SECONDS);
        let mut begun = Vec::new();
        for (id, seen) in &self.of {
            if !delivery::begin(cx.tx, *id, *seen, until)? {
                continue;
            }
            let Some(found) = delivery::lock(cx.tx, *id)? else { continue };
            let (url, secret) = match found.hook {
                None => (String::new(), String::new()),
                Some(id) => match hook::get(cx.tx, id)?.filter(|hook| hook.enabled) {
                    Some(hook) => (hook.url, hook.secret),
                    None => {
                        delivery::settle(cx.tx, found.id, false, cx.now)?;
                        continue;
                    }
                },
            };
            begun.push(Begun {
                id: found.id,
                nth: found.tries,
                account: found.account,
                kind: found.kind,
                payload: found.payload,
                hook: found.hook,
                url,
                secret,
            });
        }
        Ok(begun)
    }
}
