//! What was given up is tried again.

use serde::{Deserialize, Serialize};
use tandem_domain::{DeliveryId, HookId, Scope};
use tandem_store::{Lane, delivery};

use crate::{Command, Cx, DELIVERIES_RETRIED_MAX, DELIVERY_SECONDS_MAX, Halt, Mode};

/// Which deliveries are tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retried {
    /// This one.
    One(DeliveryId),
    /// All of this hook, the oldest first, up to a bound.
    Hook(HookId),
}

/// Has deliveries that were given up tried again, as if they were new. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRetry {
    /// Which.
    pub of: Retried,
}

impl Command for DeliveryRetry {
    const NAME: &'static str = "delivery.retry";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// How many are tried again.
    type Outcome = u64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<u64, Halt> {
        cx.require_operator()?;
        let give_up = cx.now.plus_seconds(DELIVERY_SECONDS_MAX);
        Ok(match self.of {
            Retried::One(id) => delivery::retry(cx.tx, id, cx.now, give_up)?,
            Retried::Hook(hook) => {
                delivery::retry_all(cx.tx, hook, cx.now, give_up, DELIVERIES_RETRIED_MAX)?
            }
        })
    }
}
