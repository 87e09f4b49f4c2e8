//! What is to go wrong in a sandbox, on demand.
//!
//! `serve` has an empty list of these and no way to fill it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tandem_domain::Timestamp;

/// Something that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// Orders find that the last number that fits has just gone.
    NoStock,
    /// Suppliers refuse.
    SupplierRefuses,
    /// Suppliers sell after a while.
    SupplierSlow,
    /// Suppliers answer so that nobody knows what they mean.
    SupplierUnclear,
    /// The database does not answer.
    DatabaseUnavailable,
    /// Receivers of webhooks cannot be reached.
    WebhookFails,
}

impl Mishap {
    /// All of them, with the words they are asked for by.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::NoStock, "no_stock"),
        (Self::SupplierRefuses, "supplier_refuses"),
        (Self::SupplierSlow, "supplier_slow"),
        (Self::SupplierUnclear, "supplier_unclear"),
        (Self::DatabaseUnavailable, "database_unavailable"),
        (Self::WebhookFails, "webhook_fails"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(mishap, _)| *mishap == self).map_or("", |(_, word)| word)
    }

    /// The mishap of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(mishap, _)| *mishap)
    }
}

/// For how long something goes on going wrong: until it has happened so often, or until then,
/// whichever comes first. What has neither end goes on until it is cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spell {
    /// How often it still happens.
    pub count: Option<u32>,
    /// Until when it happens, in the sandbox's time.
    pub until: Option<Timestamp>,
}

impl Spell {
    fn is_over(self, now: Timestamp) -> bool {
        self.count == Some(0) || self.until.is_some_and(|until| until <= now)
    }
}

/// What goes wrong at the moment.
#[derive(Debug, Default)]
pub struct Faults {
    spells: Mutex<BTreeMap<Mishap, Spell>>,
}

impl Faults {
    fn spells(&self) -> MutexGuard<'_, BTreeMap<Mishap, Spell>> {
        self.spells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets it go wrong from now on, instead of how it was going to.
    pub fn set(&self, mishap: Mishap, spell: Spell) {
        self.spells().insert(mishap, spell);
    }

    /// Lets it go well again.
    pub fn clear(&self, mishap: Mishap) {
        self.spells().remove(&mishap);
    }

    /// What goes wrong now.
    pub fn list(&self, now: Timestamp) -> Vec<(Mishap, Spell)> {
        let mut spells = self.spells();
        spells.retain(|_, spell| !spell.is_over(now));
        spells.iter().map(|(mishap, spell)| (*mishap, *spell)).collect()
    }

    /// Whether it goes wrong this time; if so, that was once.
    pub fn strikes(&self, mishap: Mishap, now: Timestamp) -> bool {
        let mut spells = self.spells();
        let Some(spell) = spells.get_mut(&mishap) else { return false };
        if spell.is_over(now) {
            spells.remove(&mishap);
            return false;
        }
        if let Some(count) = &mut spell.count {
            *count -= 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_happens_as_often_as_was_said() {
        let faults = Faults::default();
        let now = Timestamp(0);
        faults.set(Mishap::NoStock, Spell { count: Some(2), until: None });
        let struck: Vec<bool> = (0..3).map(|_| faults.strikes(Mishap::NoStock, now)).collect();
        assert_eq!(struck, [true, true, false]);
        assert!(faults.list(now).is_empty());
    }

    #[test]
    fn it_ends_at_the_very_instant() {
        let faults = Faults::default();
        faults.set(Mishap::WebhookFails, Spell { count: None, until: Some(Timestamp(10)) });
        assert!(faults.strikes(Mishap::WebhookFails, Timestamp(9)));
        assert!(!faults.strikes(Mishap::WebhookFails, Timestamp(10)));
        assert!(!faults.strikes(Mishap::SupplierSlow, Timestamp(9)));
    }
}
