//! What never changes under its id need be read only once.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use tandem_domain::{Offer, OfferId, PlanId, RatePlan};

/// How many of each kind are remembered; beyond that the memory starts afresh. An offer takes half a kilobyte, and a
/// shop that sells all over a continent has tens of thousands.
const REMEMBERED_MAX: usize = 100_000;

/// Offers and plan versions that were read before. Both are immutable, and an id that was rolled
/// back is never used again, so nothing here can be wrong.
#[derive(Default)]
pub(crate) struct Memo {
    offers: RwLock<BTreeMap<OfferId, Arc<Offer>>>,
    plans: RwLock<BTreeMap<PlanId, Arc<RatePlan>>>,
    /// The ids of offers that are known to be committed.
    named: RwLock<BTreeMap<Offer, OfferId>>,
}

fn recall<K: Ord + Copy, V, E>(
    table: &RwLock<BTreeMap<K, Arc<V>>>,
    id: K,
    read: impl FnOnce() -> Result<Option<V>, E>,
) -> Result<Option<Arc<V>>, E> {
    if let Some(known) = table.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Ok(Some(Arc::clone(known)));
    }
    let Some(value) = read()?.map(Arc::new) else {
        return Ok(None);
    };
    keep(table, id, Arc::clone(&value));
    Ok(Some(value))
}

fn keep<K: Ord, V>(table: &RwLock<BTreeMap<K, Arc<V>>>, id: K, value: Arc<V>) {
    let mut table = table.write().unwrap_or_else(PoisonError::into_inner);
    if table.len() >= REMEMBERED_MAX {
        table.clear();
    }
    table.insert(id, value);
}

impl Memo {
    /// The id under which an offer was committed, if that has been seen.
    pub(crate) fn offer_id(&self, offer: &Offer) -> Option<OfferId> {
        self.named.read().unwrap_or_else(PoisonError::into_inner).get(offer).copied()
    }

    /// Takes note of offers that are committed. Before that, an id could still come to nothing.
    pub(crate) fn name_offers(&self, offers: &[(OfferId, Offer)]) {
        let known = self.named.read().unwrap_or_else(PoisonError::into_inner);
        let fresh: Vec<_> =
            offers.iter().filter(|(_, offer)| !known.contains_key(offer)).cloned().collect();
        drop(known);
        if fresh.is_empty() {
            return;
        }
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        if named.len() >= REMEMBERED_MAX {
            named.clear();
        }
        named.extend(fresh.into_iter().take(REMEMBERED_MAX).map(|(id, offer)| (offer, id)));
    }

    /// Those of some offers that were not read before.
    pub(crate) fn unknown(&self, ids: &[OfferId]) -> Vec<OfferId> {
        let known = self.offers.read().unwrap_or_else(PoisonError::into_inner);
        ids.iter().filter(|id| !known.contains_key(id)).copied().collect()
    }

    /// Takes note of what an offer says.
    pub(crate) fn learn(&self, id: OfferId, offer: Offer) {
        keep(&self.offers, id, Arc::new(offer));
    }

    pub(crate) fn offer<E>(
        &self,
        id: OfferId,
        read: impl FnOnce() -> Result<Option<Offer>, E>,
    ) -> Result<Option<Arc<Offer>>, E> {
        recall(&self.offers, id, read)
    }

    pub(crate) fn plan<E>(
        &self,
        id: PlanId,
        read: impl FnOnce() -> Result<Option<RatePlan>, E>,
    ) -> Result<Option<Arc<RatePlan>>, E> {
        recall(&self.plans, id, read)
    }
}
