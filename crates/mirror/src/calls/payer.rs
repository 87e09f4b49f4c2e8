//! How those who pay for calls stand.

use std::sync::Arc;

use tandem_domain::route::Standing;
use tandem_domain::{AccountId, CallLimits, Money, Timestamp};

use super::hour::{Hour, MINUTE_MICROS};

/// How an account stands by the tables.
pub(super) struct Read {
    pub(super) account: AccountId,
    pub(super) root: AccountId,
    pub(super) spendable: Option<Money>,
    pub(super) limits: CallLimits,
}

impl Read {
    pub(super) fn of(account: tandem_domain::Account) -> Self {
        let spendable = account.for_calls();
        let limits = account.profile.calls;
        Self { account: account.id, root: account.root, spendable, limits }
    }
}

/// How somebody who pays stands, and what calls take of it.
#[derive(Default)]
pub(super) struct Payer {
    /// The customer; `None`: it has never been read how this one stands.
    pub(super) root: Option<AccountId>,
    /// What the tables say it has; `None`: no end.
    pub(super) spendable: Option<Money>,
    pub(super) limits: Arc<CallLimits>,
    /// What calls cost in the last hour, if they may cost so much and no more.
    pub(super) hour: Hour,
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
        // Of what is there, and of what is left of the hour, each node has its part to give out.
        let part = |all: i64| Money((all / nodes.max(1)).saturating_sub(self.set_aside.0));
        Standing {
            free: self.spendable.map(|all| part(all.0)),
            up: self.up,
            begun: if self.begun.0 == minute { self.begun.1 } else { 0 },
            left_of_hour: self.limits.an_hour.map(|most| part(most.0 - self.hour.spent(now).0)),
            limits: Arc::clone(&self.limits),
        }
    }
}
