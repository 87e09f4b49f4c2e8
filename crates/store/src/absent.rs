//! A database that is not there.

use crate::{Backend, FeedCursor, Lane, ReadJob, ReadLimit, Row, StoreError, Tx, Work};

/// Does nothing and says so, for a node that has to do without.
pub struct Absent;

fn gone<T>() -> Result<T, StoreError> {
    Err(StoreError::Unavailable("it is not there".to_owned()))
}

impl Backend for Absent {
    fn submit(&self, _: Lane, _: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        Err(work)
    }

    fn read(&self, _: ReadLimit, job: ReadJob) {
        job(gone());
    }

    fn feed_head(&self, _: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        gone()
    }

    fn feed_after(
        &self,
        _: &mut dyn Tx,
        _: FeedCursor,
        _: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        gone()
    }

    fn feed_end(&self, _: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        gone()
    }

    fn feed_last(
        &self,
        _: &mut dyn Tx,
        _: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        gone()
    }

    fn feed_early(&self, _: &mut dyn Tx, _: i64) -> Result<Vec<Row>, StoreError> {
        gone()
    }

    fn close(&self) {}
}
