//! The shelf as bytes: what a node writes down so that it need not read ten million rows when it
//! starts again.
//!
//! All integers are little-endian. In this order: a magic and a version; the cursor from which the
//! feed is to be followed; the proof (an event behind which the image shows nothing, and its hash);
//! the offers as JSON; the areas with their blocks; numbers whose offers are unknown; the versions
//! that are remembered; a SHA-256 of all of it. Whatever does not add up to the last byte is refused.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tandem_domain::{Offer, OfferId};
use tandem_numbering::Did;
use tandem_store::FeedCursor;

use super::area::AreaNo;
use super::block::{Block, LAST_LINE};
use super::load::Builder;
use super::{Shelf, Stock};
use crate::bytes::Put;

/// How every image begins.
const MAGIC: &[u8; 12] = b"TANDEM-SHELF";
/// The version of what follows.
const VERSION: u32 = 1;
/// How long a SHA-256 is.
const DIGEST: usize = 32;

/// Why bytes are no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFault {
    /// They do not begin as an image does.
    Foreign,
    /// It was written by another version of the program: this is its version.
    Version(u32),
    /// It was not written to its end, or has changed since.
    Damaged,
}

impl fmt::Display for ImageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("it is no image of a shelf"),
            Self::Version(version) => {
                write!(f, "it is of version {version}, and this program writes version {VERSION}")
            }
            Self::Damaged => f.write_str("it is damaged"),
        }
    }
}

impl std::error::Error for ImageFault {}

/// The event behind which an image shows nothing: where it and its hash are found in a database, that
/// database has been through everything that the image shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its place in the feed.
    pub at: FeedCursor,
    /// Its hash in the chain of its account.
    pub hash: String,
}

/// What an image says beside the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageHead {
    /// From where the feed is to be followed.
    pub cursor: FeedCursor,
    /// What must be found.
    pub proof: Proof,
}

/// The shelf as it was drawn, without its head.
pub struct Drawing(Vec<u8>);

impl Drawing {
    /// The image, under its head.
    pub fn image(&self, head: &ImageHead) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.put(VERSION.to_le_bytes());
        for part in head.cursor.parts().into_iter().chain(head.proof.at.parts()) {
            out.put(part.to_le_bytes());
        }
        out.bytes(head.proof.hash.as_bytes());
        out.extend(&self.0);
        let digest = Sha256::digest(&out);
        out.extend(digest);
        out
    }
}

impl Stock {
    /// Draws the shelf, an area at a time, so that nobody who writes waits for more than that.
    ///
    /// What happens meanwhile may be in the drawing or not; whoever reads it follows the feed from a
    /// cursor that was taken before, and is thereby told again. To know then what is news, what was
    /// remembered at the beginning and at the end is drawn too.
    pub fn draw(&self) -> Drawing {
        let mut remembered: BTreeMap<Did, i64> = self.read().news.all().collect();
        let areas: Vec<AreaNo> = self.read().areas.keys().copied().collect();
        let (mut drawn, mut count) = (Vec::new(), 0);
        for no in areas {
            count += usize::from(self.read().draw_area(no, &mut drawn).is_some());
        }
        let mut out = Vec::new();
        let shelf = self.read();
        let offers = shelf.places.all();
        out.count(offers.len());
        for stand in offers {
            out.put(stand.id.0.to_le_bytes());
            // An offer came from JSON and goes back to it.
            out.bytes(&serde_json::to_vec(&*stand.offer).unwrap_or_default());
        }
        out.count(count);
        out.append(&mut drawn);
        let unplaced = shelf.unplaced.iter();
        let unplaced: Vec<(i64, u64)> = unplaced
            .flat_map(|(offer, dids)| dids.iter().map(|did| (offer.0, did.digits())))
            .collect();
        out.count(unplaced.len());
        for (offer, did) in unplaced {
            out.put(offer.to_le_bytes());
            out.put(did.to_le_bytes());
        }
        for (did, version) in shelf.news.all() {
            let known = remembered.entry(did).or_insert(version);
            *known = version.max(*known);
        }
        drop(shelf);
        out.count(remembered.len());
        for (did, version) in remembered {
            out.put(did.digits().to_le_bytes());
            out.put(version.to_le_bytes());
        }
        Drawing(out)
    }

    /// Takes the shelf from an image that was read.
    pub fn restore(&self, shelf: Drawn) {
        *self.write() = shelf.0;
    }
}

impl Shelf {
    fn draw_area(&self, no: AreaNo, out: &mut Vec<u8>) -> Option<()> {
        let blocks = self.areas.get(&no)?.blocks();
        out.put(no.0.to_le_bytes());
        out.count(blocks.len());
        for ((exchange, offer), block) in blocks {
            out.put(exchange.to_le_bytes());
            out.put(offer.to_le_bytes());
            out.put((block.len() as u16).to_le_bytes());
            match block.words() {
                Some(words) => words.iter().for_each(|word| out.put(word.to_le_bytes())),
                None => block.between(0, LAST_LINE).for_each(|line| out.put(line.to_le_bytes())),
            }
        }
        Some(())
    }
}

/// A shelf that was read from an image.
pub struct Drawn(Shelf);

/// Reads an image.
pub fn read(bytes: &[u8]) -> Result<(ImageHead, Drawn), ImageFault> {
    let version = bytes.strip_prefix(MAGIC).ok_or(ImageFault::Foreign)?;
    let version = version.first_chunk().map(|part| u32::from_le_bytes(*part));
    let version = version.ok_or(ImageFault::Damaged)?;
    if version != VERSION {
        return Err(ImageFault::Version(version));
    }
    let whole = bytes.split_last_chunk::<DIGEST>().filter(|(said, digest)| {
        let found: [u8; DIGEST] = Sha256::digest(said).into();
        found == **digest
    });
    let (said, _) = whole.ok_or(ImageFault::Damaged)?;
    said_by(said.get(MAGIC.len() + 4..).unwrap_or_default()).ok_or(ImageFault::Damaged)
}

/// What an image says whose checksum is right. Nothing is believed for that: a block names an offer
/// that there is, and its lines are in order.
fn said_by(bytes: &[u8]) -> Option<(ImageHead, Drawn)> {
    let mut from = Reader(bytes);
    let cursor = from.cursor()?;
    let at = from.cursor()?;
    let hash = String::from_utf8(from.bytes()?.to_vec()).ok()?;
    let mut shelf = Shelf::default();
    let offers = from.u32()?;
    for _ in 0..offers {
        let id = OfferId(i64::from_le_bytes(from.take()?));
        let offer: Offer = serde_json::from_slice(from.bytes()?).ok()?;
        shelf.places.learn(id, Arc::new(offer)).then_some(())?;
    }
    let mut builder = Builder::new(shelf);
    let mut area = None;
    for _ in 0..from.u32()? {
        let no = AreaNo(u64::from_le_bytes(from.take()?));
        if area >= Some(no) || no > AreaNo::LAST {
            return None;
        }
        area = Some(no);
        let mut last = None;
        for _ in 0..from.u32()? {
            let key = (u16::from_le_bytes(from.take()?), from.u32()?);
            if last >= Some(key) || key.0 > AreaNo::LAST_EXCHANGE || key.1 >= offers {
                return None;
            }
            last = Some(key);
            builder.add_block(no, key, from.block()?);
        }
    }
    let mut shelf = builder.finish();
    for _ in 0..from.u32()? {
        let offer = OfferId(i64::from_le_bytes(from.take()?));
        shelf.put(Did::new(u64::from_le_bytes(from.take()?))?, offer, true);
    }
    for _ in 0..from.u32()? {
        let did = Did::new(u64::from_le_bytes(from.take()?))?;
        shelf.news.hear(did, i64::from_le_bytes(from.take()?));
    }
    let head = ImageHead { cursor, proof: Proof { at, hash } };
    from.0.is_empty().then_some((head, Drawn(shelf)))
}

/// What is left to read.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.u32()? as usize;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn cursor(&mut self) -> Option<FeedCursor> {
        let mut part = || self.take().map(i64::from_le_bytes);
        Some(FeedCursor::of([part()?, part()?, part()?]))
    }

    fn block(&mut self) -> Option<Block> {
        let count = u16::from_le_bytes(self.take()?);
        let mut lines = Vec::with_capacity(usize::from(count.min(LAST_LINE)));
        if Block::is_listed(usize::from(count)) {
            for _ in 0..count {
                lines.push(u16::from_le_bytes(self.take()?));
            }
        } else {
            for place in 0..Block::WORDS {
                lines.extend(super::bits::each(place, u64::from_le_bytes(self.take()?)));
            }
        }
        let fits = lines.len() == usize::from(count) && count > 0;
        let in_order = lines.is_sorted_by(|a, b| a < b) && lines.last() <= Some(&LAST_LINE);
        (fits && in_order).then(|| Block::of(&lines))
    }
}
