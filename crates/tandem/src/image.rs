//! Image files: what a node writes down of its shelf so that it starts in seconds, however many
//! numbers there are, and of its routes so that it answers switches when it starts without its database.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tandem_domain::Timestamp;
use tandem_engine::Engine;
use tandem_mirror::file;
use tandem_store::{DatabaseUrl, FeedCursor};

/// How often an image is written, where anything has changed.
const WRITE_EVERY: Duration = Duration::from_secs(300);
/// How often, and how long after each other, the proof of an image is asked for: transactions that
/// were open when it was drawn have to end first.
const PROOFS_MAX: u32 = 20;
const PROOF_EVERY: Duration = Duration::from_millis(250);

/// Where a node keeps its image.
#[derive(Clone, Debug)]
pub struct ImageFile {
    path: PathBuf,
}

impl ImageFile {
    /// An image at that path.
    pub const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// The image of a database that is a file: beside it. A server keeps none unless it is told
    /// where.
    pub fn beside(database: &DatabaseUrl) -> Option<Self> {
        match database {
            DatabaseUrl::Sqlite(path) => Some(Self { path: path.with_extension("image") }),
            DatabaseUrl::Postgres(_) => None,
        }
    }

    /// Fills the mirrors from the image. Says so, loudly, where it cannot be used; then the tables
    /// have to be read.
    pub async fn load(&self, engine: &Engine) -> bool {
        let path = self.path.display();
        let bytes = match file::read(&self.path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return false,
            Err(error) => {
                tracing::warn!(%path, %error, "the image of the shelf cannot be read");
                return false;
            }
        };
        let began = Instant::now();
        match engine.load_image(&bytes).await {
            Ok(()) => {
                let (numbers, took) = (engine.mirrors().stock.total(), began.elapsed());
                tracing::info!(%path, numbers, ?took, "the shelf was read from its image");
                true
            }
            Err(refused) => {
                tracing::warn!(%path, %refused, "the image of the shelf is not used");
                false
            }
        }
    }

    /// Where the routes are, beside the shelf.
    fn routes(&self) -> PathBuf {
        self.path.with_extension("routes")
    }

    /// Fills the routes from what was written down of them, for a node whose database is gone; says when they were
    /// current.
    pub fn load_routes(&self, engine: &Engine) -> Option<Timestamp> {
        let path = self.routes();
        let read = file::read(&path).map_err(|error| error.to_string()).and_then(|bytes| {
            let restore = |bytes: Vec<u8>| engine.mirrors().restore_routes(&bytes);
            bytes.map(restore).transpose().map_err(|damaged| damaged.to_string())
        });
        read.unwrap_or_else(|why| {
            tracing::warn!(path = %path.display(), %why, "the image of the routes is not used");
            None
        })
    }

    /// Writes the routes down.
    async fn write_routes(&self, engine: &Engine) {
        let (engine, path) = (engine.clone(), self.routes());
        let write = move || file::write(&path, &engine.mirrors().draw_routes());
        match tokio::task::spawn_blocking(write).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the image of the routes cannot be written"),
            Err(error) => tracing::warn!(%error, "the image of the routes cannot be written"),
        }
    }

    /// Writes an image now, unless nothing has happened since `last`; returns how far it reaches.
    pub async fn write(&self, engine: &Engine, last: Option<FeedCursor>) -> Option<FeedCursor> {
        let draft = match engine.draw_image().await {
            Ok(draft) => draft,
            Err(error) => {
                tracing::warn!(%error, "the shelf cannot be drawn");
                return last;
            }
        };
        if last == Some(draft.end()) {
            return last;
        }
        self.write_routes(engine).await;
        for _ in 0..PROOFS_MAX {
            match engine.prove_image(&draft).await {
                Ok(Some(bytes)) => return self.put(bytes).await.then(|| draft.end()),
                Ok(None) => tokio::time::sleep(PROOF_EVERY).await,
                Err(error) => {
                    tracing::warn!(%error, "the image of the shelf cannot be proven");
                    return last;
                }
            }
        }
        last
    }

    async fn put(&self, bytes: Vec<u8>) -> bool {
        let path = self.path.clone();
        let written = tokio::task::spawn_blocking(move || file::write(&path, &bytes)).await;
        let error = match written {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::warn!(path = %self.path.display(), %error, "the image cannot be written");
        false
    }

    /// Writes an image from time to time.
    pub async fn keep(self, engine: Engine) {
        let mut last = None;
        loop {
            tokio::time::sleep(WRITE_EVERY).await;
            last = self.write(&engine, last).await;
        }
    }
}
