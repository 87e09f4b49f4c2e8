//! How the mirrors are filled and kept up to date with what other processes commit.

use std::sync::{Arc, MutexGuard, PoisonError};

use futures_channel::oneshot;
use tandem_domain::{Event, EventBody, Timestamp};
use tandem_mirror::{Follower, Mirrors};
use tandem_numbering::Did;
use tandem_store::{FeedCursor, ReadLimit, Row, StoreError, Tx, event, number};

use crate::portion::Portion;
use crate::{Engine, REMEMBER_NUMBERS_MAX, REMEMBER_SECONDS};

/// How many events one look of somebody else's takes from the feed.
const EVENTS_MAX: i64 = 1000;
/// How many events are looked up that transactions still open keep out of the feed while it is
/// loaded. There are as many as were committed beside the oldest of them.
const EARLY_MAX: i64 = 10_000;

/// Where this process has come in the feed.
#[derive(Default)]
pub(crate) struct Progress {
    cursor: FeedCursor,
    portion: Portion,
    /// The last event before the cursor, and its hash: where it is no longer found, the database was
    /// taken back to an earlier day, and everything that is known of it is in doubt.
    last: Option<(FeedCursor, String)>,
    forgetting: Forgetting,
}

/// When what is remembered of single numbers may be forgotten; see `tandem_mirror::Stock::forget`.
#[derive(Clone, Copy, Default)]
enum Forgetting {
    /// A generation has just begun. Where the one before ends in the feed is not known yet.
    #[default]
    Begun,
    /// It is to be dropped once the feed has passed this, and not before so long after this time.
    Until(FeedCursor, Timestamp),
}

/// What one reading of the feed found.
struct Reading {
    events: Vec<(FeedCursor, String, Event)>,
    /// Whether the last event that was read before is still there.
    is_whole: bool,
    /// The head and the end of the feed, where somebody has to know.
    bounds: Option<(FeedCursor, FeedCursor)>,
    /// When the oldest event came about that was committed and cannot be read yet.
    held: Option<Timestamp>,
}

/// How far the feed was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// How many events were applied.
    pub events: usize,
    /// Whether these were all that could be read.
    pub is_all: bool,
    /// Since when the oldest event waits that was committed and cannot be read yet.
    pub held_since: Option<Timestamp>,
}

impl Engine {
    /// Fills the mirrors from the store. From here on [`Engine::follow`] keeps them.
    pub async fn load(&self) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let asked = self.now();
        let loaded = self.reading(ReadLimit::None, move |tx| {
            // The cursor first: what is committed between the two is read twice, never missed.
            let head = inner.store.feed_head(tx)?;
            let last = inner.store.feed_last(tx, head)?;
            inner.mirrors.load(tx)?;
            // What was read already may be told again, and in another order than it happened.
            for row in inner.store.feed_early(tx, EARLY_MAX)? {
                remember(tx, &inner.mirrors, &event::read(&row)?)?;
            }
            Ok((head, last))
        });
        let (head, last) = loaded.await?;
        self.routes_begin(asked, last.as_ref());
        self.set_place(head, last);
        Ok(())
    }

    /// Applies what was committed since, here or elsewhere; returns how many events there were. If
    /// the last event that was read is gone, the mirrors are filled anew.
    pub async fn follow(&self) -> Result<usize, StoreError> {
        Ok(self.follow_feed().await?.events)
    }

    /// Applies what was committed since, and says how far that goes.
    pub async fn follow_feed(&self) -> Result<Followed, StoreError> {
        let inner = Arc::clone(&self.inner);
        let asked = self.now();
        let (after, portion, last) = {
            let progress = self.progress();
            (progress.cursor, progress.portion, progress.last.clone())
        };
        let may_forget = self.may_forget();
        let read = self.reading(ReadLimit::Following, move |tx| {
            let is_whole = match &last {
                Some((at, _)) => inner.store.feed_last(tx, *at)? == last,
                None => true,
            };
            let rows = inner.store.feed_after(tx, after, portion.events())?;
            let event = |(cursor, row): (FeedCursor, Row)| {
                Ok((cursor, row.text(5, "event.hash")?.to_owned(), event::read(&row)?))
            };
            let events: Vec<_> = rows.into_iter().map(event).collect::<Result<_, StoreError>>()?;
            let bounds = match may_forget {
                true => Some((inner.store.feed_head(tx)?, inner.store.feed_end(tx)?)),
                false => None,
            };
            let early = match portion.is_full(events.len()) {
                true => Vec::new(),
                false => inner.store.feed_early(tx, 1)?,
            };
            let held =
                early.first().map(|row| row.int(2, "event.at").map(Timestamp)).transpose()?;
            Ok(Reading { events, is_whole, bounds, held })
        });
        let read = read.await;
        self.progress().portion = portion.after(read.is_ok());
        let read = read?;
        if !read.is_whole {
            tracing::warn!("the last event that was read is gone; the mirrors are filled anew");
            self.load().await?;
            return Ok(Followed { events: 0, is_all: true, held_since: None });
        }
        for (.., event) in &read.events {
            self.inner.publish(std::slice::from_ref(event));
        }
        let many = read.events.len();
        let reached = read.events.into_iter().last().map(|(cursor, hash, _)| (cursor, hash));
        let routes = &self.inner.mirrors.routes;
        if let Some((cursor, _)) = &reached {
            routes.hear_until(cursor.parts()[0]);
        }
        if reached.is_some() || routes.is_stale() {
            self.refresh_routes().await?;
        }
        if self.inner.mirrors.calls.is_due(asked) {
            self.refresh_calls().await?;
        }
        if let Some((cursor, hash)) = reached {
            self.set_place(cursor, Some((cursor, hash)));
        }
        let is_all = !portion.is_full(many);
        if is_all && read.held.is_none() {
            routes.be_current(asked);
        }
        if is_all && let Some((head, end)) = read.bounds {
            self.forget(head, end);
        }
        Ok(Followed { events: many, is_all, held_since: read.held })
    }

    /// Takes note of what calls go by from now on.
    pub(crate) fn routes_begin(&self, at: Timestamp, last: Option<&(FeedCursor, String)>) {
        let routes = &self.inner.mirrors.routes;
        routes.begin_at(last.map_or(0, |(cursor, _)| cursor.parts()[0]));
        routes.be_current(at);
    }

    /// Whether it is time for the shelf to forget, or to know until when it may not.
    fn may_forget(&self) -> bool {
        match self.progress().forgetting {
            Forgetting::Begun => true,
            Forgetting::Until(_, since) => {
                let is_old = self.now().0 - since.0 >= REMEMBER_SECONDS * 1_000_000;
                is_old || self.inner.mirrors.stock.remembered() > REMEMBER_NUMBERS_MAX
            }
        }
    }

    /// Lets the shelf forget what no event can be older than any more.
    fn forget(&self, head: FeedCursor, end: FeedCursor) {
        let now = self.now();
        let mut progress = self.progress();
        match progress.forgetting {
            Forgetting::Begun => progress.forgetting = Forgetting::Until(end, now),
            Forgetting::Until(end, _) if head >= end => {
                self.inner.mirrors.stock.forget();
                self.inner.mirrors.queue.forget();
                progress.forgetting = Forgetting::Begun;
            }
            Forgetting::Until(..) => {}
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.inner.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From where the feed is followed.
    pub(crate) fn cursor(&self) -> FeedCursor {
        self.progress().cursor
    }

    pub(crate) fn set_place(&self, cursor: FeedCursor, last: Option<(FeedCursor, String)>) {
        let mut progress = self.progress();
        (progress.cursor, progress.last) = (cursor, last);
    }

    /// Where the feed stands now.
    pub async fn feed_head(&self) -> Result<FeedCursor, StoreError> {
        let inner = Arc::clone(&self.inner);
        self.reading(ReadLimit::Second, move |tx| inner.store.feed_head(tx)).await
    }

    /// What was committed after a place in the feed, a page of it, each event with the place behind
    /// it.
    pub async fn feed_after(
        &self,
        after: FeedCursor,
    ) -> Result<Vec<(FeedCursor, Event)>, StoreError> {
        let inner = Arc::clone(&self.inner);
        self.reading(ReadLimit::Second, move |tx| {
            let rows = inner.store.feed_after(tx, after, EVENTS_MAX)?;
            rows.iter().map(|(cursor, row)| Ok((*cursor, event::read(row)?))).collect()
        })
        .await
    }

    /// Reads the credentials, and who is locked out of them, that changed since they were read. A
    /// look-up of a credential comes after this.
    pub async fn refresh_access(&self) -> Result<(), StoreError> {
        let Mirrors { access, lockouts, .. } = &self.inner.mirrors;
        if !access.is_stale() && !lockouts.is_stale() {
            return Ok(());
        }
        let inner = Arc::clone(&self.inner);
        let refresh = move |tx: &mut dyn Tx| {
            inner.mirrors.access.refresh(tx)?;
            inner.mirrors.lockouts.refresh(tx)
        };
        self.reading(ReadLimit::Following, refresh).await
    }

    /// Runs a reading job and waits for what it found.
    pub(crate) async fn reading<T: Send + 'static>(
        &self,
        limit: ReadLimit,
        job: impl FnOnce(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = move |tx: Result<&mut dyn Tx, StoreError>| {
            // Whoever asked may have gone.
            let _ = reply.send(tx.and_then(job));
        };
        self.inner.store.read(limit, Box::new(job));
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer".to_owned())))
    }
}

/// Takes note of the versions of the numbers that an event names.
fn remember(tx: &mut dyn Tx, mirrors: &Mirrors, event: &Event) -> Result<(), StoreError> {
    let moved = event.body.moves().iter().map(|step| (step.did, step.did));
    let ranges: Vec<(Did, Did)> = match &event.body {
        EventBody::NumbersStocked { ranges, .. } => {
            ranges.iter().map(|range| (range.first, range.last)).collect()
        }
        _ => moved.collect(),
    };
    for (first, last) in ranges {
        for stored in number::between(tx, first, last)? {
            mirrors.stock.remember(stored.did, stored.version);
        }
    }
    Ok(())
}
