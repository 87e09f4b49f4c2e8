//! Where calls go, in memory: the numbers that somebody has, what they ring at, and the logins.
//!
//! It is what switches are answered from. What changes is first heard of and then read ([`news`]): an event
//! says which number, object or account is meant, and [`Routes::refresh`] reads it, so that what stands
//! here is what was committed and nothing that was guessed from an event. A decision looks at one state
//! of it ([`Routes::look`]). When the database is gone, it stays as it was, and can still be asked.
//!
//! Numbers that ring alike share what they ring at ([`Table`]), which keeps a number at some dozens of
//! bytes.

mod account;
mod book;
mod image;
mod load;
mod news;
mod price;
mod table;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use tandem_domain::Timestamp;
use tandem_domain::route::Domains;
use tandem_numbering::{Did, Rules};

pub use book::SnapshotBook;
pub use image::RoutesDamaged;
use news::News;
pub use price::Charged;
use table::Table;

/// Where calls go, as far as has been heard.
#[derive(Default)]
pub struct Routes {
    table: RwLock<Table>,
    news: Mutex<News>,
    /// One reads at a time, so that nothing older is put over what is newer.
    reading: Mutex<()>,
    is_loaded: AtomicBool,
    /// Everything that was committed before this has been read; microseconds since 1970.
    current_at: AtomicI64,
}

impl Routes {
    /// Lets somebody look things up, all in one state. Whoever changes something waits until they have.
    pub fn look<T>(
        &self,
        rules: &Rules,
        domains: &Domains,
        look: impl FnOnce(&SnapshotBook<'_>) -> T,
    ) -> T {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        look(&SnapshotBook::new(&table, rules, domains))
    }

    /// Whether it has ever been filled.
    pub fn is_loaded(&self) -> bool {
        self.is_loaded.load(Ordering::Acquire)
    }

    /// How many numbers are known.
    pub fn numbers(&self) -> usize {
        self.table.read().unwrap_or_else(PoisonError::into_inner).numbers()
    }

    /// Whether anything was heard of that has not been read yet.
    pub fn is_stale(&self) -> bool {
        !self.news().is_empty()
    }

    /// Whether something was heard of that may concern calls to a number, and has not been read yet.
    pub fn is_stale_for(&self, number: Did) -> bool {
        let news = self.news();
        if news.is_empty() {
            return false;
        }
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        news.concerns(number, table.account_of(number))
    }

    /// Takes note that everything up to a place in the feed was heard of. Once that has been read, the
    /// place is the version of what is here.
    pub fn hear_until(&self, version: i64) {
        let mut news = self.news();
        news.reached = news.reached.max(version);
    }

    /// Takes note that everything has been read that was committed before then.
    pub fn be_current(&self, at: Timestamp) {
        self.current_at.fetch_max(at.0, Ordering::Relaxed);
    }

    /// Since when it may lack something that was committed.
    pub fn current_at(&self) -> Timestamp {
        Timestamp(self.current_at.load(Ordering::Relaxed))
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
