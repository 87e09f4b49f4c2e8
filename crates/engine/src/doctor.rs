//! The doctor: does what must always hold, hold?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, GENESIS_HASH, NumberState, PostingId};
use tandem_store::number::Number;
use tandem_store::{ReadLimit, StoreError, Tx, account, event, number, posting, slot, tenure};

use crate::Engine;
use crate::cx::chain_hash;

/// How many rows one read asks for.
const PAGE: i64 = 10_000;
/// How many findings are listed; the rest is only counted.
const FINDINGS_MAX: usize = 100;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which invariant of the design is broken: 1 ownership, 3 money, 6 events.
    pub invariant: u8,
    /// What was found.
    pub what: String,
}

/// What the doctor looked at and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// How many numbers, postings, accounts and events were looked at.
    pub numbers: u64,
    /// Postings.
    pub postings: u64,
    /// Accounts.
    pub accounts: u64,
    /// Events.
    pub events: u64,
    /// How many findings there are in all.
    pub broken: u64,
    /// The first of them.
    pub listed: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, invariant: u8, what: String) {
        self.broken += 1;
        if self.listed.len() < FINDINGS_MAX {
            self.listed.push(Finding { invariant, what });
        }
    }
}

impl Engine {
    /// Looks at everything, in one consistent state.
    pub async fn examine(&self) -> Result<Findings, StoreError> {
        self.reading(ReadLimit::None, examine).await
    }
}

/// Looks at everything that the transaction sees.
pub fn examine(tx: &mut dyn Tx) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    let charges = money(tx, &mut findings)?;
    ownership(tx, &charges, &mut findings)?;
    Ok(findings)
}

/// Postings for one number, by order: what was charged for it.
type Charges = BTreeMap<(i64, u64), i64>;

/// Balances are the sums of postings; chains have no gap and no forged link.
fn money(tx: &mut dyn Tx, findings: &mut Findings) -> Result<Charges, StoreError> {
    let mut sums: BTreeMap<AccountId, i128> = BTreeMap::new();
    let mut charges = Charges::new();
    let mut after = PostingId(i64::MIN);
    loop {
        let page = posting::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        findings.postings += page.len() as u64;
        for posting in page {
            let amount = i128::from(posting.amount.0);
            *sums.entry(posting.debit).or_default() -= amount;
            *sums.entry(posting.credit).or_default() += amount;
            if let (Some(order), Some(did)) = (posting.order, posting.did)
                && posting.reason != tandem_domain::Reason::Slot
                && posting.reason != tandem_domain::Reason::Settled
            {
                let to_customer = posting.credit >= AccountId::OPERATOR;
                let sign = if to_customer { -1 } else { 1 };
                *charges.entry((order.0, did.digits())).or_default() += posting.amount.0 * sign;
            }
        }
    }
    if sums.values().sum::<i128>() != 0 {
        findings.add(3, "the ledger does not sum to zero".to_owned());
    }
    let mut after = AccountId(i64::MIN);
    loop {
        let page = account::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        findings.accounts += page.len() as u64;
        for account in page {
            let sum = sums.get(&account.id).copied().unwrap_or_default();
            if sum != i128::from(account.balance.0) {
                findings.add(
                    3,
                    format!(
                        "account {} has a balance of {} units, its postings say {sum}",
                        account.id, account.balance.0
                    ),
                );
            }
            chain(tx, &account, findings)?;
        }
    }
    Ok(charges)
}

fn chain(
    tx: &mut dyn Tx,
    account: &tandem_domain::Account,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut seq = 0;
    let mut hash = GENESIS_HASH.to_owned();
    loop {
        let page = event::after(tx, account.id, seq, PAGE)?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            findings.events += 1;
            let read = event::read(row)?;
            let expected = chain_hash(&hash, &read, row.text(4, "event.body")?);
            if read.seq != seq + 1 {
                findings.add(6, format!("account {} lacks event {}", account.id, seq + 1));
            }
            if expected != row.text(5, "event.hash")? {
                findings.add(6, format!("event {} of account {} was altered", read.seq, account.id));
            }
            seq = read.seq;
            hash = row.text(5, "event.hash")?.to_owned();
        }
    }
    if seq != account.event_seq || hash != account.event_hash {
        findings.add(6, format!("account {} does not end at its last event", account.id));
    }
    Ok(())
}

/// Numbers in service have exactly one tenure, with its owner; tenures have their numbers, and both
/// have their charges.
fn ownership(
    tx: &mut dyn Tx,
    charges: &Charges,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut slots: BTreeMap<(AccountId, tandem_domain::SlotKind), i64> = BTreeMap::new();
    let mut owners: BTreeMap<u64, AccountId> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = tenure::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = i64::try_from(last.did.digits()).unwrap_or(i64::MAX);
        for held in page {
            let digits = held.did.digits();
            if owners.insert(digits, held.owner).is_some() {
                findings.add(1, format!("{} has two owners", held.did));
            }
            if let Some(kind) = held.slot {
                *slots.entry((held.payer, kind)).or_default() += 1;
            }
            let paid = charges.get(&(held.order.0, digits)).copied().unwrap_or_default();
            let owed = held.price.setup.plus(held.price.monthly).map_or(0, |sum| sum.0);
            if paid < owed {
                findings.add(3, format!("{} was charged {paid} units of {owed}", held.did));
            }
        }
    }
    for ((account, kind), used) in slots {
        let stored = slot::get(tx, account, kind)?;
        if stored.used != used {
            let stored = stored.used;
            findings.add(
                3,
                format!("account {account} counts {stored} {} slots, uses {used}", kind.word()),
            );
        }
    }
    let mut after = 0;
    loop {
        let page = number::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = i64::try_from(last.did.digits()).unwrap_or(i64::MAX);
        findings.numbers += page.len() as u64;
        for stored in page {
            let tenant = owners.remove(&stored.did.digits());
            if let Some(what) = disagreement(&stored, tenant) {
                findings.add(1, format!("{} {what}", stored.did));
            }
        }
    }
    for digits in owners.keys() {
        findings.add(1, format!("+{digits} has a tenure and no row"));
    }
    Ok(())
}

fn disagreement(stored: &Number, tenant: Option<AccountId>) -> Option<&'static str> {
    let held = stored.state.is_in_service() || stored.state == NumberState::Ordering;
    match (held, tenant) {
        (true, None) => Some("is in service and has no tenure"),
        (false, Some(_)) => Some("has a tenure and is not in service"),
        (true, Some(tenant)) if stored.owner != Some(tenant) => {
            Some("has one owner in its row and another in its tenure")
        }
        _ => None,
    }
}
