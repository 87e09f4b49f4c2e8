//! PostgreSQL: worker threads that own accounts, batch their commands, and send what needs no
//! answer along with what does.
//!
//! A round trip costs more than the statement it carries. Statements that only have to succeed
//! ([`Tx::one`]) wait until the next query or the commit and travel with it in one go; one order is
//! then three round trips, and a batch shares the commit among all its orders.

mod address;
mod migrate;
mod session;
mod tls;
mod transaction;
mod value;
mod worker;

use std::sync::Arc;

pub(crate) use self::address::Address;
pub(crate) use self::migrate::applied;
pub(crate) use self::session::{APPLICATION, Session, aside, fault};
use self::worker::Worker;
use crate::figures::Meter;
use crate::lane::Lanes;
use crate::store::{Backend, Lane, ReadJob, ReadLimit, Work};
use crate::threads::{ReadQueue, Threads};
use crate::{FeedCursor, Figures, Row, Schema, StoreError, Tx, feed};

/// How many threads write, each with its own connection and its own share of the accounts.
const WORKERS: usize = 8;

pub(crate) struct PostgresStore {
    workers: Vec<Arc<Lanes>>,
    meter: Arc<Meter>,
    reads: ReadQueue,
    threads: Threads,
}

impl PostgresStore {
    pub(crate) fn open(url: &str, schema: &Schema) -> Result<Self, StoreError> {
        let address = Address::read(url)?;
        migrate::migrate(&address, schema)?;
        let mut workers = Vec::new();
        let threads = Threads::default();
        let meter = Arc::new(Meter::default());
        for _ in 0..WORKERS {
            let lanes = Arc::new(Lanes::new());
            let mut worker = Worker::new(address.clone(), Arc::clone(&meter));
            let queue = Arc::clone(&lanes);
            threads.spawn("store-worker", move || worker.serve(&queue))?;
            workers.push(lanes);
        }
        let (reads, readers) = ReadQueue::new();
        for waiting in readers {
            let mut worker = Worker::new(address.clone(), Arc::clone(&meter));
            threads.spawn("store-reader", move || worker.read(&waiting))?;
        }
        Ok(Self { workers, meter, reads, threads })
    }
}

impl Backend for PostgresStore {
    fn submit(&self, lane: Lane, shard: i64, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        // Ids grow with time in their high bits; a multiplicative hash spreads them again.
        let spread = shard.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let index = usize::try_from(spread).unwrap_or(0) % self.workers.len();
        self.workers[index].push(lane, work)
    }

    fn read(&self, limit: ReadLimit, job: ReadJob) {
        self.reads.push(limit, job);
    }

    fn feed_head(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::postgres_head(tx)
    }

    fn feed_after(
        &self,
        tx: &mut dyn Tx,
        after: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, Row)>, StoreError> {
        feed::postgres_after(tx, after, limit)
    }

    fn feed_end(&self, tx: &mut dyn Tx) -> Result<FeedCursor, StoreError> {
        feed::postgres_end(tx)
    }

    fn feed_last(
        &self,
        tx: &mut dyn Tx,
        until: FeedCursor,
    ) -> Result<Option<(FeedCursor, String)>, StoreError> {
        feed::postgres_last(tx, until)
    }

    fn feed_early(&self, tx: &mut dyn Tx, limit: i64) -> Result<Vec<Row>, StoreError> {
        feed::postgres_early(tx, limit)
    }

    fn figures(&self) -> Figures {
        let all = self.workers.iter().map(|lanes| lanes.waiting());
        let waiting = all.fold([0; 2], |sum, some| [sum[0] + some[0], sum[1] + some[1]]);
        Figures { waiting, ..self.meter.figures() }
    }

    fn close(&self) {
        self.workers.iter().for_each(|lanes| lanes.close());
        self.reads.close();
        self.threads.join();
    }
}
