//! The numbers that share all digits but the last seven: an area code, in the North American plan.

use std::collections::BTreeMap;

use super::bits::{Exchanges, Lines};
use super::block::{Block, LAST_LINE};

/// Lines of one exchange.
const EXCHANGE: u64 = 10_000;
/// Numbers of one area.
const AREA: u64 = 1000 * EXCHANGE;
/// What the calling code 1 adds to the number of an area.
const NANP: u64 = 1000;
/// An area of so many numbers keeps account of how its numbers end; one of half as many no longer.
const ENDINGS_FROM: u32 = 8192;

/// The digits that an area's numbers begin with, as a number: 1305 is Miami.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AreaNo(pub(super) u64);

impl AreaNo {
    /// The last there can be: numbers have fifteen digits.
    pub(super) const LAST: Self = Self(99_999_999);
    /// The last exchange of an area.
    pub(super) const LAST_EXCHANGE: u16 = 999;

    /// Where a number stands: its area, its exchange and its line.
    pub(super) const fn of(digits: u64) -> (Self, u16, u16) {
        let exchange = (digits / EXCHANGE % 1000) as u16;
        (Self(digits / AREA), exchange, (digits % EXCHANGE) as u16)
    }

    /// The number with that exchange and that line.
    pub(super) const fn number(self, exchange: u16, line: u16) -> u64 {
        self.0 * AREA + exchange as u64 * EXCHANGE + line as u64
    }

    /// The first and the last number there can be.
    pub(super) const fn range(self) -> (u64, u64) {
        (self.0 * AREA, self.0 * AREA + (AREA - 1))
    }

    /// Its digits as a national number shows them: without the calling code in the North American
    /// plan, with it elsewhere.
    pub(super) fn digits(self) -> Vec<u8> {
        let text = match self.0 {
            0 => String::new(),
            no @ NANP..2000 => format!("{:03}", no - NANP),
            no => no.to_string(),
        };
        text.bytes().map(|digit| digit - b'0').collect()
    }
}

/// How many numbers end in each line, whatever their exchange: an area where none ends in 7777 need
/// not be searched for one.
struct Endings {
    counts: Box<[u16]>,
    some: Lines,
}

impl Endings {
    fn turn(&mut self, line: u16, on: bool) {
        // An area has a thousand exchanges, each of which has a line once.
        let count = &mut self.counts[usize::from(line)];
        *count = if on { count.saturating_add(1) } else { count.saturating_sub(1) };
        self.some.set(line, *count > 0);
    }
}

/// A block's exchange, and its offer by its place in memory.
pub(super) type BlockKey = (u16, u32);

/// The numbers of one area, by exchange and offer.
pub(super) struct Area {
    count: u32,
    exchanges: Exchanges,
    blocks: BTreeMap<BlockKey, Block>,
    endings: Option<Endings>,
}

impl Area {
    pub(super) const EMPTY: Self =
        Self { count: 0, exchanges: Exchanges::NONE, blocks: BTreeMap::new(), endings: None };

    /// An area of blocks that are in order.
    pub(super) fn of(blocks: Vec<(BlockKey, Block)>) -> Self {
        let mut area = Self::EMPTY;
        for ((exchange, _), block) in &blocks {
            area.count += block.len() as u32;
            area.exchanges.set(*exchange, true);
        }
        area.blocks = blocks.into_iter().collect();
        area.account();
        area
    }

    /// How many numbers it has.
    pub(super) const fn count(&self) -> u64 {
        self.count as u64
    }

    /// The exchanges that have any.
    pub(super) const fn exchanges(&self) -> &Exchanges {
        &self.exchanges
    }

    /// The blocks of one exchange.
    pub(super) fn exchange(&self, exchange: u16) -> impl Iterator<Item = (u32, &Block)> {
        let blocks = self.blocks.range((exchange, 0)..=(exchange, u32::MAX));
        blocks.map(|((_, offer), block)| (*offer, block))
    }

    /// All blocks, in their order.
    pub(super) fn blocks(&self) -> impl ExactSizeIterator<Item = (BlockKey, &Block)> {
        self.blocks.iter().map(|(key, block)| (*key, block))
    }

    /// Whether any number can end in one of these lines.
    pub(super) fn may_end_in(&self, lines: &Lines) -> bool {
        self.endings.as_ref().is_none_or(|endings| endings.some.meets(lines))
    }

    /// Puts a number in or takes it out; says whether that changed anything, and how many the block
    /// has now.
    pub(super) fn set(&mut self, key: BlockKey, line: u16, on: bool) -> Option<usize> {
        let block = match on {
            true => self.blocks.entry(key).or_insert(Block::EMPTY),
            false => self.blocks.get_mut(&key)?,
        };
        if !block.set(line, on) {
            return None;
        }
        let left = block.len();
        if left == 0 {
            self.blocks.remove(&key);
        }
        let some = left > 0 || self.exchange(key.0).next().is_some();
        self.exchanges.set(key.0, some);
        self.count = if on { self.count + 1 } else { self.count - 1 };
        if let Some(endings) = &mut self.endings {
            endings.turn(line, on);
        }
        self.account();
        Some(left)
    }

    /// Begins to keep account of the endings, or ceases to.
    fn account(&mut self) {
        if self.endings.is_some() && self.count < ENDINGS_FROM / 2 {
            self.endings = None;
        }
        if self.endings.is_none() && self.count >= ENDINGS_FROM {
            let counts = vec![0; EXCHANGE as usize].into();
            let mut endings = Endings { counts, some: Lines::NONE };
            for block in self.blocks.values() {
                block.between(0, LAST_LINE).for_each(|line| endings.turn(line, true));
            }
            self.endings = Some(endings);
        }
    }
}
