//! Filling the shelf from the store, and following what happens.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_domain::{Event, EventBody, NumberState, OfferId};
use tandem_numbering::Did;
use tandem_store::{StoreError, Tx};

use super::area::{Area, AreaNo, BlockKey};
use super::block::Block;
use super::{Shelf, Stock};
use crate::Follower;

/// How many rows one read of the shelf asks for.
const PAGE: i64 = 50_000;

/// Puts together a shelf from numbers that come in their order.
pub(super) struct Builder {
    shelf: Shelf,
    /// The area at hand.
    area: AreaNo,
    blocks: Vec<(BlockKey, Block)>,
    /// The exchange at hand, by offer.
    exchange: u16,
    lines: BTreeMap<u32, Vec<u16>>,
}

impl Builder {
    /// Begins with a shelf that knows its offers and has no numbers.
    pub(super) fn new(shelf: Shelf) -> Self {
        let (blocks, lines) = (Vec::new(), BTreeMap::new());
        Self { shelf, area: AreaNo(0), blocks, exchange: 0, lines }
    }

    /// The next number; behind all that came before.
    pub(super) fn add(&mut self, did: Did, offer: OfferId) {
        let (area, exchange, line) = AreaNo::of(did.digits());
        if (area, exchange) != (self.area, self.exchange) {
            self.end_exchange();
        }
        if area != self.area {
            self.end_area();
        }
        (self.area, self.exchange) = (area, exchange);
        match self.shelf.places.no(offer) {
            Some(no) => self.lines.entry(no).or_default().push(line),
            None => self.shelf.put(did, offer, true),
        }
    }

    /// A whole block, behind all that came before.
    pub(super) fn add_block(&mut self, area: AreaNo, key: BlockKey, block: Block) {
        if area != self.area {
            self.end_area();
            self.area = area;
        }
        self.blocks.push((key, block));
    }

    pub(super) fn finish(mut self) -> Shelf {
        self.end_exchange();
        self.end_area();
        self.shelf
    }

    fn end_exchange(&mut self) {
        for (no, lines) in std::mem::take(&mut self.lines) {
            self.blocks.push(((self.exchange, no), Block::of(&lines)));
        }
    }

    fn end_area(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        if blocks.is_empty() {
            return;
        }
        for ((exchange, no), block) in &blocks {
            if let Some(stand) = self.shelf.places.get_mut(*no) {
                stand.gain(self.area, *exchange, block.len());
            }
        }
        let area = Area::of(blocks);
        self.shelf.total += area.count();
        self.shelf.areas.insert(self.area, area);
    }
}

impl Follower for Stock {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let mut shelf = self.empty();
        let mut after = OfferId(i64::MIN);
        loop {
            let page = tandem_store::offer::page(tx, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            page.into_iter().for_each(|(id, offer)| shelf.learn(id, Arc::new(offer)));
        }
        let mut builder = Builder::new(shelf);
        let mut after = 0;
        loop {
            let page = tandem_store::number::shelf_page(tx, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = i64::try_from(last.digits()).unwrap_or(i64::MAX);
            page.into_iter().for_each(|(did, offer)| builder.add(did, offer));
        }
        let shelf = builder.finish();
        *self.write() = shelf;
        Ok(())
    }

    fn apply(&self, event: &Event) {
        let body = &event.body;
        if let EventBody::NumbersStocked { ranges, offers } = body {
            let mut shelf = self.write();
            for (id, offer) in offers {
                shelf.learn(*id, Arc::new(offer.clone()));
            }
            for range in ranges {
                let on = range.state == NumberState::Available;
                let digits = range.first.digits()..=range.last.digits();
                for did in digits.filter_map(Did::new) {
                    if shelf.news.hear(did, range.version) {
                        shelf.stand(did, range.offer, on);
                    }
                }
            }
            return;
        }
        let moves = body.moves();
        if moves.is_empty() {
            return;
        }
        let mut shelf = self.write();
        // A number that came from another carrier may be for sale one day, as what it was expected as.
        if let EventBody::PortSet { offers, .. } = body {
            for (id, offer) in offers {
                shelf.learn(*id, Arc::new(offer.clone()));
            }
        }
        for step in moves {
            if shelf.news.hear(step.did, step.version) {
                shelf.stand(step.did, step.offer, step.to == NumberState::Available);
            }
        }
    }
}
