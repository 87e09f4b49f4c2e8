//! Looking a number up, with somebody outside who may know it.

use std::sync::Arc;

use futures_util::future::{BoxFuture, join};
use tandem_domain::{Actor, CarrierRecord, Refusal};
use tandem_engine::{Ask, LookedUp, LookupAnswer, LookupLoad, LookupNeed, Needed, NumberLookup};
use tandem_numbering::Did;

use crate::Gate;

/// Somebody outside who knows which carriers have numbers and how callers are called. An error is for the operator's
/// log: whoever asked is answered with what is known here.
pub trait LookupSource: Send + Sync + 'static {
    /// For how long what they say of carriers is believed, in seconds; `None`: they are not asked for carriers.
    fn carrier_seconds(&self) -> Option<i64>;

    /// The same of names.
    fn name_seconds(&self) -> Option<i64>;

    /// Which carrier has a number; `None`: they do not know.
    fn carrier(&self, did: Did) -> BoxFuture<'_, Result<Option<CarrierRecord>, String>>;

    /// How its owner is called, as networks carry it; `None`: they do not know.
    fn name(&self, did: Did) -> BoxFuture<'_, Result<Option<String>, String>>;
}

impl Gate {
    /// Looks a number up. What was not loaded of it and not asked for lately is asked outside first, and what they
    /// say is written down for whoever asks next. While they cannot be asked, what they said before is told on.
    pub async fn look_up(
        &self,
        actor: Actor,
        look: NumberLookup,
        key: Option<String>,
    ) -> Result<LookedUp, Refusal> {
        if let Some(source) = self.lookups().filter(|_| !self.is_trial()) {
            let (carrier_seconds, name_seconds) = (source.carrier_seconds(), source.name_seconds());
            let need = LookupNeed { look, carrier_seconds, name_seconds };
            let needed = self.execute(actor.clone(), need, None).await?;
            if needed.carrier || needed.name {
                self.ask_outside(&source, look.did, needed).await;
            }
        }
        self.execute(actor, look, key).await
    }

    async fn ask_outside(&self, source: &Arc<dyn LookupSource>, did: Did, needed: Needed) {
        let carrier = async {
            if needed.carrier { heard("carrier", source.carrier(did).await) } else { None }
        };
        let name = async { if needed.name { heard("name", source.name(did).await) } else { None } };
        let (carrier, name) = join(carrier, name).await;
        if carrier.is_none() && name.is_none() {
            return;
        }
        let answers = vec![LookupAnswer { did, carrier, name }];
        let load = LookupLoad { answers, ..LookupLoad::default() };
        if let Err(refusal) = self.engine().execute(Ask::new(Actor::operator(), load)).await {
            tracing::warn!(%refusal, "what was said of a number could not be written down");
        }
    }
}

/// What they said; nothing, if they could not be asked.
fn heard<T>(what: &'static str, said: Result<T, String>) -> Option<T> {
    said.inspect_err(|why| tracing::warn!(%why, "nobody outside could be asked for a {what}")).ok()
}
