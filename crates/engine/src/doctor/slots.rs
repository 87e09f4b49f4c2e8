//! Slots: those in use are those of the numbers, and what was bought was paid for.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, Event, EventBody, Posting, Reason};
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, Tx, slot};

use super::{Findings, PAGE};

/// An account and the word of a kind.
type Key = (AccountId, String);

/// What postings, events and numbers say about slots.
#[derive(Default)]
pub(super) struct Slots {
    /// What was paid for slots apart from any number.
    paid: BTreeMap<AccountId, i128>,
    /// What the events say that they cost.
    charged: BTreeMap<AccountId, i128>,
    /// How many came apart from any number.
    came: BTreeMap<Key, i64>,
    /// How many the numbers use.
    used: BTreeMap<Key, i64>,
}

impl Slots {
    /// Takes note of a movement of money.
    pub(super) fn hear_posting(&mut self, posting: &Posting) {
        if posting.reason == Reason::Slot && posting.did.is_none() {
            *self.paid.entry(posting.debit).or_default() += i128::from(posting.amount.0);
        }
    }

    /// Takes note of what happened to an account.
    pub(super) fn hear_event(&mut self, event: &Event) {
        if let EventBody::SlotsBought { slot, quantity, charged } = &event.body {
            *self.charged.entry(event.account).or_default() += i128::from(charged.0);
            *self.came.entry((event.account, slot.clone())).or_default() += i64::from(*quantity);
        }
    }

    /// Takes note of a number that somebody has.
    pub(super) fn hear_tenure(&mut self, held: &Tenure) {
        if let Some(kind) = held.slot {
            *self.used.entry((held.payer, kind.word().to_owned())).or_default() += 1;
        }
    }

    /// Compares it all with what is stored.
    pub(super) fn judge(
        mut self,
        tx: &mut dyn Tx,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        self.paid.retain(|_, paid| *paid != 0);
        self.charged.retain(|_, charged| *charged != 0);
        for account in self.paid.keys().chain(self.charged.keys()) {
            let sum = |of: &BTreeMap<AccountId, i128>| of.get(account).copied().unwrap_or_default();
            let (paid, charged) = (sum(&self.paid), sum(&self.charged));
            if paid != charged {
                let what = format!("account {account} paid {paid} units for slots of {charged}");
                findings.add(3, what);
            }
        }
        let mut after = (AccountId(i64::MIN), String::new());
        loop {
            let page = slot::page(tx, after.0, &after.1, PAGE)?;
            let Some(last) = page.last() else { break };
            after = (last.0, last.1.clone());
            for (account, kind, stored) in page {
                let key = (account, kind);
                let in_use = self.used.remove(&key).unwrap_or_default();
                let came = self.came.remove(&key).unwrap_or_default();
                differ(findings, &key, stored.used, in_use);
                // More came with orders; none of those that came apart from them can go again.
                if stored.bought < came {
                    let what = format!("has {} {} slots of {came}", stored.bought, key.1);
                    findings.add(3, format!("account {account} {what}"));
                }
            }
        }
        for (key, in_use) in self.used {
            differ(findings, &key, 0, in_use);
        }
        for ((account, kind), came) in self.came.into_iter().filter(|(_, came)| *came > 0) {
            findings.add(3, format!("account {account} has 0 {kind} slots of {came}"));
        }
        Ok(())
    }
}

/// An account's count of slots in use is the count of its numbers that use one.
fn differ(findings: &mut Findings, (account, kind): &Key, stored: i64, in_use: i64) {
    if stored != in_use {
        findings.add(3, format!("account {account} counts {stored} {kind} slots, uses {in_use}"));
    }
}
