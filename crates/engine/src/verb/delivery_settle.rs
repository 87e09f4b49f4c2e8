//! What came of a try to deliver.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, DeliveryId, DeliveryState, Rng, Scope, Timestamp};
use tandem_store::Lane;
use tandem_store::delivery::{self, Delivery, Try};

use super::messaging::{MESSAGE_CALLBACK, TEXTS};
use crate::{
    CALLBACK_PAUSE_SECONDS, Command, Cx, DELIVERY_ERROR_CHARS_MAX, DELIVERY_PAUSE_SECONDS,
    DELIVERY_PAUSE_SECONDS_MAX, DELIVERY_TRIES_MIN, Halt, Mode,
};

/// Writes down what came of a try: it arrived; or it did not, and is tried again later, or not any
/// more. The operator's job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySettle {
    /// The delivery.
    pub id: DeliveryId,
    /// The account whose event it tells: the queue the command belongs in.
    pub account: AccountId,
    /// The how-manieth try it was.
    pub nth: i64,
    /// The HTTP status that came back, if one did.
    pub status: Option<u16>,
    /// What went wrong; empty if it arrived.
    pub error: String,
    /// How long it took, in microseconds.
    pub micros: i64,
}

impl Command for DeliverySettle {
    const NAME: &'static str = "delivery.settle";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        // What was settled long ago may have been forgotten.
        let Some(found) = delivery::lock(cx.tx, self.id)? else { return Ok(()) };
        let tried = Try {
            delivery: self.id,
            nth: self.nth,
            at: cx.now,
            status: self.status.map(i64::from),
            error: self.error.chars().take(DELIVERY_ERROR_CHARS_MAX).collect(),
            micros: self.micros,
        };
        delivery::insert_try(cx.tx, &tried)?;
        if found.state != DeliveryState::Waiting {
            return Ok(());
        }
        if self.error.is_empty() {
            delivery::settle(cx.tx, self.id, DeliveryState::Delivered, cx.now)?;
            // What people write to each other is not kept twice.
            if TEXTS.contains(&found.kind.as_str()) {
                delivery::forget_payload(cx.tx, self.id)?;
            }
        } else if found.tries != self.nth {
            // Somebody else has begun since: the next try is theirs.
        } else if cx.now >= found.give_up && (self.nth >= DELIVERY_TRIES_MIN || is_page(&found)) {
            delivery::settle(cx.tx, self.id, DeliveryState::Failed, cx.now)?;
        } else {
            let due = if is_page(&found) {
                cx.now.plus_seconds(CALLBACK_PAUSE_SECONDS)
            } else {
                again(cx.now, self.nth, &mut cx.rng)
            };
            delivery::put_off(cx.tx, self.id, due)?;
        }
        Ok(())
    }
}

/// Whether it is the page of a number, which has a patience of its own.
fn is_page(found: &Delivery) -> bool {
    found.kind == MESSAGE_CALLBACK
}

/// When it is tried again after the `nth` try failed: the pause doubles each time up to its limit,
/// and is between half and all of that, so that many that failed together do not come together.
fn again(now: Timestamp, nth: i64, rng: &mut Rng) -> Timestamp {
    let doublings = u32::try_from(nth.clamp(1, 20) - 1).unwrap_or(0);
    let pause = (DELIVERY_PAUSE_SECONDS << doublings).min(DELIVERY_PAUSE_SECONDS_MAX) * 1_000_000;
    let half = pause / 2;
    let chance = i64::try_from(rng.below(half.unsigned_abs())).unwrap_or(0);
    Timestamp(now.0 + half + chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_limit_and_no_further() {
        let mut rng = Rng::seeded(1);
        let mut pause = |nth| again(Timestamp(0), nth, &mut rng).0;
        for nth in 1..100 {
            let whole = DELIVERY_PAUSE_SECONDS_MAX.min(DELIVERY_PAUSE_SECONDS << (nth - 1).min(20));
            let whole = whole * 1_000_000;
            let pause = pause(nth);
            assert!((whole / 2..=whole).contains(&pause), "{nth}: {pause}");
        }
        assert!(pause(i64::MIN) > 0);
    }
}
