//! A call that is up, and what it is known by.

use std::ops::RangeInclusive;
use std::sync::Arc;

use tandem_domain::{AccountId, Money, Steps, Timestamp, set_aside};
use tandem_numbering::Did;

use super::Way;

/// What a call is known by here: its customer, the number, and what its switch calls it. A call that is forwarded from one
/// of our numbers to another keeps its name, and is a call to each. What its caller dials on behind a second dial tone is
/// one more beside it. Callers may give several calls one name; each is a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallKey {
    pub(super) account: AccountId,
    pub(super) to: Did,
    pub(super) name: Arc<str>,
    pub(super) is_outward: bool,
    /// Which of those of one name.
    pub(super) nth: u32,
}

impl CallKey {
    /// The first of a name.
    pub(super) fn first(account: AccountId, to: Did, name: &str, way: Way) -> Self {
        let is_outward = way == Way::Outward;
        Self { account, to, name: name.into(), is_outward, nth: 0 }
    }

    /// All of this name, from the first on.
    pub(super) fn all(&self) -> RangeInclusive<Self> {
        let at = |nth| Self { nth, ..self.clone() };
        at(0)..=at(u32::MAX)
    }
}

/// A call that is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveCall {
    /// Whose number was called.
    pub account: AccountId,
    /// What its switch calls it.
    pub name: Arc<str>,
    /// The number.
    pub to: Did,
    /// Whether it is what the caller of another call dialled on.
    pub is_outward: bool,
    /// When it came in.
    pub began: Timestamp,
    /// When it is forgotten, if nothing is heard of it.
    pub until: Timestamp,
    /// How long it may last once answered, in seconds, if money says so.
    pub seconds: Option<u32>,
    /// What is set aside for it, and of whose money.
    pub set_aside: Vec<(AccountId, Money)>,
}

/// A call, as it is counted.
#[derive(Clone)]
pub(super) struct Live {
    pub(super) call: LiveCall,
    /// Who pays, and what a minute costs each.
    pub(super) payers: Vec<(AccountId, Money)>,
    pub(super) steps: Steps,
    /// It has been reported, and the balance after that has not been read.
    pub(super) is_over: bool,
}

impl Live {
    /// What so many seconds of it cost one who pays.
    pub(super) fn cost(&self, account: AccountId, seconds: u32) -> Money {
        let minute = self.payers.iter().find(|(payer, _)| *payer == account);
        minute.map_or(Money::ZERO, |(_, minute)| set_aside(self.steps, *minute, seconds))
    }
}
