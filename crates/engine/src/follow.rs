//! How the mirrors are filled and kept up to date with what other processes commit.

use std::sync::{Arc, PoisonError};

use futures_channel::oneshot;
use tandem_domain::Event;
use tandem_mirror::Follower;
use tandem_store::{FeedCursor, ReadLimit, StoreError, event};

use crate::Engine;

/// How many events one reading takes from the feed.
const EVENTS_MAX: i64 = 1000;

impl Engine {
    /// Fills the mirrors from the store. From here on [`Engine::follow`] keeps them.
    pub async fn load(&self) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let loaded = self.reading(ReadLimit::None, move |tx| {
            // The cursor first: what is committed between the two is read twice, never missed.
            let head = inner.store.feed_head(tx)?;
            inner.mirrors.load(tx)?;
            Ok(head)
        });
        self.set_cursor(loaded.await?);
        Ok(())
    }

    /// Applies what was committed since, here or elsewhere; returns how many events there were.
    pub async fn follow(&self) -> Result<usize, StoreError> {
        let inner = Arc::clone(&self.inner);
        let after = *self.inner.cursor.lock().unwrap_or_else(PoisonError::into_inner);
        let read = self.reading(ReadLimit::Second, move |tx| {
            let rows = inner.store.feed_after(tx, after, EVENTS_MAX)?;
            let cursor = rows.last().map_or(after, |(cursor, _)| *cursor);
            let events: Vec<Event> =
                rows.iter().map(|(_, row)| event::read(row)).collect::<Result<_, _>>()?;
            Ok((cursor, events))
        });
        let (cursor, events) = read.await?;
        self.inner.publish(&events);
        self.set_cursor(cursor);
        Ok(events.len())
    }

    /// Reads the credentials that changed since they were read. A look-up of a credential comes
    /// after this.
    pub async fn refresh_access(&self) -> Result<(), StoreError> {
        if !self.inner.mirrors.access.is_stale() {
            return Ok(());
        }
        let inner = Arc::clone(&self.inner);
        self.reading(ReadLimit::Second, move |tx| inner.mirrors.access.refresh(tx)).await
    }

    fn set_cursor(&self, cursor: FeedCursor) {
        *self.inner.cursor.lock().unwrap_or_else(PoisonError::into_inner) = cursor;
    }

    /// Runs a reading job and waits for what it found.
    pub(crate) async fn reading<T: Send + 'static>(
        &self,
        limit: ReadLimit,
        job: impl FnOnce(&mut dyn tandem_store::Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = move |tx: Result<&mut dyn tandem_store::Tx, StoreError>| {
            // Whoever asked may have gone.
            let _ = reply.send(tx.and_then(job));
        };
        self.inner.store.read(limit, Box::new(job));
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer".to_owned())))
    }
}
