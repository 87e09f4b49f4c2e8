//! Buying from suppliers.
//!
//! The wish to buy was committed before we hear of it. That we call is committed before we call, so
//! that nobody ever calls twice: if we die in between, the purchase stays as `called`, for a person
//! to look at. What the supplier answers is committed last.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tandem_domain::{Actor, Refusal};
use tandem_engine::{
    Ask, Engine, OrderSettle, SupplierAnswer, SupplyCall, SupplyList, SupplyWanted,
};
use tandem_numbering::Did;

/// How long a supplier may take before its answer counts as unclear.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);
/// How often the open purchases are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How often an answer is offered to a store that is unavailable, before it is left as `called`.
const SETTLE_TRIES_MAX: u32 = 5;

/// Somebody who sells us numbers one at a time.
pub trait Supplier: Send + Sync {
    /// Buys the number. Called at most once for each purchase.
    fn buy(&self, did: Did) -> BoxFuture<'_, SupplierAnswer>;
}

/// The suppliers by name, as offers name them.
pub type Suppliers = BTreeMap<String, Arc<dyn Supplier>>;

/// Calls suppliers for as long as it is polled.
pub async fn run(engine: Engine, suppliers: Suppliers) {
    loop {
        let wanted = engine
            .execute(Ask::new(Actor::operator(), SupplyList))
            .await;
        // A store that cannot be read now will be read at the next look.
        let wanted = wanted.unwrap_or_default();
        let calls = wanted
            .into_iter()
            .map(|wanted| buy(&engine, &suppliers, wanted));
        futures_util::future::join_all(calls).await;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn buy(engine: &Engine, suppliers: &Suppliers, wanted: SupplyWanted) {
    let call = SupplyCall {
        wanted: wanted.clone(),
    };
    if engine
        .execute(Ask::new(Actor::operator(), call))
        .await
        .is_err()
    {
        // Another node was quicker, or the store is unavailable: not ours to call.
        return;
    }
    let answer = match suppliers.get(&wanted.supplier) {
        // We do not know it, so we have not called it: that is a clear no.
        None => SupplierAnswer::Refused(format!("no supplier {} is configured", wanted.supplier)),
        Some(supplier) => tokio::time::timeout(ANSWER_TIME_MAX, supplier.buy(wanted.did))
            .await
            .unwrap_or_else(|_| SupplierAnswer::Unclear("no answer in time".to_owned())),
    };
    let settle = OrderSettle {
        order: wanted.order,
        customer: wanted.customer,
        did: wanted.did,
        answer,
    };
    for attempt in 0..SETTLE_TRIES_MAX {
        let key = Some(format!("supply:{}:{}", wanted.order, wanted.did));
        let ask = Ask {
            actor: Actor::operator(),
            command: settle.clone(),
            key,
        };
        match engine.execute(ask).await {
            Ok(()) => return,
            Err(Refusal::Unavailable) => tokio::time::sleep(Duration::from_secs(1)).await,
            Err(refusal) => {
                tracing::error!(%refusal, order = %wanted.order, attempt, "an answer was refused");
                return;
            }
        }
    }
}
