//! Ten million rows, written as rows: what is measured is the search, not the import.

use anyhow::{Context, ensure};
use futures_util::{StreamExt, TryStreamExt};
use tandem_domain::{Offer, OfferId};
use tandem_store::{Arg, DatabaseUrl, Fate, Lane, Store, StoreError, Tx, Verdict, Work, offer};
use tokio::sync::oneshot;

use super::layout::Shelf;

/// How many stretches one transaction writes.
const STRETCHES: usize = 256;
/// How many transactions are under way.
const AT_ONCE: usize = 4;
/// Ids of offers that no other process draws: those of the year 1970.
const FIRST_OFFER: i64 = 1_000_000;

/// One transaction.
struct Write {
    offers: Vec<(i64, Offer)>,
    numbers: Vec<[i64; 4]>,
    done: oneshot::Sender<bool>,
    error: Option<StoreError>,
}

impl Write {
    fn all(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        for (id, said) in &self.offers {
            offer::intern(tx, said, OfferId(*id))?;
        }
        for [first, last, step, offer] in &self.numbers {
            tx.exec(
                "WITH RECURSIVE line (did) AS (SELECT CAST($1 AS BIGINT) \
                   UNION ALL SELECT did + CAST($3 AS BIGINT) FROM line \
                   WHERE did + CAST($3 AS BIGINT) <= CAST($2 AS BIGINT)) \
                 INSERT INTO number (did, state, owner, version, until, offer) \
                 SELECT did, 1, NULL, 1, NULL, CAST($4 AS BIGINT) FROM line",
                &[first, last, step, offer].map(|value| Arg::from(*value)),
            )?;
        }
        Ok(())
    }
}

impl Work for Write {
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        match self.all(tx) {
            Ok(()) => Verdict::Keep,
            Err(error) => {
                self.error = Some(error);
                Verdict::Discard
            }
        }
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, fate: Fate) {
        if let Some(error) = &self.error {
            eprintln!("a row could not be written: {error}");
        }
        // Whoever fills waits for it.
        let _ = self.done.send(fate == Fate::Committed && self.error.is_none());
    }
}

/// Fills a database that has its schema.
pub async fn fill(url: &DatabaseUrl, shelf: &Shelf) -> anyhow::Result<()> {
    let store = Store::open_existing(url)?;
    let id = |place: usize| FIRST_OFFER + place as i64;
    let offers = (0..).zip(&shelf.offers).map(|(place, said)| (id(place), said.clone()));
    write(&store, offers.collect(), Vec::new()).await?;
    let whole = |digits: u64| i64::try_from(digits).context("a number of fifteen digits");
    let parts = shelf.stretches.chunks(STRETCHES).map(|part| {
        let row = |stretch: &super::layout::Stretch| {
            let step = whole(stretch.step)?;
            Ok([whole(stretch.first)?, whole(stretch.last)?, step, id(stretch.offer)])
        };
        part.iter().map(row).collect::<anyhow::Result<Vec<_>>>()
    });
    let parts = parts.collect::<anyhow::Result<Vec<_>>>()?;
    let written = parts.into_iter().map(|part| write(&store, Vec::new(), part));
    futures_util::stream::iter(written).buffered(AT_ONCE).try_collect::<()>().await?;
    Ok(tokio::task::spawn_blocking(move || store.close()).await?)
}

async fn write(
    store: &Store,
    offers: Vec<(i64, Offer)>,
    numbers: Vec<[i64; 4]>,
) -> anyhow::Result<()> {
    let (done, told) = oneshot::channel();
    store.submit(Lane::Bulk, 0, Box::new(Write { offers, numbers, done, error: None }));
    ensure!(told.await?, "the database could not be filled");
    Ok(())
}
