//! Jobs that come round again and again, each done by one node at a time.

use std::time::Duration;

use tandem_domain::{AccountId, Actor, Refusal, Timestamp};
use tandem_engine::{
    Ask, CallGuard, Command, Engine, JobEnd, JobTake, Lease, RENEWAL_JOB, RENEWAL_LEASE_SECONDS,
    RenewalDue, Renewed,
};
use tandem_mirror::Guarded;

/// How often it is looked whether a month is over.
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// How often accounts are told what kept their calls out.
const GUARDS_EVERY: Duration = Duration::from_secs(1);

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

async fn operate<C: Command>(engine: &Engine, command: C) -> Result<C::Outcome, Refusal> {
    engine.execute(Ask::new(Actor::operator(), command)).await
}

/// Tells accounts what kept their calls out, for as long as the node runs.
pub async fn tell_of_guards(engine: Engine) {
    loop {
        tell_untold(&engine).await;
        tokio::time::sleep(GUARDS_EVERY).await;
    }
}

/// Tells what nobody was told of yet. Each account hears of each rule once an hour, from whichever node.
pub async fn tell_untold(engine: &Engine) {
    let calls = &engine.mirrors().calls;
    for guarded in calls.take_untold() {
        let Guarded { account, did, guard, at } = guarded;
        let key = format!("guard:{account}:{}:{}", guard.word(), at.seconds() / 3600);
        let command = CallGuard { account, did, guard };
        let ask = Ask { key: Some(key), ..Ask::new(Actor::operator(), command) };
        match engine.execute(ask).await {
            // Another node was first, and with another number.
            Ok(()) | Err(Refusal::KeyReused) => {}
            Err(Refusal::Unavailable) => calls.put_back(guarded),
            Err(refusal) => {
                tracing::warn!(%account, %refusal, "an account cannot be told of its calls");
            }
        }
    }
}
