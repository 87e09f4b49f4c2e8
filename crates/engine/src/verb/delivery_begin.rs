//! Somebody begins to deliver.

use serde::{Deserialize, Serialize};
use tandem_domain::{DeliveryId, DeliveryState, Refusal, Scope, Timestamp};
use tandem_store::{Lane, delivery, hook};

use crate::{Command, Cx, DELIVERIES_BEGUN_MAX, DELIVERY_CLAIM_SECONDS, Halt, Mode};

/// Writes down that somebody is going to deliver, so that for a while nobody else does. If whoever
/// began dies, somebody begins again: a receiver may hear the same twice, never not at all. What
/// is for a hook that was removed or is off is given up. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryBegin {
    /// What is delivered, with since when it was seen to be due.
    pub of: Vec<(DeliveryId, Timestamp)>,
}

/// A try that has begun. What is sent in it, and what that is signed with, is read
/// ([`crate::DeliveryGet`]) and stands in no outcome: outcomes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The delivery.
    pub id: DeliveryId,
    /// The how-manieth try of it this is.
    pub nth: i64,
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
            let listens = match found.hook {
                None => true,
                Some(id) => hook::get(cx.tx, id)?.is_some_and(|hook| hook.enabled),
            };
            if listens {
                begun.push(Begun { id: found.id, nth: found.tries });
            } else {
                delivery::settle(cx.tx, found.id, DeliveryState::Failed, cx.now)?;
            }
        }
        Ok(begun)
    }
}
