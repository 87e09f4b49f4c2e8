//! What an order asks for and what became of each number in it.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{Criteria, Price, Refusal};

/// What is to be bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Exactly these numbers, in this order.
    Numbers(Vec<Did>),
    /// So many numbers that fit. The tiers are tried in their order, and chance only chooses inside
    /// one: a number of a later tier is taken only when the earlier ones are exhausted.
    Criteria {
        /// What fits, the most wanted first.
        tiers: Vec<Criteria>,
        /// How many.
        quantity: u32,
    },
    /// What lies in the account's cart, in the order in which it was put there. The cart is empty
    /// afterwards.
    Cart,
}

impl Selection {
    /// What the numbers must fit, the most wanted first; nothing when they are named.
    pub fn tiers(&self) -> &[Criteria] {
        match self {
            Self::Criteria { tiers, .. } => tiers,
            Self::Numbers(_) | Self::Cart => &[],
        }
    }
}

/// What to do when not all of it can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillPolicy {
    /// Buy nothing.
    AllOrNothing,
    /// Buy what there is.
    Partial,
    /// Buy nothing yet: all of it waits, until all of it can be had at once.
    AllOrWait,
    /// Buy what there is; the rest waits, and comes as it arrives.
    PartialAndWait,
}

impl FillPolicy {
    /// Whether part of it will do for now.
    pub const fn takes_part(self) -> bool {
        matches!(self, Self::Partial | Self::PartialAndWait)
    }

    /// Whether what cannot be had now becomes a back-order. Only what is chosen by criteria can
    /// wait: for a number that was named nothing else can stand in, and a cart holds such numbers.
    pub const fn waits(self) -> bool {
        matches!(self, Self::AllOrWait | Self::PartialAndWait)
    }
}

/// The kinds of slots that a DialogTech plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// Local number, add-on 6.
    Local,
    /// Toll-free number, add-on 3.
    TollFree,
    /// Canadian local number, add-on 17.
    CanadianLocal,
    /// True 800 number, add-on 18.
    True800,
}

impl SlotKind {
    /// Every kind with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 4] = [
        (Self::Local, "local"),
        (Self::TollFree, "toll_free"),
        (Self::CanadianLocal, "canadian_local"),
        (Self::True800, "true_800"),
    ];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("?", |(_, word)| word)
    }

    /// The kind a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// How an order uses slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotUse {
    /// Which kind each number uses.
    pub kind: SlotKind,
    /// Whether one is bought for each number, even when slots are free.
    pub buy: bool,
}

/// One number of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The number.
    pub did: Did,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// What became of one number of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    /// It is the buyer's, at this price.
    Bought(Price),
    /// It is being bought from its supplier; the price is reserved.
    Ordering(Price),
    /// It is not the buyer's, and nothing was charged for it.
    Refused(Refusal),
}

impl Line {
    /// Whether the number became the buyer's, or is about to.
    pub const fn is_filled(&self) -> bool {
        matches!(self.outcome, LineOutcome::Bought(_) | LineOutcome::Ordering(_))
    }
}
