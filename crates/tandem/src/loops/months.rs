//! Months are charged as they fall due, by one node at a time.

use std::time::Duration;

use tandem_domain::{AccountId, Refusal, Timestamp};
use tandem_engine::{
    Engine, JobEnd, JobTake, Lease, RENEWAL_JOB, RENEWAL_LEASE_SECONDS, RenewalDue, Renewed,
};

use super::operate;

/// How often it is looked whether a month is over.
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// Charges the months of numbers as they fall due, for as long as the node runs.
pub async fn renew(engine: Engine) {
    loop {
        let done = renew_due(&engine, |_, _| {}).await;
        match done {
            Ok(true) => continue,
            // Nothing is due, or another node sees to it.
            Ok(false) | Err(Refusal::LeaseLost { .. }) => {}
            Err(refusal) => tracing::warn!(%refusal, "months cannot be charged"),
        }
        tokio::time::sleep(RENEW_EVERY).await;
    }
}

/// Charges what is due until nothing is. Where the lease goes back and forth between this and the
/// node's own loop, both get on with it.
pub async fn renew_all(engine: &Engine) {
    loop {
        match renew_due(engine, |_, _| {}).await {
            Ok(true) | Err(Refusal::LeaseLost { .. }) => {}
            Ok(false) => return,
            Err(refusal) => {
                tracing::warn!(%refusal, "months cannot be charged");
                return;
            }
        }
    }
}

/// Charges what is due, payer by payer; says whether there may be more.
pub async fn renew_due(
    engine: &Engine,
    tell: impl Fn(AccountId, &Renewed),
) -> Result<bool, Refusal> {
    let due = operate(engine, RenewalDue).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let holder = engine.holder();
    let lease = Lease { job: RENEWAL_JOB.to_owned(), holder };
    let Some(mut until) = take(engine, &lease).await? else {
        return Ok(false);
    };
    let mut all_went_well = true;
    for payer in due {
        loop {
            if until < engine.now().plus_seconds(RENEWAL_LEASE_SECONDS / 2) {
                let lost = || Refusal::LeaseLost { job: lease.job.clone() };
                until = take(engine, &lease).await?.ok_or_else(lost)?;
            }
            match engine.renew_payer(payer, holder).await {
                Ok(renewed) => {
                    tell(payer, &renewed);
                    if !renewed.more {
                        break;
                    }
                }
                Err(lost @ Refusal::LeaseLost { .. }) => return Err(lost),
                Err(refusal) => {
                    // One payer whose numbers cannot be charged keeps no other waiting.
                    tracing::error!(%payer, %refusal, "months cannot be charged");
                    all_went_well = false;
                    break;
                }
            }
        }
    }
    operate(engine, JobEnd { lease }).await?;
    Ok(all_went_well)
}

async fn take(engine: &Engine, lease: &Lease) -> Result<Option<Timestamp>, Refusal> {
    operate(engine, JobTake { lease: lease.clone(), seconds: RENEWAL_LEASE_SECONDS }).await
}
