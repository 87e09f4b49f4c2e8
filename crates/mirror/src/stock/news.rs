//! What is news: the versions of what was heard of lately.
//!
//! Events of a number may come late, or twice: from this process at once, from the feed again, and
//! on PostgreSQL from two transactions in the other order. Each carries the version of the number's
//! row, and only what is newer than what is known may change the shelf. To know that for every
//! number that ever changed would take more room than the shelf itself; but once the feed has passed
//! everything that was committed before some moment, no event from before it can come any more, and
//! what was known of it may be forgotten. What is known is therefore kept in two generations: when
//! the feed has passed the end of the elder, the elder is dropped and the younger takes its place.

use std::collections::BTreeMap;

use tandem_numbering::Did;

/// The versions of what was heard of lately.
#[derive(Default)]
pub(super) struct News {
    young: BTreeMap<Did, i64>,
    old: BTreeMap<Did, i64>,
}

impl News {
    /// Takes note of a version; says whether it is news.
    ///
    /// A first version needs no note: nothing is older that could come after it, and to hear it again
    /// changes nothing.
    pub(super) fn hear(&mut self, did: Did, version: i64) -> bool {
        let known = |versions: &BTreeMap<Did, i64>| versions.get(&did).copied().unwrap_or(0);
        let known = known(&self.young).max(known(&self.old));
        if version <= known {
            return false;
        }
        if version > 1 {
            self.young.insert(did, version);
        }
        true
    }

    /// Drops the elder generation and begins a new one.
    pub(super) fn forget(&mut self) {
        self.old = std::mem::take(&mut self.young);
    }

    pub(super) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Everything that is remembered.
    pub(super) fn all(&self) -> impl Iterator<Item = (Did, i64)> + '_ {
        self.old.iter().chain(&self.young).map(|(did, version)| (*did, *version))
    }
}
