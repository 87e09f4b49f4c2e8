//! How those who pay for calls stand.

use std::sync::Arc;

use tandem_domain::route::Standing;
use tandem_domain::{AccountId, CallLimits, Money, Timestamp};

use super::HOUR_MICROS;

const MINUTE_MICROS: i64 = 60_000_000;

/// How an account stands by the tables.
pub(super) struct Read {
    pub(super) account: AccountId,
    pub(super) root: AccountId,
    pub(super) spendable: Option<Money>,
    pub(super) limits: CallLimits,
    pub(super) spent: Money,
    pub(super) at: Timestamp,
}

/// How somebody who pays stands, and what calls take of it.
#[derive(Default)]
pub(super) struct Payer {
    /// The customer; `None`: it has never been read how this one stands.
    pub(super) root: Option<AccountId>,
    /// What the tables say it has; `None`: no end.
    pub(super) spendable: Option<Money>,
    pub(super) limits: Arc<CallLimits>,
    /// What calls cost in the hour before `at`, which is in microseconds.
    pub(super) spent: Money,
    pub(super) at: i64,
    pub(super) set_aside: Money,
    /// How many calls are up.
    pub(super) up: u32,
    /// How many calls are kept count of whose customer it is.
    pub(super) held: u32,
    /// The minute in which calls began last, and how many did.
    pub(super) begun: (i64, u32),
}

impl Payer {
    /// One more call begins.
    pub(super) fn begin(&mut self, at: Timestamp) {
        let minute = at.0.div_euclid(MINUTE_MICROS);
        let before = if self.begun.0 == minute { self.begun.1 } else { 0 };
        self.begun = (minute, before + 1);
    }

    /// What it may use of what it has, as one of so many nodes gives it out.
    pub(super) fn standing(&self, now: Timestamp, nodes: i64) -> Standing {
        let minute = now.0.div_euclid(MINUTE_MICROS);
        // What was read an hour ago was spent more than an hour ago.
        let is_late = now.0.saturating_sub(self.at) >= HOUR_MICROS;
        let spent = if is_late { Money::ZERO } else { self.spent };
        Standing {
            // Of what is there each node has its part to give out.
            free: self.spendable.map(|all| Money(all.0 / nodes.max(1) - self.set_aside.0)),
            up: self.up,
            begun: if self.begun.0 == minute { self.begun.1 } else { 0 },
            spent: Money(spent.0.saturating_add(self.set_aside.0)),
            limits: Arc::clone(&self.limits),
        }
    }
}
