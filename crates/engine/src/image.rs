//! Images: the shelf as bytes, from which a node starts sooner than from the tables.
//!
//! An image is worth as much as the proof that its database has been through everything it shows. To
//! have that proof, the shelf is drawn first and the end of the feed is read afterwards; once nothing
//! can appear below that end any more, the last event below it is the proof. A database that was
//! restored to an earlier day, or is another one, does not have that event, or has another in its
//! place, with another hash: then the image is refused and the tables are read.

use std::fmt;
use std::sync::Arc;

use tandem_mirror::{Drawing, ImageFault, ImageHead, Proof, image};
use tandem_store::{FeedCursor, ReadLimit, StoreError};

use crate::Engine;

/// A shelf that was drawn and is not proven yet.
pub struct Draft {
    cursor: FeedCursor,
    drawing: Drawing,
    /// Everything that the drawing shows stands before this.
    end: FeedCursor,
}

impl Draft {
    /// How far into the feed it may reach: two drawings of the same end show the same.
    pub const fn end(&self) -> FeedCursor {
        self.end
    }
}

/// Why an image was not used.
#[derive(Debug)]
pub enum ImageRefused {
    /// Its bytes are none.
    Fault(ImageFault),
    /// Its last event is not in this database: it is of another one, or of a day that this one was
    /// taken back from.
    Strange,
    /// The database cannot be read.
    Store(StoreError),
}

impl fmt::Display for ImageRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Strange => f.write_str("its last event is not in this database"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ImageRefused {}

impl Engine {
    /// Draws the shelf as it is.
    pub async fn draw_image(&self) -> Result<Draft, StoreError> {
        // What happens from here on is told again to whoever follows from here.
        let cursor = self.cursor();
        let inner = Arc::clone(&self.inner);
        let drawn = self.reading(ReadLimit::None, move |_| Ok(inner.mirrors.stock.draw()));
        let drawing = drawn.await?;
        let inner = Arc::clone(&self.inner);
        let end = self.reading(ReadLimit::Second, move |tx| inner.store.feed_end(tx)).await?;
        Ok(Draft { cursor, drawing, end })
    }

    /// The bytes of an image, with their proof; `None` for as long as a transaction is open that may
    /// still put an event before its end, or if there is nothing to prove it by.
    pub async fn prove_image(&self, draft: &Draft) -> Result<Option<Vec<u8>>, StoreError> {
        let (inner, end) = (Arc::clone(&self.inner), draft.end);
        let proof = self.reading(ReadLimit::Second, move |tx| {
            if inner.store.feed_head(tx)? < end {
                return Ok(None);
            }
            inner.store.feed_last(tx, end)
        });
        let proof = proof.await?.map(|(at, hash)| Proof { at, hash });
        Ok(proof.map(|proof| draft.drawing.image(&ImageHead { cursor: draft.cursor, proof })))
    }

    /// Fills the mirrors from an image and catches up with what happened since, instead of reading
    /// the tables. Nothing has changed where it is refused.
    pub async fn load_image(&self, bytes: &[u8]) -> Result<(), ImageRefused> {
        let (head, shelf) = image::read(bytes).map_err(ImageRefused::Fault)?;
        let (inner, proof) = (Arc::clone(&self.inner), head.proof);
        let asked = self.now();
        let known = self.reading(ReadLimit::None, move |tx| {
            let last = inner.store.feed_last(tx, proof.at)?;
            if last.is_none_or(|(at, hash)| (at, hash) != (proof.at, proof.hash)) {
                return Ok(None);
            }
            inner.mirrors.load_beside_stock(tx)?;
            Ok(Some(inner.store.feed_last(tx, head.cursor)?))
        });
        let last = known.await.map_err(ImageRefused::Store)?.ok_or(ImageRefused::Strange)?;
        self.inner.mirrors.stock.restore(shelf);
        self.routes_begin(asked, last.as_ref());
        self.set_place(head.cursor, last);
        while self.follow().await.map_err(ImageRefused::Store)? > 0 {}
        Ok(())
    }
}
