//! Back-orders: what still waits is given up. Numbers that have come already stay. Emits
//! `backorder_cancelled`.

use serde::{Deserialize, Serialize};
use tandem_domain::{BackorderId, BackorderState, EventBody, Refusal};
use tandem_store::{Lane, backorder};

use crate::{Command, Cx, Halt, Mode};

/// Ends one back-order of the actor's own family; the operator may end anybody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackorderCancel {
    /// The back-order.
    pub backorder: BackorderId,
}

impl Command for BackorderCancel {
    const NAME: &'static str = "backorder.cancel";
    const MODE: Mode = Mode::Write(Lane::Order);
    /// How many numbers are waited for no longer.
    type Outcome = u32;

    fn run(&self, cx: &mut Cx<'_>) -> Result<u32, Halt> {
        if cx.actor.is_operator() {
            let seen = backorder::get(cx.tx, self.backorder)?;
            cx.lock(seen.ok_or(Refusal::OrderUnknown)?.account)?;
        } else {
            cx.lock_customer()?;
        }
        let stored = backorder::get(cx.tx, self.backorder)?.filter(|stored| {
            let actor = cx.actor;
            let is_own = stored.account == actor.root
                && (actor.account == actor.root || actor.account == stored.owner);
            actor.is_operator() || is_own
        });
        let mut stored = stored.ok_or(Refusal::OrderUnknown)?;
        if !stored.state.is_open() {
            return Err(Refusal::OrderNotWaiting.into());
        }
        let given_up = stored.waiting;
        stored.waiting = 0;
        stored.given_up += given_up;
        (stored.state, stored.why) = (BackorderState::Cancelled, None);
        stored.version += 1;
        backorder::update(cx.tx, &stored)?;
        cx.let_awaited_go(&stored)?;
        let (backorder, version) = (stored.id, stored.version);
        cx.emit(stored.account, EventBody::BackorderCancelled { backorder, version, given_up })?;
        Ok(given_up)
    }
}
