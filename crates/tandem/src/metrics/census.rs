//! What is counted in the database now and then, because no mirror knows it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tandem_domain::Timestamp;
use tandem_engine::Engine;
use tandem_store::{ReadLimit, StoreError, Tx, number, supply};
use tokio::sync::oneshot;

/// How often what an index answers is looked up.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How many of these looks go by until all numbers are counted, which reads each of them.
const LOOKS_PER_COUNT: u32 = 20;

/// What was counted last.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Numbers by state.
    pub numbers: BTreeMap<&'static str, u64>,
    /// Purchases under way, by state.
    pub purchases: BTreeMap<String, u64>,
    /// When the number is due that is to be moved on first.
    pub due: Option<Timestamp>,
}

/// Counts in the database.
#[derive(Clone, Default)]
pub struct Census {
    counted: Arc<Mutex<Counted>>,
}

impl Census {
    /// What was counted last.
    pub fn last(&self) -> Counted {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts for as long as it is polled.
    pub async fn keep(self, engine: Engine) {
        for turn in 0_u32.. {
            let is_full = turn.is_multiple_of(LOOKS_PER_COUNT);
            let before = self.last();
            let (tell, told) = oneshot::channel();
            let job = move |tx: Result<&mut dyn Tx, StoreError>| {
                // Whoever asked may have gone.
                let _ = tell.send(tx.and_then(|tx| count(tx, is_full, before)));
            };
            engine.store().read(ReadLimit::None, Box::new(job));
            match told.await {
                Ok(Ok(counted)) => {
                    *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = counted;
                }
                Ok(Err(error)) => tracing::warn!(%error, "nothing could be counted"),
                Err(_) => {}
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn count(tx: &mut dyn Tx, is_full: bool, before: Counted) -> Result<Counted, StoreError> {
    let numbers = if is_full {
        let counted = number::by_state(tx)?.into_iter();
        counted.map(|(state, count)| (state.word(), count)).collect()
    } else {
        before.numbers
    };
    let purchases = supply::by_state(tx)?.into_iter().collect();
    Ok(Counted { numbers, purchases, due: number::next_due(tx)? })
}
