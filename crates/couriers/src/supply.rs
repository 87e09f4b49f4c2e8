//! Buying from suppliers.
//!
//! The wish to buy was committed before we hear of it. That we call is committed before we call, so
//! that nobody ever calls twice: if we die in between, the purchase stays as `called`, for a person
//! to look at. What the supplier answers is committed last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tandem_domain::{Actor, OrderId, Refusal};
use tandem_engine::{
    Ask, Engine, OrderSettle, SupplierAnswer, SupplyCall, SupplyList, SupplyWanted,
};
use tandem_numbering::Did;

/// How long a supplier may take before its answer counts as unclear.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);
/// How often the open purchases are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How many purchases of one supplier are under way at once.
const CALLS_AT_ONCE: usize = 16;
/// How often an answer is offered to a store that is unavailable, before it is left as `called` …
const SETTLE_TRIES_MAX: u32 = 5;
/// … and how long after the time before.
const SETTLE_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Somebody who sells us numbers one at a time.
pub trait Supplier: Send + Sync {
    /// Buys the number. Called at most once for each purchase.
    fn buy(&self, did: Did) -> BoxFuture<'_, SupplierAnswer>;
}

/// The suppliers by name, as offers name them.
pub type Suppliers = BTreeMap<String, Arc<dyn Supplier>>;

/// Calls suppliers for as long as it is polled. Each is called for several numbers at once, and none
/// waits for another.
pub async fn run(engine: Engine, suppliers: Suppliers) {
    let mut under_way = UnderWay::default();
    let mut steps: FuturesUnordered<BoxFuture<'_, Step>> = FuturesUnordered::new();
    steps.push(Box::pin(look(&engine)));
    while let Some(step) = steps.next().await {
        match step {
            Step::Looked(wanted) => {
                for wanted in wanted {
                    if under_way.begin(&wanted) {
                        steps.push(Box::pin(buy(&engine, &suppliers, wanted)));
                    }
                }
                steps.push(Box::pin(look(&engine)));
            }
            Step::Bought(wanted) => under_way.end(&wanted),
        }
    }
}

/// What happened next.
enum Step {
    /// These purchases are wanted.
    Looked(Vec<SupplyWanted>),
    /// This purchase has ended, whichever way.
    Bought(SupplyWanted),
}

/// The purchases under way, by supplier.
#[derive(Default)]
struct UnderWay {
    of: BTreeMap<String, BTreeSet<(OrderId, Did)>>,
}

impl UnderWay {
    /// Whether the purchase may begin: it has not, and its supplier has room for it.
    fn begin(&mut self, wanted: &SupplyWanted) -> bool {
        let under_way = self.of.entry(wanted.supplier.clone()).or_default();
        under_way.len() < CALLS_AT_ONCE && under_way.insert((wanted.order, wanted.did))
    }

    fn end(&mut self, wanted: &SupplyWanted) {
        if let Some(under_way) = self.of.get_mut(&wanted.supplier) {
            under_way.remove(&(wanted.order, wanted.did));
            if under_way.is_empty() {
                self.of.remove(&wanted.supplier);
            }
        }
    }
}

async fn look(engine: &Engine) -> Step {
    tokio::time::sleep(LOOK_EVERY).await;
    let wanted = engine.execute(Ask::new(Actor::operator(), SupplyList)).await;
    // A store that cannot be read now will be read at the next look.
    Step::Looked(wanted.unwrap_or_default())
}

async fn buy(engine: &Engine, suppliers: &Suppliers, wanted: SupplyWanted) -> Step {
    let answer = match suppliers.get(&wanted.supplier) {
        Some(supplier) => call(engine, &**supplier, &wanted).await,
        None => Some(withdraw(&wanted)),
    };
    if let Some(answer) = answer {
        engine.meter().supplier_answered(answer.word());
        let (supplier, did, order) = (&wanted.supplier, wanted.did, wanted.order);
        match &answer {
            SupplierAnswer::Declined(why) => {
                tracing::warn!(%supplier, %did, %order, %why, "a supplier did not sell");
            }
            SupplierAnswer::Unclear(why) => {
                tracing::warn!(
                    %supplier, %did, %order, %why,
                    "nobody knows whether a supplier sold: `tandem admin order settle` says what came of it"
                );
            }
            SupplierAnswer::Sold | SupplierAnswer::Refused(_) | SupplierAnswer::Withdrawn(_) => {}
        }
        settle(engine, &wanted, answer).await;
    }
    Step::Bought(wanted)
}

/// Calls the supplier; `None` when another node was quicker, or the store is unavailable: then it is
/// not ours to call.
async fn call(
    engine: &Engine,
    supplier: &dyn Supplier,
    wanted: &SupplyWanted,
) -> Option<SupplierAnswer> {
    let call = SupplyCall { wanted: wanted.clone() };
    engine.execute(Ask::new(Actor::operator(), call)).await.ok()?;
    let answer = tokio::time::timeout(ANSWER_TIME_MAX, supplier.buy(wanted.did)).await;
    Some(answer.unwrap_or_else(|_| SupplierAnswer::Unclear("no answer in time".to_owned())))
}

/// A supplier that we do not know cannot have sold anything. That is a gap in the configuration and
/// no fault of the number: the customer has the money back at once, and the number stays for sale
/// for when the gap is closed.
fn withdraw(wanted: &SupplyWanted) -> SupplierAnswer {
    let (supplier, did) = (&wanted.supplier, wanted.did);
    tracing::warn!(%supplier, %did, order = %wanted.order, "a number on the shelf has a supplier that is not configured");
    SupplierAnswer::Withdrawn(format!("no supplier {supplier} is configured"))
}

async fn settle(engine: &Engine, wanted: &SupplyWanted, answer: SupplierAnswer) {
    let settle =
        OrderSettle { order: wanted.order, customer: wanted.customer, did: wanted.did, answer };
    for _ in 0..SETTLE_TRIES_MAX {
        let key = Some(format!("supply:{}:{}", wanted.order, wanted.did));
        let ask = Ask { actor: Actor::operator(), command: settle.clone(), key };
        match engine.execute(ask).await {
            Ok(()) => return,
            Err(Refusal::Unavailable) => tokio::time::sleep(SETTLE_AGAIN_AFTER).await,
            Err(refusal) => {
                tracing::error!(%refusal, order = %wanted.order, "an answer was refused");
                return;
            }
        }
    }
    tracing::error!(
        order = %wanted.order, did = %wanted.did, answer = ?settle.answer,
        "an answer could not be written down; the purchase stays as called"
    );
}
