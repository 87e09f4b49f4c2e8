//! What kept calls out, until accounts are told.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, Guard, Timestamp};
use tandem_numbering::Did;

use super::HOUR_MICROS;

/// The most refusals that wait to be told.
const UNTOLD_MAX: usize = 1024;
/// The most refusals that are remembered as told.
const TOLD_MAX: usize = 65_536;

/// A call that was kept out, for whoever is told so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guarded {
    /// Whose number was called.
    pub account: AccountId,
    /// The number.
    pub did: Did,
    /// Why.
    pub guard: Guard,
    /// When, at first.
    pub at: Timestamp,
}

/// Who is told, and was.
#[derive(Default)]
pub(super) struct Told {
    waiting: Vec<Guarded>,
    /// Who was told of which rule, and in which hour.
    told: BTreeMap<(AccountId, &'static str), i64>,
}

impl Told {
    /// Of each rule an account is told once an hour.
    pub(super) fn keep_out(&mut self, guarded: Guarded) {
        let hour = guarded.at.0.div_euclid(HOUR_MICROS);
        let key = (guarded.account, guarded.guard.word());
        if self.told.get(&key) == Some(&hour) || self.waiting.len() >= UNTOLD_MAX {
            return;
        }
        if self.told.len() >= TOLD_MAX {
            self.told.retain(|_, at| *at == hour);
        }
        if self.told.len() < TOLD_MAX {
            self.told.insert(key, hour);
        }
        self.waiting.push(guarded);
    }

    pub(super) fn take(&mut self) -> Vec<Guarded> {
        std::mem::take(&mut self.waiting)
    }

    pub(super) fn put_back(&mut self, guarded: Guarded) {
        self.waiting.push(guarded);
    }
}
