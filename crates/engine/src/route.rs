//! Where a call goes: the routing decision over what the database holds now.
//!
//! No customer asks for this, but the operator's switches; so it is no command, and nobody is
//! charged or refused.

use std::borrow::Cow;

use tandem_domain::{Attestation, Timestamp};

use tandem_domain::route::{Call, Caller, Explanation, RoutePlan, decide, explain};
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError, Tx};

use crate::Engine;
use crate::route_book::StoreBook;

/// A call that a switch, or somebody who wants to know, asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteAsk {
    /// The number that was called.
    pub to: Did,
    /// What was sent as the caller's number; empty from an anonymous caller.
    pub from: String,
    /// The caller's name, if one was sent.
    pub name: String,
    /// When; `None`: now.
    pub at: Option<Timestamp>,
    /// The numbers that the call was forwarded by, the last first.
    pub diversions: Vec<Did>,
    /// How far the caller's carrier vouches for the caller, if the switch has verified that.
    pub attested: Option<Attestation>,
    /// What decides where chance is to decide: the same whenever the same call is asked about again.
    /// `None`: drawn here.
    pub chance: Option<u64>,
}

impl RouteAsk {
    /// A call from an anonymous caller, now.
    pub const fn to(to: Did) -> Self {
        Self {
            to,
            from: String::new(),
            name: String::new(),
            at: None,
            diversions: Vec::new(),
            attested: None,
            chance: None,
        }
    }
}

impl Engine {
    /// The plan for a call.
    pub async fn route(&self, ask: RouteAsk) -> Result<RoutePlan, StoreError> {
        self.decide_with(ask, |call, book| decide(call, book)).await
    }

    /// The plan for a call, with every rule that was looked at.
    pub async fn explain_route(&self, ask: RouteAsk) -> Result<Explanation, StoreError> {
        self.decide_with(ask, |call, book| explain(call, book)).await
    }

    async fn decide_with<T: Send + 'static>(
        &self,
        ask: RouteAsk,
        how: impl FnOnce(&Call<'_>, &StoreBook<'_>) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let at = ask.at.unwrap_or_else(|| self.now());
        let chance = ask.chance.unwrap_or_else(|| self.inner.seed());
        let inner = std::sync::Arc::clone(&self.inner);
        self.reading(ReadLimit::Second, move |tx: &mut dyn Tx| {
            let [version, ..] = inner.store.feed_end(tx)?.parts();
            let rules = &inner.rules;
            let number = rules.read(&ask.from).ok().filter(|did| rules.check(*did).is_ok());
            let from = Caller {
                number,
                written: Cow::Borrowed(&ask.from),
                name: Cow::Borrowed(&ask.name),
            };
            let diversions = Cow::Borrowed(ask.diversions.as_slice());
            let attested = ask.attested;
            let call = Call { to: ask.to, from, at, diversions, attested, chance };
            let book = StoreBook::new(tx, rules, version);
            let decided = how(&call, &book);
            book.fault().map_or(Ok(decided), Err)
        })
        .await
    }
}
