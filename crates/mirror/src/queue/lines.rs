//! Who stands where.

use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{AccountId, BackorderId, Offer, Timestamp};
use tandem_numbering::Did;

use super::Waiting;
use super::key::{Key, keys_for};

#[derive(Default)]
pub(super) struct Lines {
    pub(super) open: BTreeMap<BackorderId, Waiting>,
    pub(super) keys: BTreeMap<Key, BTreeSet<BackorderId>>,
    /// Those that let others pass, by who pays and by who is to have the numbers.
    pub(super) short: BTreeSet<(AccountId, BackorderId)>,
    /// The row version of each back-order that changed since the queue was loaded.
    pub(super) versions: BTreeMap<BackorderId, i64>,
    /// Those that were closed when it was last asked to forget.
    pub(super) closed: BTreeSet<BackorderId>,
    /// Keys under which something arrived, and which have not had their turn.
    pub(super) marked: BTreeSet<Key>,
    /// Back-orders that are to have a turn whatever arrived: they are new, or what they lacked has
    /// changed.
    pub(super) called: BTreeSet<BackorderId>,
    /// Those that are to have a turn at an instant, whatever arrives.
    pub(super) resting: BTreeMap<BackorderId, Timestamp>,
    /// The keys whose turn it is now.
    pub(super) turning: BTreeSet<Key>,
}

impl Waiting {
    /// Whether the number is one that it waits for.
    pub(super) fn wants(&self, did: Did, offer: &Offer) -> bool {
        self.tiers.iter().any(|tier| tier.fits_offer(offer) && tier.fits_did(did))
    }
}

impl Lines {
    pub(super) fn join(&mut self, id: BackorderId, open: Waiting) {
        for key in keys_for(&open.tiers) {
            self.keys.entry(key).or_default().insert(id);
        }
        let is_ready = open.is_ready;
        self.open.insert(id, open);
        self.set_ready(id, is_ready);
        self.called.insert(id);
    }

    pub(super) fn set_ready(&mut self, id: BackorderId, is_ready: bool) {
        let Some(open) = self.open.get_mut(&id) else { return };
        open.is_ready = is_ready;
        for account in [open.account, open.owner] {
            if is_ready {
                self.short.remove(&(account, id));
            } else {
                self.short.insert((account, id));
            }
        }
    }

    pub(super) fn leave(&mut self, id: BackorderId) {
        self.set_ready(id, true);
        let Some(open) = self.open.remove(&id) else { return };
        self.called.remove(&id);
        self.resting.remove(&id);
        for key in keys_for(&open.tiers) {
            if let Some(waiting) = self.keys.get_mut(&key) {
                waiting.remove(&id);
                if waiting.is_empty() {
                    self.keys.remove(&key);
                }
            }
        }
    }

    /// Marks everything that a back-order waits for.
    pub(super) fn mark_all_of(&mut self, id: BackorderId) {
        if let Some(open) = self.open.get(&id) {
            self.marked.extend(keys_for(&open.tiers));
        }
    }

    pub(super) fn ready(&self, key: &Key) -> impl Iterator<Item = &Waiting> {
        let waiting = self.keys.get(key).into_iter().flatten();
        waiting.filter_map(|id| self.open.get(id)).filter(|open| open.is_ready)
    }

    /// Whether a back-order is known up to the version before this one.
    pub(super) fn follows(&self, id: BackorderId, version: i64) -> bool {
        let known = self.versions.get(&id);
        self.open.contains_key(&id) && known.is_none_or(|known| *known == version - 1)
    }

    /// Takes note of a version; says whether it is news.
    pub(super) fn is_news(&mut self, id: BackorderId, version: i64) -> bool {
        let known = self.versions.entry(id).or_insert(0);
        let news = version > *known;
        if news {
            *known = version;
        }
        news
    }
}
