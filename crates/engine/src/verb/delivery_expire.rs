//! What was settled long ago is forgotten.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, delivery, hook};

use crate::{Command, Cx, DELIVERIES_EXPIRED_MAX, DELIVERY_KEPT_DAYS, Halt, Mode};

/// Looks whether anything was settled long enough ago. The operator's job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeliveryStale;

impl Command for DeliveryStale {
    const NAME: &'static str = "delivery.stale";
    const MODE: Mode = Mode::Read;
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        Ok(delivery::is_expired(cx.tx, cx.now.plus_days(-DELIVERY_KEPT_DAYS))?)
    }
}

/// Forgets a bounded number of deliveries that were settled long ago, and hooks that were removed
/// and have no delivery left. The operator's job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeliveryExpire;

impl Command for DeliveryExpire {
    const NAME: &'static str = "delivery.expire";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// How many deliveries went.
    type Outcome = u64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<u64, Halt> {
        cx.require_operator()?;
        let before = cx.now.plus_days(-DELIVERY_KEPT_DAYS);
        let limit = i64::try_from(DELIVERIES_EXPIRED_MAX).unwrap_or(i64::MAX);
        let gone = delivery::expire(cx.tx, before, limit)?;
        hook::expire(cx.tx, before, limit)?;
        Ok(gone)
    }
}
